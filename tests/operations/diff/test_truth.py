"""Every change is found and nothing else, on real models and on random ones."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.util.schema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifcworks.ifc.diff.outcome import Difference, Kind
from ifcworks.ifc.diff.request import DiffRequest, Scope
from ifcworks.ifc.diff.run import Version, compare
from ifcworks.ifc.index.build import build_index
from support.boxes import Boxes, row
from support.corpus import READABLE
from support.revisions import reissue, revise, simple
from support.versions import by_kind, compared

REVISED = (
    "duplex-electrical-ifc2x3",
    "office-a-ifc2x3",
    "pcert-building-architecture-ifc4x3",
    "pcert-building-structural-ifc4x3",
    "unicode-names-ifc2x3",
)
_SEEDS = {"office-a-ifc2x3": (1,), "duplex-electrical-ifc2x3": (1,)}


@pytest.fixture(scope="module")
def models(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the models of the corpus, where what is known of them is kept."""
    folder = tmp_path_factory.mktemp("models")
    for name in READABLE:
        (folder / f"{name}.ifc").symlink_to(corpus / f"{name}.ifc")
    return folder


@pytest.mark.parametrize(
    ("name", "seed"), [(name, seed) for name in REVISED for seed in _SEEDS.get(name, (1, 2, 3))]
)
def test_all_changes_of_a_real_model_and_no_others(
    models: Path, tmp_path: Path, name: str, seed: int
) -> None:
    model = ifcopenshell.open(models / f"{name}.ifc")
    truth = revise(model, seed)
    revised = tmp_path / "revised.ifc"
    model.write(str(revised))
    difference = compared(models / f"{name}.ifc", revised)
    assert by_kind(difference) == truth
    assert not difference.shape_unknown
    mirrored = compared(revised, models / f"{name}.ifc")
    assert _mirrored(mirrored) == _told(difference)


@pytest.mark.parametrize("name", [*REVISED, "bad-double-guids-ifc2x3"])
def test_a_model_does_not_differ_from_itself(models: Path, name: str) -> None:
    path = models / f"{name}.ifc"
    assert compared(path, path).findings == []


@pytest.mark.parametrize("name", sorted({*READABLE} - {*REVISED}))
def test_nor_does_what_its_index_holds(models: Path, tmp_path: Path, name: str) -> None:
    build_index(models / f"{name}.ifc", tmp_path / "index.duckdb", tmp_path / "scratch")
    version = Version(tmp_path / "index.duckdb")
    scopes = frozenset(Scope)
    assert compare(version, version, DiffRequest(scopes=scopes)).findings == []


@pytest.mark.parametrize("name", ["unicode-names-ifc2x3", "bad-double-guids-ifc2x3"])
def test_a_model_saved_by_other_software_is_the_same(
    models: Path, tmp_path: Path, name: str
) -> None:
    saved = tmp_path / "saved.ifc"
    ifcopenshell.open(models / f"{name}.ifc").write(str(saved))
    difference = compared(models / f"{name}.ifc", saved)
    assert difference.findings == []
    assert difference.model_changes == []


# The library's migrator leaves its tables open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_model_in_another_schema_is_the_same_and_that_is_said(
    models: Path, tmp_path: Path
) -> None:
    old = ifcopenshell.open(models / "unicode-names-ifc2x3.ifc")
    new = ifcopenshell.file(schema="IFC4")
    migrator = ifcopenshell.util.schema.Migrator()
    for instance in old:
        migrator.migrate(instance, new)
    new.write(str(tmp_path / "new.ifc"))
    difference = compared(models / "unicode-names-ifc2x3.ifc", tmp_path / "new.ifc")
    assert difference.findings == []
    assert "different schemas, IFC2X3 and IFC4" in difference.notes[0]
    assert "schema" in {change.name for change in difference.model_changes}


@pytest.mark.parametrize("name", ["unicode-names-ifc2x3", "pcert-building-structural-ifc4x3"])
def test_all_global_ids_of_a_real_model_are_new(models: Path, tmp_path: Path, name: str) -> None:
    model = ifcopenshell.open(models / f"{name}.ifc")
    given = reissue(model)
    revised = tmp_path / "revised.ifc"
    model.write(str(revised))
    difference = compared(models / f"{name}.ifc", revised)
    assert set(by_kind(difference)) == {"rematched"}
    assert len(difference.findings) == difference.compared
    assert not any(finding.changes for finding in difference.findings)
    assert {
        finding.old.global_id: finding.new.global_id
        for finding in difference.findings
        if finding.old and finding.new
    }.items() <= given.items()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(9, 14),
    of_each=st.integers(1, 2),
)
def test_random_changes_of_boxes(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    count: int,
    of_each: int,
) -> None:
    folder = tmp_path_factory.mktemp("boxes")
    boxes = row(count)
    old = boxes.write(folder / "old.ifc")
    truth = revise(boxes.file, seed, of_each)
    new = boxes.write(folder / "new.ifc")
    difference = compared(old, new)
    assert by_kind(difference) == truth
    assert _mirrored(compared(new, old)) == _told(difference)
    assert difference.compared + len(truth.get("deleted", ())) == difference.old.elements


def _told(difference: Difference) -> set[tuple[object, ...]]:
    """Every finding, with old and new of what differs."""
    return {
        (
            finding.kind,
            finding.old and finding.old.global_id,
            finding.new and finding.new.global_id,
            *((c.aspect, c.name, str(c.old), str(c.new)) for c in finding.changes),
        )
        for finding in difference.findings
    }


def _mirrored(difference: Difference) -> set[tuple[object, ...]]:
    """The same, seen from the other side."""
    other = {Kind.ADDED: Kind.DELETED, Kind.DELETED: Kind.ADDED}
    return {
        (
            other.get(finding.kind, finding.kind),
            finding.new and finding.new.global_id,
            finding.old and finding.old.global_id,
            *((c.aspect, c.name, str(c.new), str(c.old)) for c in finding.changes),
        )
        for finding in difference.findings
    }


def test_revisions_edit_boxes() -> None:
    assert len(simple(Boxes().file)) == 0
    assert len(simple(row(4).file)) == 4
