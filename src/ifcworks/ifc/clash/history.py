"""What has become of clashes from one run of a clash set to the next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Pair = tuple[str, str]
"""GlobalIds of two elements."""


def coverage_of(a: Collection[str], b: Collection[str], present: Collection[str]) -> dict[str, Any]:
    """What a run can speak of: GlobalIds tested on either side, and of all elements there are."""
    return {"a": sorted(a), "b": sorted(b), "present": sorted(present)}


def compare(
    before: Mapping[str, Pair], found: Collection[str], coverage: Mapping[str, Any]
) -> dict[str, str]:
    """The state of each clash after a run: new, persistent, resolved or element-missing.

    A clash of which the run cannot speak, because an element was not among those tested, is not
    in the answer: it stays what it was.

    Args:
        before: the elements of the clashes that were there after the run before, by id.
        found: ids of the clashes that this run has found.
        coverage: as ``coverage_of`` gives it.
    """
    a, b, present = (frozenset(coverage.get(side, ())) for side in ("a", "b", "present"))
    states = {clash: "persistent" if clash in before else "new" for clash in found}
    for clash, (first, second) in before.items():
        if clash in states:
            continue
        if first not in present or second not in present:
            states[clash] = "element-missing"
        elif (first in a and second in b) or (second in a and first in b):
            states[clash] = "resolved"
    return states
