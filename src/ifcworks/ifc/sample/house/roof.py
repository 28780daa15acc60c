"""The gable roof: two pitched slabs that meet at the ridge, and the chimney through one."""

from ifcworks.ifc.sample.geometry import Extrusion, Placement, Polygon, Vector, rectangle
from ifcworks.ifc.sample.model import Element

from .catalogue import ROOFS
from .dimensions import (
    CHIMNEY,
    CHIMNEY_SOUTH,
    CHIMNEY_TOP,
    CHIMNEY_WEST,
    DEPTH,
    EAVES,
    EAVES_OVERHANG,
    LENGTH,
    RIDGE,
    ROOF_RISE,
    ROOF_THICKNESS,
    VERGE_OVERHANG,
)
from .openings import opening_element

# Per unit along the slope: 4/5 across, 3/5 up.
_ACROSS, _UP = 0.8, 0.6

_RUN = DEPTH / 2 + EAVES_OVERHANG
_SLOPE_LENGTH = _RUN / _ACROSS
_RIDGE_LENGTH = LENGTH + 2 * VERGE_OVERHANG
_UPRIGHT_THICKNESS = ROOF_THICKNESS / _ACROSS
_EAVES_LEVEL = EAVES - ROOF_RISE * EAVES_OVERHANG


def roof() -> tuple[Element, ...]:
    """Return the roof, its two slabs, and the chimney with its void."""
    whole = Element(
        key="roof-whole",
        ifc_class="IfcRoof",
        name="Gable roof",
        predefined="GABLE_ROOF",
        container="roof",
        placement=Placement((0.0, 0.0, EAVES)),
        classification=ROOFS,
        psets={"Pset_RoofCommon": {"IsExternal": True, "ThermalTransmittance": 0.18}},
        quantities={
            "Qto_RoofBaseQuantities": {
                "GrossArea": 2 * _gross_area() / 1e6,
                "NetArea": (2 * _gross_area() - _void_area()) / 1e6,
                "ProjectedArea": 2 * _RUN * _RIDGE_LENGTH / 1e6,
            }
        },
    )
    south = Placement((-VERGE_OVERHANG, -EAVES_OVERHANG, _EAVES_LEVEL), z=(0.0, -_UP, _ACROSS))
    north = Placement(
        (LENGTH + VERGE_OVERHANG, DEPTH + EAVES_OVERHANG, _EAVES_LEVEL),
        x=(-1.0, 0.0, 0.0),
        z=(0.0, _UP, _ACROSS),
    )
    return (
        whole,
        _slab("roof-south", "Roof slab south", south),
        _slab("roof-north", "Roof slab north", north, _void_area()),
        *_chimney(),
    )


def _gross_area() -> float:
    """Return the area of one slab along its slope in mm²."""
    return _RIDGE_LENGTH * _SLOPE_LENGTH


def _void_area() -> float:
    """Return the area that the chimney takes from its slab, along the slope, in mm²."""
    return CHIMNEY**2 / _ACROSS


def _slab(key: str, name: str, place: Placement, holes: float = 0.0) -> Element:
    """Return a pitched slab: x along the eaves, y up the slope, z out of it.

    It is swept straight up rather than square to the slope, so that both slabs meet in the
    upright plane of the ridge and the eaves are cut upright.
    """
    straight_up: Vector = (0.0, _UP, _ACROSS)
    outline = Polygon(rectangle(0.0, 0.0, _RIDGE_LENGTH, _SLOPE_LENGTH))
    gross = _gross_area()
    return Element(
        key=key,
        ifc_class="IfcSlab",
        name=name,
        predefined="ROOF",
        whole="roof-whole",
        placement=place,
        solids=(Extrusion(outline, _UPRIGHT_THICKNESS, direction=straight_up, style="tiles"),),
        material="roof",
        classification=ROOFS,
        psets={"Pset_SlabCommon": {"IsExternal": True, "PitchAngle": 36.869897645844}},
        quantities={
            "Qto_SlabBaseQuantities": {
                "Width": ROOF_THICKNESS,
                "Perimeter": outline.perimeter,
                "GrossArea": gross / 1e6,
                "NetArea": (gross - holes) / 1e6,
                "GrossVolume": gross * ROOF_THICKNESS / 1e9,
                "NetVolume": (gross - holes) * ROOF_THICKNESS / 1e9,
            }
        },
    )


def _chimney() -> tuple[Element, ...]:
    shaft = Polygon(rectangle(0.0, 0.0, CHIMNEY, CHIMNEY), (rectangle(175.0, 175.0, 250.0, 250.0),))
    return (
        Element(
            key="chimney",
            ifc_class="IfcChimney",
            name="Chimney",
            container="ground",
            placement=Placement((CHIMNEY_WEST, CHIMNEY_SOUTH, 0.0)),
            solids=(Extrusion(shaft, CHIMNEY_TOP, style="brick"),),
            material="clinker",
            quantities={"Qto_ChimneyBaseQuantities": {"Length": CHIMNEY_TOP}},
        ),
        opening_element(
            "void-chimney-roof",
            "Void for chimney",
            "roof-north",
            Placement((CHIMNEY_WEST, CHIMNEY_SOUTH, EAVES)),
            (CHIMNEY, CHIMNEY, RIDGE - EAVES + 2 * _UPRIGHT_THICKNESS),
        ),
    )
