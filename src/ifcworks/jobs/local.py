"""The local runner: a pool of attempts on this machine, one thread watching each."""

from __future__ import annotations

import os
import queue
import threading
from functools import partial

import structlog

from ifcworks.jobs.carry import Carrier
from ifcworks.jobs.sandbox.supervise import Wish

log = structlog.get_logger()


class LocalRunner:
    """Carries out jobs in the order in which they come, ``slots`` at a time.

    Args:
        carrier: carries out one job.
        slots: how many attempts may run at once.
    """

    def __init__(self, carrier: Carrier, slots: int) -> None:
        self._carrier = carrier
        self._slots = slots
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._cancelled: set[str] = set()
        self._stopping = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work."""
        self._carrier.launcher.warm_up()
        for number in range(self._slots):
            thread = threading.Thread(target=self._work, name=f"attempt-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def dispatch(self, job_id: str) -> None:
        """Take a queued job."""
        with self._lock:
            if job_id in self._known or self._stopping:
                return
            self._known.add(job_id)
        self._queue.put(job_id)

    def cancel(self, job_id: str) -> None:
        """End the attempt at a job, if one runs here."""
        with self._lock:
            if job_id in self._known:
                self._cancelled.add(job_id)

    def knows(self, job_id: str) -> bool:
        """Whether the job waits or runs here."""
        with self._lock:
            return job_id in self._known

    def stop(self) -> None:
        """End all attempts and stop working. Their jobs are queued again, for the next start."""
        with self._lock:
            self._stopping = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        self._carrier.launcher.close()

    def _wish(self, job_id: str) -> Wish | None:
        if self._stopping:
            return Wish.STOP
        return Wish.CANCEL if job_id in self._cancelled else None

    def _work(self) -> None:
        while True:
            job_id = self._queue.get()
            if job_id is None or self._stopping:
                return
            again = False
            try:
                again = self._carrier.carry_out(job_id, partial(self._wish, job_id))
            except Exception:
                # The database may be away. The job stays in the ledger; recovery finds it.
                log.exception("job could not be carried out", job=job_id)
            with self._lock:
                self._known.discard(job_id)
                self._cancelled.discard(job_id)
            if again:
                self.dispatch(job_id)


def default_slots() -> int:
    """As many attempts at once as there are processors."""
    return len(os.sched_getaffinity(0))
