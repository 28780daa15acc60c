"""The processes that answer questions, and what becomes of those that do not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ifcworks.errors import ParametersInvalid, ServiceUnavailable
from ifcworks.lookup import readers as module
from ifcworks.lookup.readers import Readers
from support.processes import alive
from support.services import wait_until

INDEX = Path("/somewhere/index.duckdb")


@pytest.fixture
def readers(toys_found: None) -> Iterator[Readers]:
    readers = Readers(2, ("-m", "support.reader"))
    yield readers
    readers.close()


def ask(readers: Readers, question: str = "tell", **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(readers.ask(INDEX, question, arguments))
    return answer


def test_a_question_is_answered_by_a_process_that_stays(readers: Readers) -> None:
    first, second = ask(readers, number=1), ask(readers, number=2)

    assert (first["index"], first["number"], second["number"]) == (str(INDEX), 1, 2)
    assert first["pid"] == second["pid"]


def test_a_question_that_cannot_be_answered_says_why(readers: Readers) -> None:
    with pytest.raises(ParametersInvalid, match=r"Not so\."):
        ask(readers, "refuse")

    assert ask(readers)


def test_questions_at_a_time_are_answered_by_several(readers: Readers) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = range(200)
        answers = list(threads.map(lambda number: ask(readers, number=number), numbers))

    assert [answer["number"] for answer in answers] == list(numbers)
    assert len({answer["pid"] for answer in answers}) <= 2


def test_a_process_that_crashes_costs_one_answer(readers: Readers) -> None:
    before = ask(readers)["pid"]

    with pytest.raises(ServiceUnavailable, match="crash"):
        ask(readers, "crash")

    assert ask(readers, again=True)["pid"] != before


def test_answers_are_kept_and_given_again(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 1000)
    first = ask(readers, number=1)
    readers._end(next(iter(readers._all)))

    assert ask(readers, number=1) == first  # nobody was asked, or it would have failed
    with pytest.raises(ServiceUnavailable):
        ask(readers, number=2)
    for number in range(3, 50):
        ask(readers, number=number)
    assert ask(readers, number=1)["pid"] != first["pid"]  # only the last are kept
    assert ask(readers, number=49)["number"] == 49
    assert readers._answers._size <= 1000


def test_a_large_answer_is_not_kept(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_KEPT", 10)

    ask(readers, number=1)

    assert not readers._answers._by_message


def test_a_process_that_hangs_is_ended(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ask(readers)["pid"]
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.1)

    with pytest.raises(ServiceUnavailable, match="longer than"):
        ask(readers, "hang")

    assert not alive(before)


def test_when_all_are_busy_for_long_one_is_told(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.1)
    monkeypatch.setattr(module, "ANSWER_SECONDS", 3)

    def hang() -> None:
        with pytest.raises(ServiceUnavailable):
            ask(readers, "hang")

    threads = [threading.Thread(target=hang) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(readers._idle.empty)

    with pytest.raises(ServiceUnavailable, match="Too many questions"):
        ask(readers)
    for thread in threads:
        thread.join()


def test_closing_ends_the_processes(readers: Readers) -> None:
    pid = ask(readers)["pid"]

    readers.close()

    assert not alive(pid)


def test_one_that_does_not_come_up_is_told(toys_found: None) -> None:
    readers = Readers(1, ("-c", "raise SystemExit(1)"))

    with pytest.raises(ServiceUnavailable):
        ask(readers)
    readers.close()


def test_one_is_started_beforehand_without_waiting(readers: Readers) -> None:
    readers.warm_up()

    wait_until(lambda: len(readers._all) == 1 and not readers._idle.empty())
    assert ask(readers)["pid"] in {reader._process.pid for reader in readers._all}
