"""The line of jobs in front of a runner: by priority, then in the order in which they came."""

from __future__ import annotations

import heapq
import itertools
import threading


class Line:
    """Ids of jobs that wait for a slot. Safe to use from several threads."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, str]] = []
        self._priorities: dict[str, int] = {}
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, job_id: str, priority: int = 0) -> None:
        """Add a job. One that stands in the line already keeps the higher of its priorities."""
        with self._changed:
            if self._priorities.get(job_id, priority - 1) >= priority:
                return
            self._priorities[job_id] = priority
            heapq.heappush(self._heap, (-priority, next(self._numbers), job_id))
            self._changed.notify_all()

    def take(self, least: int | None = None) -> tuple[str, int] | None:
        """The next job and its priority, of at least ``least``; None when the line is closed."""
        with self._changed:
            while not self._closed:
                self._drop_outdated()
                if self._heap and (least is None or -self._heap[0][0] >= least):
                    negative, _, job_id = heapq.heappop(self._heap)
                    del self._priorities[job_id]
                    return job_id, -negative
                self._changed.wait()
            return None

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _drop_outdated(self) -> None:
        """Forget places at the front that a job has left for a better one."""
        while self._heap:
            negative, _, job_id = self._heap[0]
            if self._priorities.get(job_id) == -negative:
                return
            heapq.heappop(self._heap)
