"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.corpus import corpus_folder
from support.outcomes import OPTION, outcomes
from support.server import fork_server
from support.services import service, start_service, toys_found

__all__ = ["fork_server", "outcomes", "service", "start_service", "toys_found"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OPTION,
        metavar="FILE",
        help="carry out every operation on every model of the corpus, and write the outcomes here",
    )


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real models; tests that need it skip where it is missing."""
    folder = corpus_folder()
    if not folder.is_dir():
        pytest.skip(f"the corpus of real models is not here ({folder.name}); set IFCWORKS_CORPUS")
    return folder
