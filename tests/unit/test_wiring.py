"""A service takes its folder for itself, and lets go of everything when it cannot start."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from ifcworks.errors import DataFolderInUse, ServiceUnavailable, StorageUnavailable
from ifcworks.jobs.job import JobState
from ifcworks.settings import Settings
from ifcworks.wiring import connect
from support.processes import children
from support.services import StartService


def test_a_second_service_on_the_folder_refuses_and_harms_nothing(
    start_service: StartService,
) -> None:
    first = start_service()
    job = first.running(first.submit(seconds=0.5))

    with pytest.raises(DataFolderInUse, match="IFCWORKS_DATA"):
        start_service()

    assert first.wait_for(job).state is JobState.SUCCEEDED
    assert first.outcomes(job) == ["succeeded"]


def test_the_folder_is_free_after_a_stop(start_service: StartService) -> None:
    start_service().service.stop()

    assert start_service().finish(number=1).state is JobState.SUCCEEDED


def test_stopping_twice_is_harmless(start_service: StartService) -> None:
    service = start_service().service

    service.stop()
    service.stop()


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises((StorageUnavailable, NotADirectoryError)):
        connect(Settings(data=tmp_path / "file" / "data", operations=["support.toys"])).start()


def test_a_service_that_cannot_start_leaves_nothing_running(
    start_service: StartService, tmp_path: Path
) -> None:
    before = threading.active_count(), children(os.getpid())
    data = tmp_path / "data"
    data.mkdir()
    with sqlite3.connect(data / "ifcworks.db") as database:
        database.execute("CREATE TABLE jobs (wrong TEXT)")
    database.close()

    with pytest.raises(Exception, match="jobs"):
        start_service()

    assert (threading.active_count(), children(os.getpid())) == before
    (data / "ifcworks.db").unlink()
    start_service()  # the folder has been let go


def test_a_service_without_processes_for_attempts_does_not_start(
    start_service: StartService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "")  # the template does not find the toys

    with pytest.raises(ServiceUnavailable, match="ModuleNotFoundError: No module named 'support'"):
        start_service()
