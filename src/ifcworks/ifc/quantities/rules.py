"""Which base quantities a class has, and what of its geometry each of them is.

Sets and names are those of the standard (Qto_… of IFC4 and IFC4X3); what is measured for each is
what ``ifc5d.qto`` measures, except where ``docs/quantities.md`` says otherwise. IFC2X3 has no
sets of its own for single classes; as ifc5d does, those of IFC4 are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache


class Kind(StrEnum):
    """What a quantity measures, with the type of unit and the class that holds it."""

    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    WEIGHT = "weight"
    COUNT = "count"

    @property
    def unit_type(self) -> str:
        """The type of the project's unit; empty for counts."""
        return {"weight": "MASSUNIT", "count": ""}.get(self, f"{self.upper()}UNIT")

    @property
    def si_unit(self) -> str:
        """The unit of the SI that values are in."""
        return {"length": "m", "area": "m²", "volume": "m³", "weight": "kg", "count": ""}[self]

    @property
    def ifc_class(self) -> str:
        """The class of the quantity in a model."""
        return f"IfcQuantity{self.capitalize()}"


@dataclass(frozen=True)
class Rule:
    """How a quantity comes from the geometry.

    Attributes:
        measure: a name that ``ifcworks.ifc.quantities.measuring`` knows.
        gross: of the shape before openings were cut out of it.
    """

    measure: str
    kind: Kind
    gross: bool = False


@dataclass(frozen=True)
class QuantitySet:
    """The base quantities of a class.

    Attributes:
        straight: the axis that elements should be straight along, or ``longest``, or ``level``;
            else None.
        if_straight: quantities that mean little if an element lies at a slant to that axis.
        sheets: the class of the parts that the area of a whole is the sum of; else None.
        along_itself: a whole is measured along its own length and not along its placement.
    """

    name: str
    rules: Mapping[str, Rule]
    straight: str | None = None
    if_straight: tuple[str, ...] = ()
    sheets: str | None = None
    along_itself: bool = False


def _length(measure: str) -> Rule:
    return Rule(measure, Kind.LENGTH)


def _pair(name: str, measure: str, kind: Kind) -> dict[str, Rule]:
    """The gross and the net quantity of one measure."""
    return {
        f"Gross{name}": Rule(measure, kind, gross=True),
        f"Net{name}": Rule(measure, kind),
    }


_VOLUMES = _pair("Volume", "volume", Kind.VOLUME)
_WEIGHTS = _pair("Weight", "weight", Kind.WEIGHT)
_BOX = {"Length": _length("x"), "Width": _length("y"), "Depth": _length("z")}
_STICK = {
    "Length": _length("longest"),
    "CrossSectionArea": Rule("cross_section", Kind.AREA, gross=True),
    "OuterSurfaceArea": Rule("outer", Kind.AREA),
    **_pair("SurfaceArea", "area", Kind.AREA),
    **_VOLUMES,
    **_WEIGHTS,
}
_FRAME = {
    "Width": _length("frame_width"),
    "Height": _length("frame_height"),
    "Perimeter": _length("frame_perimeter"),
    "Area": Rule("frame_area", Kind.AREA),
}
_SEGMENT = {"Length": _length("segment_length")}
_WALL = {
    "Length": _length("x"),
    "Width": _length("y"),
    "Height": _length("z"),
    **_pair("SideArea", "side_y", Kind.AREA),
    **_VOLUMES,
    **_WEIGHTS,
}
_SPACE = {
    "Height": _length("z"),
    "GrossPerimeter": Rule("perimeter", Kind.LENGTH, gross=True),
    **_pair("FloorArea", "footprint", Kind.AREA),
    **_pair("CeilingArea", "top", Kind.AREA),
    **_VOLUMES,
}


def _stick(name: str) -> QuantitySet:
    return QuantitySet(name, _STICK, straight="longest", if_straight=("Length",))


