"""Lists and sums from the index are what the model says."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import ifcopenshell
import ifcopenshell.util.classification
import ifcopenshell.util.element as util
import ifcopenshell.util.selector
import ifcopenshell.util.system
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.questions import QUESTIONS
from ifcworks.ifc.index.questions.filters import pattern
from ifcworks.ifc.index.questions.opened import Opened
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.sample import SampleFiles
from operations.index.conftest import Indexed


def ask(indexed: Indexed, question: str, **arguments: Any) -> Any:
    return QUESTIONS[question](Opened(indexed.index), **arguments)


def ids(indexed: Indexed, **filters: Any) -> set[int]:
    """Numbers of all elements that fit, page by page."""
    found: list[int] = []
    after = None
    while True:
        page = ask(indexed, "elements", limit=700, after=after, **filters)
        found += [item.id for item in page.items]
        if page.next is None:
            break
        after = page.next
    assert len(set(found)) == len(found) == page.total
    return set(found)


def products(indexed: Indexed) -> list[ifcopenshell.entity_instance]:
    return list(indexed.model.by_type("IfcProduct"))


def test_by_class(indexed: Indexed) -> None:
    assert ids(indexed) == {product.id() for product in products(indexed)}
    for name in ("IfcWall", "ifcbuildingelement", "IfcSpatialStructureElement", "IfcDoor"):
        if name == "ifcbuildingelement" and indexed.model.schema != "IFC2X3":
            continue
        assert ids(indexed, classes=[name]) == {e.id() for e in indexed.model.by_type(name)}
    both = {e.id() for name in ("IfcDoor", "IfcWindow") for e in indexed.model.by_type(name)}
    assert ids(indexed, classes=["IfcDoor", "IfcWindow"]) == both


def test_by_type_storey_and_name(indexed: Indexed) -> None:
    of_type: dict[str, set[int]] = defaultdict(set)
    of_name: dict[str, set[int]] = defaultdict(set)
    for product in products(indexed):
        type_ = util.get_type(product)
        if type_ is not None and type_.GlobalId:
            of_type[type_.GlobalId].add(product.id())
        if product.Name:
            of_name[product.Name.lower()].add(product.id())
    for global_id, expected in list(of_type.items())[:20]:
        assert ids(indexed, type=global_id) == expected
    for name, expected in list(of_name.items())[:20]:
        if not set(name) & set("*?"):
            assert ids(indexed, name=name) == expected
    for storey in indexed.model.by_type("IfcBuildingStorey"):
        found = ids(indexed, storey=storey.GlobalId)
        direct = {
            element.id()
            for element in util.get_contained(storey)
            if util.get_container(element) == storey and element.is_a("IfcProduct")
        }
        assert direct <= found


def test_by_property(indexed: Indexed) -> None:
    values: dict[tuple[str, str], dict[int, Any]] = defaultdict(dict)
    for product in products(indexed):
        for pset, properties in util.get_psets(product).items():
            for name, value in properties.items():
                if name != "id":
                    values[(pset, name)][product.id()] = value
    plain = [key for key in values if all(key) and not set("".join(key)) & set("*?<>=!.")]
    for pset, name in plain[:25]:
        of_all = values[(pset, name)]
        assert ids(indexed, properties=[f"{pset}.{name}"]) == set(of_all)
        single = {k: v for k, v in of_all.items() if isinstance(v, (str, bool, int, float))}
        for value in list(dict.fromkeys(single.values()))[:2]:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if not text.strip() or set(text) & set("*?\n") or text != text.strip():
                continue
            equal = {k for k, v in of_all.items() if _same(v, value)}
            assert ids(indexed, properties=[f"{pset}.{name}={text}"]) == equal
            unequal = ids(indexed, properties=[f"{pset}.{name}!={text}"])
            assert unequal == set(of_all) - equal
            if isinstance(value, float):
                numbers = {k: v for k, v in of_all.items() if isinstance(v, (int, float))}
                less = {k for k, v in numbers.items() if v < value}
                assert ids(indexed, properties=[f"{pset}.{name} < {value!r}"]) == less


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):
        return any(_same(item, wanted) for item in value)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return str(value).lower() == str(wanted).lower()
    if isinstance(value, (int, float)) and isinstance(wanted, (int, float)):
        return value == wanted
    return str(value).lower() == str(wanted).lower()


def test_by_material_and_classification(indexed: Indexed) -> None:
    named: dict[str, set[int]] = defaultdict(set)
    coded: dict[str, set[int]] = defaultdict(set)
    for product in products(indexed):
        for material in util.get_materials(product):
            if material.Name:
                named[material.Name.lower()].add(product.id())
        definition = util.get_material(product, should_skip_usage=True)
        set_name = getattr(definition, "LayerSetName", getattr(definition, "Name", None))
        if definition is not None and not definition.is_a("IfcMaterial") and set_name:
            named[set_name.lower()].add(product.id())
        for reference in ifcopenshell.util.classification.get_references(product):
            for code in {reference[1], reference.Name} - {None}:
                coded[code.lower()].add(product.id())
    for name, expected in list(named.items())[:20]:
        if not set(name) & set("*?"):
            assert ids(indexed, material=name) == expected
    for code, expected in list(coded.items())[:20]:
        assert ids(indexed, classification=code) >= expected


def test_materials_are_those_of_the_elements(indexed: Indexed) -> None:
    expected: dict[str, set[int]] = defaultdict(set)
    for thing in indexed.model.by_type("IfcObject"):
        for material in util.get_materials(thing):
            if material.Name is not None:
                expected[material.Name].add(thing.id())
    answer = ask(indexed, "materials", limit=1000)
    assert {item.name: item.elements for item in answer.items} == {
        name: len(numbers) for name, numbers in expected.items()
    }


def test_quantities_add_up(indexed: Indexed) -> None:
    totals: Counter[tuple[str, str, str]] = Counter()
    elements: Counter[tuple[str, str, str]] = Counter()
    for product in products(indexed):
        for qto, quantities in util.get_psets(product, qtos_only=True).items():
            for name, value in quantities.items():
                if name != "id" and isinstance(value, (int, float)):
                    totals[product.is_a(), qto, name] += value
                    elements[product.is_a(), qto, name] += 1
    units = {
        (row[0], row[1], row[2]): row[3]
        for row in indexed.index.execute(
            "SELECT class, qto, quantity, max(si / number) FROM quantities "
            "WHERE number <> 0 GROUP BY ALL"
        ).fetchall()
    }
    answer = ask(indexed, "quantities", by=["class"], limit=1000)
    found = {
        (group.group["class"], total.qto, total.name): total
        for group in answer.items
        for total in group.quantities
    }
    assert {key: total.elements for key, total in found.items()} == dict(elements)
    for key, total in found.items():
        assert total.total == pytest.approx(totals[key] * (units.get(key) or 1), rel=1e-9)
    counts = Counter(product.is_a() for product in products(indexed))
    assert {group.group["class"]: group.elements for group in answer.items} == dict(counts)


def test_the_spatial_tree_names_places(indexed: Indexed) -> None:
    rows = indexed.index.execute(
        "SELECT id, depth, parent_id, place, below FROM spatial_tree"
    ).fetchall()
    tree = {row[0]: row[1:] for row in rows}
    below: Counter[int] = Counter()
    for number, (depth, parent, place, _) in tree.items():
        above = []
        while parent is not None:
            above.append(indexed.model.by_id(parent))
            below[parent] += 1
            parent = tree[parent][1] if parent in tree else None
        assert depth == len(above), number
        expected = " / ".join(e.Name if e.Name is not None else e.is_a() for e in reversed(above))
        assert (place or "") == expected
    assert {number: row[3] for number, row in tree.items() if row[3]} == dict(below)


@pytest.fixture(scope="module")
def house(sample: SampleFiles, tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    folder = tmp_path_factory.mktemp("house")
    build_index(sample.architecture, folder / "index.duckdb", folder / "scratch")
    return Indexed(ifcopenshell.open(sample.architecture), open_index(folder / "index.duckdb"))


def test_columns(house: Indexed) -> None:
    columns = ["Name", "type.Name", "storey.Name", "Pset_WallCommon.IsExternal"]
    page = ask(house, "elements", classes=["IfcWall"], columns=columns, limit=1000)
    assert page.items
    for item in page.items:
        wall = house.model.by_id(item.id)
        for column, value in item.values.items():
            assert value == ifcopenshell.util.selector.get_element_value(wall, column)
        assert item.type is not None
        assert item.storey is not None


@settings(max_examples=25, deadline=None)
@given(limit=st.integers(1, 150))
def test_every_element_is_on_one_page(house: Indexed, limit: int) -> None:
    for question in ("elements", "materials", "classifications", "quantities"):
        whole = ask(house, question, limit=1000)
        assert whole.next is None
        found, after = [], None
        while True:
            page = ask(house, question, limit=limit, after=after)
            assert len(page.items) <= limit
            found += page.items
            if page.next is None:
                break
            after = page.next
        assert found == whole.items


def test_sums_of_several_groups(house: Indexed) -> None:
    answer = ask(house, "quantities", by=["storey", "class"], classes=["IfcWall"])
    assert {group.group["class"] for group in answer.items} == {"IfcWall"}
    everything = ask(house, "quantities", by=["class"], classes=["IfcWall"]).items[0]
    assert sum(group.elements for group in answer.items) == everything.elements
    by_name = {total.name: total for total in everything.quantities}
    for name, total in by_name.items():
        parts = [t.total for g in answer.items for t in g.quantities if t.name == name]
        assert sum(parts) == pytest.approx(total.total)
    assert by_name["Length"].unit == "m"


def test_the_card_of_every_product(indexed: Indexed) -> None:
    index = Opened(indexed.index)
    for product in products(indexed):
        card = QUESTIONS["card"](index, element=f"#{product.id()}")
        assert (card.global_id, card.ifc_class, card.name) == (
            product.GlobalId,
            product.is_a(),
            product.Name,
        )
        sets = {pset.name: len(pset.properties) for pset in card.psets + card.quantities}
        psets = util.get_psets(product)
        assert sets == {name: len(values) - 1 for name, values in psets.items()}
        qtos = util.get_psets(product, qtos_only=True)
        assert {pset.name for pset in card.quantities} == set(qtos)
        systems = {s.id() for s in ifcopenshell.util.system.get_element_systems(product)}
        assert {found.id for found in card.systems} == systems
        groups = {group.id() for group in util.get_groups(product)}
        assert {found.id for found in card.groups} == groups - systems
        voids = {r.RelatedOpeningElement.id() for r in getattr(product, "HasOpenings", ())}
        assert {found.id for found in card.openings} == voids


def test_systems_and_groups_in_the_tree(indexed: Indexed) -> None:
    def branch(name: str) -> set[int]:
        return {node.id for node in ask(indexed, "tree", parent=name, limit=1000).nodes}

    excluded = [
        *indexed.model.by_type("IfcZone"),
        *indexed.model.by_type("IfcStructuralAnalysisModel"),
    ]
    systems = {s.id() for s in indexed.model.by_type("IfcSystem") if s not in excluded}
    assert branch("systems") == systems
    assert branch("groups") == {g.id() for g in indexed.model.by_type("IfcGroup")} - systems


def test_search(house: Indexed) -> None:
    found = ids(house, search="WALL", classes=["IfcWall"])
    expected = {
        wall.id()
        for wall in house.model.by_type("IfcWall")
        if any("wall" in (text or "").lower() for text in _texts(wall))
    }
    assert found == expected


def _texts(element: ifcopenshell.entity_instance) -> list[str | None]:
    type_ = util.get_type(element)
    return [element.Name, element.Tag, element.GlobalId, type_.Name if type_ else None]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"classes": ["IfcWal"]}, "IfcWall"),
        ({"classes": ["x' OR 1=1 --"]}, "no class"),
        ({"storey": "Cellar"}, "'Ground floor'"),
        ({"type": "Nothing"}, "no type"),
        ({"properties": ["FireRating"]}, "Pset_WallCommon.FireRating"),
        ({"properties": ["Pset_WallCommon.FireRating > tall"]}, "no number"),
        ({"after": "x"}, "cursor"),
        ({"after": "-1"}, "cursor"),
        ({"columns": ["x"]}, "export-table"),
    ],
)
def test_what_cannot_be_understood_is_said(
    house: Indexed, arguments: dict[str, Any], says: str
) -> None:
    with pytest.raises(ParametersInvalid) as error:
        ask(house, "elements", **arguments)
    assert says in str(error.value)


def test_a_group_that_is_not_there(house: Indexed) -> None:
    with pytest.raises(ParametersInvalid, match="'colour'"):
        ask(house, "quantities", by=["colour"])


@given(text=st.text(max_size=8))
def test_patterns_mean_what_they_say(house: Indexed, text: str) -> None:
    if set(text) & set("*?") or "\0" in text:
        return
    sql = r"SELECT ? ILIKE ? ESCAPE '\'"
    for value, wanted, expected in ((text, text, True), (f"a{text}b", f"a*{text}?", True)):
        [(found,)] = house.index.execute(sql, [value, pattern(wanted)]).fetchall()
        assert found is expected
