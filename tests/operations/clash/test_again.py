"""A run after a run tests what has changed, and answers as if it had tested everything."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.errors import NothingToDo
from ifcworks.operations.clash import STATE, ClashParams, clash
from ifcworks.operations.clash_sets import ClashSetParams
from ifcworks.operations.workspace import Workspace
from operations.clash.conftest import Clash
from support.boxes import Boxes

Places = list[tuple[int, int, int]]
PLACES = st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=5)
SOURCES = st.fixed_dictionaries(
    {"file": st.sampled_from(["one.ifc", "two.ifc"])},
    optional={
        "selector": st.sampled_from(["IfcWall", "IfcBeam", 'IfcElement, Name="box 1"']),
        "mode": st.sampled_from(["include", "exclude"]),
        "transform": st.sampled_from([{"translation": (0.5, 0, 0)}, {"rotation": 90.0}]),
    },
)
SIDES = st.fixed_dictionaries(
    {"a": st.lists(SOURCES, min_size=1, max_size=2)}, optional={"b": st.lists(SOURCES, max_size=2)}
)


def boxes(places: Places, path: Path, first: int = 0) -> Path:
    """Boxes of half a metre's grid; those of models whose first GlobalIds differ differ too."""
    made = Boxes()
    made._guids += first
    for number, (x, y, z) in enumerate(places):
        ifc_class = ("IfcWall", "IfcBeam")[number % 2]
        made.add((x / 2, y / 2, z / 2), ifc_class=ifc_class, name=f"box {number}")
    return made.write(path)


class Runs:
    """Runs on two models of which some versions are known."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, dict[str, Path]] = {}
        self._count = 0

    def version(self, name: str, places: Places) -> Path:
        folder = self._new()
        first = 0 if name == "one.ifc" else 1000
        path = boxes(places, folder / name, first)
        work = Workspace({name: path}, folder, processes=1)
        self._known[str(path)] = {"index": work.index(name), "geometry": work.geometry(name)}
        return path

    def run(self, sides: dict[str, Any], files: list[Path], earlier: Path | None) -> Workspace:
        known = {
            kind: {path.name: self._known[str(path)][kind] for path in files}
            for kind in ("index", "geometry")
        }
        work = Workspace({path.name: path for path in files}, self._new(), known, earlier=earlier)
        params = ClashParams(
            clash_sets=[ClashSetParams(name="boxes", **sides)], mode="collision", reports=[]
        )
        with suppress(NothingToDo):
            clash.function(params, work)
        return work

    def _new(self) -> Path:
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        return folder


@settings(max_examples=6, deadline=None)
@given(PLACES, PLACES, PLACES, SIDES, SIDES)
def test_it_answers_what_a_full_run_answers(
    one: Places, other: Places, changed: Places, sides: dict[str, Any], asked: dict[str, Any]
) -> None:
    """Whatever has changed: a model, its transform, selectors, models added or taken away."""
    with tempfile.TemporaryDirectory() as name:
        runs = Runs(Path(name))
        files = [runs.version("one.ifc", one), runs.version("two.ifc", other)]
        first = runs.run(sides, files, None)
        files[0] = runs.version("one.ifc", changed)
        state = first.artifacts.get(STATE)
        for again in (sides, asked):
            next_one, full = runs.run(again, files, state), runs.run(again, files, None)
            assert next_one.records == full.records
            if STATE in full.artifacts:
                state = next_one.artifacts[STATE]
                assert state.read_text() == full.artifacts[STATE].read_text()


def test_only_pairs_of_changed_elements_are_tested_again(run: Clash, tmp_path: Path) -> None:
    def row(last: float, name: str) -> Path:
        made = Boxes()
        for number in range(10):
            made.add((0.9 * number, 0, 0))
        made.add((8.9 + last, 0, 0))
        return made.write(tmp_path / name)

    old, new = row(0.0, "old.ifc"), row(0.05, "new.ifc")
    first = run({"row.ifc": old}, reports=[])
    again = run({"row.ifc": new}, earlier=first.state, reports=[])
    assert again.result.clash_sets[0].reused == first.result.clash_sets[0].pairs - 1
    assert again.clashes() == run({"row.ifc": new}, reports=[]).clashes()


@pytest.mark.parametrize("change", [{"tolerance": 0.01}, {"mode": "collision"}])
def test_other_settings_reuse_nothing(run: Clash, tmp_path: Path, change: dict[str, Any]) -> None:
    model = boxes([(0, 0, 0), (1, 1, 1)], tmp_path / "two.ifc")
    first = run({"m.ifc": model}, reports=[])
    assert run({"m.ifc": model}, earlier=first.state, reports=[]).result.clash_sets[0].reused == 1
    again = run({"m.ifc": model}, earlier=first.state, reports=[], **change)
    assert again.result.clash_sets[0].reused == 0


def test_an_earlier_run_can_be_named(run: Clash, tmp_path: Path) -> None:
    model = boxes([(0, 0, 0), (1, 1, 1)], tmp_path / "two.ifc")
    first = run({"m.ifc": model}, reports=[])
    files = {"m.ifc": model, "state": first.state}
    again = run(files, models=["m.ifc"], previous="state", reports=[])
    assert again.result.clash_sets[0].reused == 1
    assert again.clashes() == first.clashes()


def test_a_damaged_state_costs_only_time(run: Clash, tmp_path: Path) -> None:
    model = boxes([(0, 0, 0), (1, 1, 1)], tmp_path / "two.ifc")
    (tmp_path / "state.json").write_text('{"format": 1, "sets": [{"name"')
    done = run({"m.ifc": model}, earlier=tmp_path / "state.json", reports=[])
    assert done.result.clashes == 1
