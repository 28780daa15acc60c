"""The history of clashes: what has become of each, run by run, and what people say of it.

A clash is the same in all runs of a clash set of a project that find the same two elements. Its
state comes from the runs; its status, who it is assigned to and comments come from people and stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ifcworks.database.tables import clash_events, clashes
from ifcworks.ifc.clash.history import compare

_ALIVE = ("new", "persistent")
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
        number: id of its row in ``clash_results``.
        found: what is known of each clash that it has found, by the clash's id.
        coverage: what it has tested, as ``ifc.clash.history`` wants it.
    """

    project_id: str
    clash_set: str
    number: int
    found: Mapping[str, Mapping[str, Any]]
    coverage: Mapping[str, Any]
    moment: datetime


def note(connection: sa.Connection, run: Run) -> None:
    """Bring the clashes of a set to what a run says of them."""
    known = {
        row.id: row
        for row in connection.execute(
            sa.select(
                clashes.c.id, clashes.c.state, clashes.c.a_global_id, clashes.c.b_global_id
            ).where(
                clashes.c.project_id == run.project_id, clashes.c.clash_set_name == run.clash_set
            )
        )
    }
    before = {
        clash_id: (row.a_global_id, row.b_global_id)
        for clash_id, row in known.items()
        if row.state in _ALIVE
    }
    states = compare(before, set(run.found), run.coverage)
    _insert(connection, run, [clash_id for clash_id in run.found if clash_id not in known])
    _update(
        connection,
        run,
        [
            {"known_id": clash_id, "new_state": states[clash_id], "new_data": dict(clash)}
            for clash_id, clash in run.found.items()
            if clash_id in known
        ],
        data=sa.bindparam("new_data", type_=clashes.c.data.type),
        last_result_id=run.number,
    )
    _update(
        connection,
        run,
        [
            {"known_id": clash_id, "new_state": state}
            for clash_id, state in states.items()
            if clash_id not in run.found
        ],
    )
    _tell(
        connection,
        run,
        [
            (clash_id, known[clash_id].state if clash_id in known else None, state)
            for clash_id, state in states.items()
            if clash_id not in known or known[clash_id].state != state
        ],
    )


def _insert(connection: sa.Connection, run: Run, new: list[str]) -> None:
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
                "first_result_id": run.number,
                "last_result_id": run.number,
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


def _tell(connection: sa.Connection, run: Run, changes: list[tuple[str, str | None, str]]) -> None:
    rows = [
        {
            "project_id": run.project_id,
            "clash_id": clash_id,
            "what": "state",
            "old": old,
            "new": new,
            "result_id": run.number,
            "author": None,
            "created_at": run.moment,
        }
        for clash_id, old, new in changes
    ]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(clash_events.insert(), rows[start : start + _AT_ONCE])
