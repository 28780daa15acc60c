"""The class of many elements in a system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import pytest

from ifcworks.operations.set_classification import set_classification
from support.boxes import Boxes
from support.editing import Ran, complaints, run


def walls(folder: Path) -> Path:
    boxes = Boxes()
    for number in range(3):
        boxes.add((number, 0, 0), name=f"W{number}")
    path = folder / "walls.ifc"
    boxes.file.write(str(path))
    return path


def classify(folder: Path, path: Path, selector: str = "IfcWall", **params: Any) -> Ran:
    what = {"selector": selector, "system": "Uniclass", "write": True, **params}
    return run(set_classification, folder, path, **what)


def classes(model: ifcopenshell.file) -> dict[str, list[str]]:
    return {
        wall.Name: sorted(
            r.RelatingClassification[1]
            for r in wall.HasAssociations
            if r.is_a("IfcRelAssociatesClassification")
        )
        for wall in model.by_type("IfcWall")
    }


def test_adding_reusing_replacing_and_removing(tmp_path: Path) -> None:
    source = walls(tmp_path)
    first = classify(tmp_path / "1", source, 'IfcWall, Name="W0"', identification="A", name="Walls")
    assert classes(first.model()) == {"W0": ["A"], "W1": [], "W2": []}
    second = classify(tmp_path / "2", first.path(), identification="A")
    model = second.model()
    assert classes(model) == {"W0": ["A"], "W1": ["A"], "W2": ["A"]}
    assert second.result.changes_total == 2
    assert len(model.by_type("IfcClassificationReference")) == 1
    assert len(model.by_type("IfcRelAssociatesClassification")) == 2
    third = classify(tmp_path / "3", second.path(), 'IfcWall, Name="W1"', identification="B")
    assert classes(third.model()) == {"W0": ["A"], "W1": ["B"], "W2": ["A"]}
    assert third.result.changes[0].old == "A"
    fourth = classify(tmp_path / "4", third.path(), identification="C", keep_others=True)
    assert classes(fourth.model())["W1"] == ["B", "C"]
    fifth = classify(tmp_path / "5", fourth.path(), remove=True, identification="C")
    assert classes(fifth.model()) == classes(third.model())
    sixth = classify(tmp_path / "6", fifth.path(), remove=True)
    assert set(map(tuple, classes(sixth.model()).values())) == {()}
    for ran in (first, second, third, fourth, fifth, sixth):
        assert not complaints(ran.model())


def test_in_ifc2x3_too(tmp_path: Path, corpus: Path) -> None:
    source = corpus / "unicode-names-ifc2x3.ifc"
    before = complaints(ifcopenshell.open(str(source)))
    ran = classify(tmp_path / "1", source, identification="A", source="NBS", edition="2015")
    model = ran.model()
    [system] = [c for c in model.by_type("IfcClassification") if c.Name == "Uniclass"]
    assert (system.Source, system.Edition) == ("NBS", "2015")
    assert all("A" in found for found in classes(model).values())
    assert not complaints(model) - before


def test_an_identification_or_remove(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="identification"):
        classify(tmp_path / "1", walls(tmp_path))


def test_a_model_without_a_project(tmp_path: Path) -> None:
    source = walls(tmp_path)
    lines = source.read_text().splitlines(keepends=True)
    source.write_text("".join(line for line in lines if "=IFCPROJECT(" not in line))
    assert classes(classify(tmp_path / "1", source, identification="A").model())["W0"] == ["A"]
