"""The implementations that every contract test runs against: one more parameter adds one more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from ifcworks.database.engine import Database
from ifcworks.files.blobs import BlobStore
from ifcworks.files.catalog import Catalog, Project
from ifcworks.jobs.ledger import Ledger


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind, with the tables."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture(params=["local", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """An empty store of each kind."""
    if request.param == "memory":
        return BlobStore(MemoryStore())
    return BlobStore.local(tmp_path / "files")


@pytest.fixture
def catalog(database: Database) -> Catalog:
    catalog = Catalog(database)
    catalog.ensure_default()
    return catalog


@pytest.fixture
def project(catalog: Catalog) -> Project:
    return catalog.project("default")


@pytest.fixture
def changed() -> list[str]:
    """Ids of the jobs of whose changes the ledger has told, in order."""
    return []


@pytest.fixture
def ledger(database: Database, changed: list[str]) -> Ledger:
    return Ledger(database, changed.append)
