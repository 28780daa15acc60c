"""What was found as JSON and as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from ifcworks.ifc.checking.findings import Severity
from ifcworks.ifc.checking.run import CheckedFile
from ifcworks.ifc.reports import (
    Column,
    Fact,
    HtmlReport,
    TableSection,
    TextSection,
    Tile,
    Tone,
    write_html,
)
from ifcworks.ifc.tables.workbook.model import Cell

_TONES = {"error": Tone.BAD, "warning": Tone.WARNING}
_RULES = (
    Column("Part", "choice", 14),
    Column("Severity", "choice", 10, tones=_TONES),
    Column("Rule", "mono", 40),
    Column("What it demands", width=60),
    Column("Findings", "number", 10),
)
_FINDINGS = (
    Column("Part", "choice", 14),
    Column("Rule", "choice", 36),
    Column("What", width=60),
    Column("Step id", "number", 10),
    Column("Class", "choice", 24),
    Column("GlobalId", "mono", 24),
    Column("Name", width=28),
    Column("Line", "number", 8),
    Column("Column", "number", 8),
)


def write_json(path: Path, checked: CheckedFile, model: str, date: datetime) -> None:
    """Write all that is listed, by rule."""
    findings = checked.findings
    content = {
        "model": model,
        "schema": checked.schema,
        "date": date.isoformat(timespec="seconds"),
        "instances": checked.instances,
        "errors": findings.count(Severity.ERROR),
        "warnings": findings.count(Severity.WARNING),
        "not_checked": findings.not_checked,
        "rules": [asdict(rule) for rule in findings.rules],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", errors="replace")


def write_page(path: Path, checked: CheckedFile, model: str, date: datetime) -> None:
    """Write the page."""
    findings = checked.findings
    errors, warnings = findings.count(Severity.ERROR), findings.count(Severity.WARNING)
    rules = findings.rules
    left_out = sum(rule.count - len(rule.listed) for rule in rules)
    sections: list[TableSection | TextSection] = []
    if findings.not_checked:
        sections.append(TextSection("Not checked", findings.not_checked))
    sections.append(TableSection("Rules", _RULES, _rule_rows(checked)))
    sections.append(TableSection("Findings", _FINDINGS, _finding_rows(checked), left_out=left_out))
    verdict = f"{errors:,} errors." if errors else "No errors were found."
    if findings.not_checked:
        verdict += " Not everything could be checked."
    write_html(
        path,
        HtmlReport(
            title=f"Check of {model}",
            facts=[
                Fact("Model", model),
                Fact("Schema", checked.schema or "not readable"),
                Fact("Checked", date.strftime("%Y-%m-%d %H:%M:%S")),
                Fact("Instances", checked.instances),
            ],
            tiles=[
                Tile("errors", errors, Tone.BAD if errors else Tone.GOOD),
                Tile("warnings", warnings, Tone.WARNING if warnings else Tone.PLAIN),
                Tile("rules broken", sum(r.severity is Severity.ERROR for r in rules)),
            ],
            sections=sections,
            verdict=verdict,
            tone=Tone.BAD if errors else Tone.WARNING if findings.not_checked else Tone.GOOD,
        ),
    )


def _rule_rows(checked: CheckedFile) -> Iterator[list[Cell]]:
    for rule in checked.findings.rules:
        yield [str(rule.part), str(rule.severity), rule.rule, rule.meaning, rule.count]


def _finding_rows(checked: CheckedFile) -> Iterator[list[Cell]]:
    for rule in checked.findings.rules:
        for found in rule.listed:
            yield [
                *(str(rule.part), rule.rule, found.what, found.step_id, found.ifc_class or ""),
                *(found.global_id or "", found.name or "", found.line, found.column),
            ]
