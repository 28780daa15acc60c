"""A reader of ifcJSON finds every instance of the model, with every attribute."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid
import pytest

from ifcworks.ifc.ifcjson.form import Choice
from ifcworks.ifc.ifcjson.ifcjson4 import write_ifcjson
from ifcworks.ifc.reading import open_model
from ifcworks.ifc.sample import write_sample
from support.boxes import Boxes

Instance = ifcopenshell.entity_instance
CORPUS = (
    *("fzk-haus-ifc4", "unicode-names-ifc2x3"),
    *("pcert-building-architecture-ifc4x3", "pcert-building-hvac-ifc4x3"),
    *("bad-errorfile-ifc2x3", "sample"),
)


@pytest.fixture(params=CORPUS)
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "sample":
        return write_sample(tmp_path_factory.mktemp("sample")).architecture
    corpus: Path = request.getfixturevalue("corpus")
    return corpus / f"{request.param}.ifc"


def written(model: ifcopenshell.file, folder: Path, **choice: bool) -> list[dict[str, Any]]:
    path = folder / "model.json"
    write_ifcjson(path, model, Choice(empty_properties=True, **choice))
    data: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["data"]
    return data


def small(name: str) -> str:
    return name[0].lower() + name[1:]


class Reader:
    """Goes through what is written beside the model, from the list on."""

    def __init__(self, model: ifcopenshell.file, data: list[dict[str, Any]]) -> None:
        self.known = {entry["globalId"]: entry for entry in data}
        self.seen: set[int] = set()
        self.model = model
        seed = "".join(project.GlobalId for project in model.by_type("IfcProject")[:1])
        for instance in model:
            made_up = uuid.uuid5(uuid.NAMESPACE_URL, f"{seed}#{instance.id()}")
            if instance.is_a("IfcRoot"):
                own = str(uuid.UUID(ifcopenshell.guid.expand(instance.GlobalId)))
                self.instance(self.known[own], instance)
            elif str(made_up) in self.known:
                self.instance(self.known[str(made_up)], instance)

    def instance(
        self, found: dict[str, Any], instance: Instance, owner: Instance | None = None
    ) -> None:
        assert found["type"] == instance.is_a()
        if "ref" in found:
            assert self.known[found["ref"]]["type"] == instance.is_a()
            return
        if not instance.id():
            self.value(found["value"], instance.wrappedValue)
            return
        self.seen.add(instance.id())
        for number, name in enumerate(instance.get_attribute_names()):
            value = instance[number]
            back = value if isinstance(value, tuple) else (value,)
            told_by_owner = owner is not None and owner in back and small(name) not in found
            dimensions = instance.is_a("IfcSIUnit") and name == "Dimensions"
            if name != "GlobalId" and not told_by_owner and not dimensions:
                self.value(found.get(small(name)), value)
        for name in instance.get_inverse_attribute_names():
            others = getattr(instance, name)
            if "globalId" not in found:  # of a nested one, those that stand nowhere else
                free = [o for o in others if not self.model.get_total_inverses(o)]
                others = sorted(free, key=Instance.id)
            told = found.get(small(name), [])
            if told:
                for one, other in zip(told, others, strict=True):
                    self.instance(one, other, instance)

    def value(self, found: Any, value: Any) -> None:
        if value is None or value == "":
            assert found is None
        elif isinstance(value, tuple):
            there = [item for item in value if item is not None and item != ""]
            for one, other in zip(found, there, strict=True):
                self.value(one, other)
        elif isinstance(value, Instance):
            self.instance(found, value)
        else:
            assert (found, type(found)) == (value, type(value))


def test_every_instance_is_there(path: Path, tmp_path: Path) -> None:
    model = open_model(path, tmp_path / "plain")
    reader = Reader(model, written(model, tmp_path))
    lost = [instance for instance in model if instance.id() not in reader.seen]
    assert not lost


def styled(boxes: Boxes) -> tuple[Instance, Instance]:
    """A wall whose body has a style and a layer: the body and the representation."""
    wall = boxes.add((0, 0, 0))
    [shape] = wall.Representation.Representations
    create = boxes.file.create_entity
    create("IfcStyledItem", Item=shape.Items[0], Name="Red")
    create("IfcPresentationLayerAssignment", Name="Walls", AssignedItems=[shape, shape.Items[0]])
    return shape.Items[0], shape


def entries(boxes: Boxes, folder: Path, ifc_class: str, **choice: bool) -> list[dict[str, Any]]:
    return [e for e in written(boxes.file, folder, **choice) if e["type"] == ifc_class]


def test_styles_and_layers_stand_with_what_they_are_about(tmp_path: Path) -> None:
    boxes = Boxes()
    styled(boxes)
    [shape] = entries(boxes, tmp_path, "IfcShapeRepresentation")
    layer = {"type": "IfcPresentationLayerAssignment", "name": "Walls"}
    assert shape["layerAssignments"] == [layer]
    [item] = shape["items"]
    assert item["styledByItem"] == [{"type": "IfcStyledItem", "name": "Red"}]
    assert item["layerAssignment"] == [layer]
    assert not entries(boxes, tmp_path, "IfcStyledItem")
    assert not entries(boxes, tmp_path, "IfcPresentationLayerAssignment")


def test_without_inverses_a_layer_stands_in_the_list(tmp_path: Path) -> None:
    boxes = Boxes()
    styled(boxes)
    [layer] = entries(boxes, tmp_path, "IfcPresentationLayerAssignment", inverse=False)
    [shape] = entries(boxes, tmp_path, "IfcShapeRepresentation", inverse=False)
    assert layer["assignedItems"][0] == {"type": shape["type"], "ref": shape["globalId"]}


def test_without_geometry_there_are_no_styles_and_layers(tmp_path: Path) -> None:
    boxes = Boxes()
    styled(boxes)
    text = json.dumps(written(boxes.file, tmp_path, geometry=False))
    assert "IfcStyledItem" not in text
    assert "Layer" not in text


def test_a_layer_of_many_does_not_name_them_in_each(tmp_path: Path) -> None:
    boxes = Boxes()
    shapes = [boxes.add((n, 0, 0)).Representation.Representations[0] for n in range(60)]
    boxes.file.create_entity("IfcPresentationLayerAssignment", Name="All", AssignedItems=shapes)
    written(boxes.file, tmp_path)
    with_layer = (tmp_path / "model.json").stat().st_size
    for instance in boxes.file.by_type("IfcPresentationLayerAssignment"):
        boxes.file.remove(instance)
    written(boxes.file, tmp_path)
    assert with_layer - (tmp_path / "model.json").stat().st_size < 60 * 200


def test_what_nothing_is_about_stands_in_the_list(tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0))
    boxes.file.create_entity("IfcMaterial", Name="Nobody's")
    [material] = entries(boxes, tmp_path, "IfcMaterial")
    assert material["name"] == "Nobody's"
    uuid.UUID(material["globalId"])


def test_what_holds_itself_is_written_once(tmp_path: Path) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0))
    wall.ObjectPlacement.PlacementRelTo = wall.ObjectPlacement
    [found] = entries(boxes, tmp_path, "IfcWall")
    [listed] = entries(boxes, tmp_path, "IfcLocalPlacement")
    reference = {"type": "IfcLocalPlacement", "ref": listed["globalId"]}
    assert found["objectPlacement"]["placementRelTo"] == reference
    assert listed["placementRelTo"] == reference


def test_what_nests_deep_goes_into_the_list(tmp_path: Path) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0))
    [shape] = wall.Representation.Representations
    result = shape.Items[0]
    for _ in range(500):
        result = boxes.file.create_entity(
            "IfcBooleanResult", Operator="UNION", FirstOperand=result, SecondOperand=shape.Items[0]
        )
    shape.Items = [result]
    data = written(boxes.file, tmp_path)
    reader = Reader(boxes.file, data)
    assert {instance.id() for instance in boxes.file} == reader.seen
