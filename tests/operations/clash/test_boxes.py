"""Boxes, of which it is known by heart what they have in common."""

import time
from pathlib import Path
from typing import Any

import pytest

from ifcworks.ifc.clash import judging, patience, testing
from ifcworks.ifc.clash.model import Element
from operations.clash.conftest import Clash
from support.boxes import Boxes

Box = tuple[tuple[float, float, float], tuple[float, float, float]]

# Two boxes (place and size), the volume that they have in common, how deep, and how far apart.
PAIRS: dict[str, tuple[Box, Box, float, float, float]] = {
    "touching": (((0, 0, 0), (1, 1, 1)), ((1, 0, 0), (1, 1, 1)), 0, 0, 0),
    "touching an edge": (((0, 0, 0), (1, 1, 1)), ((1, 1, 0), (1, 1, 1)), 0, 0, 0),
    "corner in corner": (((0, 0, 0), (1, 1, 1)), ((0.9, 0.8, 0.7), (1, 1, 1)), 0.006, 0.1, 0),
    "coaxial": (((0, 0, 0), (5, 0.2, 3)), ((4, 0, 0), (5, 0.2, 3)), 0.6, 0.2, 0),
    "the same": (((0, 0, 0), (1, 2, 3)), ((0, 0, 0), (1, 2, 3)), 6, 1, 0),
    "contained": (((0, 0, 0), (3, 3, 3)), ((1, 1, 1), (1, 1, 1)), 1, 1, 0),
    "through": (((0, 0, 0), (5, 0.2, 3)), ((2, -1, 1), (0.3, 2, 0.3)), 0.018, 0.2, 0),
    "a millimetre": (((0, 0, 0), (1, 1, 1)), ((0.999, 0, 0), (1, 1, 1)), 0.001, 0.001, 0),
    "3 cm apart": (((0, 0, 0), (1, 1, 1)), ((1.03, 0, 0), (1, 1, 1)), 0, 0, 0.03),
    "7 cm apart": (((0, 0, 0), (1, 1, 1)), ((1.07, 0, 0), (1, 1, 1)), 0, 0, 0.07),
}
ALL = frozenset(PAIRS)
DEEP = ALL - {"touching", "touching an edge", "3 cm apart", "7 cm apart"}
FOUND: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
    "intersection": ({"mode": "intersection"}, DEEP - {"a millimetre"}),
    "intersection of any depth": ({"mode": "intersection", "tolerance": 0}, DEEP),
    "collision": ({"mode": "collision"}, DEEP),
    "collision or touching": (
        {"mode": "collision", "allow_touching": True},
        ALL - {"3 cm apart", "7 cm apart"},
    ),
    "clearance": ({"mode": "clearance", "clearance": 0.05}, ALL - {"7 cm apart"}),
    "larger": ({"mode": "collision", "min_volume": 0.5}, {"coaxial", "the same", "contained"}),
    "deeper": (
        {"mode": "collision", "min_depth": 0.15},
        {"coaxial", "the same", "contained", "through"},
    ),
}


def boxes(path: Path, far: float = 0.0) -> Path:
    made = Boxes()
    for row, (name, (one, other, *_)) in enumerate(PAIRS.items()):
        for ifc_class, ((x, y, z), size) in (("IfcWall", one), ("IfcBeam", other)):
            made.add((x + far, y + far + 100 * row, z), size, ifc_class, name=name)
    return made.write(path)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return boxes(tmp_path_factory.mktemp("boxes") / "boxes.ifc")


def names(clashes: list[dict[str, Any]]) -> list[str]:
    for clash in clashes:
        assert clash["a_name"] == clash["b_name"]
    return sorted(clash["a_name"] for clash in clashes)


@pytest.mark.parametrize("check", FOUND)
@pytest.mark.parametrize("sides", [{}, {"a": "IfcBeam", "b": "IfcWall"}])
def test_what_clashes(run: Clash, model: Path, check: str, sides: dict[str, str]) -> None:
    params, expected = FOUND[check]
    done = run({"boxes": model}, reports=[], **params, **sides)
    # Each pair once, whether a is tested against itself or against b.
    assert names(done.clashes()) == sorted(expected)
    for clash in done.clashes():
        volume, depth, distance = PAIRS[clash["a_name"]][2:]
        if volume:
            assert clash["volume"] == pytest.approx(volume, rel=1e-3)
            assert clash["depth"] == pytest.approx(depth, rel=1e-2)
        else:
            assert clash["distance"] == pytest.approx(distance, abs=1e-4)
        if sides:
            assert (clash["a_ifc_class"], clash["b_ifc_class"]) == ("IfcBeam", "IfcWall")


