"""Counts of pairs as rows of a matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

_SHADES = 8


@dataclass(frozen=True)
class MatrixCell:
    """A count: of which pair, and how dark its cell is, from 0 for none to 8."""

    row: str
    column: str
    count: int
    shade: int


def matrix_rows(
    counts: Mapping[tuple[str, str], int],
) -> tuple[list[tuple[str, int]], list[tuple[str, int, list[MatrixCell]]]]:
    """The columns with their totals, and the rows with theirs and with their cells.

    What has most comes first, then by name. What has nothing is left out.
    """
    rows, columns = dict[str, int](), dict[str, int]()
    for (row, column), count in counts.items():
        if count:
            rows[row] = rows.get(row, 0) + count
            columns[column] = columns.get(column, 0) + count
    most = max(counts.values(), default=0)
    head = sorted(columns.items(), key=_most_first)
    return head, [
        (
            row,
            total,
            [
                MatrixCell(row, column, count, _shade(count, most))
                for column, _ in head
                for count in [counts.get((row, column), 0)]
            ],
        )
        for row, total in sorted(rows.items(), key=_most_first)
    ]


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _shade(count: int, most: int) -> int:
    if count <= 0:
        return 0
    return max(1, math.ceil(_SHADES * math.log1p(count) / math.log1p(most)))
