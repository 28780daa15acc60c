"""Cells from the index are what ifcopenshell says of the opened model."""

from __future__ import annotations

from itertools import islice
from typing import Any

import ifcopenshell
import pytest
from ifcopenshell.util.selector import (
    GetElementTransformer,
    _get_element_value,
    get_element_grammar,
    get_element_value,
)

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.cells import NotInIndex, cells
from ifcworks.ifc.tables.writing.opened import opened_column
from operations.export_table.conftest import Known
from operations.export_table.edges import EDGES

QUERIES = (
    *("GlobalId", "Name", "Description", "ObjectType", "Tag", "LongName", "class", "id"),
    *("predefined_type", "PredefinedType", "count", "type.Name", "type.class", "type.id"),
    *("type.GlobalId", "type.Tag", "type.ElementType", "type.predefined_type", "type.count"),
    *("storey.Name", "storey.Elevation", "storey.id", "building.Name", "site.Name"),
    *("site.RefLatitude", "space.LongName", "container.Name", "container.class", "parent.Name"),
    *("parent.class", "parent.parent.Name", "storey.building.Name", "material.Name"),
    *("material.class", "material.Category", "mat.Name", "materials.Name", "materials.count"),
    *("mats.Category", "materials.0.Name", "materials.1.Name", "material.count"),
    *("material.item.Name", "type.material.Name", "classification.Name"),
    *("classification.Identification", "classification.ItemReference", "classification.count"),
    *("classification.Location", "group.Name", "group.count", "system.Name", "zone.Name"),
    *("group.0.Name", "system.count", "zone.count", "storey.group.Name", "styles.Name", "x"),
    *("easting", "types.count", "Nope", "Nope.foo", "Name.foo", "OwnerHistory"),
    *("HasAssociations", "IsDefinedBy", "file", "material", "materials", "OverallHeight"),
    *("container", "storey", "type", "classification", "group", "system", "parent", "mats"),
    *("type.material", "storey.building"),
    *("Elevation", "CompositionType", "RefLatitude", "Sizeable"),
    *("type.ParameterTakesPrecedence", "Pset_WallCommon.IsExternal"),
    *("Pset_WallCommon.LoadBearing", "Pset_WallCommon", "Pset_WallCommon.id"),
    *("/Pset_.*Common/.IsExternal", "/Pset_.*Common/.Reference", "/Pset_.*/./.*/"),
    *("/.*/./.*Area.*/", "/.*/.Reference", "/Nope.*/.x", "type.Pset_WallCommon.IsExternal"),
    *("storey.Pset_BuildingStoreyCommon.AboveGround", "group./.*/.Reference"),
    *("Qto_WallBaseQuantities.NetSideArea", "BaseQuantities.Width", "P.A", "P.B", "P.C"),
    *("P./.*/", "/P/.A", "/[PQ]/.A", "/[PQ]/.B", "/[PQ]/./.*/", "Q.id", "/Q/.id"),
    *("Description.A", "P.Truth", "Kinds.Truth", "Kinds.Unknown", "Kinds.Enumerated"),
    *("Kinds.List", "Kinds.Bounded", "Kinds.Complex", "Kinds.Part", "Kinds.Complex.Part"),
    *("Kinds.Reference", "Kinds.Angle", "Kinds.Nothing", 'Kinds."[text"', "Kinds./T.*/"),
    *("Numbers.Huge", "Numbers.Tiny", "Numbers.Whole", "Numbers.Integer", "Numbers.Text"),
    *("Numbers./.*/", "Numbers.Long", "Lining.LiningDepth", "Qto_W.Count", "Qto_W.Length"),
    *("Qto_W.Layers", "Qto_W.Layers.Length"),
)
FROM_THE_INDEX = (
    *("GlobalId", "Name", "class", "predefined_type", "storey.Name", "type.Name", "materials.Name"),
    *("Pset_WallCommon.IsExternal", "classification.Identification", "site.Name", "container.Name"),
    *("group.Name", "parent.class", "Tag", "container", "storey", "type"),
)
"""What must never need the model, whatever it holds."""
_OF_EACH_CLASS = 3
_OF_THE_VOCABULARY = 6