def test_far_from_the_origin_it_is_the_same(run: Clash, tmp_path: Path) -> None:
    far = boxes(tmp_path / "far.ifc", far=2_500_000.0)
    done = run({"boxes": far}, reports=[])
    assert names(done.clashes()) == sorted(FOUND["intersection"][1])
    for clash in done.clashes():
        assert clash["volume"] == pytest.approx(PAIRS[clash["a_name"]][2], rel=1e-3)


def test_a_thin_sheet_through_a_wall_clashes(run: Clash, tmp_path: Path) -> None:
    made = Boxes()
    made.add((0, 0, 0), (4, 0.2, 3), name="wall")
    made.add((1, -1, 1), (0.5, 2, 0.001), "IfcPlate", name="sheet")
    [clash] = run({"m": made.write(tmp_path / "m.ifc")}, reports=[]).clashes()
    assert clash["volume"] == pytest.approx(0.5 * 0.2 * 0.001, rel=1e-3)


def test_a_duct_of_sheet_metal_through_a_wall_clashes(run: Clash, tmp_path: Path) -> None:
    made = Boxes()
    made.add((0, 0, 0), (4, 0.2, 3), name="wall")
    duct = made.add((1, -1, 1), (0.5, 2, 0.3), "IfcDuctSegment", name="duct")
    made.void(duct, (1.001, -2, 1.001), (0.498, 4, 0.298))
    [clash] = run({"m": made.write(tmp_path / "m.ifc")}, reports=[]).clashes()
    assert clash["volume"] == pytest.approx((0.5 * 0.3 - 0.498 * 0.298) * 0.2, rel=1e-3)


@pytest.mark.parametrize(("mode", "clashes"), [("intersection", 0), ("collision", 1)])
def test_a_panel_that_is_a_hair_too_large_for_its_frame_passes_within_the_tolerance(
    run: Clash, tmp_path: Path, mode: str, clashes: int
) -> None:
    made = Boxes()
    wall = made.add((0, 0, 0), (4, 0.2, 3), name="wall")
    made.void(wall, (1, -1, 1), (1, 2, 1))
    made.add((0.9999, 0.05, 0.9999), (1.0002, 0.1, 1.0002), "IfcWindow", name="window")
    done = run({"m": made.write(tmp_path / "m.ifc")}, mode=mode, reports=[])
    assert done.result.clashes == clashes


def test_one_empty_clash_set_costs_only_itself(run: Clash, model: Path) -> None:
    sets = [
        {"name": "none", "a": [{"file": "m", "selector": "IfcDoor", "mode": "include"}]},
        {"name": "all", "a": [{"file": "m"}]},
    ]
    done = run({"m": model}, clash_sets=sets, reports=["html"])
    none, everything = done.result.clash_sets
    assert everything.clashes == len(FOUND["intersection"][1])
    assert not none.complete
    assert not done.result.complete
    assert "'none' has no element with a shape" in done.result.notes[0]


def test_the_gravest_come_first(run: Clash, model: Path) -> None:
    volumes = [clash["volume"] for clash in run({"boxes": model}, reports=[]).clashes()]
    assert volumes == sorted(volumes, reverse=True)


def test_ids_stay_whatever_the_order_of_models_and_sides(run: Clash, tmp_path: Path) -> None:
    walls, beams = Boxes(), Boxes()
    beams._guids = 1000
    walls.add((0, 0, 0), (5, 0.2, 3), "IfcWall")
    beams.add((2, -1, 1), (0.3, 2, 0.3), "IfcBeam")
    files = {
        "walls.ifc": walls.write(tmp_path / "walls.ifc"),
        "beams.ifc": beams.write(tmp_path / "beams.ifc"),
    }
    one = run(files, reports=[]).clashes()
    other = run(files, models=["beams.ifc", "walls.ifc"], reports=[]).clashes()
    assert len(one) == 1
    assert one[0]["id"] == other[0]["id"]
    assert one[0]["a_model"] == other[0]["b_model"] == "walls.ifc"
    assert run(files, name="other", reports=[]).clashes()[0]["id"] != one[0]["id"]


