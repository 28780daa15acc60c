"""Find jobs that nobody works on though the ledger says that somebody should."""

from __future__ import annotations

import threading

import structlog

from ifcworks.jobs.carry import Carrier
from ifcworks.jobs.job import JobState
from ifcworks.jobs.ledger import Ledger
from ifcworks.jobs.runner import Runner

log = structlog.get_logger()


class Recovery:
    """Compares the ledger with the runner, at start and every few seconds.

    Args:
        ledger: the truth.
        carrier: records interrupted attempts.
        runner: what should know every job that is queued or running.
        seconds: the time between two looks.
    """

    def __init__(
        self, ledger: Ledger, carrier: Carrier, runner: Runner, seconds: float = 5.0
    ) -> None:
        self._ledger = ledger
        self._carrier = carrier
        self._runner = runner
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._repeat, name="recovery", daemon=True)

    def start(self) -> None:
        """Look now, and from now on."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def look(self) -> None:
        """Look once: have every job that is queued or running worked on."""
        for job_id in self._ledger.ids(JobState.RUNNING):
            self._look_at_running(job_id)
        self._ledger.settle_leftovers()
        for job_id, priority in self._ledger.due():
            if not self._runner.knows(job_id):
                self._runner.dispatch(job_id, priority)

    def _look_at_running(self, job_id: str) -> None:
        known = self._runner.knows(job_id)
        job = self._ledger.job(job_id)
        if known:
            if job.cancel_requested:
                self._runner.cancel(job_id)  # in case that the call of then did not arrive
            return
        # Between the two questions the job may have ended, or a runner taken it.
        if job.state is JobState.RUNNING and not self._runner.knows(job_id):
            log.warning("attempt was interrupted", job=job_id, attempt=job.attempt)
            self._carrier.interrupted(job)

    def _repeat(self) -> None:
        while not self._stop.wait(self._seconds):
            try:
                self.look()
            except Exception:
                log.exception("recovery could not look")
