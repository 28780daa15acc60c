"""Clashes as topics of BCF, each with a camera on it and a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from ifcworks.ifc.bcf import (
    BcfVersion,
    Colouring,
    Component,
    HeaderFile,
    PerspectiveCamera,
    Project,
    Topic,
    Viewpoint,
    camera_on,
    guid_of,
    write_bcf,
)
from ifcworks.ifc.clash.describing import Clash, Described
from ifcworks.ifc.clash.model import Element
from ifcworks.ifc.pictures import Part, render

COLOURS = ((0.86, 0.15, 0.15), (0.12, 0.38, 0.86))
"""Of side a and of side b."""
_AUTHOR = "ifcworks"
_AROUND = 1.0
"""Metres of surroundings that are seen around a clash."""
_SEEN_THROUGH = 0.35
_COMMON = (0.98, 0.75, 0.1)
"""The colour of what they have in common."""
_FILLS = 0.3
"""How much of the box around it that has to fill, to be shown as that box."""
_PROUD = 0.002
"""Metres by which the box is larger, so that it is seen where surfaces coincide."""
_CORNERS = np.array([(n & 1, n >> 1 & 1, n >> 2) for n in range(8)])
_FACES = np.array(
    [
        triangle
        for a, b, c, d in (
            (0, 2, 3, 1),
            (4, 5, 7, 6),
            (0, 1, 5, 4),
            (2, 6, 7, 3),
            (0, 4, 6, 2),
            (1, 3, 7, 5),
        )
        for triangle in ((a, b, c), (a, c, d))
    ]
)
_SIZE = 480, 360
"""Pixels of a picture: two elements need no more, and each costs its time."""


def write_topics(
    path: Path,
    sets: Sequence[Described],
    version: BcfVersion,
    when: datetime,
    most: int,
    progress: Callable[[int], None],
) -> int:
    """Write an archive; how many clashes were left out because there are more than ``most``.

    The gravest of each set come first, and the sets share what may be written in their order.
    """
    everything = [(one, place) for one in sets for place in range(len(one.clashes))]

    def topics() -> Iterator[Topic]:
        for number, (one, place) in enumerate(everything[:most]):
            progress(number)
            yield _topic(one, place, number, when)

    write_bcf(path, topics(), version, Project(guid_of("clash-project"), "Clashes"))
    return max(len(everything) - most, 0)


def _topic(one: Described, place: int, number: int, when: datetime) -> Topic:
    name, clash, group = one.found.clash_set.name, one.clashes[place], one.group(place)
    camera, picture = view_of(clash)
    parts = [Component(party.element.global_id) for party in (clash.a, clash.b)]
    return Topic(
        guid=clash.id,
        title=clash.title,
        creation_date=when,
        author=_AUTHOR,
        type="Clash",
        status="Open",
        labels=tuple(word for word in (name, clash.hit.kind, group.name if group else "") if word),
        description=_description(name, clash),
        index=number + 1,
        files=tuple(
            HeaderFile(party.model, party.project or "")
            for party in {party.model: party for party in (clash.a, clash.b)}.values()
        ),
        viewpoints=(
            Viewpoint(
                guid_of("clash-viewpoint", clash.id),
                camera,
                selection=tuple(parts),
                colouring=tuple(
                    Colouring(_hexadecimal(colour), (part,))
                    for colour, part in zip(COLOURS, parts, strict=True)
                ),
                snapshot=picture,
            ),
        ),
    )


def _hexadecimal(colour: tuple[float, float, float]) -> str:
    return "".join(f"{round(255 * value):02X}" for value in colour)


def _description(name: str, clash: Clash) -> str:
    hit, overlap = clash.hit, clash.hit.overlap
    lines = [f"Clash set: {name}", f"Type: {hit.kind}"]
    if overlap is not None:
        lines.append(f"Overlap: {overlap.volume:.6f} m³, {overlap.depth:.4f} m deep")
    else:
        lines.append(f"Distance: {hit.distance:.4f} m")
    if hit.unmeasured is not None:
        lines.append(f"Not measured: {hit.unmeasured}")
    for side, party in (("A", clash.a), ("B", clash.b)):
        facts = (party.label, party.element.global_id, party.model, party.storey)
        lines.append(f"{side}: " + ", ".join(fact for fact in facts if fact))
    return "\n".join(lines)


def view_of(clash: Clash) -> tuple[PerspectiveCamera, bytes]:
    """A camera on a clash, and what it sees.

    The larger element is seen through, and what both have in common is marked.
    """
    low, high = (np.array(corner) for corner in clash.box)
    sides = [party.element for party in (clash.a, clash.b)]
    around = np.stack(
        (
            np.maximum(low - _AROUND, np.minimum(sides[0].low, sides[1].low)),
            np.minimum(high + _AROUND, np.maximum(sides[0].high, sides[1].high)),
        )
    )
    camera = camera_on(around)
    larger = int(_size(sides[1]) > _size(sides[0]))
    parts = [
        Part(element.vertices, element.triangles, colour, _SEEN_THROUGH if n == larger else 1.0)
        for n, (element, colour) in enumerate(zip(sides, COLOURS, strict=True))
    ]
    return camera, render([*_marked(clash), *parts], camera, *_SIZE)


def _marked(clash: Clash) -> list[Part]:
    """What both have in common, if the box around that is not much larger than it."""
    overlap = clash.hit.overlap
    if overlap is None:
        return []
    low, high = (np.array(corner) for corner in clash.box)
    if overlap.volume < _FILLS * np.prod(high - low):
        return []
    low, high = low - _PROUD, high + _PROUD
    corners = low + _CORNERS * (high - low)
    return [Part(corners, _FACES, _COMMON, 1.0)]


def _size(element: Element) -> float:
    return float(np.linalg.norm(element.high - element.low))
