"""Both versions in one GLB, coloured by what became of each element.

Added green, deleted red, changed orange, rematched blue, and what is unchanged in translucent
grey. Elements stand below a node for each of these, so that a viewer can hide them. What moved or
has another shape is shown as it is now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ifcworks.ifc.diff.outcome import Difference, Kind
from ifcworks.ifc.diff.run import Version
from ifcworks.ifc.diff.side import open_indexes
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.geometry.glb import write_glb
from ifcworks.ifc.geometry.model import Instance, Material, Shape, Tessellation
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.ifc.geometry.scene import Entry, Scene

_UNCHANGED = "unchanged"
_STATES = (*(kind.value for kind in Kind), _UNCHANGED)
_COLOURS = {
    Kind.ADDED.value: (0.18, 0.62, 0.31),
    Kind.DELETED.value: (0.82, 0.23, 0.20),
    Kind.CHANGED.value: (0.94, 0.63, 0.13),
    Kind.REMATCHED.value: (0.23, 0.47, 0.82),
    _UNCHANGED: (0.75, 0.75, 0.75),
}
_TRANSPARENCY = 0.8
_LABELS = "SELECT id, global_id, class, name FROM {at}.elements WHERE has_geometry"
_HIDDEN = "SELECT class FROM {at}.class_ancestors WHERE ancestor = 'IfcFeatureElement'"


@dataclass
class _Scene:
    """What is shown, while it is put together."""

    materials: list[Material]
    shapes: list[Shape] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    entries: dict[int, Entry] = field(default_factory=dict)
    numbers: dict[tuple[int, int, str], int] = field(default_factory=dict)


def write_diff_glb(path: Path, difference: Difference, old: Version, new: Version) -> list[str]:
    """Write the GLB; answers with sentences on what is not in it."""
    assert old.geometry is not None
    assert new.geometry is not None
    caches = open_cache(old.geometry), open_cache(new.geometry)
    states: tuple[dict[int, str], dict[int, str]] = ({}, {})
    for finding in difference.findings:
        if finding.new is not None:
            states[1][finding.new.id] = finding.kind.value
        elif finding.old is not None:
            states[0][finding.old.id] = finding.kind.value
    scene = _Scene(
        [
            Material(state, 0, _COLOURS[state], _TRANSPARENCY if state == _UNCHANGED else 0.0)
            for state in _STATES
        ]
    )
    for number, state in enumerate(_STATES, 1):
        scene.entries[number] = Entry(number, "", "", state, 0)
    labels, hidden = _labels(old, new)
    for side in (0, 1):
        _show(scene, side, caches[side], states[side], labels[side], hidden[side])
    shown = {entry.global_id for entry in scene.entries.values()}
    write_glb(
        path,
        Tessellation(scene.shapes, scene.instances, scene.materials, [], [], caches[1].kernel),
        Scene(difference.new.schema, "differences", scene.entries),
        Naming.NAME,
        "ifcworks",
        {"counts": {kind.value: count for kind, count in difference.counts().items()}},
    )
    without = sum(f.element.global_id not in shown for f in difference.findings)
    if without:
        return [f"{without:,} elements that differ have no shape, so they are not in the GLB."]
    return []


def _labels(
    old: Version, new: Version
) -> tuple[list[dict[int, tuple[str | None, str, str | None]]], list[set[str]]]:
    connection, *names = open_indexes(old.index, new.index)
    with connection:
        labels = [
            {row[0]: row[1:] for row in connection.execute(_LABELS.format(at=at)).fetchall()}
            for at in names
        ]
        hidden = [
            {row[0] for row in connection.execute(_HIDDEN.format(at=at)).fetchall()} for at in names
        ]
    return labels, hidden


def _show(
    scene: _Scene,
    side: int,
    cache: Tessellation,
    states: dict[int, str],
    labels: dict[int, tuple[str | None, str, str | None]],
    hidden: set[str],
) -> None:
    """Add the elements of a version: of the old one only the deleted."""
    entry_of: dict[int, int] = {}
    for instance in cache.instances:
        state = states.get(instance.element, _UNCHANGED if side else "")
        label = labels.get(instance.element)
        if not state or label is None or (label[1] in hidden and state == _UNCHANGED):
            continue
        number = entry_of.get(instance.element)
        if number is None:
            number = entry_of[instance.element] = len(scene.entries) + 1
            scene.entries[number] = Entry(
                number, label[0] or "", label[1], label[2], _STATES.index(state) + 1
            )
        scene.instances.append(
            Instance(number, _shape(scene, side, cache, instance.shape, state), instance.matrix)
        )


def _shape(scene: _Scene, side: int, cache: Tessellation, number: int, state: str) -> int:
    """The number of a shape in the colour of a state."""
    key = (side, number, state)
    if key not in scene.numbers:
        shape = cache.shapes[number]
        colour = np.full(len(shape.triangles), _STATES.index(state), np.int32)
        scene.numbers[key] = len(scene.shapes)
        scene.shapes.append(
            Shape(shape.vertices, shape.triangles, colour, shape.volume, shape.closed)
        )
    return scene.numbers[key]
