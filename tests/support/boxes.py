"""Small IFC models made of boxes, so that volumes and places are known by heart."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid


@dataclass
class Boxes:
    """An IFC4 model under construction; lengths in metres.

    ``products`` are in the order of their making.
    """

    file: ifcopenshell.file = field(default_factory=lambda: ifcopenshell.file(schema="IFC4"))
    products: list[ifcopenshell.entity_instance] = field(default_factory=list)
    _guids: int = 0

    def __post_init__(self) -> None:
        metre = self.file.create_entity("IfcSIUnit", UnitType="LENGTHUNIT", Name="METRE")
        units = self.file.create_entity("IfcUnitAssignment", Units=[metre])
        self.context = self.file.create_entity(
            "IfcGeometricRepresentationContext",
            ContextType="Model",
            CoordinateSpaceDimension=3,
            Precision=1e-5,
            WorldCoordinateSystem=self.axes(0, 0, 0),
        )
        self.body = self.file.create_entity(
            "IfcGeometricRepresentationSubContext",
            ContextIdentifier="Body",
            ContextType="Model",
            ParentContext=self.context,
            TargetView="MODEL_VIEW",
        )
        self.project = self.root(
            "IfcProject", Name="Boxes", UnitsInContext=units, RepresentationContexts=[self.context]
        )
        self.site = self.root("IfcSite", Name="Site")
        self.building = self.root("IfcBuilding", Name="Building")
        self.storeys = [
            self.root("IfcBuildingStorey", Name=name, Elevation=elevation)
            for name, elevation in (("Ground", 0.0), ("Upper", 3.0))
        ]
        for storey, height in zip(self.storeys, (0.0, 3.0), strict=True):
            storey.ObjectPlacement = self.place(0, 0, height)
        self.aggregate(self.project, [self.site])
        self.aggregate(self.site, [self.building])
        self.aggregate(self.building, self.storeys)

    def root(self, ifc_class: str, **attributes: Any) -> ifcopenshell.entity_instance:
        self._guids += 1
        guid = ifcopenshell.guid.compress(f"{self._guids:032x}")
        return self.file.create_entity(ifc_class, GlobalId=guid, **attributes)

    def axes(self, x: float, y: float, z: float) -> ifcopenshell.entity_instance:
        point = self.file.create_entity("IfcCartesianPoint", (float(x), float(y), float(z)))
        return self.file.create_entity("IfcAxis2Placement3D", Location=point)

    def place(self, x: float, y: float, z: float) -> ifcopenshell.entity_instance:
        return self.file.create_entity("IfcLocalPlacement", RelativePlacement=self.axes(x, y, z))

    def aggregate(self, whole: Any, parts: list[Any]) -> None:
        self.root("IfcRelAggregates", RelatingObject=whole, RelatedObjects=parts)

    def solid(self, size: tuple[float, float, float]) -> ifcopenshell.entity_instance:
        """A box from the origin."""
        width, depth, height = size
        corner = self.file.create_entity("IfcCartesianPoint", (width / 2, depth / 2))
        profile = self.file.create_entity(
            "IfcRectangleProfileDef",
            ProfileType="AREA",
            Position=self.file.create_entity("IfcAxis2Placement2D", Location=corner),
            XDim=float(width),
            YDim=float(depth),
        )
        return self.file.create_entity(
            "IfcExtrudedAreaSolid",
            SweptArea=profile,
            Position=self.axes(0, 0, 0),
            ExtrudedDirection=self.file.create_entity("IfcDirection", (0.0, 0.0, 1.0)),
            Depth=float(height),
        )

    def representation(self, items: list[Any], kind: str = "SweptSolid") -> Any:
        return self.file.create_entity(
            "IfcShapeRepresentation",
            ContextOfItems=self.body,
            RepresentationIdentifier="Body",
            RepresentationType=kind,
            Items=items,
        )

    def mapped(self, source: ifcopenshell.entity_instance) -> ifcopenshell.entity_instance:
        """A representation that shows a representation map."""
        origin = self.file.create_entity("IfcCartesianPoint", (0.0, 0.0, 0.0))
        target = self.file.create_entity(
            "IfcCartesianTransformationOperator3D", LocalOrigin=origin, Scale=1.0
        )
        item = self.file.create_entity("IfcMappedItem", MappingSource=source, MappingTarget=target)
        return self.representation([item], "MappedRepresentation")

    def map_of(self, size: tuple[float, float, float]) -> ifcopenshell.entity_instance:
        return self.file.create_entity(
            "IfcRepresentationMap",
            MappingOrigin=self.axes(0, 0, 0),
            MappedRepresentation=self.representation([self.solid(size)]),
        )

    def add(
        self,
        at: tuple[float, float, float],
        size: tuple[float, float, float] = (1, 1, 1),
        ifc_class: str = "IfcWall",
        name: str | None = None,
        storey: int = 0,
        representation: Any = None,
    ) -> ifcopenshell.entity_instance:
        """A product with a box, on a storey."""
        shown = representation or self.representation([self.solid(size)])
        product = self.root(
            ifc_class,
            Name=name,
            ObjectPlacement=self.place(*at),
            Representation=self.file.create_entity(
                "IfcProductDefinitionShape", Representations=[shown]
            ),
        )
        self.products.append(product)
        if ifc_class == "IfcSpace":
            self.aggregate(self.storeys[storey], [product])
        elif ifc_class != "IfcOpeningElement":
            self.root(
                "IfcRelContainedInSpatialStructure",
                RelatingStructure=self.storeys[storey],
                RelatedElements=[product],
            )
        return product

    def void(self, host: Any, at: tuple[float, float, float], size: Any) -> Any:
        """An opening in a product."""
        opening = self.add(at, size, "IfcOpeningElement")
        self.root("IfcRelVoidsElement", RelatingBuildingElement=host, RelatedOpeningElement=opening)
        return opening

    def write(self, path: Path) -> Path:
        self.file.write(str(path))
        return path


def row(count: int) -> Boxes:
    """Boxes of different heights in a row: number n is 1 x 1 x (n + 1) at x = 2 n."""
    boxes = Boxes()
    for number in range(count):
        boxes.add((2.0 * number, 0, 0), (1, 1, number + 1), name=f"Box {number}")
    return boxes


def house() -> Boxes:
    """Two storeys: four walls, one with a window hole, a slab, a space and a door."""
    boxes = Boxes()
    front = boxes.add((0, 0, 0), (6, 0.2, 3), name="Front")
    boxes.void(front, (2, -0.1, 1), (1, 0.4, 1))
    boxes.add((0, 3.8, 0), (6, 0.2, 3), name="Back")
    boxes.add((0, 0.2, 0), (0.2, 3.6, 3), name="Left")
    boxes.add((5.8, 0.2, 0), (0.2, 3.6, 3), name="Right")
    boxes.add((0.2, 0.2, 0), (5.6, 3.6, 3), "IfcSpace", name="Room")
    boxes.add((4, 0, 0), (0.9, 0.2, 2.1), "IfcDoor", name="Door")
    boxes.add((0, 0, 3), (6, 4, 0.2), "IfcSlab", name="Deck", storey=1)
    boxes.add((0, 0, 3.2), (6, 0.2, 3), name="Upper front", storey=1)
    return boxes