def some_objects(known: Known) -> list[ifcopenshell.entity_instance]:
    """Some of each class: models are large, and most of what they hold is alike."""
    by_class: dict[str, list[ifcopenshell.entity_instance]] = {}
    for instance in known.objects():
        by_class.setdefault(instance.is_a(), []).append(instance)
    return [
        instance
        for same in by_class.values()
        for instance in same[:: len(same) // _OF_EACH_CLASS + 1]
    ]


def vocabulary(known: Known) -> list[str]:
    """Queries for properties and attributes that are in the model."""
    sets = known.index.execute(
        "SELECT DISTINCT s.name, p.name FROM psets s JOIN properties p ON p.pset_id = s.id "
        "WHERE parent IS NULL AND s.name <> '' ORDER BY ALL"
    ).fetchall()
    names = known.index.execute("SELECT DISTINCT name FROM attributes ORDER BY 1").fetchall()
    step = len(sets) // _OF_THE_VOCABULARY + 1
    quoted = [
        (s.replace('"', '\\"'), p.replace('"', '\\"')) for s, p in islice(sets, 0, None, step)
    ]
    return [f'"{s}"."{p}"' for s, p in quoted if "\\" not in s + p] + [name for (name,) in names]


def called(instance: ifcopenshell.entity_instance) -> Any:
    """What a table says of a whole instance."""
    if instance.is_a("IfcClassificationReference") and instance[1]:
        return instance[1]
    name = getattr(instance, "Name", None) or getattr(instance, "LayerSetName", None)
    if name and isinstance(name, str):
        return name
    if instance.is_a("IfcMaterialList"):
        return [material.Name for material in instance.Materials if material.Name]
    for name in ("MaterialLayers", "MaterialConstituents", "MaterialProfiles"):
        materials = [part.Material for part in getattr(instance, name, None) or ()]
        if materials:
            return [material.Name for material in materials if material and material.Name]
    return instance.is_a()


def truth(value: Any) -> Any:
    """A value of ifcopenshell as a cell has it."""
    if isinstance(value, set):
        return [truth(item) for item in sorted(value, key=lambda instance: instance.id())]
    if isinstance(value, (list, tuple)):
        return [truth(item) for item in value]
    if isinstance(value, ifcopenshell.entity_instance):
        return called(value)
    return str(value) if isinstance(value, dict) else value


def expected(instance: ifcopenshell.entity_instance, keys: list[Any]) -> Any:
    if "classification" not in keys:
        return truth(_get_element_value(instance, keys))
    # A set, in no order: the index has it by number.
    value: Any = instance
    for key in keys:
        if isinstance(value, set):
            value = sorted(value, key=lambda reference: reference.id())
        value = _get_element_value(value, [key])
    return truth(value)


def same(a: Any, b: Any) -> bool:
    return type(a) is type(b) and repr(a) == repr(b)


def test_every_cell_is_what_ifcopenshell_says(known: Known) -> None:
    objects = some_objects(known)
    ids = [instance.id() for instance in objects]
    answered = 0
    for query in [*QUERIES, *vocabulary(known)]:
        try:
            found = known.cells.column(ids, query)
        except NotInIndex:
            assert query not in FROM_THE_INDEX or known.name == "edge:constituents", query
            continue
        assert len(found) == len(ids)
        keys = GetElementTransformer().transform(get_element_grammar.parse(query))
        for instance, value in zip(objects, found, strict=True):
            wanted = expected(instance, keys)
            assert same(value, wanted), (query, instance, value, wanted)
        answered += 1
    assert answered > len(QUERIES) // 2


@pytest.mark.parametrize("known", ["duplex-architecture-ifc2x3", *EDGES], indirect=True)
def test_the_opened_model_gives_the_same_without_parsing_each_query_again(known: Known) -> None:
    objects = some_objects(known)[:20]
    ids = [instance.id() for instance in objects]
    for query in ("Name", "type.Name", "materials.Name", "/Pset_.*/.Reference", "P.A", "x"):
        column = opened_column(known.model, ids, query)
        for instance, value in zip(objects, column.values, strict=True):
            try:
                wanted = truth(get_element_value(instance, query))
            except Exception:
                assert column.failures
                continue
            assert value == wanted, (query, instance)


def test_several_queries_at_once(known_one: Known) -> None:
    known = known_one
    ids = [instance.id() for instance in known.objects()]
    name, kind, again = cells(known.index, [*ids, *ids[:1]], ["Name", "class", "Name"])
    assert name == again
    assert kind == [known.model.by_id(number).is_a() for number in [*ids, *ids[:1]]]


def test_no_elements_no_values(known_one: Known) -> None:
    assert cells(known_one.index, [], ["Name", "storey.Name", "material", "P.A"]) == [
        [],
        [],
        [],
        [],
    ]


def test_which_query_is_not_in_the_index(known_one: Known) -> None:
    with pytest.raises(NotInIndex) as caught:
        cells(known_one.index, [1], ["Name", "file"])
    assert caught.value.query == "file"


@pytest.mark.parametrize("query", ["", " ", ".", "a..b", "a b", "a.", "/[/", "a=b", "/a"])
def test_malformed_queries_are_refused(known_one: Known, query: str) -> None:
    with pytest.raises(ParametersInvalid, match="The query"):
        known_one.cells.column([], query)
