"""The types of windows and doors: drawn once here, mapped into every opening that has one.

The local origin is the lower outer corner of the opening: x along the wall, y into it, z up.
Everything stays inside the opening, so nothing clashes with the wall.
"""

from ifcworks.ifc.sample.geometry import Extrusion, Polygon, along_y, box, rectangle
from ifcworks.ifc.sample.model import ElementType, Sets

from .dimensions import INNER_WALL

REVEAL = 120.0
"""How far the frames of outer openings stand back from the face of the wall."""

FRAME_WIDTH = 60.0
FRAME_DEPTH = 80.0
GLASS_THICKNESS = 30.0
SILL = 25.0

DOOR_WIDTH, DOOR_HEIGHT = 885.0, 2010.0
FRONT_WIDTH, FRONT_HEIGHT = 1100.0, 2250.0
TERRACE_WIDTH, TERRACE_HEIGHT = 2400.0, 2250.0
WINDOW_WIDTH, WINDOW_HEIGHT = 1200.0, 1350.0
SMALL_WINDOW = 600.0
GABLE_WINDOW = 800.0


def _glazed_frame(
    width: float, height: float, panes: int, bottom: float = 0.0
) -> tuple[Extrusion, ...]:
    """Return a frame with equal upright panes and the glass in the middle of its depth."""
    pane_width = (width - (panes + 1) * FRAME_WIDTH) / panes
    panes_outline = tuple(
        rectangle(
            FRAME_WIDTH + i * (pane_width + FRAME_WIDTH),
            bottom + FRAME_WIDTH,
            pane_width,
            height - bottom - 2 * FRAME_WIDTH,
        )
        for i in range(panes)
    )
    outline = Polygon(rectangle(0.0, bottom, width, height - bottom), panes_outline)
    glass_y = REVEAL + (FRAME_DEPTH - GLASS_THICKNESS) / 2
    return (
        along_y(outline, FRAME_DEPTH, (0.0, REVEAL, 0.0), "frame", "Framing"),
        *(
            along_y(Polygon(pane), GLASS_THICKNESS, (0.0, glass_y, 0.0), "glass", "Glazing")
            for pane in panes_outline
        ),
    )


def _window(width: float, height: float, panes: int) -> tuple[Extrusion, ...]:
    """Return a glazed frame standing on a metal sill that reaches past the face of the wall."""
    sill = box((0.0, -40.0, 0.0), (width, REVEAL + FRAME_DEPTH + 40.0, SILL), "frame", "Framing")
    return (sill, *_glazed_frame(width, height, panes, bottom=SILL))


def _door_frame(width: float, height: float, y: float, depth: float, style: str) -> Extrusion:
    """Return two jambs and a head in one piece, without a threshold."""
    inner, top = width - FRAME_WIDTH, height - FRAME_WIDTH
    outline = Polygon(
        (
            (0.0, 0.0),
            (FRAME_WIDTH, 0.0),
            (FRAME_WIDTH, top),
            (inner, top),
            (inner, 0.0),
            (width, 0.0),
            (width, height),
            (0.0, height),
        )
    )
    return along_y(outline, depth, (0.0, y, 0.0), style, "Framing")


def _handles(x: float, y: float, leaf: float) -> tuple[Extrusion, ...]:
    """Return a lever on either face of a leaf that starts at y and is `leaf` thick."""
    size = (130.0, 50.0, 25.0)
    return (
        box((x, y - size[1], 1050.0), size, "steel", "Leaf"),
        box((x, y + leaf, 1050.0), size, "steel", "Leaf"),
    )


def _inner_door() -> tuple[Extrusion, ...]:
    leaf = 40.0
    clear = DOOR_WIDTH - 2 * FRAME_WIDTH
    panel = box((FRAME_WIDTH, 60.0, 0.0), (clear, leaf, DOOR_HEIGHT - FRAME_WIDTH), "wood", "Leaf")
    frame = _door_frame(DOOR_WIDTH, DOOR_HEIGHT, 0.0, INNER_WALL, "white")
    return (frame, panel, *_handles(DOOR_WIDTH - 260.0, 60.0, leaf))


def _front_door() -> tuple[Extrusion, ...]:
    leaf, y = 60.0, REVEAL + 10.0
    clear = FRONT_WIDTH - 2 * FRAME_WIDTH
    light = rectangle(FRAME_WIDTH + 150.0, 500.0, 200.0, 1400.0)
    outline = rectangle(FRAME_WIDTH, 0.0, clear, FRONT_HEIGHT - FRAME_WIDTH)
    return (
        _door_frame(FRONT_WIDTH, FRONT_HEIGHT, REVEAL, FRAME_DEPTH, "frame"),
        along_y(Polygon(outline, (light,)), leaf, (0.0, y, 0.0), "front-door", "Leaf"),
        along_y(Polygon(light), GLASS_THICKNESS, (0.0, y + 15.0, 0.0), "glass", "Glazing"),
        *_handles(FRONT_WIDTH - 290.0, y, leaf),
    )


def _window_psets(u_value: float) -> Sets:
    return {
        "Pset_WindowCommon": {
            "IsExternal": True,
            "ThermalTransmittance": u_value,
            "FireExit": False,
        }
    }


def _window_type(key: str, name: str, solids: tuple[Extrusion, ...], panes: str) -> ElementType:
    return ElementType(
        key=key,
        ifc_class="IfcWindowType",
        name=name,
        predefined="WINDOW",
        attributes={"PartitioningType": panes},
        material="window",
        solids=solids,
        psets=_window_psets(0.9),
    )


WINDOW_TYPES = (
    _window_type(
        "window-double",
        "Window 1200 x 1350, two panes",
        _window(WINDOW_WIDTH, WINDOW_HEIGHT, 2),
        "DOUBLE_PANEL_VERTICAL",
    ),
    _window_type(
        "window-small",
        "Window 600 x 600",
        _window(SMALL_WINDOW, SMALL_WINDOW, 1),
        "SINGLE_PANEL",
    ),
    _window_type(
        "window-gable",
        "Gable window 800 x 800",
        _window(GABLE_WINDOW, GABLE_WINDOW, 1),
        "SINGLE_PANEL",
    ),
)

DOOR_TYPES = (
    ElementType(
        key="door-front",
        ifc_class="IfcDoorType",
        name="Front door 1100 x 2250",
        predefined="DOOR",
        attributes={"OperationType": "SINGLE_SWING_RIGHT"},
        material="front-door",
        solids=_front_door(),
        psets={
            "Pset_DoorCommon": {
                "IsExternal": True,
                "FireRating": "EI 30",
                "SecurityRating": "RC 2",
                "ThermalTransmittance": 1.1,
            }
        },
    ),
    ElementType(
        key="door-terrace",
        ifc_class="IfcDoorType",
        name="Terrace door 2400 x 2250",
        predefined="DOOR",
        attributes={"OperationType": "DOUBLE_DOOR_SLIDING"},
        material="window",
        solids=_glazed_frame(TERRACE_WIDTH, TERRACE_HEIGHT, 2),
        psets={"Pset_DoorCommon": {"IsExternal": True, "ThermalTransmittance": 0.9}},
    ),
    ElementType(
        key="door-inner",
        ifc_class="IfcDoorType",
        name="Inner door 885 x 2010",
        predefined="DOOR",
        attributes={"OperationType": "SINGLE_SWING_LEFT"},
        material="inner-door",
        solids=_inner_door(),
        psets={"Pset_DoorCommon": {"IsExternal": False, "FireExit": False}},
    ),
)
