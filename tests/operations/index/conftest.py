"""Every model there is, with its index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ifcopenshell
import pytest

from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.reading import open_model
from ifcworks.ifc.sample import SampleFiles, write_sample
from support.corpus import READABLE

SAMPLE = ("sample:architecture", "sample:services", "sample:architecture_v2")


@dataclass
class Indexed:
    """An open model and its index."""

    model: ifcopenshell.file
    index: duckdb.DuckDBPyConnection

    def objects(self) -> list[ifcopenshell.entity_instance]:
        return list(self.model.by_type("IfcObjectDefinition"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return write_sample(tmp_path_factory.mktemp("sample"))


def model_path(name: str, request: pytest.FixtureRequest) -> Path:
    if name.startswith("sample:"):
        files: SampleFiles = request.getfixturevalue("sample")
        path: Path = getattr(files, name.removeprefix("sample:"))
        return path
    corpus: Path = request.getfixturevalue("corpus")
    return corpus / f"{name}.ifc"


@pytest.fixture(scope="session", params=[*READABLE, *SAMPLE])
def indexed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Indexed]:
    path = model_path(request.param, request)
    folder = tmp_path_factory.mktemp("index")
    target = folder / "index.duckdb"
    build_index(path, target, folder / "scratch")
    with open_index(target) as connection:
        yield Indexed(open_model(path, folder / "model"), connection)
