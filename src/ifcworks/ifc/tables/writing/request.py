"""What a table of elements shall be like."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

GLOBAL_ID = "GlobalId"


class TableFormat(StrEnum):
    """A format of tables, by its usual suffix."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    ODS = "ods"
    PARQUET = "parquet"
    JSON = "json"


class Grouping(StrEnum):
    """What becomes of a column where several rows become one."""

    GROUP = "GROUP"
    CONCAT = "CONCAT"
    VARIES = "VARIES"
    SUM = "SUM"
    AVERAGE = "AVERAGE"
    MIN = "MIN"
    MAX = "MAX"


class Summary(StrEnum):
    """What stands below a column."""

    SUM = "SUM"
    AVERAGE = "AVERAGE"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        query: what it shows of each element.
        header: what stands above it.
        format: how its values are written, in ifcopenshell's language; None for as they are.
        group: what becomes of it where rows are grouped.
        varies: what stands in a grouped row of ``VARIES`` whose values differ.
        summary: what stands below it.
    """

    query: str
    header: str
    format: str | None = None
    group: Grouping | None = None
    varies: str = ""
    summary: Summary | None = None

    @property
    def is_derived(self) -> bool:
        """Whether its cells are other than what the model says, so that none can be read back."""
        return self.format is not None or self.group not in (None, Grouping.GROUP)


@dataclass(frozen=True)
class SortKey:
    """A column, by its query, to sort by."""

    query: str
    descending: bool = False


@dataclass(frozen=True)
class Wording:
    """How values are written that are no text or number."""

    null: str = "-"
    empty: str = ""
    bool_true: str = "YES"
    bool_false: str = "NO"
    concat: str = ", "


@dataclass(frozen=True)
class TableRequest:
    """A table.

    Attributes:
        selector: which elements are its rows.
        columns: from left to right; the first may be the GlobalId. A query with ``*`` stands
            for several.
        sort: by what, the most important first; if empty by the first column that is not the
            GlobalId in front.
        delimiter: between the cells of CSV.
        bom: whether text begins with a byte order mark, by which Excel knows UTF-8.
        protect: whether sheets let all cells be edited but GlobalIds and headers.
        allow_empty: whether a table without rows is made where the selector matches nothing.
    """

    format: TableFormat
    selector: str
    columns: tuple[Column, ...]
    sort: tuple[SortKey, ...] = ()
    wording: Wording = field(default_factory=Wording)
    delimiter: str = ","
    bom: bool = False
    protect: bool = True
    allow_empty: bool = False
