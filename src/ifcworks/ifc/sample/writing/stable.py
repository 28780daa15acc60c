"""Making a file byte-identical on every run.

ifcopenshell.api gives random GlobalIds to relationships and property sets, and keeps the members
of relationships in Python sets. Both are put in order here, once the file is complete.
"""

import ifcopenshell
from ifcopenshell import entity_instance

from ifcworks.ifc.sample.identity import global_id

_RELATING = {
    "IfcRelAggregates": "RelatingObject",
    "IfcRelContainedInSpatialStructure": "RelatingStructure",
    "IfcRelDefinesByType": "RelatingType",
    "IfcRelDefinesByProperties": "RelatingPropertyDefinition",
    "IfcRelVoidsElement": "RelatedOpeningElement",
    "IfcRelFillsElement": "RelatedBuildingElement",
    "IfcRelAssignsToGroup": "RelatingGroup",
    "IfcRelAssociatesMaterial": "RelatingMaterial",
    "IfcRelAssociatesClassification": "RelatingClassification",
}
"""The attribute that tells a relationship from others of its class."""

_MEMBERS = ("RelatedObjects", "RelatedElements")


def stabilise(file: ifcopenshell.file, namespace: str) -> None:
    """Give everything left a GlobalId from what it belongs to, and sort all members."""
    (units,) = file.by_type("IfcUnitAssignment")
    units.Units = _sorted(units.Units)
    for relationship in file.by_type("IfcRelationship"):
        for attribute in _MEMBERS:
            members = getattr(relationship, attribute, None)
            if members:
                setattr(relationship, attribute, _sorted(members))
    project = file.by_type("IfcProject")[0]
    project.GlobalId = global_id(namespace, "project")
    for definition in file.by_type("IfcPropertySetDefinition"):
        owner = _owner(definition)
        definition.GlobalId = global_id(namespace, f"{owner.GlobalId}/{definition.Name}")
    for relationship in file.by_type("IfcRelationship"):
        relationship.GlobalId = global_id(namespace, _relationship_key(relationship))


def _sorted(entities: tuple[entity_instance, ...]) -> list[entity_instance]:
    return sorted(entities, key=lambda entity: entity.id())


def _owner(definition: entity_instance) -> entity_instance:
    """Return the one product or type that a property or quantity set belongs to."""
    if definition.DefinesType:
        return definition.DefinesType[0]
    return definition.DefinesOccurrence[0].RelatedObjects[0]


def _relationship_key(relationship: entity_instance) -> str:
    ifc_class = relationship.is_a()
    relating = getattr(relationship, _RELATING[ifc_class])
    if relating.is_a("IfcRoot"):
        return f"{ifc_class}/{relating.GlobalId}"
    if relating.is_a("IfcMaterialUsageDefinition"):
        # A usage belongs to the elements it was made for.
        return f"{ifc_class}/{relationship.RelatedObjects[0].GlobalId}"
    # Materials and classification references are told apart by what they are called.
    return f"{ifc_class}/{relating.is_a()}/{_label(relating)}"


def _label(resource: entity_instance) -> str:
    if resource.is_a("IfcClassificationReference"):
        return str(resource.Identification)
    if resource.is_a("IfcMaterialLayerSet"):
        return str(resource.LayerSetName)
    return str(resource.Name)
