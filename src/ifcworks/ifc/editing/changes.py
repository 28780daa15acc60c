"""What is different for an element, and what cannot be."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import ifcopenshell

from ifcworks.errors import NothingToDo
from ifcworks.ifc.index.cells import Cells
from ifcworks.ifc.reading import open_model, plain_step
from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.tables.importing.problems import CellRefused
from ifcworks.ifc.tables.importing.reports import plain
from ifcworks.ifc.tables.writing.values import ElementValues

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Change:
    """A value that will be another.

    Attributes:
        global_id: or ``#12`` of what has none.
        note: how it is made, where that is not obvious; else empty.
    """

    global_id: str
    class_: str
    name: str | None
    old: Any
    new: Any
    note: str


@dataclass(frozen=True)
class Problem:
    """An element of which a value cannot be edited."""

    global_id: str
    class_: str
    name: str | None
    reason: str
    message: str


@dataclass
class Edited:
    """What comes of an edit.

    Attributes:
        elements: how many were chosen.
        text: the file; the edits are to be written into it.
    """

    elements: int
    text: StepText
    edits: Edits = field(default_factory=Edits)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def change(self, element: ifcopenshell.entity_instance, old: Any, new: Any, note: str) -> None:
        """Note that a value will be another."""
        self.changes.append(Change(*_told(element), old, new, note))

    def refuse(self, element: ifcopenshell.entity_instance, refused: CellRefused) -> None:
        """Note that a value cannot be edited."""
        self.problems.append(Problem(*_told(element), refused.reason.value, refused.message))


def _told(element: ifcopenshell.entity_instance) -> tuple[str, str, str | None]:
    """GlobalId, class and name; the step id where a material or the like has no GlobalId.

    What is no text, though it should be, is told as one.
    """
    known = getattr(element, "GlobalId", None) or f"#{element.id()}"
    name = getattr(element, "Name", None)
    return str(known), element.is_a(), None if name is None else str(name)


class Chosen:
    """The elements that a selector chooses, in the open model.

    Args:
        index: of the model.
        path: the model.
        scratch: a folder to unpack into.
        selector: which elements.

    Raises:
        ParametersInvalid: the selector is malformed.
        NothingToDo: it matches nothing.
        FileRefused: the model cannot be read.
        ModelNotEditable: its text is too unusual.
    """

    def __init__(
        self, index: duckdb.DuckDBPyConnection, path: Path, scratch: Path, selector: str
    ) -> None:
        self._path, self._scratch = path, scratch
        self._opened: ifcopenshell.file | None = None
        self.values = ElementValues(Cells(index), lambda: self.model)
        self.ids, _ = self.values.elements(selector)
        if not self.ids:
            raise NothingToDo(f"The selector '{selector}' matches no element of the model.")
        self.text = StepText(plain_step(path, scratch / "plain"), self.model.entity_names())

    @property
    def model(self) -> ifcopenshell.file:
        """The model, opened when it is needed first."""
        if self._opened is None:
            self._opened = open_model(self._path, self._scratch / "opened", lazy=True)
        return self._opened

    @property
    def elements(self) -> list[ifcopenshell.entity_instance]:
        """The elements."""
        return [self.model.by_id(number) for number in self.ids]


def write_changes(changes: Sequence[Change], target: Path) -> None:
    """Write all changes as CSV."""
    head = ("GlobalId", "class", "name", "old", "new", "note")
    rows = [(c.global_id, c.class_, c.name, plain(c.old), plain(c.new), c.note) for c in changes]
    _write(target, head, rows)


def write_problems(problems: Sequence[Problem], target: Path) -> None:
    """Write all problems as CSV."""
    head = ("GlobalId", "class", "name", "reason", "message")
    rows = [(p.global_id, p.class_, p.name, p.reason, p.message) for p in problems]
    _write(target, head, rows)


def _write(target: Path, head: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    with target.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
