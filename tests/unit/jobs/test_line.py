"""The line in front of a runner."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from ifcworks.jobs.line import Line


def take_all(line: Line, count: int, least: int | None = None) -> list[str]:
    taken = [line.take(least) for _ in range(count)]
    return [item[0] for item in taken if item is not None]


def test_priority_comes_first_then_the_order_of_arrival() -> None:
    line = Line()
    for name, priority in (("a", 0), ("b", -10), ("c", 5), ("d", 0)):
        line.put(name, priority)

    assert take_all(line, 4) == ["c", "a", "d", "b"]


def test_a_job_moves_forward_and_never_back() -> None:
    line = Line()
    for name, priority in (("a", -10), ("b", 0), ("a", 1), ("b", -5)):
        line.put(name, priority)

    assert [line.take(), line.take()] == [("a", 1), ("b", 0)]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-2, 2)), max_size=30))
def test_each_job_is_taken_once_with_its_highest_priority(puts: list[tuple[str, int]]) -> None:
    line = Line()
    for name, priority in puts:
        line.put(name, priority)
    best = {name: max(p for n, p in puts if n == name) for name, _ in puts}

    taken = [line.take() for _ in best]

    assert dict(item for item in taken if item is not None) == best


def test_who_takes_only_some_waits_until_one_comes() -> None:
    line = Line()
    line.put("background", -10)
    taken: list[tuple[str, int] | None] = []
    thread = threading.Thread(target=lambda: taken.append(line.take(least=0)))
    thread.start()

    line.put("asked for", 0)

    thread.join(20)
    assert taken == [("asked for", 0)]
    assert line.take() == ("background", -10)


def test_nobody_waits_at_a_closed_line() -> None:
    line = Line()
    threading.Timer(0.05, line.close).start()

    assert line.take() is None
