"""Fixtures of the tests of ``query``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.base import ModelRef
from ifcworks.operations.query import QueryParams, QueryResult, query
from ifcworks.operations.workspace import Workspace

Asked = Callable[..., tuple[QueryResult, bytes]]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample building and its index."""
    folder = tmp_path_factory.mktemp("house")
    model = write_sample(folder).architecture
    index = folder / "0123456789abcdef"
    build_index(model, index, folder / "scratch")
    return model, index


@pytest.fixture
def asked(house: tuple[Path, Path], tmp_path: Path) -> Asked:
    """Runs the operation on the sample building: the result, and what the artifact holds."""
    model, index = house
    count = 0

    def run(sql: str, **params: Any) -> tuple[QueryResult, bytes]:
        nonlocal count
        count += 1
        folder = tmp_path / f"attempt-{count}"
        folder.mkdir()
        work = Workspace(inputs={"m": model}, folder=folder, known={"index": {"m": index}})
        given = QueryParams.model_validate({"model": ModelRef("m"), "sql": sql, **params})
        try:
            result = query.function(given, work)
        except BaseException:
            assert not [path for path in work.artifacts.values() if path.exists()]
            raise
        assert isinstance(result, QueryResult)
        [path] = work.artifacts.values()
        return result, path.read_bytes()

    return run
