"""What a run says of the clashes that were there before it."""

from hypothesis import given
from hypothesis import strategies as st

from ifcworks.ifc.clash.history import compare, coverage_of

_BEFORE = {"1": ("A", "B"), "2": ("C", "D")}


def test_a_clash_is_new_once_and_then_persistent() -> None:
    coverage = coverage_of(["A"], ["B"], ["A", "B"])
    assert compare({}, {"1"}, coverage) == {"1": "new"}
    assert compare({"1": ("A", "B")}, {"1"}, coverage) == {"1": "persistent"}


def test_a_pair_tested_without_a_clash_is_resolved_whatever_the_sides() -> None:
    coverage = coverage_of(["B", "C"], ["A", "D"], "ABCD")
    assert compare(_BEFORE, set(), coverage) == {"1": "resolved", "2": "resolved"}


def test_two_elements_of_one_side_were_not_tested_with_each_other() -> None:
    assert compare(_BEFORE, set(), coverage_of("ABCD", ["E"], "ABCDE")) == {}


def test_an_element_that_is_gone_is_missing_even_if_the_other_was_not_tested() -> None:
    coverage = coverage_of([], [], ["A", "C", "D"])
    assert compare(_BEFORE, set(), coverage) == {"1": "element-missing"}


def test_a_run_that_says_nothing_resolves_nothing() -> None:
    assert compare(_BEFORE, set(), {}) == {}


_IDS = st.sets(st.sampled_from("ABCDE"))


@given(_IDS, _IDS, _IDS, st.sets(st.sampled_from(["1", "2", "3"])))
def test_nothing_is_said_of_what_was_not_covered(
    a: set[str], b: set[str], present: set[str], now: set[str]
) -> None:
    states = compare(_BEFORE, now, coverage_of(a, b, a | b | present))
    assert now <= set(states) <= now | set(_BEFORE)
    for clash, state in states.items():
        if state == "resolved":
            assert set(_BEFORE[clash]) <= a | b
        assert (state in ("new", "persistent")) == (clash in now)
