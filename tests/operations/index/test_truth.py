"""What the index says is what ifcopenshell's own tools say, of all objects of every model."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from typing import Any

import ifcopenshell
import ifcopenshell.util.classification
import ifcopenshell.util.element as element
import ifcopenshell.util.unit
import pytest

from ifcworks.ifc.index.values import plain as plain_value
from ifcworks.ifc.index.values import typed
from operations.index.conftest import Indexed

Row = tuple[Any, ...]
SEVERAL = (
    *("UpperBoundValue", "LowerBoundValue", "SetPointValue"),
    *("DefiningValues", "DefinedValues", "Expression"),
)
IN_ELEMENTS = (
    *("GlobalId", "OwnerHistory", "Name", "Description", "ObjectType", "ElementType", "Tag"),
    *("LongName", "ObjectPlacement", "Representation", "RepresentationMaps", "id", "type"),
    *("HasPropertySets", "RepresentationContexts", "UnitsInContext"),
)


def rows(indexed: Indexed, sql: str) -> list[Row]:
    return indexed.index.execute(sql).fetchall()


def column(indexed: Indexed, expression: str) -> dict[int, Any]:
    return dict(rows(indexed, f"SELECT id, {expression} FROM elements"))


def id_of(instance: Any) -> int | None:
    return None if instance is None else instance.id()


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return type(a) is type(b) and a == b


def wrapped(value: Any) -> Any:
    """A value of ifcopenshell as the index gives it back."""
    if isinstance(value, ifcopenshell.entity_instance):
        return {"ref": value.id()} if value.id() else wrapped(value.wrappedValue)
    if isinstance(value, (list, tuple)):
        return [wrapped(item) for item in value]
    return value


def property_of(value: Any) -> Any:
    """What ``get_psets`` says of a property, without what concerns its instance."""
    if isinstance(value, dict):
        inner = value.get("properties")
        if inner is not None:
            return {name: property_of(part) for name, part in inner.items()}
        return {n: wrapped(value[n]) for n in SEVERAL if value.get(n) is not None}
    return wrapped(value)


def truth(instance: Any) -> dict[str, dict[str, Any]]:
    return {
        name: {p: property_of(v) for p, v in properties.items() if p != "id"}
        for name, properties in element.get_psets(instance).items()
    }


def psets_of_all(indexed: Indexed) -> dict[int, dict[Any, dict[str, Any]]]:
    """The same of all objects, from the tables."""
    names = dict(rows(indexed, "SELECT id, name FROM psets"))
    sets: dict[int, dict[str, Any]] = defaultdict(dict)
    for pset_id, path, name, kind, value, number, ifc_type in rows(
        indexed,
        "SELECT pset_id, path, name, kind, value, number, ifc_type FROM properties "
        "WHERE kind <> 'reference' ORDER BY pset_id, position",
    ):
        place = sets[pset_id]
        for part in path.removesuffix(name).rstrip("/").split("/") if path != name else ():
            place = place[part]
        place[name] = {} if kind.startswith("complex") else typed(kind, value, number, ifc_type)
    found: dict[int, dict[Any, dict[str, Any]]] = defaultdict(dict)
    for element_id, pset_id in rows(
        indexed,
        "SELECT element_id, pset_id FROM element_psets "
        "ORDER BY element_id, source = 'instance', position",
    ):
        found[element_id].setdefault(names[pset_id], {}).update(sets[pset_id])
    return found


def test_property_and_quantity_sets(indexed: Indexed) -> None:
    found = psets_of_all(indexed)
    compared = 0
    for instance in indexed.objects():
        expected = truth(instance)
        given = found.get(instance.id(), {})
        assert given.keys() == expected.keys(), instance
        for name, properties in expected.items():
            assert given[name].keys() == properties.keys(), (instance, name)
            for key, value in properties.items():
                assert same(given[name][key], value), (instance, name, key)
                compared += 1
    assert compared or not indexed.model.by_type("IfcPropertySet")


def test_every_object_is_there_with_its_direct_attributes(indexed: Indexed) -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            indexed, "SELECT id, global_id, class, name, description, predefined_type FROM elements"
        )
    }
    assert found.keys() == {instance.id() for instance in indexed.objects()}
    for instance in indexed.objects():
        assert found[instance.id()] == (
            instance.GlobalId,
            instance.is_a(),
            instance.Name,
            instance.Description,
            element.get_predefined_type(instance),
        )


def test_the_other_attributes(indexed: Indexed) -> None:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for number, name, value, amount in rows(
        indexed, "SELECT element_id, name, value, number FROM attributes"
    ):
        found[number][name] = (value, amount)
    for instance in indexed.objects():
        expected = {
            name: wrapped(value)
            for name, value in instance.get_info(recursive=False).items()
            if name not in IN_ELEMENTS and value is not None
        }
        given = found.get(instance.id(), {})
        assert given.keys() == expected.keys(), instance
        for name, value in expected.items():
            text, amount = given[name]
            if isinstance(value, (list, dict)):
                assert json.loads(text) == value
            elif isinstance(value, bool):
                assert text == str(value).lower()
            elif isinstance(value, (int, float)):
                assert amount == value
            else:
                assert text == value


def test_types_containers_wholes_and_storeys(indexed: Indexed) -> None:
    types, containers = column(indexed, "type_id"), column(indexed, "container_id")
    direct, wholes = column(indexed, "direct_container_id"), column(indexed, "parent_id")
    storeys = column(indexed, "storey_id")
    for instance in indexed.objects():
        number = instance.id()
        type_ = element.get_type(instance)
        assert types[number] == (None if type_ == instance else id_of(type_))
        assert containers[number] == id_of(element.get_container(instance))
        assert direct[number] == id_of(element.get_container(instance, should_get_direct=True))
        whole = element.get_aggregate(instance) or element.get_nest(instance)
        assert wholes[number] == id_of(whole)
        parent = element.get_parent(instance)
        storey = None
        while parent is not None and storey is None:
            if parent.is_a("IfcBuildingStorey") or parent.is_a("IfcFacilityPart"):
                storey = parent
            parent = element.get_parent(parent)
        assert storeys[number] == id_of(storey)


def test_decomposition(indexed: Indexed) -> None:
    below: dict[int, set[int]] = defaultdict(set)
    for above, part in rows(
        indexed,
        """
        SELECT relating_id, related_id FROM relations
        WHERE class IN ('IfcRelAggregates', 'IfcRelNests', 'IfcRelVoidsElement',
                        'IfcRelFillsElement', 'IfcRelContainedInSpatialStructure',
                        'IfcRelAdheresToElement')
        """,
    ):
        below[above].add(part)

    def all_below(number: int) -> set[int]:
        found: set[int] = set()
        waiting = [number]
        while waiting:
            for part in below[waiting.pop()] - found:
                found.add(part)
                waiting.append(part)
        return found

    for instance in indexed.objects():
        expected = {part.id() for part in element.get_decomposition(instance)}
        assert all_below(instance.id()) == expected, instance


def test_materials(indexed: Indexed) -> None:
    definitions: dict[int, tuple[int, str]] = {}
    members: dict[int, list[int | None]] = defaultdict(list)
    thickness: dict[int, list[float | None]] = defaultdict(list)
    for number, source, definition, material, thick in rows(
        indexed,
        "SELECT element_id, source, definition_id, material_id, thickness FROM materials "
        "ORDER BY element_id, position",
    ):
        definitions[number] = (definition, source)
        members[number].append(material)
        thickness[number].append(thick)
    scale = ifcopenshell.util.unit.calculate_unit_scale(indexed.model)
    for instance in indexed.objects():
        number = instance.id()
        own = element.get_material(instance, should_inherit=False)
        material = element.get_material(instance)
        assert definitions.get(number, (None, None))[0] == id_of(material), instance
        if material is None:
            continue
        assert definitions[number][1] == ("instance" if own is not None else "type")
        expected = [id_of(part) for part in element.get_materials(instance)]
        assert members[number] == expected
        set_ = element.get_material(instance, should_skip_usage=True)
        if set_.is_a("IfcMaterialLayerSet"):
            wanted = [layer.LayerThickness * scale for layer in set_.MaterialLayers]
            assert thickness[number] == pytest.approx(wanted)


def test_classifications(indexed: Indexed) -> None:
    found: dict[int, set[int]] = defaultdict(set)
    systems: dict[int, str | None] = {}
    for number, reference, system in rows(
        indexed, "SELECT element_id, reference_id, system FROM classifications"
    ):
        found[number].add(reference)
        systems[reference] = system
    for instance in indexed.objects():
        references = ifcopenshell.util.classification.get_references(instance)
        assert found.get(instance.id(), set()) == {r.id() for r in references}
        for reference in references:
            system = ifcopenshell.util.classification.get_classification(reference)
            assert systems[reference.id()] == (system.Name if system is not None else None)


def test_units(indexed: Indexed) -> None:
    model = indexed.model
    [(metres,)] = rows(indexed, "SELECT length_unit_metres FROM model")
    if not model.by_type("IfcUnitAssignment"):
        assert metres is None
        return
    assert metres == pytest.approx(ifcopenshell.util.unit.calculate_unit_scale(model))
    for number, value, si, ifc_type in rows(
        indexed,
        "SELECT DISTINCT id, number, si, ifc_type FROM properties "
        "WHERE number IS NOT NULL AND id IS NOT NULL",
    ):
        unit = ifcopenshell.util.unit.get_property_unit(model.by_id(number), model)
        if unit is None or not ifc_type.endswith("Measure"):
            assert si is None or unit is not None
            continue
        if unit.is_a("IfcDerivedUnit") or unit.is_a("IfcMonetaryUnit"):
            continue
        factor = ifcopenshell.util.unit.get_prefix_multiplier(getattr(unit, "Prefix", None))
        power = {"SQUARE_METRE": 2, "CUBIC_METRE": 3}.get(unit.Name, 1)
        if unit.is_a("IfcSIUnit") and unit.Name != "GRAM":
            assert si == pytest.approx(value * factor**power)


def test_relations_name_all_ends(indexed: Indexed) -> None:
    found: dict[int, set[tuple[int | None, int | None]]] = defaultdict(set)
    for number, relating, related in rows(
        indexed, "SELECT id, relating_id, related_id FROM relations"
    ):
        found[number].add((relating, related))
    for relation in indexed.model.by_type("IfcRelAggregates"):
        whole = relation.RelatingObject.id()
        assert found[relation.id()] == {(whole, part.id()) for part in relation.RelatedObjects}
    for relation in indexed.model.by_type("IfcRelSpaceBoundary"):
        ends = (id_of(relation.RelatingSpace), id_of(relation.RelatedBuildingElement))
        assert found[relation.id()] == {ends}


def test_counts(indexed: Indexed) -> None:
    [(instances, elements)] = rows(indexed, "SELECT instances, elements FROM model")
    assert instances == len(list(indexed.model))
    assert elements == len(indexed.objects())
    for name, count in rows(indexed, "SELECT class, count FROM class_counts"):
        assert count == len(indexed.model.by_type(name, include_subtypes=False)), name


def test_values_of_json_come_back(indexed: Indexed) -> None:
    for kind, value in rows(
        indexed,
        "SELECT DISTINCT kind, value FROM properties "
        "WHERE kind IN ('enumerated', 'list', 'bounded', 'table', 'reference') "
        "AND value IS NOT NULL",
    ):
        assert plain_value(json.loads(value)) == typed(kind, value, None, None)
