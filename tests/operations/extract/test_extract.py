"""Elements of real models as models: valid, complete, and byte for byte as they were."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import pytest

from ifcworks.errors import ModelNotEditable, NothingToDo, ParametersInvalid
from ifcworks.operations.extract import extract
from support.boxes import Boxes
from support.corpus import SHAPED
from support.editing import assert_same_shapes, complaints, run, said, shapes

SELECTORS = ("IfcWall", "IfcDoor", "IfcSpace", "IfcFlowTerminal")
_SHAPES = 5
_SMALL = 200_000
"""Bytes of a model that is validated in no time."""


@pytest.mark.parametrize("name", SHAPED)
def test_extracts_of_real_models_say_what_the_model_says(
    corpus: Path, tmp_path: Path, name: str
) -> None:
    source = corpus / f"{name}.ifc"
    model = ifcopenshell.open(str(source))
    before, problems = said(model), complaints(model)
    lines = {line.split(b"=")[0].strip(): line for line in source.read_bytes().split(b"\n")}
    for selector in SELECTORS:
        try:
            wanted = {e.GlobalId for e in model.by_type(selector)}
        except RuntimeError:
            continue
        if not wanted:
            continue
        ran = run(extract, tmp_path / selector, source, selector=selector)
        part = ran.model()
        after = said(part)
        assert wanted <= after.keys()
        for guid in wanted:
            # A group that holds an element is there; of the rest everything is equal.
            assert after[guid] == before[guid], (selector, guid)
        if "double" not in name and ran.result.size < _SMALL:
            assert not complaints(part) - problems
        assert len(part.entity_names()) == ran.result.instances
        chosen = [part.by_guid(guid) for guid in sorted(wanted)[:_SHAPES]]
        whole = [model.by_guid(guid) for guid in sorted(wanted)[:_SHAPES]]
        assert_same_shapes(shapes(part, chosen), shapes(model, whole))
        for line in ran.path().read_bytes().split(b"\n"):
            if b"=IFCCARTESIANPOINT(" in line and line.split(b"=")[0] in lines:
                assert lines[line.split(b"=")[0]].strip() == line.strip()


def test_openings_come_with_their_wall_and_fillings_on_demand(tmp_path: Path) -> None:
    source = house(tmp_path)
    bare = run(extract, tmp_path / "bare", source, selector="IfcWall")
    assert bare.result.classes == {"IfcWall": 2, "IfcOpeningElement": 1}
    assert bare.result.relations_cut["IfcRelFillsElement"] == 1
    filled = run(extract, tmp_path / "filled", source, selector="IfcWall", fillings=True)
    assert filled.result.classes == {"IfcWall": 2, "IfcOpeningElement": 1, "IfcDoor": 1}


def test_a_door_comes_with_its_wall_on_demand(tmp_path: Path) -> None:
    source = house(tmp_path)
    alone = run(extract, tmp_path / "alone", source, selector="IfcDoor")
    assert alone.result.classes == {"IfcDoor": 1}
    hosted = run(extract, tmp_path / "hosted", source, selector="IfcDoor", hosts=True)
    assert hosted.result.classes == {"IfcDoor": 1, "IfcWall": 1, "IfcOpeningElement": 1}


def test_the_parts_of_an_assembly_and_of_a_storey(tmp_path: Path) -> None:
    source = house(tmp_path)
    whole = run(extract, tmp_path / "whole", source, selector="IfcElementAssembly")
    assert whole.result.classes == {"IfcElementAssembly": 1, "IfcBeam": 1}
    bare = run(extract, tmp_path / "bare", source, selector="IfcElementAssembly", parts=False)
    assert bare.result.classes == {"IfcElementAssembly": 1}
    part = run(extract, tmp_path / "part", source, selector="IfcBeam")
    assert part.result.classes == {"IfcElementAssembly": 1, "IfcBeam": 1}
    storey = run(extract, tmp_path / "storey", source, selector='IfcBuildingStorey, Name="Upper"')
    assert storey.result.classes == {"IfcWall": 1}


def test_nothing_chosen_is_said(tmp_path: Path) -> None:
    source = house(tmp_path)
    with pytest.raises(NothingToDo, match="IfcRoof"):
        run(extract, tmp_path / "none", source, selector="IfcRoof")
    with pytest.raises(ParametersInvalid):
        run(extract, tmp_path / "bad", source, selector="IfcWall, Name=")


def test_a_comment_that_is_never_closed_is_said(tmp_path: Path) -> None:
    source = house(tmp_path)
    text = source.read_text().replace("ENDSEC;\nEND-ISO", "/* open\nENDSEC;\nEND-ISO")
    source.write_text(text)
    with pytest.raises(ModelNotEditable, match="comment"):
        run(extract, tmp_path / "open", source, selector="IfcWall")


def test_comments_and_references_in_strings_mean_nothing(tmp_path: Path) -> None:
    source = house(tmp_path)
    text = source.read_text()
    text = text.replace("'Long'", "'#1=IFCWALL(#2); it''s /* no */ comment'")
    source.write_text(text.replace("DATA;\n", "DATA;\n/* #1=IFCWALL('x'); */\n"))
    ran = run(extract, tmp_path / "odd", source, selector="IfcWall")
    assert ran.result.classes == {"IfcWall": 2, "IfcOpeningElement": 1}
    names = {wall.Name for wall in ran.model().by_type("IfcWall")}
    assert "#1=IFCWALL(#2); it's /* no */ comment" in names


def house(folder: Path) -> Path:
    """Two walls on two storeys, a door in the one, and an assembly of a beam."""
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (5, 0.2, 3), name="Long")
    boxes.add((0, 0, 3), (5, 0.2, 3), name="Upper wall", storey=1)
    opening = boxes.void(wall, (1, 0, 0), (1, 0.2, 2))
    door = boxes.add((1, 0, 0), (1, 0.1, 2), "IfcDoor", "Door")
    boxes.root("IfcRelFillsElement", RelatingOpeningElement=opening, RelatedBuildingElement=door)
    assembly = boxes.add((9, 0, 0), ifc_class="IfcElementAssembly", name="Frame")
    beam = boxes.root("IfcBeam", Name="Beam", ObjectPlacement=boxes.place(9, 0, 0))
    boxes.aggregate(assembly, [beam])
    path = folder / "house.ifc"
    boxes.file.write(str(path))
    return path
