"""Clashes keep their identity, and what people say of them, from run to run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from ifcworks.database.engine import Database
from ifcworks.errors import ClashNotFound, ParametersInvalid
from ifcworks.files.catalog import Project
from ifcworks.jobs.job import Job
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from ifcworks.results.clash_history import State, Status
from ifcworks.results.clashes import Change, Clashes, Search
from ifcworks.results.questions import Kind, Results, Wanted
from support.clash_runs import record_of
from support.jobs import PROBLEM, new_entry

Run = Callable[..., None]
WALL, DUCT, PIPE = "wall", "duct", "pipe"


@pytest.fixture
def clashes(database: Database) -> Clashes:
    return Clashes(database)


@pytest.fixture
def run(ledger: Ledger, project: Project) -> Run:
    """A job whose run of a clash set finds these pairs among these elements."""

    def run(
        *pairs: tuple[str, str],
        tested: tuple[str, ...] = (WALL, DUCT, PIPE),
        present: tuple[str, ...] = (WALL, DUCT, PIPE),
        name: str = "walls",
        job: Job | None = None,
        min_volume: float = 0.0,
    ) -> None:
        started = ledger.start((job or ledger.enter(new_entry(project))).id)
        assert started is not None
        record = record_of(name, pairs, tested, present, min_volume)
        assert ledger.succeed(started, Answer({}, None, (), records=(record,)), Usage(), "")

    return run


@pytest.fixture
def states(clashes: Clashes, project: Project) -> Callable[..., dict[str, str]]:
    def states(name: str = "walls") -> dict[str, str]:
        found = clashes.clashes(Search(project.id, name), 100)
        return {clash.id.removeprefix(f"{name}:"): clash.state.value for clash in found}

    return states


States = Callable[..., dict[str, str]]


def test_every_run_is_linked_to_the_one_before_of_its_set(
    run: Run, database: Database, project: Project
) -> None:
    run((WALL, DUCT))
    run((WALL, DUCT), name="others")
    run()
    found = Results(database).rows(Kind.CLASH, Wanted(project_id=project.id), 10, data=False)
    third, second, first = found.rows
    assert [first["original_clash_id"], second["original_clash_id"]] == [None, None]
    assert third["original_clash_id"] == first["id"]


def test_new_persistent_resolved_and_missing(run: Run, states: States) -> None:
    run((WALL, DUCT), (WALL, PIPE))
    assert states() == {"duct-wall": "new", "pipe-wall": "new"}
    # Whatever the order of the two.
    run((DUCT, WALL), present=(WALL, DUCT), tested=(WALL, DUCT))
    assert states() == {"duct-wall": "persistent", "pipe-wall": "element-missing"}
    run()
    assert states() == {"duct-wall": "resolved", "pipe-wall": "resolved"}
    run((WALL, DUCT), (WALL, PIPE))
    assert states() == {"duct-wall": "new", "pipe-wall": "new"}


def test_what_a_run_has_not_tested_it_does_not_resolve(run: Run, states: States) -> None:
    run((WALL, DUCT), (WALL, PIPE))
    run(tested=(WALL, DUCT))
    assert states() == {"duct-wall": "resolved", "pipe-wall": "new"}


def test_what_a_run_has_not_asked_for_it_does_not_resolve(
    run: Run, states: States, clashes: Clashes, database: Database, project: Project
) -> None:
    run((WALL, DUCT), (WALL, PIPE))
    run((WALL, DUCT), min_volume=2.0)
    assert states() == {"duct-wall": "persistent", "pipe-wall": "new"}
    [one] = clashes.sets(project.id)
    assert one.not_judged == 1
    row, _ = Results(database).rows(Kind.CLASH, Wanted(project_id=project.id), 10, data=True).rows
    assert row["clash_data"]["history"] == {
        "new": 0,
        "persistent": 1,
        "resolved": 0,
        "element-missing": 0,
        "not_judged": 1,
    }
    # Half as large would be said: that it is not found means that it is gone.
    run((WALL, DUCT), min_volume=0.5)
    assert states() == {"duct-wall": "persistent", "pipe-wall": "resolved"}
    [one] = clashes.sets(project.id)
    assert one.not_judged == 0


def test_a_job_that_is_tried_again_late_takes_nothing_back(
    run: Run, states: States, ledger: Ledger, project: Project, database: Database
) -> None:
    old = ledger.enter(new_entry(project))
    run((WALL, DUCT))
    run((WALL, PIPE), job=old)
    assert states() == {"duct-wall": "new"}
    late, first = (
        Results(database).rows(Kind.CLASH, Wanted(project_id=project.id), 10, data=True).rows
    )
    assert late["clash_data"]["history"] is None
    assert late["original_clash_id"] is None
    run((WALL, DUCT))
    newest, *_ = (
        Results(database).rows(Kind.CLASH, Wanted(project_id=project.id), 1, data=True).rows
    )
    assert newest["original_clash_id"] == first["id"]


def test_a_failed_run_resolves_nothing(
    run: Run, states: States, ledger: Ledger, project: Project
) -> None:
    run((WALL, DUCT))
    job = ledger.start(ledger.enter(new_entry(project)).id)
    assert job is not None
    ledger.fail(job, PROBLEM, Usage(), "")
    assert states() == {"duct-wall": "new"}


def test_a_run_writes_all_its_clashes_at_once(run: Run, states: States, database: Database) -> None:
    pairs = [(WALL, f"pipe {number}") for number in range(30)]
    everything = (WALL, *(pipe for _, pipe in pairs))
    run(*pairs, tested=everything, present=everything)
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    run(*pairs[:20], tested=everything, present=everything)
    event.remove(database.engine, "before_cursor_execute", note)
    # Those that are there still, and those that are not.
    assert len([one for one in statements if one.startswith("UPDATE clashes")]) == 2
    assert sorted(states().values()) == ["persistent"] * 20 + ["resolved"] * 10


def test_sets_and_projects_know_nothing_of_each_other(run: Run, states: States) -> None:
    run((WALL, DUCT))
    run(name="others")
    assert states() == {"duct-wall": "new"}
    assert states("others") == {}


def test_what_people_say_stays_through_runs(run: Run, clashes: Clashes, project: Project) -> None:
    run((WALL, DUCT))
    said = Change(Status.APPROVED, "cast in", "Ana", "seen on site", "Bo")
    [changed] = clashes.change(project.id, ["walls:duct-wall"], said)
    assert (changed.status, changed.reason, changed.assignee) == ("approved", "cast in", "Ana")
    run()
    run((WALL, DUCT))

    clash = clashes.clash(project.id, "walls:duct-wall")
    assert (clash.state, clash.status, clash.reason) == (State.NEW, Status.APPROVED, "cast in")
    assert [(event.what, event.old, event.new, event.author) for event in clash.events] == [
        ("state", None, "new", None),
        ("status", "open", "approved", "Bo"),
        ("reason", None, "cast in", "Bo"),
        ("assignee", None, "Ana", "Bo"),
        ("comment", None, "seen on site", "Bo"),
        ("state", "new", "resolved", None),
        ("state", "resolved", "new", None),
    ]


def test_approving_needs_a_reason_and_opening_again_takes_it_away(
    run: Run, clashes: Clashes, project: Project
) -> None:
    run((WALL, DUCT), (WALL, PIPE))
    both = ["walls:duct-wall", "walls:pipe-wall"]
    with pytest.raises(ParametersInvalid, match="only with a reason"):
        clashes.change(project.id, both, Change(Status.APPROVED))
    clashes.change(project.id, both, Change(Status.APPROVED, "small"))
    opened = clashes.change(project.id, both, Change(Status.OPEN))
    assert [(clash.status, clash.reason) for clash in opened] == [(Status.OPEN, None)] * 2
    ignored = clashes.change(project.id, both, Change(Status.IGNORED, assignee=""))
    assert [(clash.status, clash.assignee) for clash in ignored] == [(Status.IGNORED, None)] * 2


def test_of_several_changes_all_are_made_or_none(
    run: Run, clashes: Clashes, project: Project
) -> None:
    run((WALL, DUCT))
    with pytest.raises(ClashNotFound):
        clashes.change(project.id, ["walls:duct-wall", "other"], Change(Status.IGNORED))
    assert clashes.clash(project.id, "walls:duct-wall").status is Status.OPEN


def test_searching(run: Run, clashes: Clashes, project: Project) -> None:
    run((WALL, DUCT), (WALL, PIPE), (DUCT, PIPE))
    clashes.change(project.id, ["walls:duct-wall"], Change(Status.REVIEWED, assignee="Ana"))

    def ids(**search: Any) -> list[str]:
        found = clashes.clashes(Search(project.id, **search), 100)
        return [clash.id.removeprefix("walls:") for clash in found]

    assert ids() == ["duct-pipe", "duct-wall", "pipe-wall"]
    assert ids(after="walls:duct-pipe") == ["duct-wall", "pipe-wall"]
    assert ids(statuses=[Status.REVIEWED]) == ids(assignee="Ana") == ["duct-wall"]
    assert ids(element=PIPE) == ["duct-pipe", "pipe-wall"]
    assert ids(states=[State.RESOLVED]) == ids(clash_set="others") == []


def test_counts_of_sets(run: Run, clashes: Clashes, project: Project) -> None:
    run((WALL, DUCT), (WALL, PIPE))
    run((WALL, DUCT))
    clashes.change(project.id, ["walls:duct-wall"], Change(Status.REVIEWED))
    [one] = clashes.sets(project.id)
    assert (one.name, one.runs) == ("walls", 2)
    assert one.states == {"new": 0, "persistent": 1, "resolved": 1, "element-missing": 0}
    assert one.statuses == {"open": 0, "reviewed": 1, "approved": 0, "ignored": 0}


def test_thousands_at_once(run: Run, states: States) -> None:
    pairs = [(f"{number:05}", WALL) for number in range(3000)]
    elements = (WALL, *(first for first, _ in pairs))
    run(*pairs, tested=elements, present=elements)
    run(*pairs[:2000], tested=elements, present=elements)
    assert len(set(states())) == 100
