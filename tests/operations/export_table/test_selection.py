"""What the index selects is what ifcopenshell selects in the opened model."""

from __future__ import annotations

import json

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.cells import NotInIndex
from ifcworks.ifc.index.selection import chosen
from ifcworks.ifc.selection import matches
from operations.export_table.conftest import Known
from operations.export_table.edges import EDGES

SELECTORS = (
    *("IfcElement", "IfcPRODUCT", "! IfcWall", "IfcElement, ! IfcWall", "IfcWall + IfcDoor"),
    *("IfcTypeObject", "IfcRoot", "IfcPropertySet", "IfcGroup, Name!=NULL", "IfcLabel"),
    *("Name=NULL", "Description=NULL", "IfcElement, Name*=a", "Name!=/.*a.*/", "LongName!=NULL"),
    *("IfcElement, PredefinedType=NULL", "Elevation>=-1.0", "IfcElement, OverallHeight>=2.0"),
    *("type=NULL", "IfcElement, type!=/.*a.*/", "IfcElement, material=NULL"),
    *("IfcElement, material!=/.*e.*/", "IfcElement, material*=e", "classification!=NULL"),
    *("classification=/.*1.*/", "IfcElement, location!=NULL", "location=/.*1.*/", "location*=1"),
    *("group=NULL", "IfcElement, group!=/.*/", "parent=/.*1.*/", "parent!=/.*1.*/", "parent=NULL"),
    *("Pset_WallCommon.IsExternal=TRUE", "IfcElement, /Pset_.*Common/.IsExternal!=TRUE"),
    *("IfcElement, /.*/./.*/=TRUE", "Pset_WallCommon./.*/=NULL", "/.*/.id>100", "/.*/./L.*/<=3"),
    *('IfcElement, query:"storey.Name"=/.*1.*/', 'query:"x">0', 'query:"group.Name"*=o'),
    *('query:"materials.count">1', "OwnerHistory!=NULL", "IfcElement, OverallHeight=/2/"),
    *("P.A=NULL", 'P.A="of the type"', "P.B!=NULL", "[PQ].A=NULL", "/[PQ]/.A=NULL"),
    *("Kinds.Unknown=TRUE", "Kinds.Unknown=UNKNOWN", "Kinds.Enumerated=y", "Kinds.List!=2.5"),
    *("Kinds.Truth=TRUE", "Numbers.Huge>1.0", "Numbers.Integer<0", "Numbers.Text>=11"),
    *("Kinds.Reference=NULL", "Kinds.Complex=NULL", "IfcWall, 0000000000000000000000"),
    *("1edge00000000000000001, IfcDoor", "IfcWall, ! 1edge00000000000000001"),
)
COMPARISONS = ("=", "!=", "*=", "!*=", ">", ">=", "<", "<=")
_EXAMPLES = 25


def numbers(known: Known, selector: str) -> list[int] | str:
    """By ifcopenshell; or that it cannot."""
    try:
        return [element.id() for element in matches(known.model, selector)]
    except ParametersInvalid:
        return "refused"


def check(known: Known, selector: str) -> bool:
    """See that the index says the same, and tell whether it says anything."""
    try:
        found: list[int] | str = chosen(known.cells, selector)
    except NotInIndex:
        return False
    except ParametersInvalid:
        found = "refused"
    assert found == numbers(known, selector), selector
    return True


def test_every_selector_finds_what_ifcopenshell_finds(known: Known) -> None:
    # The small models that were made for it take all; of the others each takes every third.
    start = 0 if known.name in EDGES else len(known.name) % 3
    asked = SELECTORS[start :: 1 if known.name in EDGES else 3]
    answered = sum(check(known, selector) for selector in asked)
    assert answered > len(asked) * 0.6


@pytest.mark.parametrize(
    "known",
    ["fzk-haus-ifc4", "duplex-electrical-ifc2x3", "sample:services", "edge:relations"],
    indirect=True,
)
@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_selectors_made_of_the_words_of_a_model(known: Known, data: st.DataObject) -> None:
    check(known, data.draw(selectors(known)))


def selectors(known: Known) -> st.SearchStrategy[str]:
    """Selectors of several facets whose names and values are those of a model."""

    def all_of(sql: str) -> st.SearchStrategy[str]:
        found = sorted({str(row[0]) for row in known.index.execute(sql).fetchall() if row[0]})
        usable = [text for text in found if "\\" not in text]
        return st.sampled_from(usable or ["nothing"])

    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    texts = all_of(
        "SELECT name FROM elements UNION SELECT name FROM materials UNION SELECT value FROM "
        "(SELECT DISTINCT value FROM properties WHERE len(value) < 40 ORDER BY 1 LIMIT 200)"
    ).map(quoted)
    values = texts | st.sampled_from(["NULL", "TRUE", "FALSE", "0.5", "1", "/.*e.*/", "/[A-M].*/"])
    signs = st.sampled_from(COMPARISONS)
    sets = all_of("SELECT name FROM psets").map(quoted) | st.sampled_from(["/.*/", "/P.*/"])
    keys = all_of("SELECT name FROM properties WHERE parent IS NULL").map(quoted)
    keys |= st.sampled_from(["/.*/", "/[A-M].*/"])
    classes = all_of("SELECT ancestor FROM class_ancestors")
    words = st.sampled_from(
        (
            *("type", "material", "classification", "location", "group", "parent", "Name", "Tag"),
            *("Description", "PredefinedType", "ObjectType", 'query:"type.Name"', "query:class"),
        )
    )
    facets = st.one_of(
        classes,
        classes.map("! {}".format),
        all_of("SELECT global_id FROM elements"),
        st.tuples(words, signs, values).map("".join),
        st.tuples(sets, st.just("."), keys, signs, values).map("".join),
    )
    lists = st.lists(facets, min_size=1, max_size=3).map(", ".join)
    return st.lists(lists, min_size=1, max_size=2).map(" + ".join)


@pytest.mark.parametrize("selector", ["", " ", "IfcFoo", "Name", "a b", "IfcWall,", "Name=/[/"])
def test_malformed_selectors_are_refused(known_one: Known, selector: str) -> None:
    with pytest.raises(ParametersInvalid, match="The selector"):
        chosen(known_one.cells, selector, "selector")


@pytest.mark.parametrize("known", ["bad-double-guids-ifc2x3"], indirect=True)
def test_all_elements_of_a_global_id_that_stands_twice(known: Known) -> None:
    twice = known.index.execute(
        "SELECT global_id FROM elements GROUP BY 1 HAVING count(*) > 1"
    ).fetchall()
    for (global_id,) in twice:
        assert len(chosen(known.cells, global_id)) > 1
        assert check(known, global_id)
    assert twice
