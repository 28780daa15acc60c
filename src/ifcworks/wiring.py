"""The composition root: settings in, connected parts out. Nothing else connects parts."""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import structlog

from ifcworks.database.engine import Database
from ifcworks.errors import DataFolderInUse, StorageUnavailable
from ifcworks.files.blobs import BlobStore
from ifcworks.files.catalog import Catalog
from ifcworks.files.intake import Intake
from ifcworks.files.parts import Parts
from ifcworks.files.resumable import ResumableUploads
from ifcworks.ifc.unpacking import UnpackLimits
from ifcworks.jobs.carry import Carrier
from ifcworks.jobs.changes import Changes
from ifcworks.jobs.knowledge import Knowledge
from ifcworks.jobs.ledger import Ledger
from ifcworks.jobs.local import LocalRunner
from ifcworks.jobs.preparation import PREPARED, Preparation
from ifcworks.jobs.recovery import Recovery
from ifcworks.jobs.runner import Runner
from ifcworks.jobs.sandbox.launcher import Launcher, exec_template
from ifcworks.jobs.sandbox.processes import end_leftovers
from ifcworks.jobs.service import JobService
from ifcworks.lookup.readers import Readers
from ifcworks.operations.registry import Registry
from ifcworks.results.clashes import Clashes
from ifcworks.results.questions import Results
from ifcworks.settings import Settings

log = structlog.get_logger()


@dataclass
class Service:
    """The connected parts of a service on one data folder."""

    settings: Settings
    database: Database
    blobs: BlobStore
    catalog: Catalog
    intake: Intake
    uploads: ResumableUploads
    registry: Registry
    changes: Changes
    ledger: Ledger
    knowledge: Knowledge
    jobs: JobService
    results: Results
    clashes: Clashes
    readers: Readers
    runner: Runner
    recovery: Recovery
    _lock: IO[str] | None = None

    @property
    def cache(self) -> Path:
        """Where copies of blobs go that are not in a local folder."""
        return self.settings.data / "cache"

    def start(self) -> None:
        """Take the data folder, bring the database up to date, recover jobs, begin to work.

        Raises:
            DataFolderInUse: another service runs on the same folder.
            ServiceUnavailable: the folder, the database or processes for attempts cannot be used.
        """
        self._lock = _take(self.settings.data)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        attempts = self.settings.data / "attempts"
        ended = end_leftovers(attempts)
        shutil.rmtree(attempts, ignore_errors=True)
        swept = self.blobs.sweep()
        self.database.migrate()
        self.catalog.ensure_default()
        swept += self.uploads.sweep()
        self.runner.start()
        self.recovery.start()
        if self.registry.providers("index"):
            self.readers.warm_up()
        log.info("service started", data=str(self.settings.data), swept=swept, ended=ended)

    def stop(self) -> None:
        """Stop working and let go of everything. Jobs that run are queued for the next start."""
        self.recovery.stop()
        self.readers.close()
        self.runner.stop()
        self.database.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        log.info("service stopped")


def _take(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise StorageUnavailable(
            f"The data folder {folder} cannot be used: {error.strerror}. "
            "Choose another with IFCWORKS_DATA."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise DataFolderInUse(
            f"Another ifcworks service runs on the data folder {folder}. Stop that one, "
            "or choose another folder with IFCWORKS_DATA."
        ) from None
    return lock


def connect(settings: Settings) -> Service:
    """Build a service. Nothing runs before its ``start``."""
    data = settings.data.resolve()
    settings = settings.model_copy(update={"data": data})
    processors = len(os.sched_getaffinity(0))
    registry = Registry.discover(*settings.operations)
    database = Database(f"sqlite:///{data / 'ifcworks.db'}")
    blobs = BlobStore.local(data / "files")
    catalog = Catalog(database)
    intake = Intake(catalog, blobs, settings.max_upload, UnpackLimits(total=settings.max_unpacked))
    changes = Changes()
    ledger = Ledger(database, changes.notify)
    knowledge = Knowledge(registry, ledger)
    carrier = Carrier(
        ledger=ledger,
        blobs=blobs,
        registry=registry,
        knowledge=knowledge,
        launcher=Launcher(exec_template, settings.operations),
        folder=data / "attempts",
        processes=settings.job_processes or processors,
        recipes=settings.recipes and settings.recipes.resolve(),
    )
    runner = LocalRunner(carrier, settings.slots or processors)
    ledger.when_due(runner.dispatch)
    jobs = JobService(registry, catalog, ledger, knowledge, runner)
    preparation = Preparation(jobs, catalog, registry, PREPARED[settings.prepare])
    intake.when_accepted(preparation.uploaded)
    ledger.when_made(preparation.made)
    return Service(
        settings=settings,
        database=database,
        blobs=blobs,
        catalog=catalog,
        intake=intake,
        uploads=ResumableUploads(
            database,
            Parts.local(data / "files"),
            intake,
            lifetime=timedelta(hours=settings.upload_hours),
        ),
        registry=registry,
        changes=changes,
        ledger=ledger,
        knowledge=knowledge,
        jobs=jobs,
        results=Results(database),
        clashes=Clashes(database),
        readers=Readers(settings.readers),
        runner=runner,
        recovery=Recovery(ledger, carrier, runner, settings.recovery_seconds),
    )
