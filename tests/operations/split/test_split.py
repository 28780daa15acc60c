"""Models split into parts, in which every element is once, and put together again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import ifcopenshell
import pytest

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.operations.merge import merge
from ifcworks.operations.split import split
from support.boxes import Boxes
from support.corpus import SHAPED
from support.editing import Ran, assert_same_shapes, complaints, run, said, shapes
from support.step_files import step_file

SMALL = tuple(name for name in SHAPED if name.startswith(("pcert", "unicode")))
CASES = [
    *((name, "class") for name in SMALL),
    *((name, "storey") for name in (*SMALL, "duplex-electrical-ifc2x3", "sample-house-ifc4")),
]


@pytest.mark.parametrize(("name", "by"), CASES)
def test_every_element_is_in_one_part_and_merging_gives_the_whole(
    corpus: Path, tmp_path: Path, name: str, by: str
) -> None:
    source = corpus / f"{name}.ifc"
    whole = ifcopenshell.open(str(source))
    before, problems = said(whole), complaints(whole)
    ran = run(split, tmp_path / "split", source, by=by)
    assert sum(part.elements for part in ran.result.parts) == ran.result.elements

    found: Counter[str] = Counter()
    for part in ran.result.parts:
        model = ran.model(part.artifact)
        found.update(e.GlobalId for e in model.by_type("IfcElement"))
        assert not complaints(model) - problems, part.artifact
        if name in SMALL:
            products = [p for p in model.by_type("IfcProduct") if p.Representation]
            same = [whole.by_guid(product.GlobalId) for product in products]
            assert_same_shapes(shapes(model, products), shapes(whole, same))
    assert found == Counter(e.GlobalId for e in whole.by_type("IfcElement"))

    merged = merged_again(ran, tmp_path / "merged")
    after = said(merged)
    assert before.keys() == after.keys()
    for guid, expected in before.items():
        assert after[guid] == expected, guid
    assert not complaints(merged) - problems


def merged_again(ran: Ran, folder: Path) -> ifcopenshell.file:
    first, *others = (ran.path(part.artifact) for part in ran.result.parts)
    if not others:
        return ifcopenshell.open(str(first))
    files = {f"o{number}": path for number, path in enumerate(others)}
    again = run(merge, folder, first, inputs=files, others=list(files))
    assert not any(model.new_ids_total for model in again.result.models)
    return again.model()


def test_what_belongs_to_none_or_several_is_in_the_rest(tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), name="Both", storey=0)
    boxes.root(
        "IfcRelContainedInSpatialStructure",
        RelatingStructure=boxes.storeys[1],
        RelatedElements=[boxes.products[0]],
    )
    boxes.add((0, 0, 0), name="Ground", storey=0)
    boxes.root("IfcWall", Name="None")
    ran = run(split, tmp_path / "split", saved(boxes, tmp_path))
    parts = {part.name: part.elements for part in ran.result.parts}
    assert parts == {"Ground": 1, "Upper": 0, "rest": 2}
    assert (ran.result.in_none, ran.result.in_several) == (1, 1)
    assert {wall.Name for wall in ran.model("rest.ifc").by_type("IfcWall")} == {"Both", "None"}


def test_storeys_of_any_name_make_names_of_files(tmp_path: Path) -> None:
    boxes = Boxes()
    for number, name in enumerate(("../../etc/passwd", "../../etc/passwd")):
        boxes.storeys[number].Name = name
        boxes.add((0, 0, 0), storey=number)
    ran = run(split, tmp_path / "split", saved(boxes, tmp_path))
    assert [part.artifact for part in ran.result.parts] == [
        "01-etc-passwd.ifc",
        "02-etc-passwd.ifc",
    ]


def test_parts_by_selectors_and_by_a_query(tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), name="A")
    boxes.add((0, 0, 0), name="B")
    boxes.add((0, 0, 0), ifc_class="IfcSlab", name="A")
    source = saved(boxes, tmp_path)
    ran = run(
        split, tmp_path / "s", source, selectors={"walls": "IfcWall", "a": 'IfcElement, Name="A"'}
    )
    assert {part.name: part.elements for part in ran.result.parts} == {
        "walls": 1,
        "a": 1,
        "rest": 1,
    }
    ran = run(split, tmp_path / "q", source, by="Name")
    assert {p.name: p.elements for p in ran.result.parts if not p.is_rest} == {"A": 2, "B": 1}


def test_what_cannot_be_split_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.ifc"
    empty.write_bytes(step_file())
    with pytest.raises(NothingToDo):
        run(split, tmp_path / "e", empty)
    boxes = Boxes()
    for number in range(501):
        boxes.root("IfcWall", Name=str(number))
    with pytest.raises(ParametersInvalid, match="501 parts"):
        run(split, tmp_path / "m", saved(boxes, tmp_path), by="Name")


def saved(boxes: Boxes, folder: Path) -> Path:
    path = folder / "boxes.ifc"
    boxes.file.write(str(path))
    return path
