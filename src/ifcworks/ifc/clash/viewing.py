"""The elements that clash, coloured, as a GLB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ifcworks.ifc.clash.describing import Clash, Party
from ifcworks.ifc.clash.topics import COLOURS
from ifcworks.ifc.geometry.glb import write_glb
from ifcworks.ifc.geometry.model import Instance, Material, Shape, Tessellation
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.ifc.geometry.scene import Entry, Scene

_BOTH = (0.62, 0.2, 0.75)
_SEEN_THROUGH = 0.5


def write_elements(path: Path, clashes: Iterable[Clash], generator: str) -> int:
    """Write each element once: red on side a, blue on side b, violet on both; how many there are.

    Step ids say nothing across models, so ``step_id`` numbers the nodes of the file.
    """
    sides: dict[tuple[int, int], tuple[Party, set[int]]] = {}
    for clash in clashes:
        for number, party in enumerate((clash.a, clash.b)):
            sides.setdefault(party.element.key, (party, set()))[1].add(number)
    materials = [
        Material(name, 0, colour, _SEEN_THROUGH)
        for name, colour in zip(("side-a", "side-b", "both-sides"), (*COLOURS, _BOTH), strict=True)
    ]
    parties = [sides[key] for key in sorted(sides)]
    shapes, instances, entries = _parts(parties)
    tessellation = Tessellation(shapes, instances, materials, [], [], "")
    write_glb(path, tessellation, Scene("", "Clashes", entries), Naming.GUID, generator, {})
    return len(parties)


def _parts(
    parties: Sequence[tuple[Party, set[int]]],
) -> tuple[list[Shape], list[Instance], dict[int, Entry]]:
    shapes: list[Shape] = []
    instances: list[Instance] = []
    entries: dict[int, Entry] = {}
    for number, (party, on) in enumerate(parties, start=1):
        element = party.element
        middle = (element.low + element.high) / 2
        matrix = np.eye(4)
        matrix[:3, 3] = middle
        colour = on.copy().pop() if len(on) == 1 else 2
        shapes.append(
            Shape(
                (element.vertices - middle).astype(np.float32),
                element.triangles.astype(np.uint32),
                np.full(len(element.triangles), colour, np.int32),
                0.0,
                False,
            )
        )
        instances.append(Instance(number, number - 1, matrix))
        entries[number] = Entry(number, element.global_id, element.ifc_class, element.name, 0)
    return shapes, instances, entries
