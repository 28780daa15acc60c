"""ifcopenshell finds the clashes that the truth lists, and no others."""

from __future__ import annotations

import ifcopenshell
import ifcopenshell.geom
import pytest

from .conftest import Sample

KERNEL = "hybrid-cgal-simple-opencascade"
Pairs = set[frozenset[str]]


class Checker:
    """Both models in one tree of triangles."""

    def __init__(self, sample: Sample) -> None:
        self._tree = ifcopenshell.geom.tree(backend="opencascade.trianglebvh")
        self._sets = [self._added(m) for m in (sample.architecture, sample.services)]

    def _added(self, model: ifcopenshell.file) -> list[ifcopenshell.entity_instance]:
        elements = [
            e
            for e in model.by_type("IfcElement")
            if e.Representation and not e.is_a("IfcFeatureElement")
        ]
        settings = ifcopenshell.geom.settings()
        shapes = ifcopenshell.geom.iterator(
            settings, model, 1, include=elements, geometry_library=KERNEL
        )
        for shape in shapes:
            self._tree.add_element(shape)
        return elements

    def run(self, check: str, parameters: dict[str, float | bool]) -> Pairs:
        """The pairs that a check reports, in either order."""
        run = {
            "intersection": self._tree.clash_intersection_many,
            "collision": self._tree.clash_collision_many,
            "clearance": self._tree.clash_clearance_many,
        }[check.split("_")[0]]
        return {
            frozenset((c.a.get_argument(0), c.b.get_argument(0)))
            for c in run(*self._sets, **parameters)
        }


@pytest.fixture(scope="module")
def checker(sample: Sample) -> Checker:
    """The checker of the sample building."""
    return Checker(sample)


@pytest.mark.parametrize(
    "check", ["intersection", "collision", "collision_or_touching", "clearance_50", "clearance_20"]
)
def test_a_check_reports_the_listed_pairs_and_no_others(
    sample: Sample, checker: Checker, check: str
) -> None:
    clashes = sample.truth["clashes"]
    found = checker.run(check, clashes["checks"][check])
    expected = _pairs(clashes, check, True)
    left_open = _pairs(clashes, check, None)
    assert found - left_open == expected


def test_there_is_a_pair_of_every_kind(sample: Sample) -> None:
    kinds = [pair["kind"] for pair in sample.truth["clashes"]["pairs"]]
    assert set(kinds) == {"hard", "touching", "clearance", "clear"}
    assert kinds.count("hard") >= 4


def _pairs(clashes: dict, check: str, verdict: bool | None) -> Pairs:
    return {
        frozenset((pair["architecture"]["global_id"], pair["services"]["global_id"]))
        for pair in clashes["pairs"]
        if pair["reported_by"][check] is verdict
    }
