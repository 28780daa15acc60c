"""Results and clashes as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from ifcworks.cli.service.answers import Clash, ClashSet
from ifcworks.cli.service.tables import SHORT, age, facts_grid, listing, moment_text

_STYLES = {
    "new": "bold red",
    "persistent": "red",
    "resolved": "green",
    "element-missing": "yellow",
}
_ASIDE = ("id", "original_clash_id", "created_at", "job_id", "project")
"""Columns that say less than the others, or stand elsewhere."""


def results(found: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Rows of one table of results, one a line."""
    names = [name for name in found[0] if name not in _ASIDE]
    table = listing("Id", *(_heading(name) for name in names), "Job", "Age", right=("Age",))
    for row in found:
        table.add_row(
            str(row["id"]),
            *(escape("" if row[name] is None else str(row[name])) for name in names),
            row["job_id"][:SHORT],
            age(row["created_at"]),
        )
    return table


def _heading(column: str) -> str:
    return column.replace("_", " ").capitalize()


def clash_sets(found: Iterable[ClashSet]) -> RenderableType:
    """Clash sets, one a line."""
    counts = ("Runs", "New", "Persistent", "Resolved", "Missing", "Not judged", "Age")
    table = listing("Clash set", *counts, right=counts)
    for column in table.columns[1:]:
        column.no_wrap = True
    for one in found:
        states = one["states"]
        table.add_row(
            escape(one["name"]),
            f"{one['runs']:,}",
            *(f"{states[name]:,}" for name in _STYLES),
            f"{one['not_judged']:,}",
            age(one["last_run_at"]),
        )
    return table


def clashes(found: Sequence[Clash]) -> RenderableType:
    """Clashes, one a line; with their clash set where there are several."""
    several = len({clash["clash_set_name"] for clash in found}) > 1
    sets = ("Clash set",) if several else ()
    table = listing("Id", "State", "Status", "Element a", "Element b", *sets)
    for clash in found:
        table.add_row(
            clash["id"][:SHORT],
            _state(clash),
            escape(" ".join(filter(None, (clash["status"], clash["assignee"])))),
            *(escape(_element(clash, side)) for side in "ab"),
            *([escape(clash["clash_set_name"])] if several else []),
        )
    return table


def clash_details(clash: Clash) -> RenderableType:
    """All of one clash, and what happened to it."""
    facts = facts_grid()
    facts.add_row("Clash", clash["id"])
    facts.add_row("Clash set", escape(clash["clash_set_name"]))
    facts.add_row("State", _state(clash))
    for name in ("status", "reason", "assignee"):
        facts.add_row(name.capitalize(), escape(clash[name] or "-"))
    data = clash["data"]
    for side in "ab":
        element = (_element(clash, side), data[f"{side}_global_id"], data[f"{side}_model"])
        facts.add_row(f"Element {side}", escape(", ".join(element)))
    facts.add_row("Type", f"{data['type']}, {1000 * data['distance']:,.1f} mm")
    if data["volume"] is not None:
        facts.add_row("Overlap", f"{1000 * data['volume']:,.3f} dm³")
    events = listing("When", "What", "Before", "After", "Who")
    for event in clash["events"]:
        who = event["author"] or (f"run {event['result_id']}" if event["result_id"] else "")
        words = (event["what"], event["old"] or "", event["new"] or "", who)
        events.add_row(moment_text(event["created_at"]), *map(escape, words))
    return Group(facts, Text(""), events)


def _state(clash: Clash) -> Text:
    return Text(clash["state"], style=_STYLES.get(clash["state"], ""))


def _element(clash: Clash, side: str) -> str:
    data = clash["data"]
    return f"{data[f'{side}_ifc_class']} {data[f'{side}_name'] or data[f'{side}_global_id']}"
