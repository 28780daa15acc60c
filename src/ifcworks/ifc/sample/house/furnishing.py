"""Furniture and sanitary objects, as few boxes as still look like what they are."""

from ifcworks.ifc.sample.geometry import Extrusion, Placement, Vector, box
from ifcworks.ifc.sample.model import Element, ElementType

from .dimensions import EAST, NORTH, SOUTH, TERRAIN, UPPER_FLOOR, WEST

NORTHWARD: Vector = (0.0, 1.0, 0.0)
WESTWARD: Vector = (-1.0, 0.0, 0.0)
SOUTHWARD: Vector = (0.0, -1.0, 0.0)
EASTWARD: Vector = (1.0, 0.0, 0.0)


def _table(width: float, depth: float, height: float) -> tuple[Extrusion, ...]:
    leg, top = 60.0, 30.0
    corners = ((0.0, 0.0), (width - leg, 0.0), (0.0, depth - leg), (width - leg, depth - leg))
    return (
        *(box((x, y, 0.0), (leg, leg, height - top), "wood") for x, y in corners),
        box((0.0, 0.0, height - top), (width, depth, top), "wood"),
    )


def _bed(width: float) -> tuple[Extrusion, ...]:
    return (
        box((0.0, 0.0, 0.0), (width, 40.0, 900.0), "wood"),
        box((0.0, 40.0, 100.0), (width, 2000.0, 200.0), "wood"),
        box((20.0, 60.0, 300.0), (width - 40.0, 1960.0, 200.0), "white"),
        box((20.0, 640.0, 500.0), (width - 40.0, 1380.0, 40.0), "fabric"),
    )


def _sofa() -> tuple[Extrusion, ...]:
    return (
        box((0.0, 0.0, 0.0), (2200.0, 250.0, 800.0), "fabric"),
        box((0.0, 250.0, 0.0), (200.0, 650.0, 600.0), "fabric"),
        box((2000.0, 250.0, 0.0), (200.0, 650.0, 600.0), "fabric"),
        box((200.0, 250.0, 0.0), (1800.0, 650.0, 420.0), "fabric"),
    )


def _bench() -> tuple[Extrusion, ...]:
    return (
        box((0.0, 60.0, 0.0), (60.0, 340.0, 410.0), "wood"),
        box((1540.0, 60.0, 0.0), (60.0, 340.0, 410.0), "wood"),
        box((0.0, 60.0, 410.0), (1600.0, 400.0, 40.0), "wood"),
        box((0.0, 0.0, 410.0), (1600.0, 60.0, 440.0), "wood"),
    )


def _toilet() -> tuple[Extrusion, ...]:
    return (
        box((0.0, 0.0, 0.0), (400.0, 150.0, 900.0), "white"),
        box((20.0, 150.0, 150.0), (360.0, 500.0, 270.0), "white"),
    )


def _basin() -> tuple[Extrusion, ...]:
    return (
        box((200.0, 60.0, 0.0), (100.0, 100.0, 760.0), "white"),
        box((0.0, 0.0, 760.0), (500.0, 400.0, 110.0), "white"),
    )


def _bath() -> tuple[Extrusion, ...]:
    rim = 60.0
    return (
        box((0.0, 0.0, 0.0), (1700.0, 750.0, 300.0), "white"),
        box((0.0, 0.0, 300.0), (1700.0, rim, 270.0), "white"),
        box((0.0, 750.0 - rim, 300.0), (1700.0, rim, 270.0), "white"),
        box((0.0, rim, 300.0), (rim, 750.0 - 2 * rim, 270.0), "white"),
        box((1700.0 - rim, rim, 300.0), (rim, 750.0 - 2 * rim, 270.0), "white"),
    )


def _counter() -> tuple[Extrusion, ...]:
    return (
        box((0.0, 0.0, 0.0), (2800.0, 600.0, 870.0), "white"),
        box((0.0, 0.0, 870.0), (2800.0, 620.0, 30.0), "wood"),
    )


def _wardrobe() -> tuple[Extrusion, ...]:
    return (
        box((0.0, 0.0, 0.0), (1800.0, 600.0, 2200.0), "white"),
        box((890.0, 600.0, 100.0), (20.0, 25.0, 2000.0), "steel"),
    )


