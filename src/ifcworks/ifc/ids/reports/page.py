"""The report as one page, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal

from ifcworks.ifc.ids.outcome import Checked, RequirementOutcome, SpecificationOutcome
from ifcworks.ifc.ids.reports.about import (
    About,
    all_failures,
    failure_count,
    percent,
    verdict,
)
from ifcworks.ifc.ids.wording import (
    applicability_words,
    failure_words,
    requirement_words,
)
from ifcworks.ifc.reports import (
    Column,
    Fact,
    HtmlReport,
    Section,
    Sheet,
    TableSection,
    TextSection,
    Tile,
    Tone,
    facts_sheet,
    write_html,
    write_workbook,
)
from ifcworks.ifc.tables.workbook.model import Cell

_VERDICTS = {"passed": Tone.GOOD, "failed": Tone.BAD, "not applicable": Tone.INFO}
_VERDICT = Column("Verdict", "choice", 14, tones=_VERDICTS)
_SPECIFICATIONS = (
    Column("IDS", "choice", 24),
    Column("Specification", width=36),
    Column("Identifier", "mono", 14),
    _VERDICT,
    Column("Cardinality", "choice", 12),
    Column("Applies to", width=36),
    Column("Elements", "number", 10),
    Column("Failed", "number", 10),
    Column("Passed, %", "number", 10),
    Column("Why", width=40),
    Column("Versions", width=18),
    Column("Instructions", width=30),
)
_REQUIREMENTS = (
    Column("IDS", "choice", 24),
    Column("Specification", "choice", 30),
    Column("Requirement", width=56),
    _VERDICT,
    Column("Cardinality", "choice", 12),
    Column("Elements", "number", 10),
    Column("Failed", "number", 10),
    Column("Passed, %", "number", 10),
    Column("Instructions", width=30),
)
_FAILURES = (
    Column("Specification", "choice", 30),
    Column("Requirement", "choice", 44),
    Column("Why", width=48),
    Column("Class", "choice", 22),
    Column("Predefined type", "choice", 16),
    Column("Name", width=32),
    Column("GlobalId", "mono", 24),
    Column("Tag", "mono", 12),
    Column("Step id", "number", 10),
)
_MUST_NOT_BE = "Elements of this kind must not be there"


def write_page(
    path: Path, checked: Sequence[Checked], about: About, most_rows: int, where_all: str
) -> int:
    """Write the page.

    Args:
        path: the file to make.
        checked: what was found for each IDS.
        about: the model and the check.
        most_rows: how many failing elements it has at most; how many more there are is said.
        where_all: the file that has all of them.

    Returns:
        How many failing elements are left out.
    """
    count = failure_count(checked)
    outcomes = [outcome for one in checked for outcome in one.specifications]
    failed = [outcome for outcome in outcomes if not outcome.status]
    said = f"{len(failed)} of {len(outcomes)} specifications are not met."
    rows = islice(_failure_rows(checked), most_rows)
    left_out = max(count - most_rows, 0)
    sections: list[Section] = [
        TableSection("Specifications", _SPECIFICATIONS, _specification_rows(checked)),
        TableSection("Requirements", _REQUIREMENTS, _requirement_rows(checked)),
        TableSection(
            "Failing elements",
            _FAILURES,
            rows,
            left_out=left_out,
            most_rows=most_rows,
            where_all=where_all,
        ),
    ]
    problems = [f"{one.ids_name}: {problem}" for one in checked for problem in one.problems]
    if problems:
        sections.insert(0, _problems(problems))
    write_html(
        path,
        HtmlReport(
            title=", ".join(one.ids.title for one in checked),
            facts=_facts(checked, about),
            tiles=_tiles(outcomes, count),
            sections=sections,
            verdict=said if failed else "All specifications are met.",
            tone=Tone.BAD if failed else Tone.GOOD,
        ),
    )
    return left_out


def write_sheets(
    path: Path,
    checked: Sequence[Checked],
    about: About,
    form: Literal["xlsx", "ods"],
    scratch: Path,
    most_rows: int,
) -> list[str]:
    """Write the workbook.

    Returns:
        Sentences on what is not in it.
    """
    left_out = max(failure_count(checked) - most_rows, 0)
    facts = [*_facts(checked, about)]
    if left_out:
        facts.append(Fact("Failing elements left out", left_out))
    sheets = [
        facts_sheet(facts),
        Sheet("Specifications", _SPECIFICATIONS, _specification_rows(checked), 2),
        Sheet("Requirements", _REQUIREMENTS, _requirement_rows(checked), 3),
        Sheet("Failing elements", _FAILURES, islice(_failure_rows(checked), most_rows), 1),
    ]
    notes = write_workbook(path, sheets, form, scratch, about.date)
    if left_out:
        notes.append(
            f"{path.name} has the first {most_rows:,} failures; {left_out:,} are left out."
        )
    return notes


def _facts(checked: Sequence[Checked], about: About) -> list[Fact]:
    facts = [
        Fact("Model", about.model),
        Fact("Schema", about.schema),
        Fact("Checked", about.date_text),
    ]
    for one in checked:
        info = one.ids.info
        facts.append(Fact("IDS", f"{one.ids.title} ({one.ids_name})"))
        facts += [
            Fact(f"IDS {name}", info[name])
            for name in ("version", "date", "author", "purpose", "milestone")
            if name in info
        ]
    return facts


def _tiles(outcomes: list[SpecificationOutcome], count: int) -> list[Tile]:
    failed = sum(not outcome.status for outcome in outcomes)
    checks = sum(outcome.checks for outcome in outcomes)
    applicable = len({number for outcome in outcomes for number in outcome.applicable})
    return [
        Tile("specifications met", len(outcomes) - failed, Tone.GOOD),
        Tile("specifications not met", failed, Tone.BAD if failed else Tone.PLAIN),
        Tile("elements checked", applicable, detail=f"{checks:,} checks"),
        Tile("failures", count, Tone.BAD if count else Tone.PLAIN),
    ]


def _problems(problems: list[str]) -> TextSection:
    title = "The IDS itself is not valid, so some of this may not be what its author meant"
    return TextSection(title, problems)


def _specification_rows(checked: Sequence[Checked]) -> Iterator[list[Cell]]:
    for one in checked:
        for outcome in one.specifications:
            specification = outcome.specification
            total, failed = len(outcome.applicable), len(outcome.failed)
            yield [
                one.ids.title,
                specification.name,
                specification.identifier or "",
                verdict(outcome),
                str(specification.cardinality),
                "; ".join(applicability_words(facet) for facet in specification.applicability),
                total,
                failed,
                percent(total - failed, total) if total else None,
                outcome.reason,
                " ".join(specification.versions),
                specification.instructions or "",
            ]


def _requirement_rows(checked: Sequence[Checked]) -> Iterator[list[Cell]]:
    for one in checked:
        for outcome in one.specifications:
            total = len(outcome.applicable)
            for requirement in outcome.requirements:
                failed = len(requirement.failures)
                yield [
                    one.ids.title,
                    outcome.specification.name,
                    requirement_words(requirement.facet),
                    _requirement_verdict(requirement, outcome),
                    str(requirement.facet.cardinality),
                    total,
                    failed,
                    percent(total - failed, total) if total else None,
                    requirement.facet.instructions or "",
                ]


def _requirement_verdict(requirement: RequirementOutcome, outcome: SpecificationOutcome) -> str:
    if not requirement.status:
        return "failed"
    return "passed" if outcome.applicable else "not applicable"


def _failure_rows(checked: Sequence[Checked]) -> Iterator[list[Cell]]:
    for one, outcome, requirement, number in all_failures(checked):
        element = one.elements[number]
        if requirement is None:
            words, why = _MUST_NOT_BE, outcome.reason
        else:
            words = requirement_words(requirement.facet)
            why = failure_words(requirement.facet, requirement.failures[number])
        yield [
            outcome.specification.name,
            words,
            why,
            element.ifc_class,
            element.predefined_type or "",
            element.name or "",
            element.global_id or "",
            element.tag or "",
            number,
        ]
