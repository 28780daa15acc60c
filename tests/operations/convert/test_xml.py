"""XML: the tree, the properties and the references are those of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ifcopenshell
import ifcopenshell.util.element as util
import numpy as np
import pytest
from ifcopenshell.util.placement import get_local_placement
from ifcopenshell.util.unit import calculate_unit_scale

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.conversion.xml_writer import clean
from ifcworks.ifc.sample import write_sample
from support.boxes import Boxes, house
from support.corpus import SHAPED

Convert = Callable[..., tuple[Any, Path]]
Node = ElementTree.Element
HREF = "{http://www.w3.org/1999/xlink}href"
SECTIONS = [
    "header",
    "units",
    "connections",
    "properties",
    "quantities",
    "types",
    "layers",
    "groups",
    "materials",
    "decomposition",
]
MODELS = ["architecture", "services", "architecture_v2", *SHAPED]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest, sample: Any) -> Path:
    if hasattr(sample, request.param):
        return Path(getattr(sample, request.param))
    corpus: Path = request.getfixturevalue("corpus")
    return corpus / f"{request.param}.ifc"


def read(path: Path) -> Node:
    root = ElementTree.parse(path).getroot()
    assert root.tag == "ifc"
    assert [section.tag for section in root] == SECTIONS
    return root


def section(root: Node, name: str) -> Node:
    found = root.find(name)
    assert found is not None
    return found


def objects(node: Node, parent: str = "") -> Iterator[tuple[Node, str]]:
    """The objects of a tree with the ids of what they hang on."""
    for child in node:
        if child.get(HREF) is None:
            yield child, parent
            yield from objects(child, child.attrib["id"])


def parent_of(product: Any) -> Any:
    opening = util.get_filled_void(product)
    if opening is not None and util.get_voided_element(opening) is not None:
        return opening
    ports = getattr(product, "ContainedIn", None)
    return (
        util.get_voided_element(product)
        or util.get_aggregate(product)
        or util.get_nest(product)
        or util.get_container(product, should_get_direct=True)
        or (ports[0].RelatedElement if isinstance(ports, tuple) and ports else None)
        or next(
            (
                relation.RelatingStructure
                for relation in product.file.by_type("IfcRelContainedInSpatialStructure")
                if product in relation.RelatedElements
            ),
            None,
        )
    )


def resolves(root: Node) -> None:
    known = {node.get("id") for node in root.iter()}
    for node in root.iter():
        href = node.get(HREF)
        if href is not None:
            assert href.startswith("#")
            assert href[1:] in known


def test_every_product_is_once_under_its_parent(converted: Convert, model: Path) -> None:
    result, path = converted(model, format="xml")
    file = ifcopenshell.open(model)
    root = read(path)
    resolves(root)
    expected: Counter[tuple[str, str, str]] = Counter()
    loose = 0
    for product in [*file.by_type("IfcProject"), *file.by_type("IfcProduct")]:
        parent = None if product.is_a("IfcProject") else parent_of(product)
        loose += parent is None and not product.is_a("IfcProject")
        expected[product.is_a(), product.GlobalId, parent.GlobalId if parent else ""] += 1
    found = Counter(
        (node.tag, node.attrib["id"], parent)
        for node, parent in objects(section(root, "decomposition"))
    )
    assert found == expected
    assert bool(loose) == any("hang on nothing" in note for note in result.notes)
    containers = [p for p in file.by_type("IfcProduct") if hasattr(p, "ContainsElements")]
    spaces = file.by_type("IfcSpace")
    assert result.elements == len(file.by_type("IfcProduct")) - len(containers) + len(spaces)


def same(text: str | None, value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return text == {True: "true", False: "false", None: None}[value]
    if isinstance(value, (int, float)):
        return text is not None and float(text) == value
    return text == value


def assert_properties(node: Node, expected: dict[str, Any]) -> None:
    """A set in XML holds these values."""
    found: dict[str, Node] = {child.attrib["Name"]: child for child in node}
    simple = {name: value for name, value in expected.items() if name != "id"}
    if node.tag not in ("IfcPropertySet", "IfcElementQuantity"):
        assert all(same(node.get(name), value) for name, value in simple.items())
        return
    for name, value in simple.items():
        prop = found.pop(name)
        if isinstance(value, list):
            assert [child.text for child in prop] == [str(part) for part in value]
        elif isinstance(value, dict):
            assert prop.tag == value["type"]
        else:
            keys = [key for key in prop.attrib if key.endswith("Value") or key == "NominalValue"]
            assert same(prop.attrib[keys[0]] if keys else None, value), (name, value, prop.attrib)
    assert not found


@pytest.mark.parametrize("name", [*MODELS[:3], "duplex-architecture-ifc2x3", "fzk-haus-ifc4"])
def test_properties_are_those_of_ifcopenshell(
    converted: Convert, sample: Any, request: pytest.FixtureRequest, name: str
) -> None:
    if hasattr(sample, name):
        model = getattr(sample, name)
    else:
        model = request.getfixturevalue("corpus") / f"{name}.ifc"
    _, path = converted(model, format="xml")
    root = read(path)
    sets = {
        node.attrib["id"]: node for part in ("properties", "quantities") for node in root.find(part)
    }
    types = {node.attrib["id"]: node for node in section(root, "types")}
    file = ifcopenshell.open(model)
    compared = 0
    for node, _ in objects(section(root, "decomposition")):
        entity = file.by_guid(node.attrib["id"])
        links = [child.attrib[HREF][1:] for child in node if child.get(HREF)]
        of_types = [types[link] for link in links if link in types]
        links += [child.attrib[HREF][1:] for type_ in of_types for child in type_]
        assert [type_.attrib["id"] for type_ in of_types] == [
            type_.GlobalId for type_ in [util.get_type(entity)] if type_
        ]
        written = {link for link in links if link in sets}
        own = util.get_psets(entity, should_inherit=False)
        type_ = util.get_type(entity)
        inherited = util.get_psets(type_) if type_ else {}
        expected = {
            values["id"]: values for values in [*own.values(), *inherited.values()] if values
        }
        assert written == {file.by_id(number).GlobalId for number in expected}
        for number, values in expected.items():
            assert_properties(sets[file.by_id(number).GlobalId], values)
            compared += len(values) - 1
    assert compared > 10


def test_places_materials_and_names_are_those_of_the_model(converted: Convert, sample: Any) -> None:
    _, path = converted(sample.architecture, format="xml")
    root = read(path)
    file = ifcopenshell.open(sample.architecture)
    scale = calculate_unit_scale(file)
    materials = {node.attrib["id"]: node for node in section(root, "materials")}
    seen = 0
    for node, _ in objects(section(root, "decomposition")):
        entity = file.by_guid(node.attrib["id"])
        assert node.get("Name") == entity.Name
        if "ObjectPlacement" in node.attrib:
            matrix = get_local_placement(entity.ObjectPlacement)
            matrix[:3, 3] *= scale
            numbers = [float(part) for part in node.attrib["ObjectPlacement"].split()]
            assert np.allclose(np.reshape(numbers, (4, 4)).T, matrix)
        own = util.get_material(entity, should_inherit=False)
        linked = [c.attrib[HREF][1:] for c in node if c.get(HREF, "")[1:] in materials]
        assert linked == ([f"{own.is_a()}_{own.id()}"] if own else [])
        if own and own.is_a("IfcMaterialLayerSetUsage"):
            layers = [layer.Material.Name for layer in own.ForLayerSet.MaterialLayers]
            assert [layer.get("Material") for layer in materials[linked[0]]] == layers
            seen += 1
    assert seen


def test_bytes_are_the_same_each_time(converted: Convert, sample: Any) -> None:
    _, one = converted(sample.architecture, format="xml")
    _, two = converted(sample.architecture, format="xml", processes=1)
    assert one.read_bytes() == two.read_bytes()


def names(path: Path, tag: str) -> list[str | None]:
    return [node.get("Name") for node in section(read(path), "decomposition").iter(tag)]


def walls(boxes: Boxes) -> list[Any]:
    return [product for product in boxes.products if product.is_a("IfcWall")]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The house, its door in the opening of the wall."""
    boxes = house()
    (opening,) = boxes.file.by_type("IfcOpeningElement")
    (door,) = boxes.file.by_type("IfcDoor")
    boxes.root("IfcRelFillsElement", RelatingOpeningElement=opening, RelatedBuildingElement=door)
    return boxes.write(tmp_path / "filled.ifc")


