"""The report as ifctester's ``reporter.Json`` writes it, piece by piece.

All its members are there; further ones are ``identifier`` of specifications, ``reason`` where a
specification fails by the number of elements, and ``schema`` and ``problems`` of the whole. Other
than there, a prohibited specification counts the elements that there are as failed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ifcworks.ifc.ids.document import Cardinality
from ifcworks.ifc.ids.outcome import Checked, RequirementOutcome, SpecificationOutcome
from ifcworks.ifc.ids.reports.about import About, is_skipped, percent
from ifcworks.ifc.ids.wording import (
    applicability_words,
    facet_type,
    failure_words,
    label_and_value,
    metadata,
    requirement_words,
)


def write_json(
    path: Path,
    checked: Checked,
    about: About,
    text_of: Callable[[int, str], str],
    class_of: Callable[[int], str],
    with_passed: bool = True,
) -> None:
    """Write the report.

    Args:
        path: the file to make.
        checked: what was found.
        about: the model and the check.
        text_of: the text of an instance by its id and class, such as ``#12=IfcWall(…)``.
        class_of: the class of a type by its id.
        with_passed: whether elements that pass are listed; otherwise only those that fail.
    """
    entities = _Entities(checked, text_of, class_of)
    with path.open("w", encoding="utf-8", errors="replace") as stream:
        head = _head(checked, about)
        stream.write(_json(head)[:-1])
        stream.write(', "specifications": [')
        for place, outcome in enumerate(checked.specifications):
            stream.write(", " if place else "")
            stream.writelines(_specification(outcome, entities, with_passed))
        stream.write("]}\n")


class _Entities:
    """Elements as JSON, each put together once."""

    def __init__(
        self,
        checked: Checked,
        text_of: Callable[[int, str], str],
        class_of: Callable[[int], str],
    ) -> None:
        self._elements = checked.elements
        self._text_of, self._class_of = text_of, class_of
        self._types: dict[int, str] = {}
        self._made: dict[int, str] = {}

    def of(self, number: int) -> str:
        """The members of an element, without braces."""
        known = self._made.get(number)
        if known is None:
            known = self._made[number] = self._make(number)
        return known

    def listed(self, numbers: Iterable[int]) -> Iterator[str]:
        """A list of elements."""
        yield "[" + ", ".join(f"{{{self.of(number)}}}" for number in numbers) + "]"

    def _make(self, number: int) -> str:
        element = self._elements[number]
        type_id = element.type_id
        if type_id is not None and type_id not in self._types:
            self._types[type_id] = self._text_of(type_id, self._class_of(type_id))
        members = {
            "element": self._text_of(number, element.ifc_class),
            "element_type": None if type_id is None else self._types[type_id],
            "class": element.ifc_class,
            "predefined_type": element.predefined_type,
            "name": element.name,
            "description": element.description,
            "id": number,
            "global_id": element.global_id,
            "tag": element.tag,
        }
        return _json(members)[1:-1]


def _head(checked: Checked, about: About) -> dict[str, Any]:
    outcomes = checked.specifications
    requirements = [r for outcome in outcomes for r in outcome.requirements]
    passed = sum(outcome.status for outcome in outcomes)
    met = sum(requirement.status for requirement in requirements)
    checks = sum(outcome.checks for outcome in outcomes)
    right = checks - sum(outcome.failed_checks for outcome in outcomes)
    return {
        "hide_skipped": False,
        "title": checked.ids.title,
        "date": about.date_text,
        "filepath": about.model,
        "filename": about.model,
        "ids": checked.ids_name,
        "schema": about.schema,
        "problems": [{"line": p.line, "where": p.where, "what": p.what} for p in checked.problems],
        "status": checked.status,
        **_totals("specifications", passed, len(outcomes)),
        **_totals("requirements", met, len(requirements)),
        **_totals("checks", right, checks),
    }


def _totals(what: str, passed: int, total: int) -> dict[str, Any]:
    return {
        f"total_{what}": total,
        f"total_{what}_pass": passed,
        f"total_{what}_fail": total - passed,
        f"percent_{what}_pass": percent(passed, total),
    }


def _specification(
    outcome: SpecificationOutcome, entities: _Entities, with_passed: bool
) -> Iterator[str]:
    specification = outcome.specification
    total, failed = len(outcome.applicable), len(outcome.failed)
    checks = outcome.checks
    members = {
        "name": specification.name,
        "identifier": specification.identifier,
        "description": specification.description or "",
        "instructions": specification.instructions or "",
        "status": outcome.status,
        "reason": outcome.reason,
        "is_skipped": is_skipped(outcome),
        "is_ifc_version": outcome.is_version,
        "total_applicable": total,
        "total_applicable_pass": total - failed,
        "total_applicable_fail": failed,
        "percent_applicable_pass": percent(total - failed, total),
        **_totals("checks", checks - outcome.failed_checks, checks),
        "cardinality": str(specification.cardinality),
        "applicability": [applicability_words(f) for f in specification.applicability],
    }
    yield _json(members)[:-1]
    yield ', "applicable_entities": '
    prohibited = specification.cardinality is Cardinality.PROHIBITED
    listed = outcome.applicable if with_passed or prohibited else []
    yield from entities.listed(listed)
    yield ', "requirements": ['
    for place, requirement in enumerate(outcome.requirements):
        yield ", " if place else ""
        yield from _requirement(requirement, outcome, entities, with_passed)
    yield "]}"


def _requirement(
    requirement: RequirementOutcome,
    outcome: SpecificationOutcome,
    entities: _Entities,
    with_passed: bool,
) -> Iterator[str]:
    facet, failures = requirement.facet, requirement.failures
    total, failed = len(outcome.applicable), len(failures)
    label, value = label_and_value(facet)
    members = {
        "facet_type": facet_type(facet),
        "metadata": metadata(facet),
        "label": label,
        "value": value,
        "description": requirement_words(facet),
        "status": requirement.status,
        "total_applicable": total,
        "total_pass": total - failed,
        "total_fail": failed,
        "percent_pass": percent(total - failed, total),
    }
    yield _json(members)[:-1]
    yield ', "passed_entities": '
    passed = (n for n in outcome.applicable if n not in failures) if with_passed else ()
    yield from entities.listed(passed)
    yield ', "failed_entities": ['
    said: dict[Any, str] = {}
    for place, (number, failure) in enumerate(failures.items()):
        if failure not in said:
            said[failure] = _json(failure_words(facet, failure))
        yield ", " if place else ""
        yield f'{{"reason": {said[failure]}, {entities.of(number)}}}'
    yield "]}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
