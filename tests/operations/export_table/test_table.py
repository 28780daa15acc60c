"""Tables are what ifccsv writes, byte by byte."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import ifcopenshell.util.selector
import pytest
from ifccsv import IfcCsv

from ifcworks.errors import NothingToDo
from ifcworks.ifc.tables.export import make_table, write_table
from ifcworks.ifc.tables.writing.request import (
    Column,
    Grouping,
    SortKey,
    Summary,
    TableFormat,
    TableRequest,
    Wording,
)
from operations.export_table.conftest import Known

WORDING = Wording(null="N/A", empty="(empty)", bool_true="ja", bool_false="nein", concat=" | ")
ATTRIBUTES = (
    *("class", "Name", "Description", "storey.Name", "type.Name", "materials.Name", "Tag"),
    *("Pset_WallCommon.IsExternal", "/Pset_.*Common/.Reference", "BaseQuantities.Width"),
    *("Qto_WallBaseQuantities.NetSideArea", "OverallHeight", "P.A", "Kinds.Enumerated", "x"),
)
NOT_FOR_IFCCSV = (
    *("bad-double-guids-ifc2x3", "pcert-building-landscaping-ifc4x3"),
    *("edge:properties", "edge:constituents"),
)
"""Models of which it can make no table with some of these columns."""
_AT_MOST = 30


def columns(*given: str | Column) -> tuple[Column, ...]:
    return tuple(Column(one, one) if isinstance(one, str) else one for one in given)


def ours(known: Known, request: TableRequest, folder: Path, with_index: bool) -> bytes:
    index = known.index if with_index else None
    made = make_table(request, index, lambda: known.model)
    target = folder / "ours.csv"
    write_table(made.table, request, target, folder)
    return target.read_bytes()


def theirs(known: Known, request: TableRequest, folder: Path) -> bytes:
    found = ifcopenshell.util.selector.filter_elements(known.model, request.selector)
    target = folder / "theirs.csv"

    def named(column: Column, **more: Any) -> dict[str, Any]:
        return {"name": column.query, **more}

    IfcCsv().export(
        known.model,
        # Its rows come in no order, except for what it sorts.
        sorted(found, key=lambda element: element.id()),
        [column.query for column in request.columns],
        headers=[column.header for column in request.columns],
        output=str(target),
        format="csv",
        include_global_id=False,
        delimiter=request.delimiter,
        **vars(request.wording),
        sort=[
            {"name": key.query, "order": "DESC" if key.descending else "ASC"}
            for key in request.sort
        ],
        groups=[
            named(c, type=c.group.value, varies_value=c.varies) for c in request.columns if c.group
        ],
        summaries=[named(c, type=c.summary.value) for c in request.columns if c.summary],
        formatting=[named(c, format=c.format) for c in request.columns if c.format],
    )
    return target.read_bytes()


def some(known: Known) -> str:
    """A selector of a part of a model, as ifccsv takes a second for some hundred elements."""
    ids = sorted({element.GlobalId for element in known.model.by_type("IfcElement")})
    if len(ids) <= _AT_MOST:
        return "IfcElement"
    return ", ".join(random.Random(known.name).sample(ids, _AT_MOST))


def both(known: Known, request: TableRequest, folder: Path) -> None:
    if not ifcopenshell.util.selector.filter_elements(known.model, request.selector):
        with pytest.raises(NothingToDo):
            ours(known, request, folder, with_index=True)
        return
    from_index = ours(known, request, folder, with_index=True)
    assert ours(known, request, folder, with_index=False) == from_index
    try:
        expected = theirs(known, request, folder)
    except (TypeError, ValueError):
        # Sets without a name, constituents that are missing, no number to take the most of.
        assert known.name in NOT_FOR_IFCCSV
        return
    assert from_index == expected


def test_cells_headers_and_order(known: Known, tmp_path: Path) -> None:
    # By a column without equal values, as ifccsv compares no text with numbers.
    sort = (SortKey("class"), SortKey("GlobalId", descending=True))
    given = columns("GlobalId", *ATTRIBUTES[:1], Column("Name", "The name"), *ATTRIBUTES[2:])
    both(known, TableRequest(TableFormat.CSV, some(known), given, sort), tmp_path)


def test_words_and_natural_sorting(known: Known, tmp_path: Path) -> None:
    given = columns("GlobalId", "Name", "storey.Name", "Pset_WallCommon.IsExternal", "P.C")
    request = TableRequest(
        TableFormat.CSV,
        some(known),
        given,
        (SortKey("storey.Name", descending=True), SortKey("Name")),
        WORDING,
        delimiter=";",
    )
    both(known, request, tmp_path)


def test_groups_summaries_and_formats(known: Known, tmp_path: Path) -> None:
    given = columns(
        Column("class", "class", group=Grouping.GROUP, format='concat("<", {{value}}, ">")'),
        Column("id", "How many", group=Grouping.SUM, summary=Summary.SUM),
        Column("storey.Name", "storey", group=Grouping.VARIES, varies="several"),
        Column("Tag", "Tag", format="lower({{value}})"),
        Column("count", "count", group=Grouping.AVERAGE, summary=Summary.AVERAGE),
        Column("storey.id", "storey id", summary=Summary.MAX),
        Column("type.id", "type id"),
    )
    both(known, TableRequest(TableFormat.CSV, some(known), given, (SortKey("class"),)), tmp_path)


def test_rows_in_the_order_of_the_first_column(known_one: Known, tmp_path: Path) -> None:
    for given in (columns("Name", "class"), columns("id"), columns("GlobalId", "class")):
        request = TableRequest(TableFormat.CSV, "IfcElement", given)
        made = make_table(request, known_one.index, lambda: known_one.model)
        first = made.table.values[1 if given[0].query == "GlobalId" else 0]
        assert first == sorted(first)
        # ifccsv has the same order where no two are equal.
        if len(given) == 1:
            both(known_one, request, tmp_path)


def test_concatenated_texts_come_in_the_order_of_the_rows(known_one: Known) -> None:
    given = columns(
        Column("count", "all", group=Grouping.GROUP), Column("class", "c", group=Grouping.CONCAT)
    )
    request = TableRequest(TableFormat.CSV, "IfcElement", given)
    made = make_table(request, known_one.index, lambda: known_one.model)
    assert made.elements == 5
    expected = "IfcWall, IfcOpeningElement, IfcDoor, IfcDiscreteAccessory"
    assert made.table.values == [[1], [expected]]


def test_what_the_index_does_not_know_is_said(known_one: Known) -> None:
    request = TableRequest(TableFormat.CSV, "IfcWall", columns("Name", "x", "Name.class"))
    made = make_table(request, known_one.index, lambda: known_one.model)
    assert [column.source for column in made.columns] == ["index", "model", "model"]
    assert made.selected_from == "index"
    assert made.table.values[1:] == [[None, None], [None, None]]
    [note] = made.notes
    assert "'Name.class' means nothing for 2 elements" in note


@pytest.mark.parametrize("known", ["edge:properties"], indirect=True)
def test_a_selector_of_more_than_objects(known: Known) -> None:
    request = TableRequest(TableFormat.CSV, "IfcPropertySet", columns("GlobalId", "Name", "class"))
    made = make_table(request, known.index, lambda: known.model)
    assert made.selected_from == "model"
    assert made.table.rows == 9
    assert set(made.table.values[2]) == {"IfcPropertySet"}


def test_no_number_to_sum_up_and_values_that_cannot_be_formatted(known_one: Known) -> None:
    given = columns(
        Column("Name", "n", format="number({{value}})", summary=Summary.AVERAGE),
        Column("Description", "d", summary=Summary.SUM),
    )
    request = TableRequest(TableFormat.CSV, "IfcWall", given)
    made = make_table(request, known_one.index, lambda: known_one.model)
    assert made.table.values == [["W1", "W2"], [None, None]]
    assert made.table.summaries == ["Average: -", "Sum: 0"]
    assert any("2 different values cannot be written as number" in note for note in made.notes)


@pytest.mark.parametrize("known", ["edge:properties"], indirect=True)
def test_text_beside_numbers_can_be_sorted(known: Known) -> None:
    for keys in ((), (SortKey("Numbers./.*/"),)):
        request = TableRequest(TableFormat.CSV, "IfcProduct", columns("Numbers./.*/", "id"), keys)
        made = make_table(request, known.index, lambda: known.model)
        assert made.table.rows == 4


def test_nothing_stays_nothing_in_a_group(known_one: Known, tmp_path: Path) -> None:
    given = columns(
        Column("class", "class", group=Grouping.GROUP),
        Column("Description", "Description", group=Grouping.CONCAT),
    )
    wording = Wording(null="", empty="(empty)")
    both(known_one, TableRequest(TableFormat.CSV, "IfcElement", given, (), wording), tmp_path)


def test_a_format_may_leave_nothing(known_one: Known, tmp_path: Path) -> None:
    given = columns(
        "Name",
        Column("materials.Name", "m", format="upper({{value}})"),
        Column("class", "c", format="substr({{value}}, 0, 0)"),
    )
    wording = Wording(empty="(empty)")
    both(known_one, TableRequest(TableFormat.CSV, "IfcElement", given, (), wording), tmp_path)


def test_whole_instances_are_shown_by_name(known_one: Known) -> None:
    queries = ("container", "material", "type", "container.Name")
    request = TableRequest(TableFormat.CSV, "IfcWall", columns(*queries))
    made = make_table(request, known_one.index, lambda: known_one.model)
    opened = make_table(request, None, lambda: known_one.model)
    assert [column.source for column in made.columns] == ["index"] * 4
    assert made.table.values == opened.table.values
    containers, _, _, names = made.table.values
    assert containers == names
    assert all(containers)
