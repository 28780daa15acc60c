"""Fixtures of the tests of ``export-table``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ifcopenshell
import pytest

from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.cells import Cells
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.reading import open_model
from ifcworks.operations.base import ModelRef
from ifcworks.operations.export_table import ExportTableParams, ExportTableResult, export_table
from ifcworks.operations.workspace import Workspace
from operations.export_table.edges import EDGES
from operations.index.conftest import SAMPLE, model_path, sample
from support.corpus import READABLE

__all__ = ["sample"]

Export = Callable[..., tuple[ExportTableResult, Path]]


@dataclass
class Known:
    """A model, open and indexed."""

    name: str
    path: Path
    index_path: Path
    model: ifcopenshell.file
    index: duckdb.DuckDBPyConnection
    cells: Cells

    def objects(self) -> list[ifcopenshell.entity_instance]:
        return sorted(self.model.by_type("IfcObjectDefinition"), key=lambda o: o.id())


@pytest.fixture(scope="session", params=[*READABLE, *SAMPLE, *EDGES])
def known(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Known]:
    """Every model there is."""
    folder = tmp_path_factory.mktemp("known")
    if request.param in EDGES:
        path = folder / "model.ifc"
        path.write_bytes(EDGES[request.param])
    else:
        path = model_path(request.param, request)
    target = folder / "index.duckdb"
    build_index(path, target, folder / "scratch")
    with open_index(target) as connection:
        model = open_model(path, folder / "unpacked")
        yield Known(request.param, path, target, model, connection, Cells(connection))


@pytest.fixture
def exported(tmp_path: Path) -> Export:
    """Runs the operation on a model, with its index if there is one."""
    count = 0

    def run(path: Path, index: Path | None = None, **params: Any) -> tuple[ExportTableResult, Path]:
        nonlocal count
        count += 1
        folder = tmp_path / f"attempt-{count}"
        folder.mkdir()
        knowledge = {"index": {"m": index}} if index else {}
        work = Workspace(inputs={"m": path}, folder=folder, known=knowledge)
        given = ExportTableParams.model_validate({"model": ModelRef("m"), **params})
        result = export_table.function(given, work)
        assert isinstance(result, ExportTableResult)
        assert list(work.artifacts) == [result.artifact]
        return result, work.artifacts[result.artifact]

    return run


@pytest.fixture(scope="session")
def known_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    """One small model."""
    folder = tmp_path_factory.mktemp("known-one")
    path, target = folder / "model.ifc", folder / "index.duckdb"
    path.write_bytes(EDGES["edge:relations"])
    build_index(path, target, folder / "scratch")
    with open_index(target) as connection:
        model = open_model(path, folder / "unpacked")
        yield Known("edge:relations", path, target, model, connection, Cells(connection))
