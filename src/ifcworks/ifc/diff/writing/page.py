"""Differences as one page of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ifcworks.ifc.diff.outcome import Difference
from ifcworks.ifc.diff.request import DiffRequest
from ifcworks.ifc.diff.writing.sheets import (
    CHANGE_COLUMNS,
    ELEMENT_COLUMNS,
    TONES,
    change_rows,
    element_rows,
    facts,
    shift_words,
)
from ifcworks.ifc.reports import (
    HtmlReport,
    MatrixSection,
    Section,
    TableSection,
    TextSection,
    Tile,
    Tone,
    write_html,
)

_ELEMENTS, _CHANGES = "Elements", "Changes"


def write_page(path: Path, difference: Difference, request: DiffRequest) -> None:
    """Write a page with counts, a matrix of classes, and tables that can be filtered."""
    counts = difference.counts()
    sections: list[Section] = []
    remarks = [*difference.notes]
    if difference.shift is not None:
        remarks.insert(0, f"The whole model was {shift_words(difference)}.")
    if remarks:
        sections.append(TextSection("To be known", remarks))
    sections += [
        MatrixSection(
            "What became of which classes",
            {
                (name, kind.value): count
                for name, of_class in difference.classes().items()
                for kind, count in of_class.items()
            },
            row_label="Class",
            column_label="Kind",
            table=_ELEMENTS,
            row_column="Class",
            column_column="Kind",
        ),
        TableSection(_ELEMENTS, ELEMENT_COLUMNS, element_rows(difference), where_all="diff.json"),
        TableSection(_CHANGES, CHANGE_COLUMNS, change_rows(difference), where_all="diff.json"),
    ]
    write_html(
        path,
        HtmlReport(
            title="Differences between two versions",
            facts=facts(difference),
            tiles=[
                *(
                    Tile(kind.value.capitalize(), count, TONES[kind.value] if count else Tone.PLAIN)
                    for kind, count in counts.items()
                ),
                Tile("Unchanged", difference.unchanged),
            ],
            sections=sections,
            verdict=_verdict(difference, sorted(request.scopes)),
            tone=Tone.PLAIN if difference.findings else Tone.GOOD,
        ),
    )


def _verdict(difference: Difference, scopes: Sequence[str]) -> str:
    total = len(difference.findings)
    about = " and ".join(scopes)
    if not total:
        return f"Nothing differs in what was compared ({about})."
    kinds = [f"{count:,} {kind.value}" for kind, count in difference.counts().items() if count]
    return f"{total:,} {'element differs' if total == 1 else 'elements differ'}: " + (
        f"{', '.join(kinds)} ({about})."
    )
