"""The form that ifcdiff 0.9 writes: ``added``, ``deleted``, and what changed by GlobalId.

It knows GlobalIds only, so elements under new ones are deleted and added there. Materials,
documents and relations but those to a whole have no word in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ifcworks.ifc.diff.outcome import Change, Difference, Finding, Kind
from ifcworks.ifc.diff.request import Aspect

_WORDS = {
    Aspect.CLASS: "attributes_changed",
    Aspect.ATTRIBUTES: "attributes_changed",
    Aspect.TYPE: "type_changed",
    Aspect.CONTAINER: "container_changed",
    Aspect.PLACEMENT: "geometry_changed",
    Aspect.GEOMETRY: "geometry_changed",
    Aspect.CLASSIFICATIONS: "classification_changed",
}
_IN_SETS = (Aspect.PROPERTIES, Aspect.QUANTITIES)
_WHOLE = "part of"


def write_ifcdiff(path: Path, difference: Difference) -> None:
    """Write what ifcdiff's ``export`` would."""
    rematched = list(difference.of(Kind.REMATCHED))
    document = {
        "added": _ids([f.new for f in (*difference.of(Kind.ADDED), *rematched)]),
        "deleted": _ids([f.old for f in (*difference.of(Kind.DELETED), *rematched)]),
        "changed": {
            finding.element.global_id: words
            for finding in difference.of(Kind.CHANGED)
            if finding.element.global_id and (words := _words(finding))
        },
    }
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        json.dump(document, file, indent=4)


def _ids(elements: list[Any]) -> list[str]:
    return list(dict.fromkeys(e.global_id for e in elements if e is not None and e.global_id))


def _words(finding: Finding) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for change in finding.changes:
        if change.aspect in _WORDS:
            words[_WORDS[change.aspect]] = True
        elif change.aspect is Aspect.RELATIONS and change.name == _WHOLE:
            words["aggregate_changed"] = True
    in_sets = [change for change in finding.changes if change.aspect in _IN_SETS]
    if in_sets:
        words["properties_changed"] = _of_sets(in_sets)
    return words


def _of_sets(changes: list[Change]) -> dict[str, Any]:
    """As DeepDiff says it of dictionaries of sets."""
    words: dict[str, Any] = {}
    for change in changes:
        pset, _, path = change.name.partition(".")
        root = f"root[{pset!r}]"
        at = root + "".join(f"[{part!r}]" for part in path.split("/"))
        if change.set_ is not None:
            at = root
        if change.old is None or change.new is None:
            word = "dictionary_item_added" if change.old is None else "dictionary_item_removed"
            found = words.setdefault(word, [])
            if at not in found:
                found.append(at)
        else:
            words.setdefault("values_changed", {})[at] = {
                "new_value": change.new,
                "old_value": change.old,
            }
    return words
