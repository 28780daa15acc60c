"""What differs about the models as a whole, and what is to be known about a comparison."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from ifcworks.ifc.diff.outcome import Change, ModelFacts
from ifcworks.ifc.diff.pairing import Pairs
from ifcworks.ifc.diff.request import Aspect, DiffRequest
from ifcworks.ifc.diff.side import Side


def model_changes(old: ModelFacts, new: ModelFacts) -> list[Change]:
    """Schema, length unit, project and georeferencing, where they differ."""
    facts: list[tuple[str, Any, Any]] = [
        ("schema", old.schema, new.schema),
        ("project", old.project_global_id, new.project_global_id),
        ("originating_system", old.originating_system, new.originating_system),
    ]
    changes = [
        Change(Aspect.ATTRIBUTES, name, one, other) for name, one, other in facts if one != other
    ]
    units = old.length_unit_metres, new.length_unit_metres
    if units[0] != units[1]:
        changes.append(Change(Aspect.ATTRIBUTES, "length_unit", *units, "m", "m"))
    before, after = (_plain(facts.georeference) for facts in (old, new))
    changes += [
        Change(Aspect.PLACEMENT, f"georeference.{name}", before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if not _same(before.get(name), after.get(name))
    ]
    return changes


def notes_of(
    old: Side, new: Side, pairs: Pairs, request: DiffRequest, with_shapes: bool
) -> list[str]:
    """Sentences on what could not be compared in the ordinary way."""
    notes = []
    if old.facts.schema != new.facts.schema:
        notes.append(
            f"The versions are of different schemas, {old.facts.schema} and {new.facts.schema}: "
            "attributes that a class has in one of them only are not compared."
        )
    for version, side, doubled in (("old", old, pairs.doubled[0]), ("new", new, pairs.doubled[1])):
        if doubled:
            notes.append(
                f"In the {version} version {doubled:,} GlobalId{_s(doubled)} stand"
                f"{'s' if doubled == 1 else ''} at several objects. Those are matched by their "
                "content, then by class and name, then in the order of the file."
            )
        without = sum(gid is None for gid in side.global_ids)
        if without:
            objects = f"{without:,} object{_s(without)}"
            notes.append(
                f"In the {version} version {objects} without GlobalId can be recognised by "
                f"{'their' if without > 1 else 'its'} content only."
            )
    common = len(np.flatnonzero(pairs.new_of >= 0)) - len(pairs.how)
    if len(old) and len(new) and not common:
        notes.append("No GlobalId of the old version is in the new one.")
    if request.shaped and not with_shapes:
        notes.append("Places and shapes are not compared.")
    return notes


def _plain(georeference: Any) -> dict[str, Any]:
    """Leaves of the georeferencing by their path."""
    leaves: dict[str, Any] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                walk(item, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for place, item in enumerate(value):
                walk(item, f"{path}[{place}]")
        elif value is not None and not path.endswith("global_id"):
            leaves[path] = value

    walk(georeference, "")
    return leaves


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= 1e-9 * max(abs(old), abs(new), 1.0)
    return json.dumps(old) == json.dumps(new)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
