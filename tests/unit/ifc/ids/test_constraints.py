"""Values against values and restrictions of an IDS."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.ifc.ids.constraints import (
    PatternInvalid,
    Restriction,
    Simple,
    compiled,
    equals,
    within,
)

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
TEXTS = st.text(max_size=12)


@given(TEXTS, TEXTS)
def test_texts_are_equal_or_not(one: str, other: str) -> None:
    assert Simple(one).matches(other) is (one == other)


@given(NUMBERS, NUMBERS)
def test_the_tolerance_is_that_of_the_standard(wanted: float, shift: float) -> None:
    epsilon = Decimal("1e-6")
    value = wanted + shift * 1e-9
    margin = abs(Decimal(wanted)) * epsilon + epsilon
    distance = abs(Decimal(value) - Decimal(wanted))
    if abs(distance - margin) > Decimal("1e-9"):  # floats cannot tell where the edge is
        assert equals(repr(wanted), value) is (distance < margin)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_integers_have_no_tolerance(wanted: int, value: int) -> None:
    assert equals(str(wanted), value) is (wanted == value)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        *(("true", True, True), ("1", True, True), ("TRUE", True, False), ("1", False, False)),
        *(("42.", 42.0, True), ("1e3", 1000.0, True), ("42,3", 42.3, False), ("x", 1.0, False)),
        *(("1", "1", True), ("1.0", "1", False), ("42.3", 42, False)),
    ],
)
def test_equal_by_type(text: str, value: object, expected: bool) -> None:
    assert equals(text, value) is expected


@given(NUMBERS, NUMBERS)
def test_bounds_are_exact(bound: float, value: float) -> None:
    text = repr(bound)
    assert within(value, "minInclusive", text) is (value >= bound)
    assert within(value, "minExclusive", text) is (value > bound)
    assert within(value, "maxInclusive", text) is (value <= bound)
    assert within(value, "maxExclusive", text) is (value < bound)


def test_bounds_of_dates_and_durations() -> None:
    assert within("2026-02-01", "minInclusive", "2026-01-31")
    assert within("PT90M", "maxExclusive", "PT2H")
    assert not within("P1D", "maxExclusive", "PT2H")
    assert not within("tomorrow", "maxExclusive", "2026-01-31")
    assert not within(True, "minInclusive", "0")


@given(TEXTS)
def test_an_escaped_text_is_a_pattern_of_itself(text: str) -> None:
    escaped = re.sub(r"([\\|.?*+(){}\[\]^$-])", r"\\\1", text).replace("\\$", "$")
    assert compiled(escaped).fullmatch(text)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_one_of_an_enumeration(texts: list[str], value: str) -> None:
    assert Restriction("string", {"enumeration": tuple(texts)}).matches(value) is (value in texts)


@given(TEXTS, st.integers(0, 12), st.integers(0, 12))
def test_lengths(text: str, least: int, most: int) -> None:
    restriction = Restriction("string", {"minLength": (str(least),), "maxLength": (str(most),)})
    assert restriction.matches(text) is (least <= len(text) <= most)
    assert Restriction("string", {"length": (str(least),)}).matches(text) is (len(text) == least)


@pytest.mark.parametrize("pattern", ["a*?", r"\bfoo", "(?i)x", "[a-", "(?:a)", "a{2,1}"])
def test_what_is_no_pattern_of_xml_schema(pattern: str) -> None:
    with pytest.raises(PatternInvalid):
        compiled(pattern)


def test_anchors_are_letters() -> None:
    assert compiled("^a$").fullmatch("^a$")
    assert not compiled("^a$").fullmatch("a")


def test_patterns_are_about_texts() -> None:
    assert not Restriction("string", {"pattern": (".*",)}).matches(1.0)
