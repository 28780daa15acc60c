"""Asking the history of clashes, and what people add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import clash_events, clash_results, clashes, jobs
from ifcworks.errors import ClashNotFound, ParametersInvalid
from ifcworks.ifc.clash.history import ALIVE
from ifcworks.results.clash_history import State, Status


@dataclass(frozen=True)
class Search:
    """Which clashes of a project are asked for; nothing given is no condition.

    Attributes:
        element: GlobalId of one of the two elements.
        after: only ids after this one.
    """

    project_id: str
    clash_set: str | None = None
    states: Sequence[State] = ()
    statuses: Sequence[Status] = ()
    assignee: str | None = None
    element: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Change:
    """What a person says of a clash; None leaves it as it is, an empty text takes it away.

    Attributes:
        reason: why it is approved or ignored.
        comment: is added to those before.
        author: who says so.
    """

    status: Status | None = None
    reason: str | None = None
    assignee: str | None = None
    comment: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened to a clash: a run changed its state, or a person said something."""

    what: str
    old: str | None
    new: str | None
    result_id: int | None
    author: str | None
    created_at: datetime


@dataclass(frozen=True)
class Clash:
    """Two elements in each other's way, through all runs of a clash set."""

    id: str
    clash_set_name: str
    a_global_id: str
    b_global_id: str
    state: State
    status: Status
    reason: str | None
    assignee: str | None
    data: dict[str, Any]
    first_result_id: int
    last_result_id: int
    changed_at: datetime
    events: tuple[Event, ...] = ()


@dataclass
class ClashSet:
    """A clash set of a project: its runs, and how many clashes are where.

    Attributes:
        last_result_id: the run that was asked for last.
        not_judged: how many clashes that are there that run has neither found nor settled.
    """

    name: str
    runs: int
    last_result_id: int
    last_run_at: datetime
    not_judged: int = 0
    states: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)


