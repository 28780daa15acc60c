"""Work that may take for ever or crash, done in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from ifcworks.ifc.geometry.children import Child, memory_of_each

SECONDS = 60.0
"""How long a piece of work may take."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def patiently(
    work: Callable[[Item], Answer], items: Sequence[Item]
) -> tuple[list[Answer], list[tuple[Item, str]]]:
    """Do work on each item; one that takes too long or crashes costs only itself.

    Returns:
        The answers, and the items that have none, with the reason.
    """
    done: list[Answer] = []
    given_up: list[tuple[Item, str]] = []
    left = list(items)
    while left:
        child = _child(work, tuple(left))
        why = _until_one_fails(child, left, done)
        if why is not None:
            given_up.append((left.pop(0), why))
    return done, given_up


def _child(work: Callable[[Item], Answer], items: Sequence[Item]) -> Child:
    def target(commands: Connection[Any, Any], answers: Connection[Any, Any]) -> None:
        for item in items:
            answers.send(work(item))

    return Child(target, memory_of_each(1), ())


def _until_one_fails(child: Child, left: list[Item], done: list[Answer]) -> str | None:
    """Take answers, and their items off those left; why the next one has none."""
    while left:
        if not child.answers.poll(SECONDS):
            child.kill()
            return f"not known after {SECONDS:g} seconds"
        try:
            done.append(child.answers.recv())
        except EOFError:
            return child.ending().detail
        left.pop(0)
    child.kill()
    return None
