"""Who watches a job is woken when it changes."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

Wait = Callable[[float], Awaitable[None]]


class Changes:
    """Wakes coroutines that watch a job, from whatever thread the change is made.

    A watcher reads the ledger after each waking; what it hears here is only that something
    changed, so that missing a call costs time and never the truth.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: dict[str, list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = (
            defaultdict(list)
        )

    def notify(self, job_id: str) -> None:
        """Say that a job has changed."""
        with self._lock:
            watchers = list(self._watchers.get(job_id, ()))
        for loop, event in watchers:
            # A loop that has closed watches nothing any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(event.set)

    @contextmanager
    def watch(self, job_id: str) -> Iterator[Wait]:
        """Watch a job inside the block; yields ``wait(seconds)``: until a change, or that long."""
        event = asyncio.Event()
        watcher = (asyncio.get_running_loop(), event)

        async def wait(seconds: float) -> None:
            try:
                async with asyncio.timeout(seconds):
                    await event.wait()
            except TimeoutError:
                return
            event.clear()

        with self._lock:
            self._watchers[job_id].append(watcher)
        try:
            yield wait
        finally:
            with self._lock:
                self._watchers[job_id].remove(watcher)
                if not self._watchers[job_id]:
                    del self._watchers[job_id]
