"""Carry out one job: an attempt from its start in the ledger to its end there.

The same for every runner: a runner only decides when and where this is called.
"""

from __future__ import annotations

import json
import mimetypes
import re
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from ifcworks.errors import (
    AttemptCrashed,
    AttemptInterrupted,
    IfcworksError,
    InternalError,
    ServiceUnavailable,
    StorageUnavailable,
)
from ifcworks.files.blobs import BlobStore
from ifcworks.jobs.job import Artifact, Job
from ifcworks.jobs.ledger import Answer, Ledger, Usage, outcomes
from ifcworks.jobs.sandbox.launcher import Launcher
from ifcworks.jobs.sandbox.request import Outcome, Request
from ifcworks.jobs.sandbox.supervise import Ending, Limits, Supervisor, Wish
from ifcworks.operations.registry import Registry

log = structlog.get_logger()

INLINE_RESULT = 256 * 1024
REPORT_SECONDS = 0.2

TRIES = {
    AttemptCrashed.code: 2,
    AttemptInterrupted.code: 3,
    ServiceUnavailable.code: 3,
    StorageUnavailable.code: 3,
}
"""After how many attempts with this outcome a job fails; other problems fail it at once.

A crash may have come from outside (the system ran out of memory); one that comes twice is in the
file. Timeouts and memory limits would only be met again.
"""

_MEDIA_TYPES = {
    ".glb": "model/gltf-binary",
    ".obj": "model/obj",
    ".mtl": "model/mtl",
    ".dae": "model/vnd.collada+xml",
    ".stp": "model/step",
    ".igs": "model/iges",
    ".ifc": "application/x-step",
    ".ifczip": "application/x-ifczip",
    ".ttl": "text/turtle",
    ".svg": "image/svg+xml",
}


def media_type(name: str) -> str:
    """The media type of an artifact by its suffix."""
    suffix = Path(name).suffix.lower()
    return _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


@dataclass(frozen=True)
class Carrier:
    """Carries out jobs.

    Attributes:
        folder: where attempts get their folders.
        processes: how many processes one attempt may use at a time.
    """

    ledger: Ledger
    blobs: BlobStore
    registry: Registry
    launcher: Launcher
    folder: Path
    processes: int

    def carry_out(self, job_id: str, wish: Callable[[], Wish | None]) -> bool:
        """Make the next attempt at a job.

        Args:
            job_id: which; nothing happens unless it is queued.
            wish: asked several times a second whether somebody wants the attempt to end.

        Returns:
            Whether the job is queued again for another attempt.
        """
        job = self.ledger.start(job_id)
        if job is None:
            return False
        logger = log.bind(job=job.id, attempt=job.attempt, operation=job.operation)
        logger.info("attempt started")
        folder = self.folder / f"{job.id}-{job.attempt}"
        try:
            folder.mkdir(parents=True)
            ending = self._attempt(job, folder, wish)
            return self._record(job, ending, folder)
        except IfcworksError as error:
            return self._record(job, Ending(Outcome(error.problem(), []), "", None, None), folder)
        except Exception:
            logger.exception("attempt could not be carried out")
            bug = InternalError("The attempt could not be carried out; see the service's log.")
            return self._record(job, Ending(Outcome(bug.problem(), []), "", None, None), folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def interrupted(self, job: Job) -> None:
        """Record that the newest attempt at a running job has ended with its worker."""
        gone = AttemptInterrupted(
            "The service was stopped or killed while the attempt ran, as in the attempts before. "
            "Retry the job when the service runs steadily."
        )
        self._record(job, Ending(Outcome(gone.problem(), []), "", None, None), self.folder)

    def _attempt(self, job: Job, folder: Path, wish: Callable[[], Wish | None]) -> Ending:
        operation = self.registry.get(job.operation)
        request = Request(
            operation=job.operation,
            params=job.params,
            inputs=self._inputs(job, folder),
            memory=operation.memory,
            processes=self.processes,
        )
        return Supervisor(
            self.launcher.launch(request, folder),
            folder,
            Limits(operation.timeout, operation.memory),
            _Throttle(lambda fraction, message: self.ledger.report(job, fraction, message)),
            wish,
        ).watch()

    def _inputs(self, job: Job, folder: Path) -> dict[str, str]:
        """The inputs under their own names, because libraries look at suffixes."""
        paths = {}
        for number, item in enumerate(job.inputs):
            place = folder / "inputs" / str(number)
            place.mkdir(parents=True)
            path = place / re.sub(r"[^\w.-]", "_", item.name)
            path.symlink_to(
                self.blobs.local_path(item.blob, self.folder.parent / "cache").resolve()
            )
            paths[item.ref] = str(path)
        return paths

    def _record(self, job: Job, ending: Ending, folder: Path) -> bool:
        """Write the end of an attempt to the ledger; True if the job is queued again."""
        usage = Usage(ending.peak_memory, ending.cpu_seconds)
        logger = log.bind(job=job.id, attempt=job.attempt, operation=job.operation)
        if isinstance(ending.outcome, Wish):
            logger.info("attempt ended on request", wish=ending.outcome)
            if ending.outcome is Wish.CANCEL:
                self.ledger.end_cancelled(job, usage, ending.log)
                return False
            return self._again(job, None, usage, ending.log)
        problem = ending.outcome.problem
        if problem is None:
            try:
                answer = self._keep(job, ending.outcome, folder)
            except IfcworksError as error:
                problem = error.problem()
            else:
                self.ledger.succeed(job, answer, usage, ending.log)
                logger.info("attempt succeeded")
                return False
        code = problem["code"]
        earlier = outcomes(self.ledger.attempts(job.id), since=job.attempts_counted_from)
        again = earlier.count(code) + 1 < TRIES.get(code, 1)
        logger.warning("attempt failed", code=code, detail=problem["detail"], again=again)
        if again:
            return self._again(job, problem, usage, ending.log)
        self.ledger.fail(job, problem, usage, ending.log)
        return False

    def _again(self, job: Job, problem: dict[str, Any] | None, usage: Usage, text: str) -> bool:
        """Queue the job for another attempt, unless somebody has asked to cancel it meanwhile."""
        if not self.ledger.requeue(job, problem, usage, text):
            return False
        if self.ledger.job(job.id).cancel_requested:
            self.ledger.cancel(job.id)
            return False
        return True

    def _keep(self, job: Job, outcome: Outcome, folder: Path) -> Answer:
        """Store what an attempt made, before the ledger speaks of it."""
        kept = tuple(
            Artifact(
                job.id, name, self.blobs.put_file(folder / "artifacts" / name), media_type(name)
            )
            for name in outcome.artifacts
        )
        result = folder / "result.json"
        if result.stat().st_size <= INLINE_RESULT:
            return Answer(json.loads(result.read_text()), None, kept)
        return Answer(None, self.blobs.put_file(result), kept)


class _Throttle:
    """Passes on at most one report in ``REPORT_SECONDS``; the newest that comes after that wins."""

    def __init__(self, report: Callable[[float, str], None]) -> None:
        self._report = report
        self._next = 0.0
        self._lock = threading.Lock()

    def __call__(self, fraction: float, message: str) -> None:
        now = time.monotonic()
        with self._lock:
            if now < self._next:
                return
            self._next = now + REPORT_SECONDS
        self._report(fraction, message)
