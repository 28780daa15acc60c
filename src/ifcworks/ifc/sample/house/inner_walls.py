"""The inner walls: two load-bearing ones along the hall, and partitions across the rest."""

from ifcworks.ifc.sample.geometry import Disc, Extrusion, Placement, Y
from ifcworks.ifc.sample.model import Element, ElementType, Sets

from .catalogue import INNER_WALLS
from .dimensions import (
    EAST,
    GROUND_ROOM_HEIGHT,
    HALL_WEST,
    INNER_WALL,
    LIVING_EAST,
    NORTH,
    PARTITION,
    SIDE_WEST,
    SOUTH,
    UPPER_FLOOR,
    UPPER_ROOM_HEIGHT,
    WEST,
)
from .openings import Fitted, opening_element
from .walls import upright, wall

TYPES = (
    ElementType(
        key="inner-wall",
        ifc_class="IfcWallType",
        name="Inner wall 175, load-bearing",
        predefined="STANDARD",
        material="inner-wall",
        psets={
            "Pset_WallCommon": {
                "IsExternal": False,
                "LoadBearing": True,
                "FireRating": "REI 30",
            }
        },
    ),
    ElementType(
        key="partition",
        ifc_class="IfcWallType",
        name="Partition 115",
        predefined="PARTITIONING",
        material="partition",
        psets={"Pset_WallCommon": {"IsExternal": False, "LoadBearing": False}},
    ),
)

# The south faces of the partitions.
WC_PARTITION = 1550.0
KITCHEN_PARTITION = 3700.0
BEDROOM_PARTITION = 4000.0
BATHROOM_PARTITION = 2900.0

DUCT_VOID_SOUTH, DUCT_VOID_LEVEL, DUCT_VOID = 850.0, 2200.0, 300.0
"""The void for a duct in the wall between hall and WC: 300 x 300 mm."""

PIPE_VOID_X, PIPE_VOID_LEVEL, PIPE_VOID_RADIUS = 9000.0, 400.0, 30.0
"""The round void for a pipe in the partition between storage and kitchen."""


def inner_walls() -> tuple[Element, ...]:
    """Return the inner walls of both storeys with their doors and voids."""
    return (
        *_bearing(
            "wall-ground-hall-west",
            "Inner wall living room, ground floor",
            "ground",
            HALL_WEST,
            (Fitted("D03", "door-inner", 650.0),),
        ),
        *_bearing(
            "wall-ground-hall-east",
            "Inner wall kitchen, ground floor",
            "ground",
            SIDE_WEST,
            (
                Fitted("D04", "door-inner", 250.0),
                Fitted("D05", "door-inner", 1350.0),
                Fitted(
                    "D06", "door-inner", 6350.0, psets={"Pset_DoorCommon": {"FireRating": "EI 30"}}
                ),
            ),
            voids=(_duct_void(),),
            voids_area=DUCT_VOID**2,
        ),
        *_partition("wc", "WC", "ground", SIDE_WEST, EAST, WC_PARTITION),
        *_partition(
            "kitchen",
            "kitchen",
            "ground",
            SIDE_WEST,
            EAST,
            KITCHEN_PARTITION,
            voids=(_pipe_void(),),
            voids_area=Disc(PIPE_VOID_RADIUS).area,
        ),
        *_bearing(
            "wall-upper-hall-west",
            "Inner wall bedrooms west, upper floor",
            "upper",
            HALL_WEST,
            (Fitted("D07", "door-inner", 1850.0), Fitted("D08", "door-inner", 5650.0)),
        ),
        *_bearing(
            "wall-upper-hall-east",
            "Inner wall bathroom, upper floor",
            "upper",
            SIDE_WEST,
            (
                Fitted("D09", "door-inner", 1150.0),
                # Rated in the old national way, which the requirements do not accept.
                Fitted(
                    "Door 10",
                    "door-inner",
                    6350.0,
                    psets={"Pset_DoorCommon": {"FireRating": "T30"}},
                ),
            ),
        ),
        *_partition("bedroom", "bedroom 1", "upper", WEST, LIVING_EAST, BEDROOM_PARTITION),
        *_partition(
            "bathroom",
            "bathroom",
            "upper",
            SIDE_WEST,
            EAST,
            BATHROOM_PARTITION,
            # Carries a roof post, yet nobody has stated its fire rating.
            psets={"Pset_WallCommon": {"LoadBearing": True}},
        ),
    )


def _level(storey: str) -> tuple[float, float]:
    """Return the foot and the height of the inner walls of a storey in mm."""
    if storey == "ground":
        return 0.0, GROUND_ROOM_HEIGHT
    return UPPER_FLOOR, UPPER_ROOM_HEIGHT


def _bearing(
    key: str,
    name: str,
    storey: str,
    east_face: float,
    fitted: tuple[Fitted, ...],
    voids: tuple[Element, ...] = (),
    voids_area: float = 0.0,
) -> tuple[Element, ...]:
    """Return a wall from south to north; its first face looks east."""
    foot, height = _level(storey)
    return wall(
        key,
        name,
        storey,
        "inner-wall",
        Placement((east_face, SOUTH, foot), x=Y),
        upright(NORTH - SOUTH, INNER_WALL, height, "plaster"),
        classification=INNER_WALLS,
        fitted=fitted,
        voids=voids,
        voids_area=voids_area,
    )


def _partition(
    key: str,
    name: str,
    storey: str,
    west: float,
    east: float,
    south: float,
    *,
    voids: tuple[Element, ...] = (),
    voids_area: float = 0.0,
    psets: Sets | None = None,
) -> tuple[Element, ...]:
    """Return a wall from west to east; its first face looks south."""
    foot, height = _level(storey)
    return wall(
        f"wall-{storey}-{key}",
        f"Partition {name}, {storey} floor",
        storey,
        "partition",
        Placement((west, south, foot)),
        upright(east - west, PARTITION, height, "plaster"),
        classification=INNER_WALLS,
        voids=voids,
        voids_area=voids_area,
        psets=psets,
    )


def _duct_void() -> Element:
    place = Placement((SIDE_WEST, DUCT_VOID_SOUTH, DUCT_VOID_LEVEL), x=Y)
    return opening_element(
        "void-duct", "Void for supply duct", "wall-ground-hall-east", place,
        (DUCT_VOID, INNER_WALL, DUCT_VOID),
    )  # fmt: skip


def _pipe_void() -> Element:
    place = Placement((PIPE_VOID_X, KITCHEN_PARTITION, PIPE_VOID_LEVEL))
    # Swept along the local y of the wall: the frame of the disc looks along it.
    through = Extrusion(Disc(PIPE_VOID_RADIUS), PARTITION, Placement(z=Y))
    return Element(
        key="void-pipe",
        ifc_class="IfcOpeningElement",
        name="Void for water pipe",
        predefined="OPENING",
        host="wall-ground-kitchen",
        placement=place,
        solids=(through,),
    )
