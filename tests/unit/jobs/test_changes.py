"""Watchers are woken, from any thread, and cost nothing when they have gone."""

from __future__ import annotations

import asyncio
import threading

from ifcworks.jobs.changes import Changes


def test_a_watcher_is_woken_from_another_thread() -> None:
    changes = Changes()

    async def watch() -> None:
        with changes.watch("job") as wait:
            threading.Timer(0.01, changes.notify, ["job"]).start()
            async with asyncio.timeout(20):
                await wait(60)

    asyncio.run(watch())


def test_a_change_between_two_waits_is_not_missed() -> None:
    changes = Changes()

    async def watch() -> None:
        with changes.watch("job") as wait:
            changes.notify("job")
            changes.notify("job")
            async with asyncio.timeout(20):
                await wait(60)

    asyncio.run(watch())


def test_a_wait_ends_without_a_change() -> None:
    changes = Changes()

    async def watch() -> None:
        with changes.watch("job") as wait:
            changes.notify("another job")
            await wait(0.01)

    asyncio.run(watch())


def test_a_change_after_the_loop_has_closed_does_no_harm() -> None:
    changes = Changes()
    loop = asyncio.new_event_loop()

    async def watch() -> None:
        changes.watch("job").__enter__()

    loop.run_until_complete(watch())
    loop.close()

    changes.notify("job")
