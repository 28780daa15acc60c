"""What a value of an IDS must be: one value, or a restriction of values.

Sources: the IDS user manual (restrictions.md), tolerance.md and DataTypes.md of buildingSMART/IDS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from elementpath.regex import RegexError, translate_pattern

_TOLERANCE = 1e-6
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
LENGTHS = ("length", "minLength", "maxLength")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "minInclusive": lambda value, bound: value >= bound,
    "minExclusive": lambda value, bound: value > bound,
    "maxInclusive": lambda value, bound: value <= bound,
    "maxExclusive": lambda value, bound: value < bound,
}
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?|\d{2}:\d{2}:\d{2}.*")
_DURATION = re.compile(
    r"([-+])?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_SECONDS = (31_556_952.0, 2_629_746.0, 86_400.0, 3_600.0, 60.0, 1.0)


class PatternInvalid(ValueError):
    """A pattern is no regular expression of XML Schema."""


@dataclass(frozen=True)
class Simple:
    """One value, as it stands in the file."""

    value: str
    line: int = field(default=0, compare=False)

    def matches(self, value: Any) -> bool:
        """Whether a value of a model is it: numbers within the tolerance of the standard."""
        return equals(self.value, value)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Restriction:
    """Values that fulfil all kinds of conditions that stand there.

    Of several enumerations, and of several patterns, one has to fit.

    Attributes:
        base: the type without prefix, such as ``double``.
        conditions: the values of each kind of condition, such as ``pattern``.
    """

    base: str
    conditions: dict[str, tuple[str, ...]] = field(hash=False)
    line: int = field(default=0, compare=False)

    def matches(self, value: Any) -> bool:
        """Whether a value of a model is among them."""
        return all(_fulfils(value, kind, given) for kind, given in self.conditions.items())

    @property
    def bounds(self) -> tuple[str, ...]:
        """The kinds of bounds among the conditions."""
        return tuple(kind for kind in BOUNDS if kind in self.conditions)

    def __str__(self) -> str:
        words = []
        for kind, given in self.conditions.items():
            said = " or ".join(f"'{item}'" for item in given)
            words.append(_SAID[kind].format(said, given[0]) if kind in _SAID else f"{kind} {said}")
        return " and ".join(words) or "any value"


Constraint = Simple | Restriction
_SAID = {
    "enumeration": "{0}",
    "pattern": "matching {0}",
    "length": "of {1} characters",
    "minLength": "of at least {1} characters",
    "maxLength": "of at most {1} characters",
    "minInclusive": "≥ {1}",
    "minExclusive": "> {1}",
    "maxInclusive": "≤ {1}",
    "maxExclusive": "< {1}",
}


def named(constraint: Constraint) -> tuple[str, ...]:
    """The values that are given one by one."""
    if isinstance(constraint, Simple):
        return (constraint.value,)
    return constraint.conditions.get("enumeration", ())


def equals(text: str, value: Any) -> bool:
    """Whether a text of an IDS says the value of a model, by the type of the latter."""
    if isinstance(value, str):
        return text == value
    if isinstance(value, bool):
        return _TRUTHS.get(text) is value
    try:
        wanted = float(text)
    except ValueError:
        return False
    if isinstance(value, int):
        return wanted == value
    margin = abs(wanted) * _TOLERANCE + _TOLERANCE
    return bool(wanted - margin < value < wanted + margin)


def _fulfils(value: Any, kind: str, given: tuple[str, ...]) -> bool:
    if kind == "enumeration":
        return any(equals(text, value) for text in given)
    if kind == "pattern":
        return isinstance(value, str) and any(compiled(text).fullmatch(value) for text in given)
    if kind in LENGTHS:
        if not isinstance(value, str):
            return False
        size, count = int(given[0]), len(value)
        return (
            count == size
            if kind == "length"
            else (count >= size) is (kind == "minLength") or (count == size)
        )
    if kind in BOUNDS:
        return all(within(value, kind, text) for text in given)
    return False


def within(value: Any, kind: str, text: str) -> bool:
    """Whether a value keeps a bound: numbers without any tolerance, dates and durations.

    Of numbers 15 digits count, which is what a double keeps: 4,100 mm are 4.1 m and no more.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        try:
            return _COMPARE[kind](float(f"{value:.15g}"), float(f"{float(text):.15g}"))
        except ValueError:
            return False
    if not isinstance(value, str):
        return False
    if _DATED.fullmatch(value) and _DATED.fullmatch(text):
        return _COMPARE[kind](value, text)
    lengths = _length(value), _length(text)
    return None not in lengths and _COMPARE[kind](*lengths)


def _length(text: str) -> float | None:
    """Seconds of a duration; months and years are those of the Gregorian mean."""
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    total = sum(
        float(part or 0) * unit for part, unit in zip(match.groups()[1:], _SECONDS, strict=True)
    )
    return -total if match[1] == "-" else total


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of XML Schema as a regular expression of Python; match it with ``fullmatch``.

    Raises:
        PatternInvalid: it is none.
    """
    try:
        return re.compile(
            translate_pattern(
                pattern, back_references=False, lazy_quantifiers=False, anchors=False
            ),
        )
    except (RegexError, re.error, ValueError, OverflowError) as error:
        raise PatternInvalid(str(error)) from None
