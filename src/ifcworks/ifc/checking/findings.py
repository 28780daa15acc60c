"""What is wrong with a file, by rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """What a rule belongs to."""

    SYNTAX = "syntax"
    HEADER = "header"
    SCHEMA = "schema"
    WHERE = "where rule"
    GLOBAL = "global rule"


class Severity(StrEnum):
    """Whether something is wrong, or could not be looked at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One place where a rule does not hold.

    Attributes:
        what: in a sentence.
        step_id: number of the instance, where it is about one.
        line: of the file, from 1, where it is known; column likewise.
    """

    what: str
    step_id: int | None = None
    ifc_class: str | None = None
    global_id: str | None = None
    name: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass
class RuleFindings:
    """All findings of one rule.

    Attributes:
        rule: such as ``IfcWall.CorrectPredefinedType``.
        meaning: what it demands.
        count: how many there are.
        listed: the first of them.
    """

    part: Part
    severity: Severity
    rule: str
    meaning: str
    count: int = 0
    listed: list[Finding] = field(default_factory=list)


class Findings:
    """Collects findings, of each rule only so many.

    Args:
        most: how many of one rule are listed; all are counted.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rules: dict[tuple[str, str, str], RuleFindings] = {}
        self.not_checked: list[str] = []

    def add(
        self,
        part: Part,
        rule: str,
        meaning: str,
        finding: Finding,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add one."""
        held = self._held(part, rule, meaning, severity)
        held.count += 1
        if len(held.listed) < self._most:
            held.listed.append(finding)

    def add_instance(
        self,
        part: Part,
        rule: str,
        meaning: str,
        what: str,
        instance: Any,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add one about an instance of an opened file, or about none."""
        held = self._held(part, rule, meaning, severity)
        held.count += 1
        if len(held.listed) < self._most:
            held.listed.append(_about(instance, what))

    def _held(self, part: Part, rule: str, meaning: str, severity: Severity) -> RuleFindings:
        key = part, severity, rule
        if key not in self._rules:
            self._rules[key] = RuleFindings(part, severity, rule, meaning)
        return self._rules[key]

    @property
    def rules(self) -> list[RuleFindings]:
        """By part and severity, what has most first."""
        parts = list(Part)
        return sorted(
            self._rules.values(),
            key=lambda r: (parts.index(r.part), r.severity, -r.count, r.rule),
        )

    def count(self, severity: Severity) -> int:
        """How many findings there are."""
        return sum(rule.count for rule in self._rules.values() if rule.severity is severity)


def _about(instance: Any, what: str) -> Finding:
    if instance is None or not hasattr(instance, "is_a"):
        return Finding(what)
    return Finding(
        what,
        step_id=instance.id() or None,
        ifc_class=instance.is_a(),
        global_id=_text(instance, "GlobalId"),
        name=_text(instance, "Name"),
    )


def _text(instance: Any, name: str) -> str | None:
    try:
        value = getattr(instance, name)
    except (AttributeError, RuntimeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, str) else None
