"""Fixtures of the tests of ``clash``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ifcworks.ifc.sample import write_sample
from ifcworks.operations.clash import STATE, ClashParams, ClashResult, clash
from ifcworks.operations.workspace import Workspace


@dataclass
class Done:
    """A run: its result, its artifacts, and what it left for the database."""

    result: ClashResult
    work: Workspace

    @property
    def state(self) -> Path:
        return self.work.artifacts[STATE]

    def clashes(self) -> list[dict[str, Any]]:
        return [
            clash
            for record in self.work.records
            for clash in record.values["clash_data"]["clashes"]
        ]

    def pairs(self) -> set[frozenset[str]]:
        return {frozenset((c["a_global_id"], c["b_global_id"])) for c in self.clashes()}

    def names(self) -> set[frozenset[str]]:
        return {frozenset((c["a_name"], c["b_name"])) for c in self.clashes()}

    def json(self) -> list[dict[str, Any]]:
        read: list[dict[str, Any]] = json.loads(self.work.artifacts["clash.json"].read_text())
        return read


Clash = Callable[..., Done]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], dict[str, Path]]:
    """Index and geometry of a model, worked out once."""
    known: dict[Path, dict[str, Path]] = {}

    def know(path: Path) -> dict[str, Path]:
        if path not in known:
            folder = tmp_path_factory.mktemp("known")
            work = Workspace({str(path): path}, folder, processes=2)
            known[path] = {"index": work.index(str(path)), "geometry": work.geometry(str(path))}
        return known[path]

    return know


@pytest.fixture
def run(
    tmp_path_factory: pytest.TempPathFactory, knowledge: Callable[[Path], dict[str, Path]]
) -> Clash:
    """Run the operation on models at these paths, by the names that parameters call them."""

    def run(files: dict[str, Path], earlier: Path | None = None, **params: Any) -> Done:
        folder = tmp_path_factory.mktemp("clash")
        known = {
            kind: {name: knowledge(path)[kind] for name, path in files.items()}
            for kind in ("index", "geometry")
        }
        work = Workspace(files, folder, known, earlier=earlier)
        if "clash_sets" not in params:
            params.setdefault("models", list(files))
        result = clash.function(ClashParams(**params), work)
        assert isinstance(result, ClashResult)
        return Done(result, work)

    return run


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The models of the sample building, by what they are of."""
    files = write_sample(tmp_path_factory.mktemp("sample"))
    return {
        "architecture": files.architecture,
        "services": files.services,
        "truth": files.architecture.parent / "truth.json",
    }
