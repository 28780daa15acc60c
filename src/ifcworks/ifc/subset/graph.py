"""The statements of a STEP file and what they refer to, as arrays, without parsing values.

Strings are told apart from the rest, so that a ``#`` in a name is no reference. A model of 110 MB
and two million statements takes a few seconds and no Python object for any of them.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ifcworks.errors import ModelNotEditable

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CHUNK = 1 << 24
_DIGITS = 18
_LONGEST_CLASS = 64
_HASH, _ZERO, _EQUALS, _QUOTE, _END, _OPEN = (b[0] for b in (b"#", b"0", b"=", b"'", b";", b"("))
_BLANK = b" "[0]
_COMMENT = re.compile(rb"'[^']*+'|/\*.*?(?:\*/|\Z)", re.DOTALL)
_FNV, _SEED = np.uint64(1099511628211), np.uint64(14695981039346656037)


@dataclass(frozen=True)
class Graph:
    """Statements by place: the order in which they stand in the file, from 0.

    Attributes:
        path: the file, plain STEP without comments.
        numbers: of the instances.
        starts: where a statement begins, at its ``#``.
        bodies: where it goes on behind the ``=``.
        ends: where it ends, behind its semicolon.
        codes: the class of each, as a place in ``classes``.
        classes: the names of classes, in capitals.
        offsets: where the references of a statement begin among ``targets``; one more than there
            are statements.
        targets: the places of the statements that are referred to; -1 for one that is not there.
    """

    path: Path
    numbers: Numbers
    starts: Numbers
    bodies: Numbers
    ends: Numbers
    codes: Numbers
    classes: tuple[str, ...]
    offsets: Numbers
    targets: Numbers
    _order: Numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self, numbers: Iterable[int]) -> Numbers:
        """The places of instances; those that are not there are left out."""
        wanted = np.fromiter(numbers, np.int64)
        return _found(self.numbers, self._order, wanted)

    def of_classes(self, wanted: Iterable[str]) -> Flags:
        """Which statements are of one of these classes."""
        chosen = set(wanted)
        is_wanted = np.array([name in chosen for name in self.classes], bool)
        return is_wanted[self.codes]

    def referred(self, places: Numbers) -> Numbers:
        """What these statements refer to, with repeats and without what is not there."""
        found = self.targets[ranges(self.offsets[places], self.offsets[places + 1])]
        return found[found >= 0]

    def reach(self, kept: Flags, places: Numbers) -> Numbers:
        """Keep statements and all that they refer to, in any number of steps.

        Args:
            kept: which are kept already, with all that they refer to; is added to.
            places: which further ones to keep.

        Returns:
            Those that were not kept before.
        """
        new: list[Numbers] = []
        front = np.unique(places[~kept[places]])
        while len(front):
            kept[front] = True
            new.append(front)
            ahead = self.referred(front)
            front = np.unique(ahead[~kept[ahead]])
        return np.concatenate(new) if new else np.empty(0, np.int64)

    def texts(self, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """The text of statements from behind the ``=`` to their semicolon, by place."""
        with self.path.open("rb") as stream:
            text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        with text:
            for place in places:
                yield place, text[self.bodies[place] : self.ends[place] - 1]


def read_graph(path: Path) -> Graph:
    """Find the statements of a file and what they refer to.

    Args:
        path: a plain STEP file without comments, as ``without_comments`` makes one.

    Raises:
        ModelNotEditable: an instance is defined twice, or none can be found.
    """
    parts = _Parts()
    with path.open("rb") as stream:
        text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    with text:
        quoted = False
        for start in range(0, len(text), _CHUNK):
            quoted = parts.read(text, start, quoted)
    hashes, numbers, ahead, defines, semicolons = parts.joined()
    starts, defined = hashes[defines], numbers[defines]
    if not len(starts):
        raise ModelNotEditable("No instance can be found in the text of the file.")
    order = np.argsort(defined, kind="stable")
    if (np.diff(defined[order]) == 0).any():
        twice = int(defined[order][:-1][np.diff(defined[order]) == 0][0])
        raise ModelNotEditable(
            f"The file defines #{twice} twice, so it is not clear which one is meant. "
            "Export the model again."
        )
    after = np.searchsorted(semicolons, starts)
    if after[-1] >= len(semicolons):
        raise ModelNotEditable("A statement of the file has no end. Export the model again.")
    bodies = ahead[defines] + 1
    with path.open("rb") as stream:
        text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    with text:
        codes, classes = _classes(text, bodies)
    owners = np.cumsum(defines) - 1
    is_reference = ~defines & (owners >= 0)
    counts = np.bincount(owners[is_reference], minlength=len(starts))
    offsets = np.concatenate([[0], np.cumsum(counts)])
    targets = _places_of(defined, order, numbers[is_reference])
    return Graph(
        path,
        defined,
        starts,
        bodies,
        semicolons[after] + 1,
        codes,
        classes,
        offsets,
        targets,
        order,
    )


def without_comments(path: Path, copy: Path) -> Path:
    """The file itself, or where it has comments a copy in which blanks stand for them.

    Raises:
        ModelNotEditable: a comment is never closed.
    """
    with path.open("rb") as stream:
        text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    with text:
        if text.find(b"/*") < 0:
            return path
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("wb") as out:
            position = 0
            for match in _COMMENT.finditer(text):
                if match[0].startswith(b"/*"):
                    if not match[0].endswith(b"*/"):
                        raise ModelNotEditable(
                            "A comment in the file is never closed, so that what follows is no "
                            "part of the model. Export the model again."
                        )
                    out.write(text[position : match.start()])
                    out.write(b" ")
                    position = match.end()
            out.write(text[position:])
    return copy


class _Parts:
    """What is found in the chunks of a file."""

    def __init__(self) -> None:
        self._columns: tuple[list[Numbers], ...] = ([], [], [], [])
        self._defines: list[Flags] = []

    def read(self, text: mmap.mmap, start: int, quoted: bool) -> bool:
        """Note the ``#`` and semicolons of a chunk; whether a string goes on behind its end."""
        size = min(_CHUNK, len(text) - start)
        around = text[start : start + size + _LONGEST_CLASS]
        block = np.frombuffer(around + b" " * (_LONGEST_CLASS + 2), np.uint8)
        quotes = np.flatnonzero(block[:size] == _QUOTE)
        hashes = np.flatnonzero(block[:size] == _HASH)
        semicolons = np.flatnonzero(block[:size] == _END)
        hashes = hashes[_outside(quotes, hashes, quoted)]
        semicolons = semicolons[_outside(quotes, semicolons, quoted)]
        numbers, ahead = _numbers(block, hashes)
        is_number = ahead > hashes + 1
        hashes, numbers, ahead = hashes[is_number], numbers[is_number], ahead[is_number]
        for _ in range(_LONGEST_CLASS - _DIGITS):
            blank = block[ahead] <= _BLANK
            if not blank.any():
                break
            ahead = ahead + blank
        self._defines.append(block[ahead] == _EQUALS)
        found = (hashes + start, numbers, ahead + start, semicolons + start)
        for column, values in zip(self._columns, found, strict=True):
            column.append(values)
        return quoted ^ bool(len(quotes) % 2)

    def joined(self) -> tuple[Numbers, Numbers, Numbers, Flags, Numbers]:
        """All of it: places and numbers of ``#``, what is behind, which define, semicolons."""
        hashes, numbers, ahead, semicolons = (np.concatenate(c) for c in self._columns)
        return hashes, numbers, ahead, np.concatenate(self._defines), semicolons


