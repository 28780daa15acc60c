"""The sample building, written once and read back by every test."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ifcopenshell
import pytest

from ifcworks.ifc.sample import SampleFiles, write_sample


@dataclass(frozen=True)
class Sample:
    """The written files, opened."""

    files: SampleFiles
    truth: dict[str, Any]
    architecture: ifcopenshell.file
    services: ifcopenshell.file
    revised: ifcopenshell.file

    def models(self) -> dict[str, ifcopenshell.file]:
        """The models by file name, as the truth names them."""
        return {
            self.files.architecture.name: self.architecture,
            self.files.services.name: self.services,
            self.files.architecture_v2.name: self.revised,
        }


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample building."""
    files = write_sample(tmp_path_factory.mktemp("sample"))
    return Sample(
        files=files,
        truth=json.loads(files.truth.read_text(encoding="utf-8")),
        architecture=_opened(files.architecture),
        services=_opened(files.services),
        revised=_opened(files.architecture_v2),
    )


def _opened(path: Path) -> ifcopenshell.file:
    return ifcopenshell.open(str(path))
