"""What a run says of the clashes that were there before it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.ifc.clash.history import (
    Coverage,
    CoveredModel,
    Known,
    ModelOfRun,
    changed,
    compare,
)

ASKED: dict[str, Any] = {
    "mode": "intersection",
    "tolerance": 0.01,
    "check_all": True,
    "judge": "solids",
    "min_volume": 0.0,
    "min_depth": 0.0,
}
CLASH: dict[str, Any] = {
    "a_global_id": "A",
    "b_global_id": "B",
    "a_model": "one.ifc",
    "b_model": "two.ifc",
    "ambiguous": False,
    "type": "protrusion",
    "distance": 0.05,
    "volume": 0.3,
    "depth": 0.05,
}


def model(name: str, a: str = "", b: str = "", others: str = "", project: str = "P") -> Any:
    """A model and the GlobalIds in it, a letter each."""
    return CoveredModel(name=name, project=project, a=[*a], b=[*b], others=[*others])


def coverage(*models: CoveredModel, ambiguous: str = "", **asked: Any) -> Coverage:
    return Coverage(asked={**ASKED, **asked}, models=[*models], ambiguous=[*ambiguous])


def known(asked: dict[str, Any] | None = None, **clash: Any) -> Known:
    models = [ModelOfRun(name=name, project="P") for name in ("one.ifc", "two.ifc")]
    return Known({**CLASH, **clash}, {**ASKED, **(asked or {})}, models)


def state(said: Coverage, one: Known | None = None) -> str | None:
    return compare({"1": one or known()}, said).get("1")


ONE, TWO = model("one.ifc", a="A"), model("two.ifc", b="B")


def test_a_clash_is_new_once_and_then_persistent() -> None:
    assert changed({}, ["1"], {}) == {"1": "new"}
    assert changed({"1": "new", "2": "resolved"}, ["1", "2"], {}) == {"1": "persistent", "2": "new"}


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ((ONE, TWO), "resolved"),
        ((model("two.ifc", a="B"), model("one.ifc", b="A")), "resolved"),  # sides and order swapped
        ((model("one.ifc", a="AB"), model("two.ifc", b="C")), None),  # both on one side
        ((ONE, model("two.ifc", others="B")), None),  # not chosen, or it could not be tested
        ((ONE, model("two.ifc", b="C")), "element-missing"),
        ((model("one.ifc"), model("two.ifc", others="B")), "element-missing"),
        ((ONE,), None),  # its model is not in this run
        ((ONE, model("three.ifc", b="C", project="Q")), None),
        ((ONE, model("renamed.ifc", b="B", project="Q")), "resolved"),  # told by its elements
        ((ONE, model("renamed.ifc", b="C")), "element-missing"),  # told by its IfcProject
        (
            (model("x.ifc", a="A"), model("y.ifc", b="C")),
            None,
        ),  # which of the two it is nobody knows
        ((model("one.ifc", a="AB", b="AB"), model("two.ifc", b="C")), "resolved"),  # moved there
        ((), None),
    ],
)
def test_only_what_was_judged_is_settled(
    models: tuple[CoveredModel, ...], expected: str | None
) -> None:
    assert state(coverage(*models)) == expected


def test_of_a_file_in_two_places_each_place_has_clashes_of_its_own() -> None:
    there = known(a_model="one.ifc (2)", ambiguous=True)
    assert state(coverage(ONE, TWO), there) is None
    both = (ONE, model("one.ifc (2)", a="A"), TWO)
    assert state(coverage(*both, ambiguous="A"), there) == "resolved"
    # A GlobalId that has become ambiguous says nothing of the clash that was told by it.
    assert state(coverage(*both, ambiguous="A")) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"tolerance": 0.001}, True),
        ({"tolerance": 0.04}, True),
        ({"tolerance": 0.06}, False),
        ({"min_volume": 0.2}, True),
        ({"min_volume": 0.4}, False),
        ({"min_depth": 0.06}, False),
        ({"check_all": False}, True),
        ({"judge": "triangles"}, False),
        ({"mode": "collision", "allow_touching": False}, True),
        ({"mode": "clearance", "clearance": 0.0}, True),
    ],
)
def test_other_settings_settle_what_they_would_have_said(
    asked: dict[str, Any], expected: bool
) -> None:
    assert (state(coverage(ONE, TWO, **asked)) == "resolved") is expected
    # Whatever is asked, an element that is gone is gone.
    assert state(coverage(model("one.ifc"), TWO, **asked)) == "element-missing"


@pytest.mark.parametrize(
    ("then", "clash", "now", "expected"),
    [
        # Bodies that are not closed: their triangles decide, and only the same tolerance is sure.
        ({}, {"volume": None}, {"tolerance": 0.009}, True),
        ({}, {"volume": None}, {"tolerance": 0.011}, False),
        ({}, {"volume": None}, {"mode": "collision", "allow_touching": False}, True),
        # A thin thing that goes through something is said whatever the tolerance.
        ({}, {"depth": 0.001}, {"tolerance": 0.005}, True),
        ({"mode": "collision"}, {"depth": 0.001}, {}, False),
        # What only touches or is near.
        ({"mode": "collision", "allow_touching": True}, {"volume": None}, {}, False),
        (
            {"mode": "collision", "allow_touching": True},
            {"volume": None, "type": "collision"},
            {"mode": "collision", "allow_touching": False},
            False,
        ),
        (
            {"mode": "clearance", "clearance": 0.1},
            {"volume": None, "type": "clearance", "distance": 0.04},
            {"mode": "clearance", "clearance": 0.05},
            True,
        ),
        (
            {"mode": "clearance", "clearance": 0.1},
            {"volume": None, "type": "clearance", "distance": 0.06},
            {"mode": "clearance", "clearance": 0.05},
            False,
        ),
    ],
)
def test_settings_and_what_was_found_with_others(
    then: dict[str, Any], clash: dict[str, Any], now: dict[str, Any], expected: bool
) -> None:
    said = coverage(ONE, TWO, **now)
    assert (state(said, known(then, **clash)) == "resolved") is expected


_IDS = st.sets(st.sampled_from("ABCDE")).map(lambda ids: "".join(sorted(ids)))


@given(_IDS, _IDS, _IDS, _IDS)
def test_nothing_is_said_of_what_was_not_covered(a: str, b: str, c: str, others: str) -> None:
    said = coverage(model("one.ifc", a=a, b=b, others=others), model("two.ifc", b=c))
    found = state(said)
    present = {*a, *b, *c, *others}
    if found == "resolved":
        assert {"A", "B"} <= {*a, *b, *c}
    assert (found == "element-missing") == (not {"A", "B"} <= present)
