"""Footings, floor slabs, the ceiling of the upper floor, and the paving outside."""

from ifcworks.ifc.sample.geometry import Placement, box
from ifcworks.ifc.sample.model import Element, ElementType, Value

from .catalogue import CONCRETE_DENSITY, FLOORS, FRAME
from .dimensions import (
    CEILING_BOARD,
    CHIMNEY,
    CHIMNEY_SOUTH,
    CHIMNEY_WEST,
    DEPTH,
    EAST,
    GROUND_ROOM_HEIGHT,
    LENGTH,
    NORTH,
    PAVING_TOP,
    SLAB,
    SOUTH,
    STAIR_END,
    STAIR_WEST,
    STAIR_WIDTH,
    STAIRWELL_SOUTH,
    TERRAIN,
    UPPER_FLOOR,
    UPPER_ROOM_HEIGHT,
    WEST,
)
from .openings import opening_element

FOOTING_WIDTH, FOOTING_DEPTH = 500.0, 550.0

TYPES = (
    ElementType(
        key="footing",
        ifc_class="IfcFootingType",
        name="Strip footing 500 x 550",
        predefined="STRIP_FOOTING",
    ),
    ElementType(
        key="footing-reinforced",
        ifc_class="IfcFootingType",
        name="Strip footing 500 x 550, reinforced",
        predefined="STRIP_FOOTING",
    ),
    ElementType(
        key="upper-slab",
        ifc_class="IfcSlabType",
        name="Floor 250",
        predefined="FLOOR",
        material="floor",
        psets={
            "Pset_SlabCommon": {"IsExternal": False, "LoadBearing": True, "FireRating": "REI 60"}
        },
    ),
)


def floors() -> tuple[Element, ...]:
    """Return everything level, from the footings up."""
    return (*_footings(), *_slabs(), *_ceiling(), *_paving())


def _slab_quantities(
    size: tuple[float, float, float], holes: float = 0.0
) -> dict[str, dict[str, Value]]:
    """Return the quantities of a rectangular slab; the area of its holes in mm²."""
    length, width, thickness = size
    gross = length * width
    return {
        "Qto_SlabBaseQuantities": {
            "Width": thickness,
            "Length": length,
            "Depth": width,
            "Perimeter": 2 * (length + width),
            "GrossArea": gross / 1e6,
            "NetArea": (gross - holes) / 1e6,
            "GrossVolume": gross * thickness / 1e9,
            "NetVolume": (gross - holes) * thickness / 1e9,
        }
    }


def _footings() -> tuple[Element, ...]:
    width, depth = FOOTING_WIDTH, FOOTING_DEPTH
    between = DEPTH - 2 * width
    strips = {
        "south": (0.0, 0.0, LENGTH, width),
        "north": (0.0, DEPTH - width, LENGTH, width),
        "west": (0.0, width, width, between),
        "east": (LENGTH - width, width, width, between),
    }
    return tuple(
        Element(
            key=f"footing-{side}",
            ifc_class="IfcFooting",
            name=f"Footing {side}",
            container="ground",
            placement=Placement((x, y, -SLAB - depth)),
            solids=(box((0.0, 0.0, 0.0), (dx, dy, depth), "concrete"),),
            type="footing",
            material="concrete",
            classification=FRAME,
            quantities={
                "Qto_FootingBaseQuantities": {
                    "Length": max(dx, dy),
                    "Width": width,
                    "Height": depth,
                    "CrossSectionArea": width * depth / 1e6,
                    "GrossVolume": dx * dy * depth / 1e9,
                    "NetVolume": dx * dy * depth / 1e9,
                    "GrossWeight": dx * dy * depth / 1e9 * CONCRETE_DENSITY,
                }
            },
        )
        for side, (x, y, dx, dy) in strips.items()
    )


def _slabs() -> tuple[Element, ...]:
    ground = (LENGTH, DEPTH, SLAB)
    upper = (EAST - WEST, NORTH - SOUTH, SLAB)
    stairwell = (STAIR_WIDTH, STAIR_END - STAIRWELL_SOUTH, SLAB)
    flue = (CHIMNEY, CHIMNEY, SLAB)
    holes = stairwell[0] * stairwell[1] + flue[0] * flue[1]
    return (
        Element(
            key="slab-ground",
            ifc_class="IfcSlab",
            name="Ground slab",
            predefined="BASESLAB",
            container="ground",
            placement=Placement((0.0, 0.0, -SLAB)),
            solids=(box((0.0, 0.0, 0.0), ground, "concrete"),),
            material="concrete",
            classification=FLOORS,
            psets={"Pset_SlabCommon": {"IsExternal": True, "LoadBearing": True}},
            quantities=_slab_quantities(ground),
        ),
        Element(
            key="slab-upper",
            ifc_class="IfcSlab",
            name="Upper floor slab",
            container="upper",
            placement=Placement((WEST, SOUTH, GROUND_ROOM_HEIGHT)),
            solids=(box((0.0, 0.0, 0.0), upper, "floor"),),
            type="upper-slab",
            classification=FLOORS,
            quantities=_slab_quantities(upper, holes),
        ),
        opening_element(
            "void-stairwell",
            "Stairwell",
            "slab-upper",
            Placement((STAIR_WEST, STAIRWELL_SOUTH, GROUND_ROOM_HEIGHT)),
            stairwell,
        ),
        opening_element(
            "void-chimney-floor",
            "Void for chimney",
            "slab-upper",
            Placement((CHIMNEY_WEST, CHIMNEY_SOUTH, GROUND_ROOM_HEIGHT)),
            flue,
        ),
    )


def _ceiling() -> tuple[Element, ...]:
    size = (EAST - WEST, NORTH - SOUTH, CEILING_BOARD)
    foot = UPPER_FLOOR + UPPER_ROOM_HEIGHT
    area = size[0] * size[1]
    return (
        Element(
            key="ceiling",
            ifc_class="IfcCovering",
            name="Ceiling of the upper floor",
            predefined="CEILING",
            container="upper",
            placement=Placement((WEST, SOUTH, foot)),
            solids=(box((0.0, 0.0, 0.0), size, "white"),),
            material="gypsum-board",
            quantities={
                "Qto_CoveringBaseQuantities": {
                    "Width": CEILING_BOARD,
                    "GrossArea": area / 1e6,
                    "NetArea": (area - CHIMNEY**2) / 1e6,
                }
            },
        ),
        opening_element(
            "void-chimney-ceiling",
            "Void for chimney",
            "ceiling",
            Placement((CHIMNEY_WEST, CHIMNEY_SOUTH, foot)),
            (CHIMNEY, CHIMNEY, CEILING_BOARD),
        ),
    )


def _paving() -> tuple[Element, ...]:
    slabs = {
        "entrance": ("Entrance landing", 5375.0, -1400.0, 1600.0, 1400.0),
        "terrace": ("Terrace", 900.0, DEPTH, 3800.0, 2800.0),
    }
    thickness = PAVING_TOP - TERRAIN
    return tuple(
        Element(
            key=f"paving-{key}",
            ifc_class="IfcSlab",
            name=name,
            predefined="LANDING" if key == "entrance" else "FLOOR",
            container="ground",
            placement=Placement((x, y, TERRAIN)),
            solids=(box((0.0, 0.0, 0.0), (dx, dy, thickness), "paving"),),
            material="concrete",
            psets={"Pset_SlabCommon": {"IsExternal": True, "LoadBearing": False}},
            quantities=_slab_quantities((dx, dy, thickness)),
        )
        for key, (name, x, y, dx, dy) in slabs.items()
    )
