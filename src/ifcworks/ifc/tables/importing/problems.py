"""What of a table cannot be taken over, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a cell, row or column cannot be taken over."""

    NO_GLOBAL_ID_COLUMN = "no-global-id-column"
    UNKNOWN_COLUMN = "unknown-column"
    DUPLICATE_COLUMN = "duplicate-column"
    NO_GLOBAL_ID = "no-global-id"
    UNKNOWN_ELEMENT = "unknown-element"
    DUPLICATE_ROW = "duplicate-row"
    AMBIGUOUS_ELEMENT = "ambiguous-element"
    ERROR_CELL = "error-cell"
    READ_ONLY = "read-only"
    NO_SUCH_ATTRIBUTE = "no-such-attribute"
    WRONG_TYPE = "wrong-type"
    NOT_ALLOWED = "not-allowed"
    OUT_OF_RANGE = "out-of-range"
    VALUE_REQUIRED = "value-required"


@dataclass(frozen=True)
class Problem:
    """Something that cannot be taken over.

    Attributes:
        row: as in the sheet; None where a whole column is meant.
        column: its header; None where a whole row is meant.
        global_id: what the row names.
        message: a sentence.
    """

    reason: Reason
    message: str
    row: int | None = None
    column: str | None = None
    global_id: str | None = None


class CellRefused(Exception):
    """A cell cannot be taken over.

    Args:
        reason: why.
        message: the same as a sentence.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
