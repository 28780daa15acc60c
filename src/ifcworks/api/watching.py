"""Wait for a job, or follow it as server-sent events."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from sse_starlette.sse import AppStatus
from starlette.concurrency import run_in_threadpool

from ifcworks.api.jobs import job_out
from ifcworks.jobs.job import Job
from ifcworks.wiring import Service

LOOK_SECONDS = 1.0
"""How long a watcher trusts that it would have been woken; then it looks by itself."""

MAX_WAIT = 60.0
_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", re.ASCII | re.IGNORECASE)


def wished_wait(prefer: str | None, otherwise: float = 0.0) -> float:
    """Seconds that a ``Prefer: wait=10`` header asks to wait (RFC 7240), at most a minute.

    Args:
        prefer: the header.
        otherwise: seconds if it says nothing of waiting; ``respond-async`` alone means none.
    """
    match = _WAIT.search(prefer or "")
    if match:
        return min(float(match[1]), MAX_WAIT)
    return 0.0 if "respond-async" in (prefer or "").lower() else otherwise


async def until_final(service: Service, job: Job, seconds: float) -> Job:
    """The job when it has ended, or as it is after so many seconds or when the service stops."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    with service.changes.watch(job.id) as wait:
        while True:
            job = await run_in_threadpool(service.ledger.job, job.id)
            left = deadline - loop.time()
            # uvicorn waits for requests before it says that it stops; this hears the signal.
            if job.state.final or left <= 0 or AppStatus.should_exit:
                return job
            await wait(min(left, LOOK_SECONDS))


async def events(service: Service, job_id: str) -> AsyncIterator[dict[str, str]]:
    """A server-sent event for each state that is seen of a job, the last when it has ended.

    The event is ``job``, its data the job as JSON without its result, its id the job's revision.
    """
    seen = ""
    with service.changes.watch(job_id) as wait:
        while True:
            job = await run_in_threadpool(service.ledger.job, job_id)
            shown = await run_in_threadpool(job_out, service, job)
            data = shown.model_dump_json(exclude={"result"})
            if data != seen:
                seen = data
                yield {"event": "job", "id": str(job.revision), "data": data}
            if job.state.final or AppStatus.should_exit:
                return
            await wait(LOOK_SECONDS)