class Clashes:
    """The history of clashes in the database.

    Args:
        database: where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def sets(self, project_id: str) -> list[ClashSet]:
        """The clash sets of a project that have been run, by name.

        Statuses are counted of clashes that are there (new or persistent).
        """
        runs = (
            sa.select(
                clash_results.c.clash_set_name,
                sa.func.count().label("runs"),
                sa.func.max(jobs.c.created_at).label("asked_at"),
            )
            .join(jobs, jobs.c.id == clash_results.c.job_id)
            .where(clash_results.c.project_id == project_id)
            .group_by(clash_results.c.clash_set_name)
            .subquery()
        )
        newest = (
            sa.select(runs, clash_results.c.id, clash_results.c.created_at)
            .join(clash_results, clash_results.c.clash_set_name == runs.c.clash_set_name)
            .join(jobs, jobs.c.id == clash_results.c.job_id)
            .where(clash_results.c.project_id == project_id, jobs.c.created_at == runs.c.asked_at)
            .order_by(runs.c.clash_set_name, clash_results.c.id)
        )
        counts = (
            sa.select(
                clashes.c.clash_set_name,
                clashes.c.state,
                clashes.c.status,
                clashes.c.last_result_id,
                sa.func.count(),
            )
            .where(clashes.c.project_id == project_id)
            .group_by(*clashes.c["clash_set_name", "state", "status", "last_result_id"])
        )
        with self._database.read() as connection:
            found = {
                row.clash_set_name: ClashSet(
                    row.clash_set_name,
                    row.runs,
                    row.id,
                    row.created_at,
                    0,
                    dict.fromkeys(State, 0),
                    dict.fromkeys(Status, 0),
                )
                for row in connection.execute(newest)
            }
            for name, state, status, last, count in connection.execute(counts):
                found[name].states[state] += count
                if state in ALIVE:
                    found[name].statuses[status] += count
                    if last != found[name].last_result_id:
                        found[name].not_judged += count
        return list(found.values())

    def clashes(self, search: Search, limit: int) -> list[Clash]:
        """Clashes by id, without their events."""
        query = sa.select(clashes).where(clashes.c.project_id == search.project_id)
        if search.clash_set is not None:
            query = query.where(clashes.c.clash_set_name == search.clash_set)
        if search.states:
            query = query.where(clashes.c.state.in_(search.states))
        if search.statuses:
            query = query.where(clashes.c.status.in_(search.statuses))
        if search.assignee is not None:
            query = query.where(clashes.c.assignee == search.assignee)
        if search.element is not None:
            query = query.where(
                sa.or_(
                    clashes.c.a_global_id == search.element,
                    clashes.c.b_global_id == search.element,
                )
            )
        if search.after is not None:
            query = query.where(clashes.c.id > search.after)
        with self._database.read() as connection:
            return [
                _clash(row) for row in connection.execute(query.order_by(clashes.c.id).limit(limit))
            ]

    def clash(self, project_id: str, clash_id: str) -> Clash:
        """A clash with all its events, the first first.

        Raises:
            ClashNotFound: the project has none of this id.
        """
        with self._database.read() as connection:
            return self._clash(connection, project_id, clash_id)

    def change(self, project_id: str, clash_ids: Sequence[str], change: Change) -> list[Clash]:
        """Have people say something of clashes: of all of them, or of none.

        Raises:
            ClashNotFound: the project has none of one of these ids.
            ParametersInvalid: approved, and no reason why.
        """
        with self._database.write() as connection:
            for clash_id in dict.fromkeys(clash_ids):
                self._change(connection, project_id, clash_id, change)
            return [self._clash(connection, project_id, one) for one in dict.fromkeys(clash_ids)]

    def _change(
        self, connection: sa.Connection, project_id: str, clash_id: str, change: Change
    ) -> None:
        clash = self._clash(connection, project_id, clash_id)
        wanted: dict[str, str | None] = {}
        if change.status is not None:
            wanted["status"] = change.status
        if change.reason is not None:
            wanted["reason"] = change.reason or None
        elif change.status in (Status.OPEN, Status.REVIEWED):
            wanted["reason"] = None
        if change.assignee is not None:
            wanted["assignee"] = change.assignee or None
        status = wanted.get("status", clash.status)
        if status == Status.APPROVED and not wanted.get("reason", clash.reason):
            raise ParametersInvalid(
                f"Clash {clash_id} can be approved only with a reason: say in 'reason' why it may "
                "stay.",
                errors=[{"where": "reason", "what": "needed with the status approved"}],
            )
        now = datetime.now(UTC)
        events = [
            (name, getattr(clash, name), value)
            for name, value in wanted.items()
            if getattr(clash, name) != value
        ]
        if events:
            connection.execute(
                clashes.update()
                .where(clashes.c.project_id == project_id, clashes.c.id == clash_id)
                .values(**wanted, changed_at=now)
            )
        if change.comment:
            events.append(("comment", None, change.comment))
        for what, old, new in events:
            connection.execute(
                clash_events.insert().values(
                    project_id=project_id,
                    clash_id=clash_id,
                    what=what,
                    old=old,
                    new=new,
                    author=change.author,
                    created_at=now,
                )
            )

    @staticmethod
    def _clash(connection: sa.Connection, project_id: str, clash_id: str) -> Clash:
        row = connection.execute(
            sa.select(clashes).where(clashes.c.project_id == project_id, clashes.c.id == clash_id)
        ).one_or_none()
        if row is None:
            raise ClashNotFound(f"There is no clash {clash_id} in this project.")
        events = connection.execute(
            sa.select(clash_events)
            .where(clash_events.c.project_id == project_id, clash_events.c.clash_id == clash_id)
            .order_by(clash_events.c.id)
        )
        return _clash(row, tuple(_event(event) for event in events))


def _clash(row: sa.Row[Any], events: tuple[Event, ...] = ()) -> Clash:
    values = {name: value for name, value in row._mapping.items() if name != "project_id"}
    values["state"], values["status"] = State(row.state), Status(row.status)
    return Clash(**values, events=events)


def _event(row: sa.Row[Any]) -> Event:
    return Event(row.what, row.old, row.new, row.result_id, row.author, row.created_at)
