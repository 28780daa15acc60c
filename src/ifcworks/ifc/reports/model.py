"""What a report holds, whether it becomes a page or a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from ifcworks.ifc.tables.workbook.model import Cell


class Tone(StrEnum):
    """What a figure or a word means for the reader."""

    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"
    INFO = "info"
    PLAIN = "plain"


@dataclass(frozen=True)
class Fact:
    """Something that is to be known of the whole report, such as the name of a model."""

    name: str
    value: Cell


@dataclass(frozen=True)
class Tile:
    """A figure that is seen at once.

    Attributes:
        label: what it counts.
        value: the figure; numbers are written with thousands set apart.
        tone: what it means.
        detail: a few words below.
    """

    label: str
    value: int | float | str
    tone: Tone = Tone.PLAIN
    detail: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: what stands above it.
        kind: ``choice`` is text of few different values, which are offered to filter by; ``mono``
            is text such as GlobalIds.
        width: in characters, about.
        decimals: of numbers, as they are shown; None for as many as they have.
        tones: what certain values mean.
    """

    name: str
    kind: Literal["text", "number", "choice", "mono"] = "text"
    width: float = 18
    decimals: int | None = None
    tones: Mapping[str, Tone] = field(default_factory=dict)


@dataclass(frozen=True)
class TableSection:
    """A table that can be filtered and sorted.

    Attributes:
        title: what stands above it.
        columns: from left to right.
        rows: as many cells as there are columns, each; read once.
        intro: sentences above the table.
        left_out: how many further rows the caller left out.
        most_rows: how many rows the page has at most; how many more there are is said.
        where_all: where all rows are, such as ``clashes.json``.
        is_open: whether it is unfolded at first.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    intro: str = ""
    left_out: int = 0
    most_rows: int = 20_000
    where_all: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class MatrixSection:
    """How many there are of each pair, such as clashes between two classes.

    Attributes:
        title: what stands above it.
        counts: by the value of the row and of the column.
        row_label: what the rows are.
        column_label: what the columns are.
        table: the title of the table that a click filters; empty for none.
        row_column: the name of the column of that table that holds the values of the rows.
        column_column: the same for the columns.
        intro: sentences above it.
        is_open: whether it is unfolded at first.
    """

    title: str
    counts: Mapping[tuple[str, str], int]
    row_label: str = ""
    column_label: str = ""
    table: str = ""
    row_column: str = ""
    column_column: str = ""
    intro: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class TextSection:
    """Paragraphs of plain text; lines within one stay lines."""

    title: str
    paragraphs: Sequence[str]
    is_open: bool = True


@dataclass(frozen=True)
class PictureSection:
    """A picture, as PNG, with what there is to say of it."""

    title: str
    png: bytes
    caption: str = ""
    is_open: bool = True


Section = TableSection | MatrixSection | TextSection | PictureSection


@dataclass(frozen=True)
class HtmlReport:
    """A page.

    Attributes:
        title: what it is about.
        facts: what is to be known of the whole of it, such as model, schema and date.
        tiles: the figures that are seen at once.
        sections: what follows.
        verdict: a sentence below the title, such as whether all requirements are met.
        tone: what the verdict means.
        made_by: what made the report.
    """

    title: str
    facts: Sequence[Fact] = ()
    tiles: Sequence[Tile] = ()
    sections: Sequence[Section] = ()
    verdict: str = ""
    tone: Tone = Tone.PLAIN
    made_by: str = "ifcworks"


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: any text; what a sheet cannot be called is changed.
        columns: from left to right.
        rows: as many cells as there are columns, each; read once.
        frozen_columns: how many stay in view when it is scrolled to the right.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    frozen_columns: int = 0
