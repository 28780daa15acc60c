"""The site with its lawn, the building, the storeys and the rooms."""

from dataclasses import dataclass

from ifcworks.ifc.sample.geometry import Extrusion, Placement, Point, Polygon, rectangle
from ifcworks.ifc.sample.model import Element

from .dimensions import (
    CHIMNEY,
    CHIMNEY_SOUTH,
    CHIMNEY_WEST,
    DEPTH,
    EAST,
    EAVES,
    GROUND_ROOM_HEIGHT,
    HALL_EAST,
    HALL_WEST,
    LENGTH,
    LIVING_EAST,
    NORTH,
    PARTITION,
    SIDE_WEST,
    SOUTH,
    STAIR_END,
    STAIR_WEST,
    STAIRWELL_SOUTH,
    TERRAIN,
    UPPER_FLOOR,
    UPPER_ROOM_HEIGHT,
    WEST,
    level,
)
from .inner_walls import (
    BATHROOM_PARTITION,
    BEDROOM_PARTITION,
    KITCHEN_PARTITION,
    WC_PARTITION,
)

GARDEN = 6000.0
LAWN_THICKNESS = 100.0

STOREYS = {
    "ground": ("Ground floor", 0.0),
    "upper": ("Upper floor", UPPER_FLOOR),
    "roof": ("Roof", EAVES),
}
"""Storeys by key: name and elevation in mm."""


@dataclass(frozen=True, slots=True)
class _Room:
    number: str
    long_name: str
    storey: str
    outline: tuple[Point, ...]
    floor_finish: str
    design_temperature: float
    sockets: int
    is_wet: bool = False


def _between(west: float, south: float, east: float, north: float) -> tuple[Point, ...]:
    return rectangle(west, south, east - west, north - south)


def _beside_chimney(south: float) -> tuple[Point, ...]:
    """Return the outline of a room in the west from `south` to the north, less the chimney."""
    chimney_north = CHIMNEY_SOUTH + CHIMNEY
    return (
        (WEST, south),
        (LIVING_EAST, south),
        (LIVING_EAST, CHIMNEY_SOUTH),
        (CHIMNEY_WEST, CHIMNEY_SOUTH),
        (CHIMNEY_WEST, chimney_north),
        (LIVING_EAST, chimney_north),
        (LIVING_EAST, NORTH),
        (WEST, NORTH),
    )


_LANDING: tuple[Point, ...] = (
    (HALL_WEST, SOUTH),
    (HALL_EAST, SOUTH),
    (HALL_EAST, STAIRWELL_SOUTH),
    (STAIR_WEST, STAIRWELL_SOUTH),
    (STAIR_WEST, STAIR_END),
    (HALL_EAST, STAIR_END),
    (HALL_EAST, NORTH),
    (HALL_WEST, NORTH),
)

_OAK = "Oak, oiled (Eiche geölt)"
_TILES = "Porcelain tiles 30x60, R10"

_ROOMS = (
    _Room("0.01", "Hall", "ground", _between(HALL_WEST, SOUTH, HALL_EAST, NORTH), _TILES, 18.0, 3),
    _Room("0.02", "Living room", "ground", _beside_chimney(SOUTH), _OAK, 21.0, 12),
    _Room(
        "0.03",
        "Kitchen",
        "ground",
        _between(SIDE_WEST, KITCHEN_PARTITION + PARTITION, EAST, NORTH),
        _TILES,
        20.0,
        10,
    ),
    _Room(
        "0.04",
        "Storage",
        "ground",
        _between(SIDE_WEST, WC_PARTITION + PARTITION, EAST, KITCHEN_PARTITION),
        _TILES,
        15.0,
        4,
    ),
    _Room(
        "0.05",
        "WC",
        "ground",
        _between(SIDE_WEST, SOUTH, EAST, WC_PARTITION),
        _TILES,
        20.0,
        1,
        True,
    ),
    _Room("1.01", "Landing", "upper", _LANDING, _OAK, 18.0, 2),
    _Room(
        "1.02",
        "Bedroom 1",
        "upper",
        _beside_chimney(BEDROOM_PARTITION + PARTITION),
        _OAK,
        18.5,
        8,
    ),
    _Room(
        "1.03",
        "Study",
        "upper",
        _between(WEST, SOUTH, LIVING_EAST, BEDROOM_PARTITION),
        _OAK,
        20.0,
        9,
    ),
    _Room(
        "1.04",
        "Bathroom",
        "upper",
        _between(SIDE_WEST, SOUTH, EAST, BATHROOM_PARTITION),
        _TILES,
        24.0,
        3,
        True,
    ),
    _Room(
        "1.05",
        "Bedroom 2",
        "upper",
        _between(SIDE_WEST, BATHROOM_PARTITION + PARTITION, EAST, NORTH),
        _OAK,
        18.5,
        6,
    ),
)


