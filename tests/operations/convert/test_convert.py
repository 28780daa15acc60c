"""What ``convert`` takes, refuses and tells, in all formats."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from pydantic import ValidationError

from ifcworks.errors import (
    ModelUnreadable,
    NothingToDo,
    OperationFailed,
    ParametersInvalid,
    ResultIncomplete,
)
from ifcworks.ifc.conversion import serializers
from ifcworks.ifc.conversion.formats import APPLIES, Format
from ifcworks.operations.convert import ConvertParams
from support.boxes import Boxes, house

Convert = Callable[..., tuple[Any, Path]]
BEGINNINGS = {
    "glb": b"glTF",
    "obj": b"# ifcworks",
    "dae": b"<?xml",
    "stp": b"ISO-10303-21;",
    "igs": b" " * 72 + b"S0000001",
    "svg": b"<svg",
    "ttl": b"# File generated",
    "xml": b"<?xml",
    "ifczip": b"PK",
}


@pytest.mark.parametrize("name", [str(f) for f in Format])
def test_every_format_is_written_and_the_same_twice(
    converted: Convert, house_file: Path, name: str
) -> None:
    result, path = converted(house_file, format=name)
    assert path.name == f"model.{name}"
    start = path.read_bytes()[:80]
    if name == "igs":
        assert start[72:80] == b"S0000001"
    else:
        assert start.startswith(BEGINNINGS[name])
    assert result.complete
    _, again = converted(house_file, format=name, processes=1)
    if name != "ifczip":
        assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(("alias", "name"), [("step", "stp"), ("iges", "igs"), ("STEP", "stp")])
def test_formats_have_aliases(alias: str, name: str) -> None:
    assert ConvertParams.model_validate({"model": "m", "format": alias}).format == name


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValidationError, match="glb"):
        ConvertParams.model_validate({"model": "m", "format": "dwg"})


def test_every_parameter_is_either_for_all_formats_or_listed() -> None:
    assert set(ConvertParams.model_fields) - set(APPLIES) == {"model", "format"}


@pytest.mark.parametrize(
    "params",
    [
        {"format": "glb", "svg_scale": "1:100"},
        {"format": "stp", "linear_deflection": 0.1},
        {"format": "ifczip", "include": ["IfcWall"]},
        {"format": "xml", "kernel": "cgal"},
        {"format": "xml", "strict": True},
        {"format": "dae", "normals": True},
        {"format": "svg", "false_origin": "off"},
    ],
)
def test_a_parameter_that_means_nothing_for_the_format_is_refused(
    converted: Convert, house_file: Path, params: dict[str, Any]
) -> None:
    with pytest.raises(ParametersInvalid, match="means nothing") as caught:
        converted(house_file, **params)
    assert caught.value.context["errors"][0]["where"] == list(params)[1]


def test_a_library_that_the_system_lacks_is_named(
    converted: Convert, house_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(serializers._NEEDED, Format.STP, ("libc.so.6", "libnot-here.so.1"))
    with pytest.raises(OperationFailed, match=r"lacks libnot-here\.so\.1") as caught:
        converted(house_file, format="stp")
    assert caught.value.context["missing"] == ["libnot-here.so.1"]


def test_floor_plans_cannot_be_moved_up(converted: Convert, house_file: Path) -> None:
    with pytest.raises(ParametersInvalid, match="floor plans have no height") as caught:
        converted(house_file, format="svg", model_offset=(1.0, 2.0, 3.0))
    assert caught.value.context["errors"][0]["where"] == "model_offset"


def test_defaults_given_in_full_are_no_mistake(converted: Convert, house_file: Path) -> None:
    everything = ConvertParams.model_validate({"model": "m", "format": "obj"}).model_dump()
    del everything["model"]
    result, _ = converted(house_file, **everything)
    assert result.complete


def test_obj_leaves_spaces_and_openings_out_and_says_so(
    converted: Convert, house_file: Path
) -> None:
    result, path = converted(house_file, format="obj", names="name")
    assert {(s.ifc_class, s.count) for s in result.skipped} == {
        ("IfcSpace", 1),
        ("IfcOpeningElement", 1),
    }
    text = path.read_text(encoding="utf-8")
    assert [line[2:] for line in text.splitlines() if line.startswith("o ")] == [
        "Front", "Back", "Left", "Right", "Door", "Deck", "Upper_front",
    ]  # fmt: skip
    assert path.with_suffix(".mtl").read_text(encoding="utf-8").count("newmtl") >= 2
    used = {line.split()[1] for line in text.splitlines() if line.startswith("usemtl")}
    made = {
        line.split()[1]
        for line in path.with_suffix(".mtl").read_text(encoding="utf-8").splitlines()
        if line.startswith("newmtl")
    }
    assert used <= made
    result, _ = converted(house_file, format="obj", spaces_and_openings="include")
    assert result.elements == 9
    assert not result.skipped


@pytest.mark.parametrize("normals", [False, True])
def test_obj_holds_the_shapes_in_the_world(
    converted: Convert, house_file: Path, normals: bool
) -> None:
    _, path = converted(house_file, format="obj", include=["IfcDoor"], normals=normals)
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    points = np.array([line[1:] for line in lines if line[0] == "v"], dtype=float)
    faces = np.array(
        [[part.split("/")[0] for part in line[1:]] for line in lines if line[0] == "f"], dtype=int
    )
    a, b, c = (points[faces[:, n] - 1] for n in range(3))
    assert np.einsum("ij,ij->", a, np.cross(b, c)) / 6 == pytest.approx(0.9 * 0.2 * 2.1)
    assert points.min(axis=0) == pytest.approx([4, 0, 0])


def test_a_space_that_is_named_is_taken(converted: Convert, house_file: Path) -> None:
    result, _ = converted(house_file, format="obj", include=["IfcSpace"])
    assert result.elements == 1


def test_only_what_stands_on_the_storey(converted: Convert, house_file: Path) -> None:
    result, _ = converted(house_file, storeys=["Upper"])
    assert result.elements == 2
    with pytest.raises(ParametersInvalid, match="'Ground', 'Upper'"):
        converted(house_file, storeys=["Cellar"])


def test_floor_plans_are_side_by_side(converted: Convert, house_file: Path) -> None:
    result, path = converted(
        house_file, format="svg", svg_scale="1:50", space_names=True, space_areas=True
    )
    assert result.storeys == ["Ground", "Upper"]
    root = ElementTree.parse(path).getroot()
    assert root.get("viewBox") == "0 0 840 311.85"
    assert root.get("width") == "840mm"
    plans = [g for g in root if g.get("class") == "plan"]
    assert [g.get("transform") for g in plans] == [
        "translate(0 14.85)",
        "translate(420 14.85)",
    ]
    text = "".join(plans[0].itertext())
    assert "Room" in text
    assert "20.16m²" in text
    # 6 m at 1:50 are 120 mm, in the middle of 420.
    walls = [
        p.get("d") or "" for g in plans[0].iter() if "IfcWall" in g.get("class", "") for p in g
    ]
    numbers = [float(pair.strip("ML").split(",")[0]) for d in walls for pair in d.split()]
    assert min(numbers) == pytest.approx(150)
    assert max(numbers) == pytest.approx(270)


def test_floor_plans_of_one_storey(converted: Convert, house_file: Path) -> None:
    result, path = converted(house_file, format="svg", storeys=["Upper"], svg_size="500x500")
    assert result.storeys == ["Upper"]
    assert ElementTree.parse(path).getroot().get("viewBox") == "0 0 500 525"


def test_the_section_height_counts(converted: Convert, house_file: Path) -> None:
    def cuts(height: float) -> int:
        _, path = converted(house_file, format="svg", section_height=height, storeys=["Ground"])
        return path.read_text(encoding="utf-8").count('IfcDoor"')

    # The door is 2.1 high.
    assert cuts(1.0) == 1
    assert cuts(2.5) == 0


def test_step_says_that_it_used_another_kernel(converted: Convert, house_file: Path) -> None:
    result, _ = converted(house_file, format="stp", kernel="hybrid-manifold-opencascade")
    assert result.kernel == "opencascade"
    assert "instead of hybrid-manifold-opencascade" in result.notes[0]


def test_ifczip_holds_the_model(converted: Convert, house_file: Path) -> None:
    _, path = converted(house_file, format="ifczip")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["model.ifc"]
        assert archive.read("model.ifc") == house_file.read_bytes()
    # And what was packed can be converted.
    result, _ = converted(path)
    assert result.elements == 9


def test_a_model_without_geometry_is_nothing_to_do(converted: Convert, tmp_path: Path) -> None:
    with pytest.raises(NothingToDo, match="no geometry"):
        converted(Boxes().write(tmp_path / "empty.ifc"))


def test_an_include_without_match_is_nothing_to_do(converted: Convert, house_file: Path) -> None:
    with pytest.raises(NothingToDo, match="IfcBeam"):
        converted(house_file, include=["IfcBeam"])


def test_what_is_no_model_is_told(converted: Convert, tmp_path: Path) -> None:
    path = tmp_path / "bad.ifc"
    path.write_bytes(b"ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1=IF")
    with pytest.raises((ModelUnreadable, Exception)) as caught:
        converted(path)
    assert caught.value.__class__.__module__ == "ifcworks.errors"


def broken_house(tmp_path: Path) -> tuple[Path, Any]:
    boxes = house()
    broken = boxes.add((9, 9, 0), name="Broken")
    broken.Representation.Representations[0].Items[0].SweptArea.XDim = 0.0
    return boxes.write(tmp_path / "broken.ifc"), broken


def test_an_element_left_out_is_told_by_name(converted: Convert, tmp_path: Path) -> None:
    model, broken = broken_house(tmp_path)
    result, _ = converted(model)
    assert not result.complete
    (told,) = result.left_out
    assert (told.global_id, told.ifc_class, told.name, told.step_id) == (
        broken.GlobalId,
        "IfcWall",
        "Broken",
        broken.id(),
    )
    assert told.reason == "failed"
    assert result.elements == 9


def test_strict_fails_instead(converted: Convert, tmp_path: Path) -> None:
    model, broken = broken_house(tmp_path)
    with pytest.raises(ResultIncomplete) as caught:
        converted(model, strict=True)
    assert broken.GlobalId in caught.value.detail
    assert caught.value.context["left_out"][0]["step_id"] == broken.id()


def test_two_elements_with_one_global_id_are_both_there(converted: Convert, tmp_path: Path) -> None:
    boxes = house()
    boxes.products[3].GlobalId = boxes.products[2].GlobalId
    result, _ = converted(boxes.write(tmp_path / "double.ifc"))
    assert result.elements == 9


@pytest.mark.parametrize("name", ["glb", "dae", "stp"])
@pytest.mark.parametrize("kernel", ["hybrid-cgal-simple-opencascade", "opencascade"])
def test_layers_cost_no_wall(converted: Convert, tmp_path: Path, name: str, kernel: str) -> None:
    boxes = house()
    layers = [
        boxes.file.create_entity(
            "IfcMaterialLayer",
            Material=boxes.file.create_entity("IfcMaterial", Name=material),
            LayerThickness=0.1,
        )
        for material in ("Brick", "Wool")
    ]
    usage = boxes.file.create_entity(
        "IfcMaterialLayerSetUsage",
        ForLayerSet=boxes.file.create_entity("IfcMaterialLayerSet", MaterialLayers=layers),
        LayerSetDirection="AXIS2",
        DirectionSense="POSITIVE",
        OffsetFromReferenceLine=0.0,
    )
    front = boxes.products[0]
    boxes.root("IfcRelAssociatesMaterial", RelatedObjects=[front], RelatingMaterial=usage)
    line = boxes.file.create_entity(
        "IfcPolyline",
        Points=[boxes.file.create_entity("IfcCartesianPoint", p) for p in ((0.0, 0.0), (6.0, 0.0))],
    )
    axis = boxes.representation([line], "Curve2D")
    axis.RepresentationIdentifier = "Axis"
    front.Representation.Representations = [axis, *front.Representation.Representations]
    model = boxes.write(tmp_path / "layers.ifc")
    result, _ = converted(model, format=name, kernel=kernel, layer_sets=True)
    plain, _ = converted(model, format=name, kernel=kernel)
    assert result.complete
    assert result.elements == plain.elements
    # What could not be cut is told.
    assert bool(result.fallbacks) == any("layers" in note for note in result.notes)