def _outside(quotes: Numbers, places: Numbers, quoted: bool) -> Flags:
    """Which places are in no string, by the number of quotes before them."""
    found: Flags = (np.searchsorted(quotes, places) % 2 == 1) == quoted
    return found


def _numbers(block: npt.NDArray[np.uint8], hashes: Numbers) -> tuple[Numbers, Numbers]:
    ahead = hashes + 1
    numbers = np.zeros(len(ahead), np.int64)
    live = np.ones(len(ahead), bool)
    for _ in range(_DIGITS):
        digits = block[ahead] - np.uint8(_ZERO)  # wraps below 0, so that all others are above 9
        live &= digits <= 9
        if not live.any():
            break
        numbers = np.where(live, numbers * 10 + digits, numbers)
        ahead = ahead + live
    return numbers, ahead


def _places_of(defined: Numbers, order: Numbers, wanted: Numbers) -> Numbers:
    ordered = defined[order]
    found = np.searchsorted(ordered, wanted)
    found[found == len(ordered)] = 0
    places: Numbers = np.where(ordered[found] == wanted, order[found], -1)
    return places


def _found(defined: Numbers, order: Numbers, wanted: Numbers) -> Numbers:
    places = _places_of(defined, order, wanted) if len(wanted) else wanted
    return places[places >= 0]


def ranges(starts: Numbers, ends: Numbers) -> Numbers:
    """The numbers from each start up to its end, one range behind the other."""
    counts: Numbers = ends - starts
    total = int(counts.sum())
    if not total:
        return np.empty(0, np.int64)
    before = np.concatenate([[0], np.cumsum(counts)[:-1]])
    found: Numbers = np.arange(total) + np.repeat(starts - before, counts)
    return found


def _classes(text: mmap.mmap, bodies: Numbers) -> tuple[Numbers, tuple[str, ...]]:
    """The class of each statement, told apart by a hash of its letters."""
    codes = np.zeros(len(bodies), np.int64)
    seen: dict[int, int] = {}
    names: list[str] = []
    for first in range(0, len(bodies), 1 << 18):
        part = bodies[first : first + (1 << 18)]
        begin = int(part[0])
        block = np.frombuffer(text[begin : int(part[-1]) + _LONGEST_CLASS] + b"(" * 80, np.uint8)
        ahead = part - begin
        values = np.full(len(part), _SEED, np.uint64)
        live = np.ones(len(part), bool)
        for _ in range(_LONGEST_CLASS):
            letters = block[ahead]
            live &= letters != _OPEN
            if not live.any():
                break
            letters = np.where(letters >= 97, letters - 32, letters)
            counted = live & (letters > _BLANK)
            values = np.where(counted, (values ^ letters) * _FNV, values)
            ahead = ahead + live
        hashes, where, back = np.unique(values, return_index=True, return_inverse=True)
        known = np.zeros(len(hashes), np.int64)
        for place, value in enumerate(hashes.tolist()):
            if value not in seen:
                seen[value] = len(names)
                body = int(part[where[place]])
                word = text[body : body + _LONGEST_CLASS].split(b"(")[0]
                names.append(word.decode("latin-1").strip().upper())
            known[place] = seen[value]
        codes[first : first + (1 << 18)] = known[back]
    return codes, tuple(names)
