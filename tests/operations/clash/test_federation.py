"""Several models together, the same one in two places, and the same elements in two models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from operations.clash.conftest import Clash
from support.boxes import Boxes

TOWER = {"name": "towers", "mode": "collision"}


def tower(path: Path, duct: float = 1.0) -> Path:
    """A wall with a duct through it, and a pipe that is in nobody's way."""
    made = Boxes()
    made.add((0, 0, 0), (4, 0.2, 3), name="wall")
    made.add((duct, -1, 1), (0.3, 2, 0.3), "IfcDuctSegment", name="duct")
    made.add((0, 20, 1), (0.3, 2, 0.3), "IfcPipeSegment", name="pipe")
    return made.write(path)


def places(*translations: tuple[float, float, float]) -> list[dict[str, Any]]:
    return [{"file": "tower.ifc", "transform": {"translation": one}} for one in translations]


def test_a_file_in_two_places_has_clashes_of_its_own_in_each(run: Clash, tmp_path: Path) -> None:
    files = {"tower.ifc": tower(tmp_path / "tower.ifc")}

    def clashes(*translations: tuple[float, float, float]) -> dict[str, str]:
        sets = [{**TOWER, "a": places(*translations)}]
        done = run(files, clash_sets=sets, reports=[])
        return {clash["id"]: clash["a_model"] for clash in done.clashes()}

    both = clashes((0, 0, 0), (100, 0, 0))
    assert sorted(both.values()) == ["tower.ifc", "tower.ifc (2)"]
    assert clashes((100, 0, 0), (0, 0, 0)) == both  # whatever their order
    assert clashes((0, 0, 0), (0, 0, 0)) == clashes((0, 0, 0))
    assert len(clashes((0, 0, 0))) == 1
    done = run(files, clash_sets=[{**TOWER, "a": places((0, 0, 0), (100, 0, 0))}], reports=[])
    assert done.result.clash_sets[0].groups == 2
    # A bit along, each thing is in its double, and each duct in both walls.
    assert len(clashes((0, 0, 0), (0.2, 0, 0))) == 7


def test_it_is_known_again_in_either_place(run: Clash, tmp_path: Path) -> None:
    old, new = tower(tmp_path / "old.ifc"), tower(tmp_path / "new.ifc", duct=1.5)
    sets = [{**TOWER, "a": places((0, 0, 0), (100, 0, 0))}]
    first = run({"tower.ifc": old}, clash_sets=sets, reports=[])
    again = run({"tower.ifc": new}, earlier=first.state, clash_sets=sets, reports=[])
    full = run({"tower.ifc": new}, clash_sets=sets, reports=[])
    assert again.clashes() == full.clashes()
    assert {c["id"] for c in again.clashes()} == {c["id"] for c in first.clashes()}
    assert again.work.records[0].coverage == full.work.records[0].coverage


def test_one_element_of_two_models_is_the_same_only_where_it_stands_the_same(
    run: Clash, tmp_path: Path
) -> None:
    one, same = tower(tmp_path / "1.ifc"), tower(tmp_path / "2.ifc")
    other = tower(tmp_path / "3.ifc", duct=2.0)

    def ids(**files: Path) -> dict[str, bool]:
        sets = [{**TOWER, "a": [{"file": name} for name in files]}]
        found = run(files, clash_sets=sets, reports=[]).clashes()
        return {clash["id"]: clash["ambiguous"] for clash in found}

    alone = ids(x=one)
    assert list(alone.values()) == [False]
    assert ids(x=one, y=same) == alone
    # The duct is another one: the GlobalIds say no longer which clash is meant.
    assert list(ids(x=one, y=other).values()) == [True, True]
    assert alone.keys().isdisjoint(ids(x=one, y=other))


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        ({"selector": 'query:type.Name=NULL, Name="duct"', "mode": "include"}, 1),
        ({"selector": 'IfcElement, query:z>=1, Name="duct"', "mode": "i"}, 1),
        ({"selector": 'query:z>=1, Name="duct"'}, 1),
        ({"selector": 'query:z>=1, Name="duct"', "mode": "exclude"}, 2),
        ({"selector": 'query:z>=1, Name="duct"', "mode": "e"}, 2),
        ({"selector": 'query:z>=1, Name="duct"', "mode": "a"}, 3),
        ({"mode": "e"}, 3),
    ],
)
def test_selectors_that_the_index_cannot_answer_are_asked_of_the_model(
    run: Clash, tmp_path: Path, choice: dict[str, str], chosen: int
) -> None:
    files = {"m.ifc": tower(tmp_path / "m.ifc")}
    source = {"file": "m.ifc"}
    sets = [{"name": "s", "a": [{**source, **choice}], "b": [source]}]
    assert run(files, clash_sets=sets, reports=[]).result.clash_sets[0].a == chosen


def test_a_file_that_was_given_by_its_id_is_called_by_its_name(run: Clash, tmp_path: Path) -> None:
    number = "0b5c1f1e-7a3e-4c55-9c0e-3a1d2b6f9e10"
    done = run({number: tower(tmp_path / "tower.ifc")}, reports=[])
    assert {clash["a_model"] for clash in done.clashes()} == {"tower.ifc"}
