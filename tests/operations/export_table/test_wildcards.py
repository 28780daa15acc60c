"""A query with a star is a column for each property that there is."""

from __future__ import annotations

import csv

import pytest
from ifcopenshell.util.element import get_psets

from ifcworks.errors import NothingToDo, ParametersInvalid, TableTooLarge
from ifcworks.ifc.index.cells.queries import keys_of
from ifcworks.ifc.tables.export import make_table
from ifcworks.ifc.tables.writing import wildcards
from ifcworks.ifc.tables.writing.request import Column, Grouping, SortKey, TableFormat, TableRequest
from operations.export_table.conftest import Export, Known
from operations.export_table.test_table import columns, some


def headers(known: Known, *queries: str | Column, selector: str = "IfcProduct") -> list[str]:
    request = TableRequest(TableFormat.CSV, selector, columns(*queries))
    made = make_table(request, known.index, lambda: known.model)
    without = make_table(request, None, lambda: known.model)
    assert made.table.headers == without.table.headers
    assert made.table.values == without.table.values
    return made.table.headers


def test_of_every_model(known: Known) -> None:
    selector = some(known)
    try:
        found = headers(known, "GlobalId", "*.*", selector=selector)
    except NothingToDo:
        assert not known.model.by_type("IfcElement") or not known.model.by_type("IfcPropertySet")
        return
    names = set()
    for element in known.model.by_type("IfcElement"):
        if element.GlobalId in selector or selector == "IfcElement":
            for set_name, inside in get_psets(element).items():
                names |= {(set_name, name) for name in inside if name != "id" and set_name}
    assert len(found) == len(names) + 1


@pytest.mark.parametrize("known", ["edge:properties"], indirect=True)
@pytest.mark.parametrize(
    ("queries", "expected"),
    [
        (["P.*"], ["P.A", "P.B", "P.C", "P.Truth"]),
        (["P.*", "P.B"], ["P.A", "P.C", "P.Truth", "P.B"]),
        (["P.B", "P.*"], ["P.B", "P.A", "P.C", "P.Truth"]),
        (["*.A", "Name"], ["Description.A", "P.A", "Q.A", "Name"]),
        (["Qto_*.*"], ["Qto_W.Count", "Qto_W.Layers", "Qto_W.Length"]),
        (["type.P.*"], ["type.P.A", "type.P.B"]),
        (["/[PQ]$/.*"], ["P.A", "P.B", "P.C", "P.Truth", "Q.A"]),
        (["Kinds.*rt", "Name"], ["Kinds.Part", "Name"]),
        (["Kinds.[*"], ["Kinds.[text"]),
        (['P."*"', "/P.*/.A"], ['P."*"', "/P.*/.A"]),
        (["Nope.*", "Name"], ["Name"]),
    ],
)
def test_of_names(known: Known, queries: list[str], expected: list[str]) -> None:
    assert headers(known, *queries) == expected


@pytest.mark.parametrize("name", ["a b", "a.b", "1=2", 'say "x" and y', "type", "count", "x*", "/"])
def test_names_that_need_more(name: str) -> None:
    written = wildcards._written(name)
    assert written is not None
    [key] = keys_of(written)
    assert key == name if isinstance(key, str) else key.match(name)


@pytest.mark.parametrize("known", ["edge:properties"], indirect=True)
def test_with_groups_and_sorting(known: Known) -> None:
    given = columns(
        Column("class", "class", group=Grouping.GROUP),
        Column("Qto_W.*", "Qto_W.*", group=Grouping.SUM),
    )
    request = TableRequest(TableFormat.CSV, "IfcWall", given, (SortKey("Qto_W.Length"),))
    made = make_table(request, known.index, lambda: known.model)
    assert made.table.headers == ["class", "Qto_W.Count", "Qto_W.Layers", "Qto_W.Length"]
    assert [values[0] for values in made.table.values] == ["IfcWall", 6.0, 0, 5.0]


@pytest.mark.parametrize("known", ["edge:properties"], indirect=True)
def test_refusals(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ParametersInvalid, match="no common header"):
        headers(known, Column("P.*", "All"))
    with pytest.raises(ParametersInvalid, match=r"header 'P\.A'"):
        headers(known, "P.*", Column("Name", "P.A"))
    with pytest.raises(NothingToDo, match="matches no property"):
        headers(known, "GlobalId", "Nope.*")
    monkeypatch.setattr(wildcards, "MOST_COLUMNS", 3)
    with pytest.raises(TableTooLarge):
        headers(known, "P.*")


def test_as_any_caller_asks(known_one: Known, exported: Export) -> None:
    columns = ["Name", "Pset_*.*"]
    result, path = exported(known_one.path, known_one.index_path, columns=columns)
    assert [column.query for column in result.columns] == ["GlobalId", "Name"]
    assert result.notes == ["'Pset_*.*' matches no property of these elements."]
    with path.open(newline="") as stream:
        assert next(csv.reader(stream)) == ["GlobalId", "Name"]
