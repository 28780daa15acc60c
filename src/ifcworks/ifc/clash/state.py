"""What a run leaves for the next, which then tests only what has changed.

A pair is answered from the earlier run if neither of its elements has another shape or place. Both
had to be on the same sides then, so that the pair was tested. Elements are told by the name of
their model's file and their GlobalId; those that several elements share are always tested.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ifcworks.ifc.clash.elements import Model
from ifcworks.ifc.clash.model import ClashSet, Element, Found, Hit, Overlap

STATE_FORMAT = 3
"""Raised when a state of before must not be used: the file or an answer has changed."""

_Side = dict[str, str]
_SETTINGS = (
    "mode",
    "tolerance",
    "clearance",
    "allow_touching",
    "check_all",
    "judge",
    "min_volume",
    "min_depth",
)


@dataclass(frozen=True)
class Earlier:
    """What an earlier run of a clash set found.

    Attributes:
        settings: what it was asked, without the elements.
        a, b: digests of the elements on either side, by name of the model and GlobalId.
        hits: by the names of both.
    """

    settings: Mapping[str, Any]
    a: Mapping[str, str]
    b: Mapping[str, str]
    hits: Mapping[tuple[str, str], Mapping[str, Any]]

    def fits(self, clash_set: ClashSet) -> bool:
        """Whether it was asked the same, apart from elements."""
        return self.settings == _settings(clash_set)

    def split(
        self,
        models: Sequence[Model],
        pairs: Sequence[tuple[Element, Element]],
    ) -> tuple[list[tuple[Element, Element]], list[Hit]]:
        """The pairs that have to be tested, and what was found of the others."""
        names = _Names(models, [element for pair in pairs for element in pair])
        fresh: list[tuple[Element, Element]] = []
        hits: list[Hit] = []
        for one, other in pairs:
            first, second = names.of(one), names.of(other)
            if first is None or second is None or not self._knows(first, one, second, other):
                fresh.append((one, other))
                continue
            if (first, second) in self.hits:
                hits.append(_hit(one, other, self.hits[first, second]))
            elif (second, first) in self.hits:
                # It stood on the other side: a clash never turns round by itself.
                fresh.append((one, other))
        return fresh, hits

    def _knows(self, first: str, one: Element, second: str, other: Element) -> bool:
        digests = (one.digest, other.digest)
        return (self.a.get(first), self.b.get(second)) == digests or (
            self.b.get(first),
            self.a.get(second),
        ) == digests


class _Names:
    """Names of elements that are the same in all versions of their models."""

    def __init__(self, models: Sequence[Model], elements: Sequence[Element]) -> None:
        self._models = [model.name for model in models]
        counts = Counter(
            (element.key[0], element.global_id)
            for element in {element.key: element for element in elements}.values()
        )
        self._repeated = {one for one, count in counts.items() if count > 1}

    def of(self, element: Element) -> str | None:
        """The name of an element; None if others share it."""
        model = element.key[0]
        if (model, element.global_id) in self._repeated:
            return None
        return f"{self._models[model]}#{element.global_id}"


def write_state(path: Path, models: Sequence[Model], found: Sequence[Found]) -> None:
    """Leave what the run has found."""
    sets = []
    for one in found:
        names = _Names(models, [*one.a, *one.b])
        by_key = {element.key: names.of(element) for element in (*one.a, *one.b)}
        sets.append(
            {
                "name": one.clash_set.name,
                "settings": _settings(one.clash_set),
                "a": _digests(names, one.judged(one.a)),
                "b": _digests(names, one.judged(one.b)),
                "hits": [
                    [by_key[hit.a], by_key[hit.b], _values(hit)]
                    for hit in one.hits
                    if by_key[hit.a] is not None and by_key[hit.b] is not None
                ],
            }
        )
    path.write_text(
        json.dumps({"format": STATE_FORMAT, "sets": sets}, separators=(",", ":"), allow_nan=False)
    )


def read_state(path: Path | None) -> dict[str, Earlier]:
    """What an earlier run has left, by clash set; nothing if it is of another kind or damaged."""
    if path is None:
        return {}
    try:
        state = json.loads(path.read_bytes())
        if state["format"] != STATE_FORMAT:
            return {}
        return {
            one["name"]: Earlier(
                one["settings"],
                one["a"],
                one["b"],
                {(first, second): values for first, second, values in one["hits"]},
            )
            for one in state["sets"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _settings(clash_set: ClashSet) -> dict[str, Any]:
    return {name: getattr(clash_set, name) for name in _SETTINGS}


def _digests(names: _Names, elements: Sequence[Element]) -> _Side:
    named = ((names.of(element), element.digest) for element in elements)
    return {name: digest for name, digest in named if name is not None}


def _values(hit: Hit) -> dict[str, Any]:
    # Written out: asdict copies all that it finds, which takes as long as the tests of triangles.
    overlap = hit.overlap
    return {
        "kind": hit.kind,
        "p1": hit.p1,
        "p2": hit.p2,
        "distance": hit.distance,
        "overlap": None if overlap is None else vars(overlap),
        "unmeasured": hit.unmeasured,
    }


def _hit(one: Element, other: Element, values: Mapping[str, Any]) -> Hit:
    overlap = values["overlap"]
    return Hit(
        a=one.key,
        b=other.key,
        kind=values["kind"],
        p1=tuple(values["p1"]),
        p2=tuple(values["p2"]),
        distance=values["distance"],
        overlap=None
        if overlap is None
        else Overlap(
            volume=overlap["volume"],
            depth=overlap["depth"],
            low=tuple(overlap["low"]),
            high=tuple(overlap["high"]),
            ends=(tuple(overlap["ends"][0]), tuple(overlap["ends"][1])),
            goes_through=overlap["goes_through"],
            protrudes=overlap["protrudes"],
        ),
        unmeasured=values["unmeasured"],
    )
