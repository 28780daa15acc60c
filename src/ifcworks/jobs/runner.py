"""What carries jobs to where they are worked on. Implemented by ``local``: a pool of processes."""

from __future__ import annotations

from typing import Protocol


class Runner(Protocol):
    """Takes ids of queued jobs and sees that each is carried out."""

    def start(self) -> None:
        """Begin to work."""
        ...

    def dispatch(self, job_id: str, priority: int = 0) -> None:
        """Take a queued job; those of higher priority are carried out first.

        A job that is known already is taken with the higher of both priorities.
        """
        ...

    def cancel(self, job_id: str) -> None:
        """End the attempt at a job, if one runs here. The ledger already knows of the wish."""
        ...

    def knows(self, job_id: str) -> bool:
        """Whether the job waits or runs here."""
        ...

    def stop(self) -> None:
        """End all attempts and stop working. Interrupted jobs stay in the ledger."""
        ...