_SETS = {
    "IfcBeam": _stick("Qto_BeamBaseQuantities"),
    "IfcColumn": _stick("Qto_ColumnBaseQuantities"),
    "IfcMember": _stick("Qto_MemberBaseQuantities"),
    "IfcBuildingElementProxy": QuantitySet(
        "Qto_BuildingElementProxyQuantities",
        {
            "NetSurfaceArea": Rule("area", Kind.AREA),
            "NetVolume": Rule("volume", Kind.VOLUME),
        },
    ),
    "IfcCableCarrierSegment": QuantitySet("Qto_CableCarrierSegmentBaseQuantities", _SEGMENT),
    "IfcCableSegment": QuantitySet("Qto_CableSegmentBaseQuantities", _SEGMENT),
    "IfcDuctSegment": QuantitySet("Qto_DuctSegmentBaseQuantities", _SEGMENT),
    "IfcPipeSegment": QuantitySet("Qto_PipeSegmentBaseQuantities", {**_SEGMENT, **_WEIGHTS}),
    "IfcChimney": QuantitySet("Qto_ChimneyBaseQuantities", {"Length": _length("longest")}),
    "IfcCovering": QuantitySet(
        "Qto_CoveringBaseQuantities",
        {
            "Width": Rule("covering_width", Kind.LENGTH, gross=True),
            **_pair("Area", "covering_area", Kind.AREA),
        },
    ),
    "IfcCurtainWall": QuantitySet(
        "Qto_CurtainWallQuantities",
        {
            "Length": _length("x"),
            "Width": _length("y"),
            "Height": _length("z"),
            **_pair("SideArea", "shadow_y", Kind.AREA),
        },
        along_itself=True,
    ),
    "IfcDoor": QuantitySet("Qto_DoorBaseQuantities", _FRAME),
    "IfcFooting": QuantitySet(
        "Qto_FootingBaseQuantities",
        {
            "Length": _length("footing_length"),
            "Width": _length("footing_width"),
            "Height": _length("footing_height"),
            "CrossSectionArea": Rule("strip_section", Kind.AREA, gross=True),
            "OuterSurfaceArea": Rule("strip_outer", Kind.AREA),
            "GrossSurfaceArea": Rule("area", Kind.AREA, gross=True),
            **_VOLUMES,
            **_WEIGHTS,
        },
    ),
    "IfcOpeningElement": QuantitySet(
        "Qto_OpeningElementBaseQuantities",
        {
            "Width": Rule("opening_width", Kind.LENGTH, gross=True),
            "Height": Rule("opening_height", Kind.LENGTH, gross=True),
            "Depth": Rule("opening_depth", Kind.LENGTH, gross=True),
            "Area": Rule("opening_area", Kind.AREA, gross=True),
            "Volume": Rule("volume", Kind.VOLUME, gross=True),
        },
    ),
    "IfcPile": QuantitySet(
        "Qto_PileBaseQuantities",
        {
            "Length": _length("z"),
            "CrossSectionArea": Rule("cross_section", Kind.AREA, gross=True),
            "OuterSurfaceArea": Rule("outer", Kind.AREA),
            "GrossSurfaceArea": Rule("area", Kind.AREA, gross=True),
            **_VOLUMES,
            **_WEIGHTS,
        },
    ),
    "IfcPlate": QuantitySet(
        "Qto_PlateBaseQuantities",
        {
            "Width": _length("shortest"),
            **_pair("Area", "largest_side", Kind.AREA),
            **_VOLUMES,
            **_WEIGHTS,
        },
    ),
    "IfcRampFlight": QuantitySet("Qto_RampFlightBaseQuantities", _VOLUMES),
    "IfcRoof": QuantitySet(
        "Qto_RoofBaseQuantities",
        {**_pair("Area", "top", Kind.AREA), "ProjectedArea": Rule("footprint", Kind.AREA)},
        sheets="IfcSlab",
    ),
    "IfcSlab": QuantitySet(
        "Qto_SlabBaseQuantities",
        {
            "Length": _length("x"),
            "Depth": _length("y"),
            "Width": Rule("thickness", Kind.LENGTH, gross=True),
            "Perimeter": Rule("outline", Kind.LENGTH, gross=True),
            **_pair("Area", "sheet", Kind.AREA),
            **_VOLUMES,
            **_WEIGHTS,
        },
        straight="level",
        if_straight=("Length", "Depth"),
    ),
    "IfcSpace": QuantitySet("Qto_SpaceBaseQuantities", _SPACE),
    "IfcStairFlight": QuantitySet(
        "Qto_StairFlightBaseQuantities", {"Length": _length("longest_flat"), **_VOLUMES}
    ),
    "IfcWindow": QuantitySet("Qto_WindowBaseQuantities", _FRAME),
}
_OF_4X3 = {
    "IfcEarthworksCut": QuantitySet(
        "Qto_EarthworksCutBaseQuantities",
        {**_BOX, "UndisturbedVolume": Rule("volume", Kind.VOLUME)},
    ),
    "IfcEarthworksFill": QuantitySet(
        "Qto_EarthworksFillBaseQuantities",
        {**_BOX, "CompactedVolume": Rule("volume", Kind.VOLUME)},
    ),
    "IfcReinforcedSoil": QuantitySet(
        "Qto_ReinforcedSoilBaseQuantities",
        {
            **_BOX,
            "Area": Rule("footprint", Kind.AREA),
            "Volume": Rule("volume", Kind.VOLUME),
        },
    ),
}


