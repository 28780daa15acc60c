"""The statements of a STEP file, found by their numbers without parsing them."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import numpy.typing as npt

_CHUNK = 1 << 24
_LONGEST_NUMBER = 19
_MOST_GAPS = 16
"""So many times as large as their count numbers may be for a table of all of them."""
_WINDOW = 64
"""Bytes after a ``#`` in which the number and the ``=`` have to stand."""


class Statements:
    """Where the text of each instance stands.

    Strings and comments are not looked at, so in an odd file a piece of one may count as a
    statement. ``numbers_are`` says whether exactly the instances of a model were found.

    Args:
        path: a plain STEP file, which must not be empty.

    Attributes:
        last_body: where the text of the last instance in the file begins, behind its ``=``.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        found = [_find(self._text, start) for start in range(0, len(self._text), _CHUNK)]
        numbers, starts, bodies = (np.concatenate(column) for column in zip(*found, strict=True))
        ends = np.append(starts[1:], len(self._text))
        self.last_body = int(bodies[-1]) if len(bodies) else 0
        order = np.argsort(numbers, kind="stable")
        self._numbers = numbers[order]
        # A view of an array gives Python's own numbers, much faster than the array does.
        self._places = _places(self._numbers)
        self._bodies = bodies[order].data
        self._ends = ends[order].data

    def numbers_are(self, numbers: npt.ArrayLike) -> bool:
        """Whether these are the numbers of all statements, each once."""
        return np.array_equal(np.sort(np.asarray(numbers, np.int64)), self._numbers)

    def text(self, number: int) -> bytes:
        """The text of an instance from behind the ``=`` to the next statement.

        Raises:
            KeyError: there is no such instance.
        """
        place = self._place(number)
        return self._text[self._bodies[place] : self._ends[place]]

    def longer_than(self, size: int) -> dict[int, int]:
        """The instances whose text is longer than that, and its length in bytes."""
        lengths = np.asarray(self._ends) - np.asarray(self._bodies)
        long = np.flatnonzero(lengths > size)
        return dict(zip(self._numbers[long].tolist(), lengths[long].tolist(), strict=True))

    def body(self, number: int) -> int:
        """Where the text of an instance begins, behind its ``=``.

        Raises:
            KeyError: there is no such instance.
        """
        return self._bodies[self._place(number)]

    @property
    def largest(self) -> int:
        """The largest number; 0 if there is none."""
        return int(self._numbers[-1]) if len(self._numbers) else 0

    def _place(self, number: int) -> int:
        try:
            place = self._places[number]
        except IndexError:
            raise KeyError(number) from None
        if place < 0:
            raise KeyError(number)
        return place


def _places(numbers: npt.NDArray[np.int64]) -> memoryview | dict[int, int]:
    """The place of each number: in a table, with -1 for what is not there, if that is small."""
    count = len(numbers)
    if count and numbers[-1] > _MOST_GAPS * count:
        return dict(zip(numbers.tolist(), range(count), strict=True))
    table = np.full(int(numbers.max(initial=0)) + 1, -1, np.int32)
    table[numbers] = np.arange(count)
    return table.data


def _find(
    text: mmap.mmap, start: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Number, start, and end of the ``=`` of all statements that begin in one chunk."""
    size = min(_CHUNK, len(text) - start)
    # One byte before and a window after it are looked at; blanks stand for what is not there.
    before = text[start - 1 : start] if start else b"\n"
    around = before + text[start : start + size + _WINDOW] + b" " * (_WINDOW + 1)
    block = np.frombuffer(around, np.uint8)
    places = np.flatnonzero(block[1 : size + 1] == ord("#")) + 1
    behind = block[places - 1]
    places = places[np.isin(behind, np.frombuffer(b"\n\r; \t/", np.uint8))]
    numbers = np.zeros(len(places), np.int64)
    ahead = places + 1
    live = np.ones(len(places), bool)
    for _ in range(_LONGEST_NUMBER - 1):
        digits = block[ahead].astype(np.int64) - ord("0")
        live &= (digits >= 0) & (digits <= 9)
        if not live.any():
            break
        numbers = np.where(live, numbers * 10 + digits, numbers)
        ahead = ahead + live
    has_number = ahead > places + 1
    for _ in range(_WINDOW - _LONGEST_NUMBER - 1):
        blank = np.isin(block[ahead], np.frombuffer(b" \t\r\n", np.uint8))
        if not blank.any():
            break
        ahead = ahead + blank
    real = has_number & (block[ahead] == ord("="))
    offset = start - 1
    return numbers[real], places[real] + offset, ahead[real] + 1 + offset
