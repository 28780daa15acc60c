"""Models in another schema, with all that is lost."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import pytest

from ifcworks.errors import NothingToDo
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.migrate import migrate
from support.editing import assert_same_shapes, complaints, run, said, shapes

# The tables of ifcopenshell are read from files that it leaves open.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)

UP = [
    ("unicode-names-ifc2x3", "IFC4"),
    ("unicode-names-ifc2x3", "IFC4X3"),
    ("pcert-building-hvac-ifc4x3", "IFC4"),
    ("pcert-building-structural-ifc4x3", "IFC4"),
]


@pytest.mark.parametrize(("name", "to"), UP)
def test_what_is_there_is_there_afterwards(
    corpus: Path, tmp_path: Path, name: str, to: str
) -> None:
    source = corpus / f"{name}.ifc"
    before = ifcopenshell.open(str(source))
    ran = run(migrate, tmp_path / "run", source, to=to)
    after = ran.model()
    assert after.schema == to == ran.result.schema_after
    assert ran.result.left_out == {}
    old, new = said(before), said(after)
    assert old.keys() == new.keys()
    for guid, expected in old.items():
        for what in ("container", "whole", "type", "materials", "groups", "place", "classes"):
            assert new[guid][what] == expected[what], (guid, what)
        assert new[guid]["attributes"]["Name"] == expected["attributes"]["Name"]
        assert new[guid]["sets"].keys() == expected["sets"].keys()
    walls = [wall.GlobalId for wall in before.by_type("IfcElement")][:10]
    assert_same_shapes(
        shapes(before, [before.by_guid(guid) for guid in walls]),
        shapes(after, [after.by_guid(guid) for guid in walls]),
    )


def test_downwards_every_loss_is_said(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample")
    ran = run(migrate, tmp_path / "run", sample.architecture, to="IFC2X3")
    result, after = ran.result, ran.model()
    assert after.schema == "IFC2X3"
    assert result.elements_before == result.elements_after
    changed = {(item.old, item.new): item.count for item in result.changed_classes}
    assert changed["IfcFurniture", "IfcBuildingElementProxy"] == 8
    assert "IfcFurniture" in {p.ObjectType for p in after.by_type("IfcBuildingElementProxy")}
    lost = {(item.class_, item.attribute) for item in result.lost_attributes}
    assert ("IfcMaterial", "Category") in lost
    assert result.left_out["IfcMapConversion"] == 1
    assert result.reasons
    assert not result.is_complete


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("pcert-building-architecture-ifc4x3", "IFC2X3"),
        ("pcert-building-architecture-ifc4x3", "IFC4"),
        ("pcert-building-structural-ifc4x3", "IFC4"),
    ],
)
def test_the_result_is_valid_whatever_was_lost(
    corpus: Path, tmp_path: Path, name: str, to: str
) -> None:
    ran = run(migrate, tmp_path / "run", corpus / f"{name}.ifc", to=to)
    assert not ran.result.is_complete
    assert not complaints(ran.model())


def test_the_same_schema_is_said(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample")
    with pytest.raises(NothingToDo, match="IFC4 already"):
        run(migrate, tmp_path / "run", sample.architecture, to="IFC4")


def test_a_new_version_on_request(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample")
    assert run(migrate, tmp_path / "run", sample.services, to="IFC4X3", new_version=True).result
