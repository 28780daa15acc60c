"""The straight stair in the hall with its railing, and the railing of the stairwell above."""

from ifcworks.ifc.sample.geometry import Extrusion, Placement, Point, Polygon, along_x, box
from ifcworks.ifc.sample.model import Element

from .catalogue import STAIRS
from .dimensions import (
    STAIR_END,
    STAIR_RISER,
    STAIR_RISERS,
    STAIR_START,
    STAIR_TREAD,
    STAIR_WEST,
    STAIR_WIDTH,
    STAIRWELL_SOUTH,
    UPPER_FLOOR,
)

RAILING_HEIGHT = 900.0
RAIL = 40.0
_END_DEPTH = 300.0
"""How far the underside of the flight lies below its last tread."""


def stairs() -> tuple[Element, ...]:
    """Return the stair with its flight and railing, and the railing above."""
    start = Placement((STAIR_WEST, STAIR_START, 0.0))
    flight = along_x(Polygon(_side_view()), STAIR_WIDTH, style="wood")
    return (
        Element(
            key="stair",
            ifc_class="IfcStair",
            name="Stair to the upper floor",
            predefined="STRAIGHT_RUN_STAIR",
            container="ground",
            placement=start,
            classification=STAIRS,
            psets={
                "Pset_StairCommon": {
                    "NumberOfRiser": STAIR_RISERS,
                    "NumberOfTreads": STAIR_RISERS - 1,
                    "RiserHeight": STAIR_RISER,
                    "TreadLength": STAIR_TREAD,
                }
            },
        ),
        Element(
            key="stair-flight",
            ifc_class="IfcStairFlight",
            name="Flight of the stair",
            predefined="STRAIGHT",
            attributes={
                "NumberOfRisers": STAIR_RISERS,
                "NumberOfTreads": STAIR_RISERS - 1,
                "RiserHeight": STAIR_RISER,
                "TreadLength": STAIR_TREAD,
            },
            whole="stair",
            placement=start,
            solids=(flight,),
            material="oak",
            classification=STAIRS,
            quantities={
                "Qto_StairFlightBaseQuantities": {
                    "GrossVolume": flight.volume,
                    "NetVolume": flight.volume,
                }
            },
        ),
        Element(
            key="railing-stair",
            ifc_class="IfcRailing",
            name="Railing of the stair",
            predefined="HANDRAIL",
            whole="stair",
            placement=start,
            solids=_sloped_railing(),
            material="steel",
            classification=STAIRS,
        ),
        Element(
            key="railing-stairwell",
            ifc_class="IfcRailing",
            name="Railing of the stairwell",
            predefined="GUARDRAIL",
            container="upper",
            placement=Placement((STAIR_WEST - RAIL, STAIRWELL_SOUTH - RAIL, UPPER_FLOOR)),
            solids=stairwell_railing(RAILING_HEIGHT),
            material="steel",
            classification=STAIRS,
        ),
    )


def stairwell_railing(height: float) -> tuple[Extrusion, ...]:
    """Return posts and handrails along the west and south edge of the stairwell, `height` mm."""
    length = STAIR_END - STAIRWELL_SOUTH + RAIL
    width = STAIR_WIDTH + RAIL
    top = height - RAIL
    spacing, count = 270.0, 12
    posts_west = (
        box((0.0, i * spacing, 0.0), (RAIL, RAIL, top), "steel") for i in range(count + 1)
    )
    posts_south = (box((i * 250.0, 0.0, 0.0), (RAIL, RAIL, top), "steel") for i in range(1, 5))
    return (
        *posts_west,
        *posts_south,
        box((0.0, 0.0, top), (RAIL, length, RAIL), "wood"),
        box((RAIL, 0.0, top), (width - RAIL, RAIL, RAIL), "wood"),
    )


def _side_view() -> tuple[Point, ...]:
    """Return the outline of the flight in (y, z): steps above, one sloped underside below."""
    steps: list[Point] = [(0.0, 0.0)]
    for i in range(STAIR_RISERS - 1):
        height = (i + 1) * STAIR_RISER
        steps += [(i * STAIR_TREAD, height), ((i + 1) * STAIR_TREAD, height)]
    run, rise = steps[-1]
    bottom = rise - _END_DEPTH
    # The underside is parallel to the line of the nosings, down to the floor.
    foot = run - bottom * STAIR_TREAD / STAIR_RISER
    return (*reversed(steps[1:]), (0.0, 0.0), (foot, 0.0), (run, bottom))


def _sloped_railing() -> tuple[Extrusion, ...]:
    """Return a post on every other step and a handrail parallel to the nosings."""
    slope = STAIR_RISER / STAIR_TREAD
    middle = (STAIR_TREAD - RAIL) / 2

    def underside(y: float) -> float:
        """Return the height of the underside of the handrail."""
        return STAIR_RISER + RAILING_HEIGHT - RAIL + (y - middle) * slope

    def upright(y: float, foot: float) -> Polygon:
        end = y + RAIL
        return Polygon(((y, foot), (end, foot), (end, underside(end)), (y, underside(y))))

    posts = (
        along_x(upright(middle + i * STAIR_TREAD, (i + 1) * STAIR_RISER), RAIL, style="steel")
        for i in range(0, STAIR_RISERS - 1, 2)
    )
    first, last = middle, middle + RAIL + (STAIR_RISERS - 2) * STAIR_TREAD
    handrail = Polygon(
        (
            (first, underside(first)),
            (last, underside(last)),
            (last, underside(last) + RAIL),
            (first, underside(first) + RAIL),
        )
    )
    return (*posts, along_x(handrail, RAIL, style="wood"))