def test_selectors_keep_what_is_above(converted: Convert, filled: Path) -> None:
    result, path = converted(filled, format="xml", include=["IfcDoor"])
    resolves(read(path))
    tags = [node.tag for node, _ in objects(section(read(path), "decomposition"))]
    assert tags == [
        "IfcProject", "IfcSite", "IfcBuilding", "IfcBuildingStorey", "IfcWall",
        "IfcOpeningElement", "IfcDoor",
    ]  # fmt: skip
    assert result.elements == 3
    assert any("left out" in note for note in result.notes)


def test_what_was_in_the_excluded_moves_up(converted: Convert, filled: Path) -> None:
    _, path = converted(filled, format="xml", exclude=["IfcWall"])
    tree = section(read(path), "decomposition")
    parents = {node.tag: parent for node, parent in objects(tree)}
    storey = ifcopenshell.open(filled).by_type("IfcBuildingStorey")[0]
    assert parents["IfcDoor"] == storey.GlobalId
    assert "IfcOpeningElement" not in parents
    assert not names(path, "IfcWall")


def test_storeys_choose(converted: Convert, house_file: Path) -> None:
    _, path = converted(house_file, format="xml", storeys=["Upper"])
    assert names(path, "IfcBuildingStorey") == ["Upper"]
    assert not names(path, "IfcDoor")
    with pytest.raises(ParametersInvalid, match="'Ground', 'Upper'"):
        converted(house_file, format="xml", storeys=["Cellar"])
    with pytest.raises(NothingToDo):
        converted(house_file, format="xml", storeys=["Upper"], include=["IfcDoor"])


