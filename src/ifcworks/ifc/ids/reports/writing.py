"""A check carried out and written in all forms that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import duckdb
import ifcopenshell

from ifcworks.ifc.ids.audit import audit
from ifcworks.ifc.ids.bounds import bounds_of
from ifcworks.ifc.ids.evaluation import check_ids
from ifcworks.ifc.ids.model import IndexedModel
from ifcworks.ifc.ids.outcome import Checked
from ifcworks.ifc.ids.reading import read_ids, refusal
from ifcworks.ifc.ids.reports.about import About
from ifcworks.ifc.ids.reports.issues import write_issues
from ifcworks.ifc.ids.reports.json_form import write_json
from ifcworks.ifc.ids.reports.page import write_page, write_sheets
from ifcworks.ifc.ids.reports.snapshots import Snapshots
from ifcworks.ifc.ids.reports.texts import InstanceTexts

Progress = Callable[[float, str], None]


class ReportForm(StrEnum):
    """Forms of the report."""

    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"
    ODS = "ods"
    BCF = "bcf"


@dataclass(frozen=True)
class Wishes:
    """What reports are wanted.

    Attributes:
        forms: of the report.
        with_passed: whether JSON lists elements that pass.
        page_rows: the most failing elements on the page.
        sheet_rows: the most in a workbook.
        issue_elements: the most that a topic of BCF selects.
        bcf: version of BCF.
        snapshots: the most topics with a picture.
    """

    forms: Sequence[ReportForm]
    with_passed: bool
    page_rows: int
    sheet_rows: int
    issue_elements: int
    bcf: Any
    snapshots: int


@dataclass
class Written:
    """What was written.

    Attributes:
        topics: of BCF, None where there is none.
        notes: sentences on what is left out.
    """

    artifacts: list[str] = field(default_factory=list)
    topics: int | None = None
    notes: list[str] = field(default_factory=list)


def check_all(
    files: Sequence[tuple[str, Path]],
    connection: duckdb.DuckDBPyConnection,
    opened: Callable[[], ifcopenshell.file],
    refuse_invalid: bool,
    progress: Progress,
) -> list[Checked]:
    """Hold a model against all IDS files: name and path of each.

    Raises:
        IdsInvalid: one of them is not valid; what only the audit finds counts if asked for.
    """
    read = []
    for name, path in files:
        ids = read_ids(path, name)
        problems = audit(ids)
        if problems and refuse_invalid:
            raise refusal(name, problems)
        read.append((name, ids, tuple(problems)))
    model = IndexedModel(connection, opened)
    checked = []
    for place, (name, ids, known) in enumerate(read):

        def tell(done: float, message: str, place: int = place) -> None:
            progress((place + done) / len(read), message)

        checked.append(check_ids(ids, name, model, known, tell))
    return checked


def write_reports(
    checked: Sequence[Checked],
    about: About,
    wishes: Wishes,
    plain: Path,
    connection: duckdb.DuckDBPyConnection,
    geometry: Callable[[], Path],
    artifact: Callable[[str], Path],
    scratch: Path,
    progress: Progress,
) -> Written:
    """Write the reports.

    Args:
        checked: what was found for each IDS.
        about: what stands on every report.
        wishes: which reports, and how much they hold.
        plain: the model as a STEP file, from which reports quote.
        connection: to its index.
        geometry: gives the geometry cache; asked for BCF.
        artifact: gives a path to a file of a name.
        scratch: a folder for intermediate files.
        progress: told of each report.
    """
    written = Written()
    for place, form in enumerate(wishes.forms):
        progress(place / len(wishes.forms), f"writing {form}")
        names = [f"report.{'bcf' if form is ReportForm.BCF else form}"]
        if form is ReportForm.JSON:
            names = [f"report{f'-{n + 1}' if n else ''}.json" for n in range(len(checked))]
        paths = [artifact(name) for name in names]
        written.artifacts += names
        match form:
            case ReportForm.JSON:
                _json(paths, checked, about, wishes, plain, connection)
            case ReportForm.HTML:
                where = "report.json" if ReportForm.JSON in wishes.forms else ""
                left_out = write_page(paths[0], checked, about, wishes.page_rows, where)
                if left_out:
                    written.notes.append(
                        f"{names[0]} has the first {wishes.page_rows:,} failures; "
                        f"{left_out:,} are left out."
                    )
            case ReportForm.XLSX | ReportForm.ODS:
                sheet: Literal["xlsx", "ods"] = "xlsx" if form is ReportForm.XLSX else "ods"
                written.notes += write_sheets(
                    paths[0], checked, about, sheet, scratch, wishes.sheet_rows
                )
            case ReportForm.BCF:
                bounds = bounds_of(connection, geometry)
                snapshots = Snapshots(connection, geometry, wishes.snapshots)
                most = wishes.issue_elements
                written.topics = write_issues(
                    paths[0], checked, about, bounds, most, wishes.bcf, snapshots.take
                )
                if snapshots.left_out and wishes.snapshots:
                    written.notes.append(
                        f"{names[0]} has pictures of the first {wishes.snapshots:,} topics; "
                        f"{snapshots.left_out:,} are left out."
                    )
    return written


def _json(
    paths: list[Path],
    checked: Sequence[Checked],
    about: About,
    wishes: Wishes,
    plain: Path,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    texts = InstanceTexts(plain)
    types = dict(
        connection.execute(
            "SELECT id, class FROM elements WHERE id IN (SELECT type_id FROM elements)"
        ).fetchall()
    )
    for path, one in zip(paths, checked, strict=True):
        write_json(path, one, about, texts.text, types.__getitem__, wishes.with_passed)


def about_model(connection: duckdb.DuckDBPyConnection, name: str | None) -> About:
    """What stands on reports of a model, by its index; its name, or that of its header."""
    row = connection.execute(
        "SELECT m.schema, m.file_name, e.global_id FROM model m "
        "LEFT JOIN elements e ON e.id = m.project_id"
    ).fetchone()
    assert row is not None
    schema, header_name, project = row
    return About(name or header_name or "model", schema, project or "", datetime.now())