_ALSO_OF_PARTS = frozenset(
    {"x", "y", "z", "longest", "longest_flat", "shortest", "volume", "weight", "footprint", "top"}
    | {"shadow_y", "frame_width", "frame_height", "frame_perimeter", "frame_area"}
    | {"footing_length", "footing_width", "footing_height", "covering_width"}
)
"""What the parts of a whole say of it. Surfaces are not: those between parts would count."""


def of_parts(measure: str) -> str | None:
    """What is measured of the parts of a whole for that; None if they do not say."""
    if measure == "side_y":
        # Layers stand one before the other, and each has a side.
        return "shadow_y"
    if measure in ("covering_area", "sheet"):
        return "footprint"
    if measure == "thickness":
        return "z"
    return measure if measure in _ALSO_OF_PARTS else None


# What ifc5d.qto measures where that is not what the standard says; see docs/quantities.md.
_AROUND_Z = {"OuterSurfaceArea": Rule("outer_around_z", Kind.AREA)}
_OF_IFC5D: dict[str, dict[str, Rule]] = {
    "IfcBeam": _AROUND_Z,
    "IfcColumn": _AROUND_Z,
    "IfcMember": _AROUND_Z,
    "IfcFooting": {
        "Length": _length("strip_length"),
        "Width": _length("strip_width"),
        "Height": _length("strip_height"),
    },
    "IfcOpeningElement": {
        "Width": Rule("x", Kind.LENGTH, gross=True),
        "Height": Rule("hole_height", Kind.LENGTH, gross=True),
        "Depth": Rule("hole_depth", Kind.LENGTH, gross=True),
        "Area": Rule("hole_area", Kind.AREA, gross=True),
    },
    "IfcWindow": {
        "Width": _length("x"),
        "Height": _length("z"),
        "Area": Rule("largest_side", Kind.AREA),
    },
    "IfcSlab": {
        "Depth": _length("z"),
        "Width": _length("y"),
        "Perimeter": _length("perimeter"),
        **_pair("Area", "footprint", Kind.AREA),
    },
}


def rules_of(schema: str, standard: bool = True) -> dict[str, QuantitySet]:
    """The base quantities by class; subclasses have those of their nearest ancestor here.

    Args:
        schema: of the model.
        standard: as the standard says; else as ``ifc5d.qto`` does where that differs.
    """
    newest = schema.startswith("IFC4X3")
    # The standard changed the spelling of these from IFC4 to IFC4X3.
    footprint = "FootPrintArea" if newest else "FootprintArea"
    walls = QuantitySet(
        "Qto_WallBaseQuantities",
        {**_WALL, **_pair(footprint, "footprint", Kind.AREA)},
        straight="y",
        if_straight=("Length", "Width"),
    )
    sets = {**_SETS, "IfcWall": walls, **(_OF_4X3 if newest else {})}
    if not standard:
        for class_, rules in _OF_IFC5D.items():
            sets[class_] = replace(sets[class_], rules={**sets[class_].rules, **rules})
    return sets


@cache
def _kinds() -> dict[str, set[Kind]]:
    found: dict[str, set[Kind]] = {"count": {Kind.COUNT}}
    for schema in ("IFC4", "IFC4X3"):
        for quantities in rules_of(schema).values():
            for name, rule in quantities.rules.items():
                found.setdefault(name.lower(), set()).add(rule.kind)
    return found


def kinds_of(name: str) -> set[Kind]:
    """What a quantity of the standard measures, by its name in any case; nothing of others."""
    return _kinds().get(name.lower(), set())