def with_set(boxes: Boxes, *properties: Any) -> None:
    pset = boxes.root("IfcPropertySet", Name="Custom", HasProperties=properties)
    boxes.root(
        "IfcRelDefinesByProperties",
        RelatedObjects=[boxes.products[0]],
        RelatingPropertyDefinition=pset,
    )


def custom(path: Path) -> dict[str, Node]:
    node = section(read(path), "properties").find("*[@Name='Custom']")
    assert node is not None
    return {child.attrib["Name"]: child for child in node}


def test_all_kinds_of_properties(converted: Convert, tmp_path: Path) -> None:
    boxes = house()
    make = boxes.file.create_entity

    def value(ifc_class: str, content: Any) -> Any:
        return make(ifc_class, content)

    def single(name: str, nominal: Any = None, **more: Any) -> Any:
        return make("IfcPropertySingleValue", Name=name, NominalValue=nominal, **more)

    labels = [value("IfcLabel", text) for text in ("a b", "é<&>")]
    metre = make("IfcSIUnit", UnitType="LENGTHUNIT", Prefix="MILLI", Name="METRE")
    inner = make(
        "IfcComplexProperty", Name="Inner", UsageName="u", HasProperties=[single("Deep", labels[1])]
    )
    with_set(
        boxes,
        single("Unknown", value("IfcLogical", "UNKNOWN")),
        single("Label", value("IfcLabel", "UNKNOWN")),
        single("Yes", value("IfcBoolean", True)),
        single("Count", value("IfcInteger", -3)),
        single("Size", value("IfcLengthMeasure", 0.1), Unit=metre),
        single("Empty"),
        make("IfcPropertyEnumeratedValue", Name="Enum", EnumerationValues=labels),
        make("IfcPropertyListValue", Name="List", ListValues=labels),
        make(
            "IfcPropertyBoundedValue",
            Name="Bounded",
            UpperBoundValue=value("IfcReal", 2.5),
            LowerBoundValue=value("IfcReal", 1.0),
        ),
        make(
            "IfcPropertyTableValue",
            Name="Table",
            DefiningValues=[value("IfcInteger", 1), value("IfcInteger", 2)],
            DefinedValues=labels,
        ),
        make(
            "IfcPropertyReferenceValue",
            Name="Reference",
            PropertyReference=make("IfcPerson", Identification="p", FamilyName="Doe"),
        ),
        make(
            "IfcComplexProperty",
            Name="Outer",
            UsageName="u",
            HasProperties=[inner, single("Flat", value("IfcReal", 1e20))],
        ),
    )
    found = custom(converted(boxes.write(tmp_path / "kinds.ifc"), format="xml")[1])
    nominal = {name: node.get("NominalValue") for name, node in found.items()}
    assert nominal["Unknown"] == "unknown"
    assert nominal["Label"] == "UNKNOWN"
    assert nominal["Yes"] == "true"
    assert nominal["Count"] == "-3"
    assert nominal["Size"] == "0.1"
    assert found["Size"].get("Unit") == "MILLIMETRE"
    assert nominal["Empty"] is None
    for name, tag in (("Enum", "EnumerationValues"), ("List", "ListValues")):
        assert [(part.tag, part.text) for part in found[name]] == [(tag, "a b"), (tag, "é<&>")]
    assert found["Bounded"].attrib == {
        "Name": "Bounded",
        "UpperBoundValue": "2.5",
        "LowerBoundValue": "1",
    }
    assert [part.text for part in found["Table"]] == ["1", "2", "a b", "é<&>"]
    assert [(part.tag, part.get("FamilyName")) for part in found["Reference"]] == [
        ("IfcPerson", "Doe")
    ]
    assert found["Deep"].get("IfcComplexProperty") == "Outer/Inner"
    assert found["Flat"].get("IfcComplexProperty") == "Outer"
    assert float(nominal["Flat"] or 0) == 1e20


