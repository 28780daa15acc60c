"""Fixtures of the tests of ``validate``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ifcworks.ifc.sample import write_sample

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where indexes of small models are kept, so that each is made once."""
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture(scope="session")
def official() -> Path:
    """Cases of buildingSMART; tests that need them skip where they are missing."""
    folder = Path(os.environ.get("IFCWORKS_IDS_CASES", ROOT.parent / "shared" / "ids-cases"))
    if not folder.is_dir():
        pytest.skip(
            f"the cases of buildingSMART are not here ({folder.name}); set IFCWORKS_IDS_CASES"
        )
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample building."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder
