"""A run after a run tests what has changed, and answers as if it had tested everything."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.operations.clash import STATE, ClashParams, clash
from ifcworks.operations.workspace import Workspace
from operations.clash.conftest import Clash
from support.boxes import Boxes

Places = list[tuple[int, int, int]]
PLACES = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=2, max_size=8)


def once(path: Path, folder: Path, earlier: Path | None) -> tuple[Workspace, Any]:
    folder.mkdir()
    work = Workspace({"model.ifc": path}, folder, earlier=earlier, processes=1)
    params = ClashParams(models=["model.ifc"], mode="collision", reports=[])
    return work, clash.function(params, work)


def boxes(places: Places, path: Path) -> Path:
    made = Boxes()
    for x, y, z in places:
        made.add((x / 2, y / 2, z / 2))
    return made.write(path)


@settings(max_examples=8, deadline=None)
@given(PLACES, PLACES)
def test_it_answers_what_a_full_run_answers(before: Places, after: Places) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, _ = once(boxes(before, folder / "1.ifc"), folder / "a", None)
        new = boxes(after, folder / "2.ifc")
        again, _ = once(new, folder / "b", first.artifacts[STATE])
        full, _ = once(new, folder / "c", None)
        assert again.records == full.records
        assert again.artifacts[STATE].read_text() == full.artifacts[STATE].read_text()


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


def test_a_damaged_state_costs_only_time(run: Clash, tmp_path: Path) -> None:
    model = boxes([(0, 0, 0), (1, 1, 1)], tmp_path / "two.ifc")
    (tmp_path / "state.json").write_text('{"format": 1, "sets": [{"name"')
    done = run({"m.ifc": model}, earlier=tmp_path / "state.json", reports=[])
    assert done.result.clashes == 1