def test_groups_have_their_members(converted: Convert, tmp_path: Path) -> None:
    boxes = house()
    front, back = walls(boxes)[:2]
    one, two = (boxes.root("IfcSystem", Name=name) for name in ("One", "Two"))
    assign = "IfcRelAssignsToGroup"
    boxes.root(assign, RelatingGroup=one, RelatedObjects=[two, front])
    # Groups in a circle are an error that must not be followed round and round.
    boxes.root(assign, RelatingGroup=two, RelatedObjects=[one, back])
    _, path = converted(boxes.write(tmp_path / "groups.ifc"), format="xml")
    root = read(path)
    resolves(root)
    groups = section(root, "groups")
    assert [group.get("Name") for group in groups] == ["One"]
    assert [node.get("Name") for node in groups[0]] == ["Two", "Front"]
    assert [node.get("Name") for node in groups[0][0]] == [None, "Back"]
    _, path = converted(tmp_path / "groups.ifc", format="xml", exclude=[front.GlobalId])
    assert [node.get("Name") for node in section(read(path), "groups")[0]] == ["Two"]


def test_layers_and_connections(converted: Convert, tmp_path: Path) -> None:
    boxes = house()
    front, back = walls(boxes)[:2]
    boxes.file.create_entity(
        "IfcPresentationLayerAssignment",
        Name="A-Wände",
        AssignedItems=list(front.Representation.Representations),
    )
    boxes.root("IfcRelConnectsElements", RelatingElement=front, RelatedElement=back)
    _, path = converted(boxes.write(tmp_path / "layers.ifc"), format="xml")
    root = read(path)
    resolves(root)
    assert [layer.get("id") for layer in section(root, "layers")] == ["A-Wände"]
    tree = section(root, "decomposition")
    wall = tree.find(f".//*[@id='{front.GlobalId}']")
    assert wall is not None
    assert [child.get(HREF) for child in wall.iter("IfcPresentationLayerAssignment")] == [
        "#A-Wände"
    ]
    (connection,) = section(root, "connections")
    assert [(end.tag, end[0].get(HREF)) for end in connection] == [
        ("RelatedElement", f"#{back.GlobalId}"),
        ("RelatingElement", f"#{front.GlobalId}"),
    ]
    # A connection with one end is none.
    _, path = converted(tmp_path / "layers.ifc", format="xml", exclude=[back.GlobalId])
    assert not len(section(read(path), "connections"))


def test_faulty_models_are_written(converted: Convert, tmp_path: Path) -> None:
    boxes = house()
    front, back, left, right = walls(boxes)[:4]
    front.Name = "\x01bad\x0b & \U0001f600\n"
    back.GlobalId = left.GlobalId
    right.GlobalId = None
    # Parts of each other, and a placement relative to itself.
    boxes.root("IfcRelAggregates", RelatingObject=back, RelatedObjects=[left])
    boxes.root("IfcRelAggregates", RelatingObject=left, RelatedObjects=[back])
    front.ObjectPlacement.PlacementRelTo = front.ObjectPlacement
    loop = boxes.file.create_entity("IfcComplexProperty", Name="Loop", UsageName="u")
    loop.HasProperties = [loop]
    with_set(boxes, loop)
    model = boxes.write(tmp_path / "faulty.ifc")
    text = model.read_text(encoding="utf-8")
    # Dangling references.
    text = text.replace(f"(#{front.id()})", f"(#{front.id()},#999999)")
    model.write_text(text, encoding="utf-8")
    result, path = converted(model, format="xml")
    root = read(path)
    resolves(root)
    assert result.elements == 9
    assert len(list(objects(section(root, "decomposition")))) == 9 + 5
    assert any("hang on nothing" in note for note in result.notes)
    wall = section(root, "decomposition").find(f".//*[@id='{front.GlobalId}']")
    assert wall is not None
    assert wall.get("Name") == "\ufffdbad\ufffd & \U0001f600\n"
    assert "ObjectPlacement" not in wall.attrib


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert clean("a\x00b\x1f\ud800\uffffc\td\u00e9\U0001f600") == (
        "a\ufffdb\ufffd\ufffd\ufffdc\td\u00e9\U0001f600"
    )


def test_names_of_all_scripts_are_right(converted: Convert, corpus: Path) -> None:
    model = corpus / "unicode-names-ifc2x3.ifc"
    _, path = converted(model, format="xml")
    written = Counter(node.get("Name") for node in section(read(path), "decomposition").iter())
    file = ifcopenshell.open(model)
    unusual = [p.Name for p in file.by_type("IfcProduct") if p.Name and not p.Name.isascii()]
    assert unusual
    assert all(written[clean(name)] for name in unusual)


def test_a_model_of_nothing_is_nothing_to_do(converted: Convert, corpus: Path) -> None:
    with pytest.raises(NothingToDo, match="neither"):
        converted(corpus / "bad-errorfile-ifc2x3.ifc", format="xml")
