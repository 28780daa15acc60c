"""A take-off from files to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from ifcworks.errors import NothingToDo
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.index.cells import Cells
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.quantities.entering import Entered, enter
from ifcworks.ifc.quantities.labels import Labels, labels_of
from ifcworks.ifc.quantities.pages import pages
from ifcworks.ifc.quantities.request import Existing, GroupBy, Rules, Source
from ifcworks.ifc.quantities.sources import Progress
from ifcworks.ifc.quantities.takeoff import take_off
from ifcworks.ifc.quantities.totals import Total, totals
from ifcworks.ifc.quantities.values import TakeOff
from ifcworks.ifc.reading import ReadModel, plain_step, read_model
from ifcworks.ifc.tables.books import BookFormat, Written, write_book
from ifcworks.ifc.tables.writing.values import ElementValues


class Made:
    """A finished take-off, of which tables and a new version of the model can be written.

    Attributes:
        taken: the quantities.
        labels: materials and classifications of the elements.
        index: of the model.
        elements: step ids of what a selector matches, and where it was found.
    """

    def __init__(
        self,
        taken: TakeOff,
        labels: Labels,
        index: duckdb.DuckDBPyConnection,
        elements: Callable[[str], tuple[list[int], str]],
        model: Path,
        scratch: Path,
        read: Callable[[], ReadModel],
        stack: ExitStack,
    ) -> None:
        self.taken = taken
        self.labels = labels
        self.index = index
        self.elements = elements
        self._model = model
        self._scratch = scratch
        self._read = read
        self._stack = stack

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def enter(self, existing: Existing, target: Path) -> Entered:
        """Write a version of the model with the computed quantities; see ``entering.enter``."""
        plain = plain_step(self._model, self._scratch / "plain")
        return enter(self._read().model, plain, self.taken, existing, target)

    def write(
        self,
        group_by: Sequence[GroupBy],
        prefer: Source,
        form: BookFormat,
        artifact: Callable[[str], Path],
        scratch: Path,
    ) -> tuple[list[Total], Written]:
        """Write the tables; answers the sums, and which files were made."""
        by = list(dict.fromkeys(group_by))
        sums = totals(self.taken, self.labels, by, prefer)
        facts: dict[str, Any] = {"schema": self.taken.schema, "group_by": by, "prefer": prefer}
        made = pages(self.taken, sums, self.labels, by, prefer)
        return sums, write_book("quantities", made, form, artifact, scratch, facts)


def run(
    model: Path,
    index: Path,
    geometry: Path,
    scratch: Path,
    processes: int,
    selector: str,
    tolerance: float,
    all_sets: bool = False,
    rules: Rules = Rules.STANDARD,
    progress: Progress = lambda fraction, message: None,
) -> Made:
    """Take off the quantities of the elements that a selector matches.

    Args:
        model: the model.
        index: its index.
        geometry: its geometry as it is kept.
        scratch: a folder for intermediate files.
        processes: how many may compute at a time.
        selector: in the syntax of ``ifcopenshell.util.selector``.
        tolerance: how far stated values may be from computed ones, as a part of these.
        all_sets: look at quantities in sets of exporters too.
        rules: what is measured for which quantity.
        progress: told how far it is.

    Raises:
        FileRefused: the model cannot be read.
        ParametersInvalid: the selector is malformed.
        NothingToDo: it matches no element.
    """

    @cache
    def read() -> ReadModel:
        progress(0.05, "opening the model")
        return read_model(model, scratch / "opened", lazy=True)

    with ExitStack() as stack:
        connection = stack.enter_context(open_index(index))
        values = ElementValues(Cells(connection), lambda: read().model)
        chosen, _ = values.elements(selector)
        tessellation = open_cache(geometry)
        taken = take_off(
            connection,
            tessellation,
            read,
            chosen,
            processes,
            tolerance,
            all_sets,
            standard=rules is Rules.STANDARD,
            progress=progress,
        )
        if not taken.elements:
            raise NothingToDo(f"The selector '{selector}' matches no element of the model.")
        labels = labels_of(connection)
        made = partial(Made, taken, labels, connection, values.elements, model, scratch, read)
        return made(stack.pop_all())
