"""What stands on every report, and what all of them say of a check."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ifcworks.ifc.ids.document import Cardinality
from ifcworks.ifc.ids.outcome import Checked, RequirementOutcome, SpecificationOutcome


@dataclass(frozen=True)
class About:
    """The model and the check.

    Attributes:
        model: name of the model.
        schema: in which it is written.
        project: GlobalId of its IfcProject; empty if it has none.
        date: of the check.
    """

    model: str
    schema: str
    project: str
    date: datetime

    @property
    def date_text(self) -> str:
        """The date as reports show it."""
        return self.date.strftime("%Y-%m-%d %H:%M:%S")


def percent(part: int, whole: int) -> int | str:
    """Whole per cent, rounded down, as ifctester has it: ``N/A`` of nothing."""
    return math.floor(100 * part / whole) if whole else "N/A"


def is_skipped(outcome: SpecificationOutcome) -> bool:
    """Whether nothing was checked since there was nothing, and need not be."""
    return outcome.specification.cardinality is Cardinality.OPTIONAL and not outcome.applicable


def verdict(outcome: SpecificationOutcome) -> str:
    """passed, failed, or not applicable where there was nothing and need not be."""
    if not outcome.status:
        return "failed"
    return "not applicable" if is_skipped(outcome) else "passed"


def all_failures(
    checked: Sequence[Checked],
) -> Iterator[tuple[Checked, SpecificationOutcome, RequirementOutcome | None, int]]:
    """Each failing element with what it fails; those that must not be have no requirement."""
    for one in checked:
        for outcome in one.specifications:
            if outcome.specification.cardinality is Cardinality.PROHIBITED:
                for number in outcome.applicable:
                    yield one, outcome, None, number
            for requirement in outcome.requirements:
                for number in requirement.failures:
                    yield one, outcome, requirement, number


def failure_count(checked: Sequence[Checked]) -> int:
    """How many failures ``all_failures`` gives."""
    return sum(
        len(outcome.applicable)
        if outcome.specification.cardinality is Cardinality.PROHIBITED
        else outcome.failed_checks
        for one in checked
        for outcome in one.specifications
    )
