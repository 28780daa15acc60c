"""The local runner: a pool of attempts on this machine, one thread watching each."""

from __future__ import annotations

import threading
from functools import partial

import structlog

from ifcworks.jobs.carry import Carrier
from ifcworks.jobs.line import Line
from ifcworks.jobs.sandbox.supervise import Wish

log = structlog.get_logger()


class LocalRunner:
    """Carries out jobs by priority and in the order in which they come, ``slots`` at a time.

    Where there are several slots, one is kept free of background work, so that what somebody asks
    for does not wait for what nobody does.

    Args:
        carrier: carries out one job.
        slots: how many attempts may run at once.
    """

    def __init__(self, carrier: Carrier, slots: int) -> None:
        self._carrier = carrier
        self._slots = slots
        self._line = Line()
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._taken: set[str] = set()
        self._asked_again: set[str] = set()
        self._cancelled: set[str] = set()
        self._stopping = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work.

        Raises:
            ServiceUnavailable: no process can be started for attempts.
        """
        self._carrier.launcher.warm_up()
        for number in range(self._slots):
            least = 0 if number == 0 and self._slots > 1 else None
            thread = threading.Thread(
                target=self._work, args=(least,), name=f"attempt-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def dispatch(self, job_id: str, priority: int = 0) -> None:
        """Take a queued job."""
        with self._lock:
            if self._stopping:
                return
            if job_id in self._known and job_id not in self._taken:
                self._line.put(job_id, priority)
                return
            if job_id in self._known:
                # Its attempt may have ended in the ledger a moment ago and not yet here: looking
                # at the job once more costs nothing if it is not queued.
                self._asked_again.add(job_id)
                return
            self._known.add(job_id)
            self._line.put(job_id, priority)

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
        self._line.close()
        for thread in self._threads:
            thread.join(timeout=10)
        self._carrier.launcher.close()

    def _wish(self, job_id: str) -> Wish | None:
        if self._stopping:
            return Wish.STOP
        return Wish.CANCEL if job_id in self._cancelled else None

    def _work(self, least: int | None) -> None:
        while True:
            taken = self._line.take(least)
            if taken is None or self._stopping:
                return
            job_id, priority = taken
            with self._lock:
                self._taken.add(job_id)
            again = False
            try:
                again = self._carrier.carry_out(job_id, partial(self._wish, job_id))
            except Exception:
                # The database may be away. The job stays in the ledger; recovery finds it.
                log.exception("job could not be carried out", job=job_id)
            self._leave(job_id, priority, again)

    def _leave(self, job_id: str, priority: int, again: bool) -> None:
        """Forget a job, or queue it for another look, with nothing in between."""
        with self._lock:
            self._cancelled.discard(job_id)
            self._taken.discard(job_id)
            again = again or job_id in self._asked_again
            self._asked_again.discard(job_id)
            if not again or self._stopping:
                self._known.discard(job_id)
                return
            self._line.put(job_id, priority)
