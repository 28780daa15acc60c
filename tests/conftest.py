"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.server import fork_server
from support.services import service, start_service, toys_found

__all__ = ["fork_server", "service", "start_service", "toys_found"]

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real models; tests that need it skip where it is missing."""
    folder = Path(os.environ.get("IFCWORKS_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"the corpus of real models is not here ({folder.name}); set IFCWORKS_CORPUS")
    return folder