def site_and_building() -> tuple[Element, ...]:
    """Return the site and the building on it."""
    lawn = Polygon(
        rectangle(-GARDEN, -GARDEN, LENGTH + 2 * GARDEN, DEPTH + 2 * GARDEN),
        (rectangle(0.0, 0.0, LENGTH, DEPTH),),
    )
    return (
        Element(
            key="site",
            ifc_class="IfcSite",
            name="Garden plot",
            attributes={"CompositionType": "ELEMENT", "RefElevation": 0.0},
            solids=(
                Extrusion(
                    lawn,
                    LAWN_THICKNESS,
                    Placement((0.0, 0.0, TERRAIN - LAWN_THICKNESS)),
                    style="grass",
                ),
            ),
            psets={
                "Pset_SiteCommon": {"TotalArea": (LENGTH + 2 * GARDEN) * (DEPTH + 2 * GARDEN) / 1e6}
            },
        ),
        Element(
            key="building",
            ifc_class="IfcBuilding",
            name="House",
            attributes={"CompositionType": "ELEMENT", "LongName": "Detached house, two storeys"},
            whole="site",
            psets={"Pset_BuildingCommon": {"NumberOfStoreys": 2, "YearOfConstruction": "2024"}},
        ),
    )


def storeys() -> tuple[Element, ...]:
    """Return the storeys, lowest first."""
    return tuple(
        Element(
            key=key,
            ifc_class="IfcBuildingStorey",
            name=name,
            attributes={"CompositionType": "ELEMENT", "Elevation": elevation},
            whole="building",
            placement=level(elevation),
            psets={"Pset_BuildingStoreyCommon": {"EntranceLevel": key == "ground"}},
        )
        for key, (name, elevation) in STOREYS.items()
    )


def rooms() -> tuple[Element, ...]:
    """Return the rooms of both storeys as spaces."""
    return tuple(_space(room) for room in _ROOMS)


def _space(room: _Room) -> Element:
    foot, height = STOREYS[room.storey][1], UPPER_ROOM_HEIGHT
    if room.storey == "ground":
        height = GROUND_ROOM_HEIGHT
    outline = Polygon(room.outline)
    area = outline.area / 1e6
    return Element(
        key=f"room-{room.number}",
        ifc_class="IfcSpace",
        name=room.number,
        predefined="INTERNAL",
        attributes={"CompositionType": "ELEMENT", "LongName": room.long_name},
        whole=room.storey,
        placement=level(foot),
        solids=(Extrusion(outline, height, style="room"),),
        psets={
            "Pset_SpaceCommon": {"IsExternal": False, "PubliclyAccessible": False},
            "Sample_Room": {
                "Bodenbelag": room.floor_finish,
                "Design temperature °C": room.design_temperature,
                "Sockets": room.sockets,
                "Wet room": room.is_wet,
            },
        },
        quantities={
            "Qto_SpaceBaseQuantities": {
                "Height": height,
                "GrossPerimeter": outline.perimeter,
                "GrossFloorArea": area,
                "NetFloorArea": area,
                "GrossVolume": area * height / 1e3,
                "NetVolume": area * height / 1e3,
            }
        },
    )
