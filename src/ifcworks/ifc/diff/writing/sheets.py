"""Differences as rows, for workbooks and pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from ifcworks.ifc.diff.outcome import Change, Difference, Finding, Kind, ModelFacts
from ifcworks.ifc.reports import Column, Fact, Sheet, Tone, facts_sheet, write_workbook
from ifcworks.ifc.tables.workbook.model import Cell

TONES = {
    Kind.ADDED.value: Tone.GOOD,
    Kind.DELETED.value: Tone.BAD,
    Kind.CHANGED.value: Tone.WARNING,
    Kind.REMATCHED.value: Tone.INFO,
}
_ELEMENT = (
    Column("Kind", "choice", 11, tones=TONES),
    Column("Class", "choice", 24),
    Column("Name", width=32),
    Column("GlobalId", "mono", 24),
)
ELEMENT_COLUMNS = (
    *_ELEMENT,
    Column("Differs in", width=28),
    Column("Type", width=28),
    Column("Storey", "choice", 18),
    Column("GlobalId before", "mono", 24),
    Column("Recognised by", width=24),
)
CHANGE_COLUMNS = (
    *_ELEMENT,
    Column("What", "choice", 14),
    Column("Which", width=30),
    Column("Old", width=26),
    Column("New", width=26),
    Column("Unit", width=8),
    Column("Difference", "number", 14),
)


def write_sheets(
    path: Path, difference: Difference, form: Literal["xlsx", "ods"], scratch: Path
) -> list[str]:
    """Write a workbook: counts, elements, and every change.

    Returns:
        Sentences on what is not in the file as it is.

    Raises:
        TableTooLarge: there are more changes than a sheet can hold.
    """
    count_columns = [
        Column("Class", width=28),
        *(Column(kind.value.capitalize(), "number", 11, decimals=0) for kind in Kind),
    ]
    return write_workbook(
        path,
        [
            facts_sheet(facts(difference), "Summary"),
            Sheet(
                "Classes",
                count_columns,
                ((name, *counts.values()) for name, counts in difference.classes().items()),
            ),
            Sheet("Elements", ELEMENT_COLUMNS, element_rows(difference), frozen_columns=4),
            Sheet("Changes", CHANGE_COLUMNS, change_rows(difference), frozen_columns=4),
        ],
        form,
        scratch,
    )


def facts(difference: Difference) -> list[Fact]:
    """What is to be known of the whole comparison."""
    counts = difference.counts()
    said = [
        Fact("Old version", version_words(difference.old)),
        Fact("New version", version_words(difference.new)),
        *(Fact(kind.value.capitalize(), count) for kind, count in counts.items()),
        Fact("Unchanged", difference.unchanged),
        *(
            Fact(f"Differ in {aspect.value}", count)
            for aspect, count in difference.aspects().items()
        ),
    ]
    if difference.shift is not None:
        said.append(Fact("The whole model", shift_words(difference)))
    said += [
        Fact(f"Model: {change.name}", f"{word(change.old)} → {word(change.new)}")
        for change in difference.model_changes
    ]
    if difference.shape_unknown:
        said.append(Fact("Shape could not be computed", len(difference.shape_unknown)))
    return said + [Fact("Note", note) for note in difference.notes]


def version_words(version: ModelFacts) -> str:
    """A version in a line."""
    parts = [
        version.name,
        version.schema,
        f"{version.elements:,} elements",
        version.originating_system,
        version.time_stamp,
    ]
    return ", ".join(part for part in parts if part)


def shift_words(difference: Difference) -> str:
    """The move of the whole model in a line."""
    shift = difference.shift
    assert shift is not None
    x, y, z = shift.translation
    turn = f", turned by {shift.angle:.6g}°" if shift.angle > 1e-6 else ""
    return (
        f"moved by ({x:.6g}, {y:.6g}, {z:.6g}) m{turn}: {shift.elements:,} of "
        f"{shift.compared:,} elements"
    )


def element_rows(difference: Difference) -> Iterator[tuple[Cell, ...]]:
    """A row for each element that differs."""
    for finding in difference.findings:
        element = finding.element
        before = finding.old.global_id if finding.old and finding.how else None
        yield (
            *_element(finding),
            ", ".join(finding.aspects),
            element.type_name,
            element.storey,
            before,
            finding.how,
        )


def change_rows(difference: Difference) -> Iterator[tuple[Cell, ...]]:
    """A row for each change; one for an element that was added or deleted."""
    for finding in difference.findings:
        element = _element(finding)
        for change in finding.changes:
            yield (
                *element,
                change.aspect.value,
                change.name,
                cell(change.old),
                cell(change.new),
                unit_of(change),
                change.difference,
            )
        if not finding.changes:
            yield (*element, *(None,) * 6)


def _element(finding: Finding) -> tuple[Cell, ...]:
    element = finding.element
    return finding.kind.value, element.ifc_class, element.name, element.global_id


def unit_of(change: Change) -> str | None:
    """The unit of a change, or both if they differ."""
    units = [unit for unit in (change.old_unit, change.new_unit) if unit]
    return " → ".join(dict.fromkeys(units)) or None


def cell(value: Any) -> Cell:
    """A value as it stands in a cell."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return word(value)


def word(value: Any) -> str:
    """A value in a line."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, list):
        return ", ".join(
            f"({word(item)})" if isinstance(item, list) else word(item) for item in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{key}: {word(item)}" for key, item in value.items())
    return " ".join(str(value).split())
