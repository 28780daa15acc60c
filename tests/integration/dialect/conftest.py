"""A running service with the sample building, and a client of ifcpipeline before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ifcworks.ifc.sample.files import write_sample
from ifcworks.settings import Settings
from support.dialect import Node
from support.live import live
from support.services import python_path


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", python_path())
        settings = Settings(
            data=tmp_path_factory.mktemp("dialect") / "data",
            operations=["ifcworks.operations", "support.toys"],
            slots=2,
            fetch_hosts=["localhost"],
            prepare="none",
        )
        with live(settings) as (url, _):
            node = Node(url, settings.data / "ifcworks.db")
            with node.client:
                yield node