def _furniture(key: str, name: str, predefined: str, solids: tuple[Extrusion, ...]) -> ElementType:
    return ElementType(
        key=key,
        ifc_class="IfcFurnitureType",
        name=name,
        predefined=predefined,
        material="timber",
        solids=solids,
    )


def _sanitary(key: str, name: str, predefined: str, solids: tuple[Extrusion, ...]) -> ElementType:
    return ElementType(
        key=key,
        ifc_class="IfcSanitaryTerminalType",
        name=name,
        predefined=predefined,
        material="ceramic",
        solids=solids,
    )


TYPES = (
    _furniture("table", "Table 1800 x 900", "TABLE", _table(1800.0, 900.0, 740.0)),
    _furniture("desk", "Desk 1600 x 800", "DESK", _table(1600.0, 800.0, 740.0)),
    _furniture("bed-double", "Double bed", "BED", _bed(1600.0)),
    _furniture("bed-single", "Single bed", "BED", _bed(1000.0)),
    _furniture("sofa", "Sofa", "SOFA", _sofa()),
    _furniture("counter", "Kitchen counter", "USERDEFINED", _counter()),
    _furniture("wardrobe", "Wardrobe 1800", "USERDEFINED", _wardrobe()),
    _furniture("bench", "Garden bench", "USERDEFINED", _bench()),
    _sanitary("toilet", "Toilet", "TOILETPAN", _toilet()),
    _sanitary("basin", "Wash basin", "WASHHANDBASIN", _basin()),
    _sanitary("bath", "Bathtub 1700", "BATH", _bath()),
)


def placed(
    key: str, name: str, type_key: str, container: str, origin: Vector, x: Vector = EASTWARD
) -> Element:
    """Return one occurrence of a type; its local y points into the room, its back is at y = 0."""
    is_sanitary = type_key in ("toilet", "basin", "bath")
    return Element(
        key=key,
        ifc_class="IfcSanitaryTerminal" if is_sanitary else "IfcFurniture",
        name=name,
        container=container,
        placement=Placement(origin, x=x),
        type=type_key,
    )


def furnishing() -> tuple[Element, ...]:
    """Return what stands in the rooms and on the terrace, and the letter box."""
    up = UPPER_FLOOR
    return (
        placed("sofa", "Sofa", "sofa", "room-0.02", (WEST + 100.0, 3300.0, 0.0), SOUTHWARD),
        placed("dining-table", "Dining table", "table", "room-0.02", (1500.0, 5400.0, 0.0)),
        placed("counter", "Counter", "counter", "room-0.03", (EAST, 4300.0, 0.0), NORTHWARD),
        placed("toilet-wc", "Toilet", "toilet", "room-0.05", (8700.0, SOUTH, 0.0)),
        placed("basin-wc", "Basin", "basin", "room-0.05", (7700.0, SOUTH, 0.0)),
        placed("bed-1", "Double bed", "bed-double", "room-1.02", (WEST, 7300.0, up), SOUTHWARD),
        placed("desk", "Desk", "desk", "room-1.03", (WEST + 60.0, 2900.0, up), SOUTHWARD),
        placed(
            "wardrobe-study", "Wardrobe", "wardrobe", "room-1.03", (4800.0, 4000.0, up), WESTWARD
        ),
        placed("bath", "Bathtub", "bath", "room-1.04", (EAST, 1150.0, up), NORTHWARD),
        placed("basin-bath", "Basin", "basin", "room-1.04", (7800.0, SOUTH, up)),
        placed("toilet-bath", "Toilet", "toilet", "room-1.04", (8700.0, SOUTH, up)),
        placed("bed-2", "Single bed", "bed-single", "room-1.05", (9600.0, NORTH, up), WESTWARD),
        placed("bench", "Bench", "bench", "ground", (7600.0, 8100.0, TERRAIN)),
        _letter_box(),
    )


def _letter_box() -> Element:
    return Element(
        key="letter-box",
        ifc_class="IfcBuildingElementProxy",
        name="Letter box",
        predefined="NOTDEFINED",
        container="ground",
        placement=Placement((7300.0, -1300.0, TERRAIN)),
        solids=(
            box((180.0, 80.0, 0.0), (40.0, 40.0, 1100.0), "steel"),
            box((0.0, 0.0, 1100.0), (400.0, 200.0, 320.0), "front-door"),
        ),
        material="steel",
    )
