"""The history of clashes: what has become of each, run by run, and what people say of it.

A clash is the same in all runs of a clash set of a project that find the same two elements. Its
state comes from the runs; its status, who it is assigned to and comments come from people and stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ifcworks.database.tables import clash_events, clash_results, clashes
from ifcworks.ifc.clash.history import ALIVE, Coverage, Known, changed, compare

_AT_ONCE = 500
"""Rows in one statement: databases limit its parameters."""


class State(StrEnum):
    """What the newest run says of a clash, compared with the run before."""

    NEW = "new"
    PERSISTENT = "persistent"
    RESOLVED = "resolved"
    ELEMENT_MISSING = "element-missing"


class Status(StrEnum):
    """What people say of a clash."""

    OPEN = "open"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Run:
    """One run of a clash set.

    Attributes:
        found: what is known of each clash that it has found, by the clash's id.
        coverage: what it has judged; None for nothing.
    """

    project_id: str
    clash_set: str
    found: Mapping[str, Mapping[str, Any]]
    coverage: Coverage | None
    moment: datetime


@dataclass(frozen=True)
class Verdict:
    """What a run says of the clashes of its set.

    Attributes:
        before: the states of those that were known.
        after: the states of those that it says something of.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]

    def counts(self) -> dict[str, int]:
        """How many are in each state, and how many that are there were not judged."""
        counts = Counter(self.after.values())
        not_judged = sum(
            state in ALIVE and number not in self.after for number, state in self.before.items()
        )
        return {**{state.value: counts[state] for state in State}, "not_judged": not_judged}


def judge(connection: sa.Connection, run: Run) -> Verdict:
    """What a run says, compared with what the runs before it have said."""
    rows = connection.execute(
        sa.select(clashes.c.id, clashes.c.state).where(
            clashes.c.project_id == run.project_id, clashes.c.clash_set_name == run.clash_set
        )
    )
    before = {row.id: row.state for row in rows}
    settled: Mapping[str, str] = {}
    if run.coverage is not None:
        gone = [
            number
            for number, state in before.items()
            if state in (*ALIVE, State.ELEMENT_MISSING) and number not in run.found
        ]
        settled = compare(_known(connection, run.project_id, gone), run.coverage)
    return Verdict(before, changed(before, run.found, settled))


def _known(connection: sa.Connection, project_id: str, numbers: Sequence[str]) -> dict[str, Known]:
    """Clashes as they were found last, with what was asked then."""
    found: dict[str, tuple[Any, int]] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        query = sa.select(clashes.c.id, clashes.c.data, clashes.c.last_result_id).where(
            clashes.c.project_id == project_id,
            clashes.c.id.in_(numbers[start : start + _AT_ONCE]),
        )
        found.update((row.id, (row.data, row.last_result_id)) for row in connection.execute(query))
    data = clash_results.c.clash_data
    runs: dict[int, tuple[Any, Any]] = {}
    for number in {last for _, last in found.values()}:
        # Only these parts: a run may have many thousands of clashes.
        query = sa.select(data["mode"], data["settings"], data["models"])
        mode, settings, models = connection.execute(query.where(clash_results.c.id == number)).one()
        runs[number] = ({"mode": mode, **settings}, models)
    return {number: Known(clash, *runs[last]) for number, (clash, last) in found.items()}


def note(connection: sa.Connection, run: Run, number: int, verdict: Verdict) -> None:
    """Bring the clashes of a set to what a run says of them.

    Args:
        connection: in the transaction in which the job ends.
        run: the run.
        number: id of its row in ``clash_results``.
        verdict: as ``judge`` gives it.
    """
    before, after = verdict.before, verdict.after
    _insert(connection, run, number, [one for one in run.found if one not in before])
    _update(
        connection,
        run,
        [
            {"known_id": clash_id, "new_state": after[clash_id], "new_data": dict(clash)}
            for clash_id, clash in run.found.items()
            if clash_id in before
        ],
        data=sa.bindparam("new_data", type_=clashes.c.data.type),
        last_result_id=number,
    )
    _update(
        connection,
        run,
        [
            {"known_id": clash_id, "new_state": state}
            for clash_id, state in after.items()
            if clash_id not in run.found and before[clash_id] != state
        ],
    )
    changes = [
        (clash_id, before.get(clash_id), state)
        for clash_id, state in after.items()
        if before.get(clash_id) != state
    ]
    _tell(connection, run, number, changes)


def _insert(connection: sa.Connection, run: Run, number: int, new: list[str]) -> None:
    rows = []
    for clash_id in new:
        clash = run.found[clash_id]
        first, second = sorted((clash["a_global_id"], clash["b_global_id"]))
        rows.append(
            {
                "project_id": run.project_id,
                "id": clash_id,
                "clash_set_name": run.clash_set,
                "a_global_id": first,
                "b_global_id": second,
                "state": State.NEW,
                "status": Status.OPEN,
                "data": dict(clash),
                "first_result_id": number,
                "last_result_id": number,
                "changed_at": run.moment,
            }
        )
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(clashes.insert(), rows[start : start + _AT_ONCE])


def _update(
    connection: sa.Connection, run: Run, changes: list[dict[str, Any]], **values: Any
) -> None:
    """Write new states, and ``values``, of clashes: one statement for all of them."""
    state = sa.bindparam("new_state", type_=clashes.c.state.type)
    statement = (
        clashes.update()
        .where(clashes.c.project_id == run.project_id, clashes.c.id == sa.bindparam("known_id"))
        .values(
            state=state,
            changed_at=sa.case((clashes.c.state != state, run.moment), else_=clashes.c.changed_at),
            **values,
        )
    )
    if changes:
        connection.execute(statement, changes)


def _tell(
    connection: sa.Connection,
    run: Run,
    number: int,
    changes: list[tuple[str, str | None, str]],
) -> None:
    rows = [
        {
            "project_id": run.project_id,
            "clash_id": clash_id,
            "what": "state",
            "old": old,
            "new": new,
            "result_id": number,
            "author": None,
            "created_at": run.moment,
        }
        for clash_id, old, new in changes
    ]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(clash_events.insert(), rows[start : start + _AT_ONCE])
