"""The outer walls of both storeys: south and north run through, east and west fit between."""

from ifcworks.ifc.sample.geometry import Placement, Vector
from ifcworks.ifc.sample.model import Element, ElementType, Sets

from .catalogue import OUTER_WALLS
from .dimensions import (
    DEPTH,
    EAVES,
    LENGTH,
    NORTH,
    OUTER_WALL,
    RIDGE,
    ROOF_RISE,
    SOUTH,
    UPPER_FLOOR,
)
from .openings import Fitted
from .walls import WallShape, bevelled, gabled, upright, wall

SILL, SMALL_SILL, GABLE_SILL = 900.0, 1650.0, 3400.0

TYPE = ElementType(
    key="outer-wall",
    ifc_class="IfcWallType",
    name="Outer wall 350, rendered",
    predefined="STANDARD",
    material="outer-wall",
    psets={
        "Pset_WallCommon": {
            "Status": ["NEW"],
            "IsExternal": True,
            "LoadBearing": True,
            "FireRating": "REI 60",
            "ThermalTransmittance": 0.21,
        }
    },
)

_EAST: Vector = (1.0, 0.0, 0.0)
_NORTH: Vector = (0.0, 1.0, 0.0)
_WEST: Vector = (-1.0, 0.0, 0.0)
_SOUTH: Vector = (0.0, -1.0, 0.0)

# Where each wall starts in plan, and which way it runs.
_SIDES: dict[str, tuple[float, float, Vector]] = {
    "south": (0.0, 0.0, _EAST),
    "east": (LENGTH, SOUTH, _NORTH),
    "north": (LENGTH, DEPTH, _WEST),
    "west": (0.0, NORTH, _SOUTH),
}

_GROUND: dict[str, tuple[Fitted, ...]] = {
    "south": (
        Fitted("W01", "window-double", 900.0, SILL),
        Fitted("W02", "window-double", 3000.0, SILL),
        Fitted("D01", "door-front", 5625.0),
        Fitted("W03", "window-small", 8750.0, SMALL_SILL),
    ),
    "east": (
        Fitted("W04", "window-small", 2250.0, SMALL_SILL),
        Fitted("W05", "window-double", 4850.0, SILL),
    ),
    "north": (
        Fitted("W06", "window-double", 1400.0, SILL),
        Fitted("W07", "window-double", 4225.0, SILL),
        Fitted("D02", "door-terrace", 7200.0),
    ),
    "west": (
        Fitted("W08", "window-double", 850.0, SILL),
        Fitted("W09", "window-double", 4950.0, SILL),
    ),
}

_UPPER: dict[str, tuple[Fitted, ...]] = {
    "south": (
        Fitted("W11", "window-double", 900.0, SILL),
        Fitted("W12", "window-double", 3000.0, SILL),
        Fitted("W13", "window-double", 5575.0, SILL),
        Fitted("W14", "window-small", 8750.0, SMALL_SILL),
    ),
    "east": (
        Fitted("W15", "window-small", 1000.0, SMALL_SILL),
        Fitted("W16", "window-double", 4350.0, SILL),
        Fitted("W17", "window-gable", 3250.0, GABLE_SILL),
    ),
    "north": (
        Fitted("W18", "window-double", 1400.0, SILL),
        Fitted("W19", "window-double", 4225.0, SILL),
        Fitted("W20", "window-double", 6700.0, SILL),
        # The bedroom looks at the street light: a better pane than its type has.
        Fitted(
            "W21",
            "window-double",
            8600.0,
            SILL,
            {"Pset_WindowCommon": {"ThermalTransmittance": 0.7, "AcousticRating": "Rw 42 dB"}},
        ),
    ),
    "west": (
        Fitted("W22", "window-double", 1250.0, SILL),
        Fitted("W23", "window-double", 4950.0, SILL),
        Fitted("W24", "window-gable", 3250.0, GABLE_SILL),
    ),
}

_NOTES: Sets = {
    "Sample_Construction": {
        "Bezeichnung": "Außenwand Süd, Kalksandstein, gedämmt",
        "Größe geprüft": True,
        "備考": "南側の外壁",
        "Heat loss": 12.5,
        "Delivery lot": 3,
    }
}


def outer_walls() -> tuple[Element, ...]:
    """Return the eight outer walls with their windows and doors."""
    return tuple(
        element
        for storey, level, fitted in (
            ("ground", 0.0, _GROUND),
            ("upper", UPPER_FLOOR, _UPPER),
        )
        for side, (x, y, direction) in _SIDES.items()
        for element in wall(
            f"wall-{storey}-{side}",
            f"Outer wall {side}, {storey} floor",
            storey,
            TYPE.key,
            Placement((x, y, level), x=direction),
            _shape(storey, side),
            classification=OUTER_WALLS,
            fitted=fitted[side],
            psets=_psets(storey, side),
        )
    )


def _shape(storey: str, side: str) -> WallShape:
    runs_through = side in ("south", "north")
    length = LENGTH if runs_through else NORTH - SOUTH
    if storey == "ground":
        return upright(length, OUTER_WALL, UPPER_FLOOR, "render")
    outer = EAVES - UPPER_FLOOR
    inner = outer + ROOF_RISE * OUTER_WALL
    if runs_through:
        return bevelled(length, OUTER_WALL, outer, inner, "render")
    return gabled(length, OUTER_WALL, inner, RIDGE - UPPER_FLOOR, "render")


def _psets(storey: str, side: str) -> Sets:
    if (storey, side) == ("ground", "south"):
        return _NOTES
    if (storey, side) == ("upper", "west"):
        # The neighbour stands close on this side, so more is asked than the type gives.
        return {"Pset_WallCommon": {"FireRating": "REI 90"}}
    return {}
