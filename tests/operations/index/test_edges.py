"""Hard input: what the index says of small models that are odd, wrong or damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import ifcopenshell
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.errors import ModelUnreadable
from ifcworks.ifc.index import gathering
from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.questions.card import card
from ifcworks.ifc.index.questions.opened import Opened
from ifcworks.ifc.index.reader import open_index, table_sizes
from ifcworks.ifc.index.values import typed
from ifcworks.ifc.reading import open_model
from operations.index import edge_models, test_truth
from operations.index.conftest import SAMPLE, Indexed, model_path
from operations.index.edge_models import EDGES, defines, pset, single, values, wall
from support.corpus import READABLE
from support.step_files import step_file

Row = tuple[Any, ...]
TRUTHS = (
    test_truth.test_property_and_quantity_sets,
    test_truth.test_every_object_is_there_with_its_direct_attributes,
    test_truth.test_the_other_attributes,
    test_truth.test_types_containers_wholes_and_storeys,
    test_truth.test_decomposition,
    test_truth.test_materials,
    test_truth.test_classifications,
    test_truth.test_relations_name_all_ends,
    test_truth.test_counts,
)
NO_TRUTH = {
    "materials",  # ifcopenshell has no answer to a layer that stands alone
    "old-materials",
    "cycles",  # it never comes back
    "dangling",
    "missing",
    "wrong",
    "duplicates",
}


def write(folder: Path, body: str, schema: str = "IFC4", **header: str) -> Path:
    path = folder / "model.ifc"
    path.write_bytes(step_file(body, schema, **header))
    return path


def built(path: Path) -> duckdb.DuckDBPyConnection:
    target = path.parent / f"{len(list(path.parent.iterdir()))}.duckdb"
    build_index(path, target, path.parent / "scratch")
    return open_index(target)


@pytest.fixture
def edge(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    made = EDGES[request.param]
    with built(write(tmp_path, made.body, made.schema)) as connection:
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    return connection.execute(sql).fetchall()


def tables(path: Path) -> dict[str, list[str]]:
    with built(path) as connection:
        return {
            name: sorted(map(repr, asked(connection, f'SELECT * FROM "{name}"')))
            for name in table_sizes(connection)
        }


@pytest.mark.parametrize("name", sorted(EDGES.keys() - NO_TRUTH))
def test_the_index_says_what_ifcopenshell_says(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, EDGES[name].body, EDGES[name].schema)
    with built(path) as connection:
        indexed = Indexed(open_model(path, tmp_path), connection)
        for truth in TRUTHS:
            truth(indexed)


@pytest.mark.parametrize("name", [*EDGES, *READABLE, *SAMPLE])
def test_the_stream_gives_the_same_tables_as_the_parser(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if name in EDGES:
        path = write(tmp_path, EDGES[name].body, EDGES[name].schema)
    else:
        path = tmp_path / "model.ifc"
        path.symlink_to(model_path(name, request))
    streamed = tables(path)
    monkeypatch.setattr(gathering, "is_plain", lambda *seen: False)
    parsed = tables(path)
    if name == "dangling":  # the parser leaves out what the stream keeps here
        assert streamed.pop("relations") != parsed.pop("relations")
    assert streamed == parsed


@pytest.mark.parametrize("edge", EDGES, indirect=True)
def test_every_object_has_a_card(edge: duckdb.DuckDBPyConnection) -> None:
    for (number,) in asked(edge, "SELECT id FROM elements"):
        found = card(Opened(edge), f"#{number}")
        assert found.id == number
        found.model_dump_json()


@pytest.mark.parametrize("edge", ["strings"], indirect=True)
def test_strings(edge: duckdb.DuckDBPyConnection) -> None:
    found = dict(asked(edge, "SELECT name, value FROM properties"))
    assert [found[f"p{i}"] for i in (0, 1, 3, 4, 5, 6, 7)] == [
        *("äöü你好", "😀", "äö", "ф", "ä\n", "it's ''quoted''", "back\\slash \\X2\\ end\\"),
    ]
    assert (found["p8"], found["p9"], found["p10"]) == ("", " ", None)
    assert found["p11"] == "a\x01\x1f\x7fb"
    assert found["p16"] == "\ud7ff\ue000\ufffd\uffff"


def test_a_very_long_string(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    with built(write(tmp_path, values(f"IFCTEXT('{long}')"))) as connection:
        assert asked(connection, "SELECT value FROM properties") == [(long,)]


@pytest.mark.parametrize("edge", ["huge"], indirect=True)
def test_integers_of_any_size_come_back(edge: duckdb.DuckDBPyConnection) -> None:
    found = [
        typed(*row) for row in asked(edge, "SELECT kind, value, number, ifc_type FROM properties")
    ]
    # The parser reads what does not fit 64 bits as a real.
    assert found == [2147483648, -9223372036854775808, 1e20]


@pytest.mark.parametrize("edge", ["kinds"], indirect=True)
def test_values_and_units_of_all_kinds(edge: duckdb.DuckDBPyConnection) -> None:
    found = {row[0]: row[1:] for row in asked(edge, "SELECT path, value, si, unit FROM properties")}
    assert found["feet"] == ("10.0", pytest.approx(3.048), "ft")
    assert found["density"] == ("10.0", 10.0, "kg/m³")
    assert found["pieces"] == ("3.0", None, "PIECE")
    assert found["money"] == ("3.0", None, "EUR")
    # A unit that is not in the file reads as none: the project's counts.
    assert found["no such unit"] == ("3.0", pytest.approx(0.003), "mm")
    assert found["bounded upper"][2] == "ft"
    assert json.loads(found["bounded set"][0])["SetPointValue"] == 1.5
    assert found["complex/nested/deep"][0] == "1.0"
    assert found["reference"][0] == '{"ref": 700}'
    assert found["list"][0] == '[1.0, 2, "UNKNOWN"]'


@pytest.mark.parametrize("edge", ["materials"], indirect=True)
def test_materials_of_all_kinds(edge: duckdb.DuckDBPyConnection) -> None:
    found: dict[int, list[Row]] = {}
    for number, *row in asked(
        edge,
        "SELECT element_id, name, category, part_name, profile, thickness, fraction "
        "FROM materials ORDER BY element_id, position",
    ):
        found.setdefault(number, []).append(tuple(row))
    layers = [
        ("Brick", "LoadBearing", "outer", None, 0.24, pytest.approx(0.6)),
        (None, None, None, None, 0.04, pytest.approx(0.1)),
        ("Wool", None, None, None, 0.12, pytest.approx(0.3)),
    ]
    profiles = [
        ("Brick", "cat", "prof", "100x200", None, None),
        (None, None, None, "100x200", None, None),
    ]
    assert found[2] == found[3] == layers
    assert found[4][0] == ("Brick", "cat", "frame", None, None, 0.75)
    assert found[5] == found[6] == found[13] == profiles
    assert [row[0] for row in found[7]] == ["Brick", "Wool", "Brick"]
    assert found[8] == [("Brick", "LoadBearing", "outer", None, 0.24, None)]
    assert found[12] == [(None,) * 6]  # a set of nothing is not lost
    assert 14 not in found  # what it refers to is not in the file


@pytest.mark.parametrize("edge", ["types"], indirect=True)
def test_own_values_win_over_those_of_the_type(edge: duckdb.DuckDBPyConnection) -> None:
    found = dict(asked(edge, "SELECT property, value FROM element_properties WHERE element_id = 1"))
    assert found == {"a": "own", "b": "type only", "c": "c2", "LiningDepth": "50.0"}
    # One set by two relationships is one set, where the later stands.
    own = asked(
        edge,
        "SELECT pset_id, position FROM element_psets WHERE element_id = 1 "
        "AND source = 'instance' ORDER BY position",
    )
    assert own == [(22, 0), (20, 1)]


@pytest.mark.parametrize("edge", ["dangling"], indirect=True)
def test_references_to_nothing_are_kept_and_break_nothing(
    edge: duckdb.DuckDBPyConnection,
) -> None:
    # Who looks for them finds them: ends of relationships without an object.
    missing = asked(
        edge,
        "SELECT DISTINCT r.id FROM relations r LEFT JOIN elements e ON e.id = r.related_id "
        "WHERE e.id IS NULL ORDER BY r.id",
    )
    assert missing == [(16,), (18,), (19,), (21,), (26,), (36,)]
    assert asked(edge, "SELECT has_geometry FROM elements WHERE id = 2") == [(False,)]
    assert asked(edge, "SELECT container_id, type_id FROM elements WHERE id = 1") == [(3, None)]
    assert asked(edge, "SELECT parent_id FROM elements WHERE id = 2") == [(3,)]


@pytest.mark.parametrize("edge", ["cycles"], indirect=True)
def test_circles_end(edge: duckdb.DuckDBPyConnection) -> None:
    assert dict(asked(edge, "SELECT id, ancestors FROM elements WHERE id < 6")) == {
        1: [2],
        2: [1],
        3: [],
        4: [5],
        5: [4],
    }
    assert asked(edge, "SELECT path FROM properties") == [("ring",), ("ring/ring",)]
    assert asked(edge, "SELECT system FROM classifications") == [(None,)]


@pytest.mark.parametrize("edge", ["duplicates"], indirect=True)
def test_two_of_one_number_or_global_id(edge: duckdb.DuckDBPyConnection) -> None:
    # Of two with one number the first is read, as the parser does.
    assert asked(edge, "SELECT name FROM elements WHERE id = 7") == [("first of its number",)]
    shared = edge_models.guid(1).strip("'")
    first = card(Opened(edge), shared)
    assert (first.id, first.same_global_id) == (1, [2, 3])
    assert card(Opened(edge), "#3").name == "three"
    assert asked(edge, "SELECT instances, elements FROM model") == [(7, 4)]


@pytest.mark.parametrize("edge", ["no-units"], indirect=True)
def test_without_units_nothing_is_in_si(edge: duckdb.DuckDBPyConnection) -> None:
    assert asked(edge, "SELECT number, si, unit FROM properties") == [(1.0, None, None)]
    assert asked(edge, "SELECT length_unit_metres, project_id FROM model") == [(None, 5)]


@pytest.mark.parametrize("edge", ["two-projects"], indirect=True)
def test_the_project_with_the_lowest_number_counts(edge: duckdb.DuckDBPyConnection) -> None:
    assert asked(edge, "SELECT project_id FROM model") == [(5,)]


@pytest.mark.parametrize("edge", ["infrastructure"], indirect=True)
def test_a_part_of_a_facility_is_a_storey(edge: duckdb.DuckDBPyConnection) -> None:
    found = dict(asked(edge, "SELECT id, storey_id FROM elements"))
    assert (found[4], found[3], found[36]) == (3, 2, 3)
    assert asked(edge, "SELECT value, ifc_type FROM properties") == [("7", "IfcNumericMeasure")]


@pytest.mark.parametrize(
    "literal", ["IFCREAL(1.E999)", "IFCREAL(1.E-400)", 'IFCBINARY("1")', "IFCTEXT('\\Q')"]
)
def test_what_the_parser_refuses_is_refused_with_a_reason(literal: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="The model cannot be read"):
        built(write(tmp_path, values(literal)))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"name": "$,$,(),(),$,$,$"}, (None, [], None)),
        ({"name": "'a','',('A','B'),('',''),'','sys',''"}, ("a", ["A", "B"], "sys")),
        ({"name": "'a'"}, ("a", [], None)),
        ({"name": "'a','t','no list',(1,2),3,'sys',$"}, ("a", [], "sys")),
        ({"description": "$,5,'x'"}, ("house.ifc", ["A. Author"], "origin")),
    ],
)
def test_odd_headers(header: dict[str, str], expected: Row, tmp_path: Path) -> None:
    with built(write(tmp_path, wall(1), **header)) as connection:
        assert asked(connection, "SELECT file_name, authors, originating_system FROM model") == [
            expected
        ]


@pytest.mark.parametrize(
    ("declared", "schema"), [("IFC4X3", "IFC4X3_ADD2"), ("IFC2X3_TC1", "IFC2X3"), ("ifc4", "IFC4")]
)
def test_editions_are_told(declared: str, schema: str, tmp_path: Path) -> None:
    body = single(1, "a", "IFCLABEL('x')")
    with built(write(tmp_path, body, declared)) as connection:
        assert asked(connection, "SELECT schema, declared_schema FROM model") == [
            (schema, declared.upper())
        ]


# The encoding of text in STEP files has no null, and lone surrogates are no characters.
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
reals = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
nominal = st.one_of(
    st.tuples(st.just("IfcText"), texts),
    st.tuples(st.just("IfcReal"), reals),
    st.tuples(st.just("IfcInteger"), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just("IfcBoolean"), st.booleans()),
    st.tuples(st.just("IfcLogical"), st.sampled_from([True, False, "UNKNOWN"])),
    st.none(),
)


@settings(max_examples=25, deadline=None)
@given(sets=st.lists(st.tuples(texts, st.dictionaries(texts, nominal, max_size=4)), max_size=4))
def test_any_text_and_value_comes_back(
    sets: list[tuple[str, dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = ifcopenshell.file(schema="IFC4")
    owner = model.create_entity("IfcWall", GlobalId=ifcopenshell.guid.new())
    expected: dict[int, Row] = {}
    for name, properties in sets:
        made = []
        for key, value in properties.items():
            inner = None if value is None else model.create_entity(value[0], value[1])
            made.append(model.create_entity("IfcPropertySingleValue", key, None, inner))
            expected[made[-1].id()] = (name, key, None if value is None else value[1])
        whole = model.create_entity(
            "IfcPropertySet", ifcopenshell.guid.new(), Name=name, HasProperties=made
        )
        model.create_entity(
            "IfcRelDefinesByProperties",
            ifcopenshell.guid.new(),
            RelatedObjects=[owner],
            RelatingPropertyDefinition=whole,
        )
    path = tmp_path_factory.mktemp("any") / "model.ifc"
    model.write(path)
    with built(path) as connection:
        found = {
            row[0]: (row[1], row[2], typed(*row[3:]))
            for row in asked(
                connection,
                "SELECT p.id, s.name, p.name, p.kind, p.value, p.number, p.ifc_type "
                "FROM element_psets l JOIN psets s ON s.id = l.pset_id "
                "JOIN properties p ON p.pset_id = s.id",
            )
        }
    assert {n: (*row, type(row[2])) for n, row in found.items()} == {
        n: (*row, type(row[2])) for n, row in expected.items()
    }


def test_sets_that_share_properties_and_a_set_of_one_name_twice(tmp_path: Path) -> None:
    body = (
        wall(1)
        + wall(2)
        + single(10, "a", "IFCLABEL('x')")
        + pset(20, "P", 10, 10)
        + pset(21, "P", 10)
        + defines(30, 20, 1, 2)
        + defines(31, 21, 1)
    )
    with built(write(tmp_path, body)) as connection:
        rows = asked(connection, "SELECT pset_id, position, id FROM properties ORDER BY ALL")
        assert rows == [(20, 0, 10), (20, 1, 10), (21, 0, 10)]
        assert asked(connection, "SELECT count(*) FROM element_properties") == [(2,)]
