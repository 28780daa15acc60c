"""Equal fingerprints for equal requests, and only for these."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from ifcworks.jobs import fingerprint as module
from ifcworks.jobs.fingerprint import fingerprint
from ifcworks.operations.base import FileRef, ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class Colour(Enum):
    RED = 1
    BLUE = 2


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)

    file: ModelRef
    classes: list[str] = []


class Params(OperationParams):
    model: ModelRef = Field(description="A model.")
    depth: int = Field(3, description="A number.")
    colour: Colour = Field(Colour.RED, description="A colour.")
    parts: list[Part] = Field([], description="More models.")
    by_name: dict[str, FileRef] = Field({}, description="Files by name.")
    tags: frozenset[str] = Field(frozenset(), description="Some words.")
    others: frozenset[FileRef] = Field(frozenset(), description="Files in no order.")


class Result(OperationResult):
    n: int = Field(description="A number.")


@operation("toy", title="Toy")
def toy(params: Params, work: Workspace) -> Result:
    """Do nothing."""
    return Result(n=1)


CONTENT = {"a.ifc": "a" * 64, "same-as-a.ifc": "a" * 64, "b.ifc": "b" * 64}


def of(**given: Any) -> str:
    return fingerprint(toy, Params.model_validate({"model": "a.ifc", **given}), CONTENT)


@pytest.mark.parametrize(
    "given",
    [
        {"depth": 3},
        {"depth": "3"},
        {"colour": 1},
        {"parts": []},
        {"model": "same-as-a.ifc"},
    ],
)
def test_requests_that_mean_the_same(given: dict[str, Any]) -> None:
    assert of(**given) == of()


@pytest.mark.parametrize(
    "given",
    [
        {"depth": 4},
        {"colour": 2},
        {"model": "b.ifc"},
        {"parts": [{"file": "a.ifc"}]},
        {"parts": [{"file": "b.ifc"}]},
        {"parts": [{"file": "a.ifc", "classes": ["IfcWall"]}]},
        {"parts": [{"file": "a.ifc"}, {"file": "b.ifc"}]},
        {"parts": [{"file": "b.ifc"}, {"file": "a.ifc"}]},
        {"by_name": {"x": "a.ifc"}},
        {"by_name": {"y": "a.ifc"}},
        {"tags": ["x"]},
        {"others": ["a.ifc", "b.ifc"]},
    ],
)
def test_requests_that_differ(given: dict[str, Any]) -> None:
    assert of(**given) != of()


def test_all_these_differ_from_each_other() -> None:
    orders = [
        [{"file": "a.ifc"}, {"file": "b.ifc"}],
        [{"file": "b.ifc"}, {"file": "a.ifc"}],
        [{"file": "a.ifc"}],
    ]
    assert len({of(parts=parts) for parts in orders}) == 3


def test_another_version_of_the_operation_or_library_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    params = Params(model=ModelRef("a.ifc"))
    before = fingerprint(toy, params, CONTENT)

    assert fingerprint(replace(toy, version=2), params, CONTENT) != before
    assert fingerprint(replace(toy, name="other"), params, CONTENT) != before
    monkeypatch.setattr(module, "_native_version", lambda: "another")
    assert fingerprint(toy, params, CONTENT) != before


names = st.text(min_size=1, max_size=20)


@given(st.dictionaries(names, st.sampled_from(sorted(CONTENT))), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(files: dict[str, str], chance: Any) -> None:
    items = list(files.items())
    chance.shuffle(items)

    assert of(by_name=dict(items)) == of(by_name=files)


@given(st.lists(names), st.randoms(use_true_random=False))
def test_the_order_of_a_set_does_not_matter(tags: list[str], chance: Any) -> None:
    shuffled = list(tags)
    chance.shuffle(shuffled)

    assert of(tags=shuffled) == of(tags=tags)


@given(st.integers(), st.integers())
def test_numbers_are_told_apart(one: int, other: int) -> None:
    assert (of(depth=one) == of(depth=other)) == (one == other)


@given(st.lists(st.tuples(names, st.sampled_from(sorted(CONTENT)))))
def test_only_content_counts(files: list[tuple[str, str]]) -> None:
    given = dict(files)
    renamed = {key: "same-as-a.ifc" if ref == "a.ifc" else ref for key, ref in given.items()}

    assert of(by_name=renamed) == of(by_name=given)
