"""The full form: ``diff.json``, described in ``docs/diff.md``."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from ifcworks.ifc.diff.outcome import Change, Difference, Element, Finding, Kind
from ifcworks.ifc.diff.request import Aspect, DiffRequest

FORM, FORM_VERSION = "ifcworks-diff", 1
_NAMES = {"ifc_class": "class", "type_name": "type", "set_": "set"}
_OF_ELEMENT = [(field.name, _NAMES.get(field.name, field.name)) for field in fields(Element)]


def write_form(path: Path, difference: Difference, request: DiffRequest) -> None:
    """Write all that was found, an element to a line; the same difference gives the same bytes."""
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        head = _head(difference, request)
        file.write("{\n")
        file.writelines(f"{_json(name)}: {_json(value)},\n" for name, value in head.items())
        for number, kind in enumerate(Kind):
            file.write(f"{_json(kind.value)}: [")
            for place, finding in enumerate(difference.of(kind)):
                file.write(f"{',' if place else ''}\n {_json(finding_form(finding))}")
            file.write("\n]" + (",\n" if number + 1 < len(Kind) else "\n"))
        file.write("}\n")


def _head(difference: Difference, request: DiffRequest) -> dict[str, Any]:
    return {
        "form": FORM,
        "version": FORM_VERSION,
        "old": asdict(difference.old),
        "new": asdict(difference.new),
        "compared": {
            "aspects": [aspect for aspect in Aspect if aspect in request.aspects],
            "scopes": sorted(request.scopes),
            "tolerances": asdict(request.tolerances),
            "pairs": difference.compared,
        },
        "counts": {
            **difference.counts(),
            "unchanged": difference.unchanged,
        },
        "aspects": difference.aspects(),
        "classes": difference.classes(),
        "shift": None if difference.shift is None else asdict(difference.shift),
        "model_changes": [change_form(change) for change in difference.model_changes],
        "shape_unknown": [element_form(element) for element in difference.shape_unknown],
        "without_place": difference.unshaped,
        "notes": difference.notes,
    }


def finding_form(finding: Finding) -> dict[str, Any]:
    """An element and what became of it."""
    form = element_form(finding.element)
    if finding.kind is Kind.REMATCHED and finding.old is not None:
        form["old_global_id"] = finding.old.global_id
        form["recognised_by"] = finding.how
    if finding.old is not None and finding.new is not None:
        form["old_id"] = finding.old.id
        form["changes"] = [change_form(change) for change in finding.changes]
    return form


def element_form(element: Element) -> dict[str, Any]:
    """An element."""
    return {name: getattr(element, field) for field, name in _OF_ELEMENT}


def change_form(change: Change) -> dict[str, Any]:
    """One thing that differs; units and differences only where there are any."""
    form: dict[str, Any] = {
        "what": change.aspect.value,
        "name": change.name,
        "old": change.old,
        "new": change.new,
    }
    if change.old_unit is not None and change.old_unit == change.new_unit:
        form["unit"] = change.old_unit
    else:
        units = (("old_unit", change.old_unit), ("new_unit", change.new_unit))
        form |= {name: unit for name, unit in units if unit is not None}
    if change.difference is not None:
        form["difference"] = change.difference
    if change.set_ is not None:
        form["set"] = change.set_
    return form


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
