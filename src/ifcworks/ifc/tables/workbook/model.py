"""What a workbook holds, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = str | int | float | bool | None
"""None is an empty cell, as is empty text."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        header: what stands above it.
        width: in characters.
        decimals: of numbers, as they are shown; None for as many as they have.
        locked: whether its cells cannot be edited where the sheet is protected; grey then.
        fills: a background, as ``RRGGBB``, for cells with a certain text.
    """

    header: str
    width: float = 16
    decimals: int | None = None
    locked: bool = False
    fills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A sheet: a header, rows, and perhaps one more row below that no filter hides.

    Attributes:
        name: no longer than 31 characters; ``names.sheet_names`` makes one of any text.
        columns: from left to right.
        rows: as many cells as there are columns, each; read once.
        footer: stands below.
        frozen_columns: how many stay in view when it is scrolled to the right.
        has_header: whether the headers are written, in view always, and with filters.
        is_hidden: whether it is there for programs alone.
        is_protected: whether only columns that are not locked can be edited.
    """

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Cell]]
    footer: Sequence[Cell] | None = None
    frozen_columns: int = 0
    has_header: bool = True
    is_hidden: bool = False
    is_protected: bool = False
