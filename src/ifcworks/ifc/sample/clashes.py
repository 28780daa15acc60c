"""Which services meet which part of the architecture, and what each kind of check says of it.

Every pair of elements of the two models that is closer than `CLEARANCE` is here, and a few that
are known to be clear.
"""

from dataclasses import dataclass
from typing import Literal

from .house.inner_walls import DUCT_VOID, PIPE_VOID_RADIUS
from .services import DUCT_RADIUS, PIPE_GAP, PIPE_RADIUS, RADIATOR_GAP

TOLERANCE = 2.0
"""How deep in mm an overlap may be that the intersection check lets pass."""

CLEARANCE, SMALL_CLEARANCE = 50.0, 20.0
"""The distances in mm that the clearance checks ask for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One element of each model, by key.

    `distance` is how far their surfaces are apart in mm; None for a hard clash, whose surfaces
    cross. A clearance check measures between vertices and faces, so what it says of a hard clash
    depends on where the vertices are: no verdict is given there.
    """

    architecture: str
    services: str
    kind: Literal["hard", "touching", "clearance", "clear"]
    distance: float | None = None

    def verdicts(self) -> dict[str, bool | None]:
        """Return for each check whether it reports this pair, None where that is open."""
        return {
            "intersection": self.kind == "hard",
            "collision": self.kind == "hard",
            "collision_or_touching": self.kind in ("hard", "touching"),
            "clearance_50": self._closer_than(CLEARANCE),
            "clearance_20": self._closer_than(SMALL_CLEARANCE),
        }

    def _closer_than(self, clearance: float) -> bool | None:
        return None if self.distance is None else self.distance < clearance


PAIRS = (
    Pair("wall-ground-hall-west", "duct-wall", "hard"),
    Pair("slab-upper", "pipe-floor", "hard"),
    Pair("beam", "duct-beam", "hard"),
    Pair("stair-flight", "pipe-stair", "hard"),
    # The pipe fits its void; the insulation round it does not.
    Pair("wall-ground-kitchen", "pipe-insulation", "hard"),
    Pair("wall-ground-kitchen", "pipe-insulated", "clearance", PIPE_VOID_RADIUS - PIPE_RADIUS),
    Pair("wall-ground-west", "duct-touch", "touching", 0.0),
    Pair("wall-ground-hall-west", "pipe-near", "clearance", PIPE_GAP),
    Pair("wall-ground-hall-east", "duct-void", "clear", DUCT_VOID / 2 - DUCT_RADIUS),
    Pair("wall-upper-north", "radiator", "clear", RADIATOR_GAP),
)
