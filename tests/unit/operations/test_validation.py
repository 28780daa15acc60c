"""What is wrong with parameters is said once, at the place where it is, in words of the request."""

from __future__ import annotations

from typing import Any

import pytest

from ifcworks.errors import ParametersInvalid
from ifcworks.operations.registry import Registry
from ifcworks.operations.validation import validate

REGISTRY = Registry.discover()


def refused(operation: str, **given: Any) -> dict[str, str]:
    """What is said, by place."""
    with pytest.raises(ParametersInvalid) as error:
        validate(REGISTRY.get(operation), given, strict=True)
    listed = error.value.context["errors"]
    places = {item["where"]: item["what"] for item in listed}
    assert len(places) == len(listed)
    return places


def test_a_value_that_fits_none_of_several_types() -> None:
    said = refused("set-property", model="a", selector="x", property="A.B", value={"a": 1})
    assert list(said) == ["value"]
    assert said["value"].startswith("input should be a valid string, ")
    assert " or a valid " in said["value"]


def test_the_alternative_that_was_meant_says_what_is_wrong_with_it() -> None:
    said = refused("export-table", model="a", columns=["Name", 1, {"query": 2}, {"header": "x"}])
    assert said == {
        "columns[1]": "input should be a valid string or an object",
        "columns[2].query": "input should be a valid string",
        "columns[3].query": "this parameter is required",
    }


def test_what_there_is_where_a_part_has_a_parameter_too_many() -> None:
    said = refused("export-table", model="a", columns=[{"query": "Name", "grup": "x"}])
    assert said == {"columns[0].grup": "there is no such parameter; did you mean 'group'?"}
    source = {"file": "a", "transform": {"zzzz": 1}}
    (where, what), *_ = refused("clash", clash_sets=[{"name": "x", "a": [source]}]).items()
    assert where == "clash_sets[0].a[0].transform.zzzz"
    assert what == "there is no such parameter; known are: translation, rotation, scale"


def test_a_sentence_ends_once() -> None:
    for more, end in (({"tolerances": 1}, "'length_tolerance'?"), ({"compare": [""]}, ".")):
        with pytest.raises(ParametersInvalid) as error:
            validate(REGISTRY.get("diff"), {"old": "a", "new": "b", **more})
        assert error.value.detail.endswith(end)
