"""JSON says what the model says."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid
import ifcopenshell.util.element as util
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.ifc.ifcjson.writing import writer
from ifcworks.ifc.reading import open_model
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.to_json import ToJsonParams, to_json
from ifcworks.operations.workspace import Workspace
from support.boxes import Boxes
from support.corpus import SHAPED

SHARED = ("IfcShapeRepresentation", "IfcOwnerHistory", "IfcGeometricRepresentationContext")


@pytest.fixture(scope="module", params=[*SHAPED, "sample"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "sample":
        return write_sample(tmp_path_factory.mktemp("sample")).architecture
    corpus: Path = request.getfixturevalue("corpus")
    return corpus / f"{request.param}.ifc"


def written(path: Path, folder: Path, **params: Any) -> Any:
    folder.mkdir(exist_ok=True)
    work = Workspace({"m": path}, folder)
    result = to_json.function(ToJsonParams(model="m", **params), work)
    text = work.artifacts["model.json"].read_text(encoding="utf-8")
    assert len(text.encode()) == result.size
    document = json.loads(text, parse_constant=pytest.fail)
    assert len(document["data" if "data" in document else "elements"]) == result.objects
    return document


def written_boxes(boxes: Boxes, folder: Path, **params: Any) -> Any:
    path = folder / "boxes.ifc"
    boxes.file.write(str(path))
    return written(path, folder / "work", **params)


def hyphened(global_id: str) -> str:
    return str(uuid.UUID(ifcopenshell.guid.expand(global_id)))


def is_global_id(text: str) -> bool:
    try:
        return len(text) == 22 and bool(hyphened(text))
    except ValueError:
        return False


def test_everything_is_in_ifcjson_once(path: Path, tmp_path: Path) -> None:
    model = open_model(path, tmp_path / "plain")
    document = written(path, tmp_path / "work")
    assert document["type"] == "ifcJSON"
    assert document["schemaIdentifier"] == model.schema_identifier
    roots = model.by_type("IfcRoot")
    by_class = [instance for name in SHARED for instance in model.by_type(name)]
    everything = [entry["globalId"] for entry in document["data"]]
    assert len(set(everything)) == len(everything) or "double-guids" in path.name
    listed = document["data"][: len(roots) + len(by_class)]
    # Behind them stands what nothing refers to (see test_nothing_is_lost).
    rest = document["data"][len(listed) :]
    others = {instance.is_a() for instance in model} - {root.is_a() for root in roots} - set(SHARED)
    assert {entry["type"] for entry in rest} <= others
    identifiers = [entry["globalId"] for entry in listed]
    expected = sorted(hyphened(root.GlobalId) for root in roots if is_global_id(root.GlobalId))
    made_up = set(identifiers) - set(expected)
    assert sorted(i for i in identifiers if i not in made_up) == expected
    assert len(made_up) == len(by_class) + len(roots) - len(expected)
    relations = [entry["type"].startswith("IfcRel") for entry in listed]
    assert relations == sorted(relations)
    known = dict(zip(everything, document["data"], strict=True))
    for reference in references(document["data"]):
        assert known[reference["ref"]]["type"] == reference["type"] or len(known) < len(everything)


def references(value: Any) -> Any:
    if isinstance(value, dict):
        if "ref" in value:
            yield value
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_every_attribute_is_in_ifcjson(path: Path, tmp_path: Path) -> None:
    model = open_model(path, tmp_path / "plain")
    document = written(path, tmp_path / "work", empty_properties=True)
    known = {entry["globalId"]: entry for entry in document["data"]}
    if len(known) < len(document["data"]):
        return
    for root in model.by_type("IfcRoot"):
        entry = known[hyphened(root.GlobalId)]
        assert entry["type"] == root.is_a()
        info = root.get_info()
        for name in list(info)[3:]:
            check(entry.get(name[0].lower() + name[1:]), info[name], known)
        inverse = {n[0].lower() + n[1:] for n in root.get_inverse_attribute_names()}
        direct = {n[0].lower() + n[1:] for n in info}
        assert set(entry) <= direct | inverse
        for name in root.get_inverse_attribute_names():
            count = len(getattr(root, name))
            assert len(entry.get(name[0].lower() + name[1:], ())) == count


def check(found: Any, value: Any, known: dict[str, Any]) -> None:
    """What JSON says is a value of the model."""
    if value is None or value == "":
        assert found is None
    elif isinstance(value, tuple):
        assert found is not None
        assert len(found) == len([v for v in value if v is not None and v != ""])
        for one, other in zip(found, value, strict=True):
            check(one, other, known)
    elif isinstance(value, ifcopenshell.entity_instance):
        if "ref" in found:
            target = known[found["ref"]]
            assert target["type"] == value.is_a()
            if value.is_a("IfcRoot"):
                assert found["ref"] == hyphened(value.GlobalId)
            return
        assert found["type"] == value.is_a()
        if not value.id():
            check(found.get("value"), value.wrappedValue, known)
            return
        for name, inner in list(value.get_info().items())[2:]:
            if name == "GlobalId":
                continue
            if value.is_a("IfcSIUnit") and name == "Dimensions":
                continue
            check(found.get(name[0].lower() + name[1:]), inner, known)
    else:
        assert found == value
        assert isinstance(found, bool) == isinstance(value, bool)


def test_the_form_of_a_property_set(tmp_path: Path) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), name="Größe 🏠")
    create = boxes.file.create_entity
    values = {
        "Text": create("IfcLabel", "a \"b\" \\ 'c'"),
        "No": create("IfcBoolean", False),
        "Perhaps": create("IfcLogical", "UNKNOWN"),
        "Zero": create("IfcInteger", 0),
        "Small": create("IfcReal", 1e-300),
        "Empty": create("IfcLabel", ""),
        "Nothing": None,
    }
    properties = [
        create("IfcPropertySingleValue", Name=name, NominalValue=value)
        for name, value in values.items()
    ]
    pset = boxes.root("IfcPropertySet", Name="Own", HasProperties=properties)
    relation = boxes.root(
        "IfcRelDefinesByProperties", RelatedObjects=[wall], RelatingPropertyDefinition=pset
    )
    document = written_boxes(boxes, tmp_path)
    known = {entry["globalId"]: entry for entry in document["data"]}
    reference = {"type": "IfcRelDefinesByProperties", "ref": hyphened(relation.GlobalId)}

    def single(name: str, ifc_type: str, value: Any) -> dict[str, Any]:
        nominal = {"type": ifc_type, "value": value}
        return {"type": "IfcPropertySingleValue", "name": name, "nominalValue": nominal}

    assert known[hyphened(pset.GlobalId)] == {
        "type": "IfcPropertySet",
        "globalId": hyphened(pset.GlobalId),
        "name": "Own",
        "hasProperties": [
            single("Text", "IfcLabel", "a \"b\" \\ 'c'"),
            single("No", "IfcBoolean", False),
            single("Perhaps", "IfcLogical", "UNKNOWN"),
            single("Zero", "IfcInteger", 0),
            single("Small", "IfcReal", 1e-300),
        ],
        "definesOccurrence": [reference],
    }
    entry = known[hyphened(wall.GlobalId)]
    assert entry["name"] == "Größe 🏠"
    assert entry["isDefinedBy"] == [reference]
    unit = known[hyphened(boxes.project.GlobalId)]["unitsInContext"]["units"][0]
    assert unit["dimensions"] == {"type": "IfcDimensionalExponents", "LengthExponent": 1}
    assert entry["objectPlacement"]["relativePlacement"]["location"]["coordinates"] == [0, 0, 0]


def test_choices(tmp_path: Path) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0))
    empty = boxes.file.create_entity("IfcPropertySingleValue", Name="Nothing")
    pset = boxes.root("IfcPropertySet", Name="Own", HasProperties=[empty])
    boxes.root("IfcRelDefinesByProperties", RelatedObjects=[wall], RelatingPropertyDefinition=pset)
    identifier = hyphened(wall.GlobalId)

    def entry(**params: Any) -> dict[str, Any]:
        document = written_boxes(boxes, tmp_path, **params)
        return {e["globalId"]: e for e in document["data"]}

    assert "isDefinedBy" not in entry(inverse=False)[identifier]
    assert "representation" in entry()[identifier]
    bare = entry(geometry=False)
    assert "representation" not in bare[identifier]
    assert "objectPlacement" not in bare[identifier]
    assert not {e["type"] for e in bare.values()} & set(SHARED)
    assert entry()[hyphened(pset.GlobalId)]["hasProperties"] == []
    with_empty = entry(empty_properties=True)[hyphened(pset.GlobalId)]
    assert with_empty["hasProperties"] == [{"type": "IfcPropertySingleValue", "name": "Nothing"}]
    compact = entry(compact=True)[identifier]
    assert all(set(reference) == {"ref"} for reference in references(compact))


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0))
    texts = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        texts.append(json.dumps(written_boxes(boxes, tmp_path / name)))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("global_id", ["not a GlobalId", "z" * 22])  # the second has 132 bits
def test_what_is_no_globalid_gets_an_identifier(tmp_path: Path, global_id: str) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0)).GlobalId = global_id
    document = written_boxes(boxes, tmp_path)
    [found] = [entry for entry in document["data"] if entry["type"] == "IfcWall"]
    assert uuid.UUID(found["globalId"]).version == 5


def test_the_plain_form_says_what_ifcopenshell_says(path: Path, tmp_path: Path) -> None:
    model = open_model(path, tmp_path / "plain")
    document = written(path, tmp_path / "work", form="plain")
    assert document["model"]["schema"] == model.schema_identifier
    objects = {entry["id"]: entry for entry in document["elements"] + document["types"]}
    assert set(objects) == {o.id() for o in model.by_type("IfcObjectDefinition")}
    assert {entry["id"] for entry in document["types"]} == {
        type_.id() for type_ in model.by_type("IfcTypeObject")
    }
    for number, entry in objects.items():
        instance = model.by_id(number)
        assert (entry["class"], entry["global_id"]) == (instance.is_a(), instance.GlobalId)
        assert entry.get("name") == instance.Name
        if not instance.is_a("IfcTypeObject"):
            type_ = util.get_type(instance)
            assert entry.get("type") == (type_.GlobalId if type_ else None)
        sets = {
            name: {k: v for k, v in values.items() if k != "id"}
            for name, values in util.get_psets(instance).items()
        }
        told = entry.get("psets", {}) | {
            name: {k: v["value"] if isinstance(v, dict) else v for k, v in values.items()}
            for name, values in entry.get("quantities", {}).items()
        }
        assert set(told) == {name or "" for name in sets}
        for name, values in sets.items():
            for key, value in values.items():
                if not isinstance(value, (dict, list, tuple)):
                    assert told[name or ""].get(key or "") == value
        names = [material.Name for material in util.get_materials(instance)]
        assert sorted(m.get("name", "") for m in entry.get("materials", []) if m.get("name")) == (
            sorted(name for name in names if name)
        ) or len(set(names)) < len(names)
    seen: list[int] = []

    def walk(nodes: list[dict[str, Any]], parent: str | None) -> None:
        for node in nodes:
            seen.append(node["id"])
            assert objects[node["id"]].get("parent") == parent
            walk(node.get("children", []), node["global_id"])

    walk(document["tree"], None)
    assert len(seen) == len(set(seen))
    assert {p.id() for p in model.by_type("IfcProject")} <= set(seen)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    members=st.dictionaries(st.text(), JSON, max_size=3),
    items=st.lists(JSON, max_size=5),
    indent=st.sampled_from([None, 2]),
)
def test_pieces_make_one_document(
    tmp_path_factory: pytest.TempPathFactory,
    members: dict[str, Any],
    items: list[Any],
    indent: int | None,
) -> None:
    members.pop("list", None)
    if any(isinstance(v, float) and v in (float("inf"), float("-inf")) for v in walked(members)):
        return
    if any(isinstance(v, float) and v in (float("inf"), float("-inf")) for v in walked(items)):
        return
    path = tmp_path_factory.mktemp("json") / "model.json"
    try:
        with writer(path, indent) as out:
            out.members(members)
            assert out.list("list", items) == len(items)
    except UnicodeEncodeError:
        return  # half of a pair of surrogates is no text
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == {**members, "list": items}
    if indent:
        whole = json.dumps({**members, "list": items}, indent=2, ensure_ascii=False)
        assert text == whole + "\n"


def walked(value: Any) -> Any:
    if isinstance(value, dict):
        for item in value.values():
            yield from walked(item)
    elif isinstance(value, list):
        for item in value:
            yield from walked(item)
    else:
        yield value