def test_the_same_file_twice_finds_each_clash_once(run: Clash, model: Path) -> None:
    done = run({"one.ifc": model, "two.ifc": model}, reports=[])
    assert "in several models under one GlobalId" in done.result.notes[0]
    assert len(done.pairs()) == len(done.clashes())
    assert names(done.clashes()) == sorted(FOUND["intersection"][1])


def test_a_transform_moves_a_model(run: Clash, tmp_path: Path) -> None:
    wall, beam = Boxes(), Boxes()
    beam._guids = 1000
    wall.add((0, 0, 0), (5, 0.2, 3), "IfcWall")
    beam.add((0, 0, 0), (0.3, 2, 0.3), "IfcBeam")
    files = {
        "wall.ifc": wall.write(tmp_path / "wall.ifc"),
        "beam.ifc": beam.write(tmp_path / "beam.ifc"),
    }

    def volumes(transform: Any) -> list[float]:
        sets = [
            {
                "name": "moved",
                "a": [{"file": "wall.ifc"}],
                "b": [{"file": "beam.ifc", "transform": transform}],
            }
        ]
        return [c["volume"] for c in run(files, clash_sets=sets, reports=[]).clashes()]

    assert volumes({"translation": (2, -1, 1)}) == [pytest.approx(0.018, rel=1e-3)]
    assert volumes({"translation": (0, 50, 0)}) == []
    # A quarter turn lays it along the wall, and twice as large it is 0.6 m thick.
    assert volumes({"rotation": 90, "translation": (4, 0, 0)}) == [pytest.approx(0.12, rel=1e-3)]
    assert volumes({"scale": 2, "translation": (2, -1, 1)}) == [pytest.approx(0.072, rel=1e-3)]
    moved = [[1, 0, 0, 2], [0, 1, 0, -1], [0, 0, 1, 1], [0, 0, 0, 1]]
    assert volumes(moved) == [pytest.approx(0.018, rel=1e-3)]


def test_a_column_that_carries_a_slab_is_too_near_to_it(run: Clash, tmp_path: Path) -> None:
    """Its head lies across the line where the slab's face is cut into triangles."""
    made = Boxes()
    made.add((1.87724924, 0.87314767, 6), (10.20809603, 10.20809489, 0.2), "IfcSlab", name="slab")
    made.add((10.752815, 1.7043327, 3), (0.5, 0.5, 3), "IfcColumn", name="column")
    [clash] = run({"m": made.write(tmp_path / "m.ifc")}, mode="clearance", reports=[]).clashes()
    assert clash["distance"] < 1e-4
    assert clash["p1"][2] == pytest.approx(6, abs=1e-4)


def test_equal_pairs_in_one_place_are_all_found(run: Clash, tmp_path: Path) -> None:
    made = Boxes()
    for number in range(3):
        made.add((0, 0, 0), (5, 0.2, 3), name=f"wall {number}")
        made.add((2, -1, 1), (0.3, 2, 0.3), "IfcBeam", name=f"beam {number}")
    done = run({"m": made.write(tmp_path / "m.ifc")}, reports=[], a="IfcWall", b="IfcBeam")
    assert len(done.names()) == len(done.clashes()) == 9
    assert len({str((c["volume"], c["p1"], c["overlap"])) for c in done.clashes()}) == 1


def test_a_pair_that_is_not_known_in_time_is_named(
    run: Clash, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = sorted(FOUND["intersection"][1] - {"coaxial"})
    overlap_of = judging.overlap_of

    def slow(a: Element, *others: Any) -> Any:
        if a.name == "coaxial":
            time.sleep(60)
        return overlap_of(a, *others)

    monkeypatch.setattr(testing, "_HEAVY", 0)
    monkeypatch.setattr(patience, "SECONDS", 0.5)
    monkeypatch.setattr(judging, "overlap_of", slow)
    done = run({"boxes": model}, reports=["json", "html"])
    assert names(done.clashes()) == expected
    assert not done.result.complete
    [untested] = done.result.clash_sets[0].not_tested
    assert untested.name == "coaxial"
    assert "not known after 0.5 seconds" in untested.detail
    [record] = done.work.records
    assert record.coverage is not None
    [covered] = record.coverage["models"]
    assert untested.global_id in covered["others"]
    # The next run takes it up again, and says what a first one would.
    monkeypatch.undo()
    again = run({"boxes": model}, earlier=done.state, reports=[])
    assert again.result.clash_sets[0].reused > 0
    assert names(again.clashes()) == sorted(FOUND["intersection"][1])
    assert again.result.complete
