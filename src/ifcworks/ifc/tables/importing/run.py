"""From a table and a model to what is different, and to the model in which that is so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ifcopenshell

from ifcworks.ifc.reading import open_model, plain_step
from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.tables.importing.columns import Columns, columns_of, wording_of
from ifcworks.ifc.tables.importing.comparing import Compared, compare
from ifcworks.ifc.tables.importing.planning import Change, plan
from ifcworks.ifc.tables.importing.problems import Problem
from ifcworks.ifc.tables.importing.values import Cells
from ifcworks.ifc.tables.reading.sheet import Sheet

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Imported:
    """What became of a table.

    Attributes:
        columns: what its columns are about.
        compared: rows and cells that were compared.
        changes: what will be different, by rows and columns.
        problems: what cannot be taken over, by rows.
        edits: how the file has to be changed.
        text: the file; None if nothing is to be done.
    """

    columns: Columns
    compared: Compared
    changes: list[Change]
    problems: list[Problem]
    edits: Edits
    text: StepText | None


def work_out(
    sheet: Sheet,
    headers: Mapping[str, str | None],
    words: Mapping[str, str | None],
    index: duckdb.DuckDBPyConnection,
    path: Path,
    scratch: Path,
    progress: Progress = lambda fraction, message: None,
) -> Imported:
    """Compare a table with a model, and work out the edits. Nothing is written.

    Args:
        sheet: the table.
        headers: queries by header where they are not what the table says.
        words: for what is no text or number, as the fields of ``Wording``.
        index: of the model.
        path: the model.
        scratch: a folder to unpack it into.
        progress: told how far it is, from 0 to 1.

    Raises:
        ParametersInvalid: ``headers`` do not fit.
        FileRefused: the model cannot be read.
        ModelNotEditable: its text is too unusual.
    """
    columns, wording = columns_of(sheet, headers), wording_of(sheet, words)
    problems = list(columns.problems)
    edits, changes = Edits(), list[Change]()
    compared, text = Compared(0, 0, [], []), None
    opened: list[ifcopenshell.file] = []

    def model() -> ifcopenshell.file:
        if not opened:
            progress(0.3, "opening the model")
            opened.append(open_model(path, scratch / "opened", lazy=True))
        return opened[0]

    if columns.global_id is not None:
        compared = compare(
            sheet,
            columns,
            wording,
            index,
            model,
            lambda done: progress(0.3 * done, f"comparing {len(sheet.rows):,} rows"),
        )
        problems += compared.problems
    if found := compared.differences:
        file = model()
        text = StepText(plain_step(path, scratch / "plain"), file.entity_names())
        made = plan(
            file,
            text,
            Cells(sheet, wording),
            found,
            sheet.header_row,
            lambda done: progress(0.5 + 0.4 * done, f"working out {len(found):,} edits"),
        )
        edits, changes = made.edits, made.changes
        problems += made.problems
    problems.sort(key=lambda problem: problem.row or 0)
    return Imported(columns, compared, changes, problems, edits, text)
