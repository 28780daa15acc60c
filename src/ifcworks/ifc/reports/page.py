"""A report as one page of HTML that fetches nothing, from anywhere.

All text of models is hostile: the template escapes it, and the rows of tables are JSON that the
page's script writes as text. A content security policy lets nothing run but that one script.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ifcworks.ifc.reports.matrix import matrix_rows
from ifcworks.ifc.reports.model import (
    Fact,
    HtmlReport,
    MatrixSection,
    PictureSection,
    TableSection,
    TextSection,
)
from ifcworks.ifc.tables.workbook.model import Cell

_FOLDER = Path(__file__).parent / "html"
_ESCAPES = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
_SURROGATES = re.compile("[\ud800-\udfff]")


def write_html(path: Path, report: HtmlReport) -> None:
    """Write a page; the same report gives the same bytes."""
    style, script = _asset("page.css"), _asset("page.js")
    text = page_template().render(
        report=report,
        facts=[(fact.name, _shown(fact.value)) for fact in report.facts if _is_said(fact)],
        tiles=[(tile, _figure(tile.value)) for tile in report.tiles],
        sections=[_section(number, section) for number, section in enumerate(report.sections)],
        style=style,
        script=script,
        policy="; ".join(
            (
                "default-src 'none'",
                f"style-src '{_digest(style)}'",
                f"script-src '{_digest(script)}'",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )
    path.write_text(_SURROGATES.sub("\ufffd", text), encoding="utf-8", newline="\n")


@cache
def page_template() -> Template:
    """The template of a page, compiled once in a process."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _section(number: int, section: Any) -> dict[str, Any]:
    common = {"id": f"s{number}", "section": section}
    match section:
        case TableSection():
            return common | {"kind": "table"} | _table(section)
        case MatrixSection():
            head, rows = matrix_rows(section.counts)
            links = {
                "table": section.table,
                "row": section.row_column,
                "column": section.column_column,
            }
            return common | {"kind": "matrix", "head": head, "rows": rows, "links": _json(links)}
        case TextSection():
            return common | {"kind": "text"}
        case PictureSection():
            return common | {"kind": "picture", "data": base64.b64encode(section.png).decode()}
        case _:
            raise TypeError(f"{type(section).__name__} is no section of a report.")


def _table(section: TableSection) -> dict[str, Any]:
    rows, more = _first(section.rows, section.most_rows)
    data = {
        "title": section.title,
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "width": column.width,
                "decimals": column.decimals,
                "tones": dict(column.tones),
            }
            for column in section.columns
        ],
        "rows": rows,
    }
    return {"data": _json(data), "count": len(rows), "left_out": section.left_out + more}


def _first(rows: Iterable[Iterable[Cell]], most: int) -> tuple[list[list[Cell]], int]:
    kept: list[list[Cell]] = []
    more = 0
    for row in rows:
        if len(kept) < most:
            kept.append([_plain(value) if type(value) is float else value for value in row])
        else:
            more += 1
    return kept, more


def _plain(value: Cell) -> Cell:
    """What JSON can hold."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _json(data: Any) -> str:
    """JSON that can stand within an element ``script``."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A replacement for each is much faster than one translation of them all.
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def _is_said(fact: Fact) -> bool:
    return fact.value is not None and fact.value != ""


def _shown(value: Cell) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _figure(value) if isinstance(value, int | float) else str(value)


def _figure(value: Cell) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
