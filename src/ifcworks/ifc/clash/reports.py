"""Clashes as a page and as a workbook, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from ifcworks.ifc.clash.describing import Described
from ifcworks.ifc.clash.model import Mode
from ifcworks.ifc.reports import (
    Column,
    Fact,
    HtmlReport,
    MatrixSection,
    Section,
    Sheet,
    TableSection,
    Tile,
    Tone,
    facts_sheet,
    write_html,
    write_workbook,
)
from ifcworks.ifc.tables.workbook.model import Cell

_CLASSES = ("Class A", "Class B")
_MODELS = ("Model A", "Model B")
_COLUMNS = (
    Column("Volume m³", "number", 12, 6),
    Column("Depth m", "number", 10, 4),
    Column("Distance m", "number", 11, 4),
    Column(_CLASSES[0], "choice", 20),
    Column("Name A", width=28),
    Column(_CLASSES[1], "choice", 20),
    Column("Name B", width=28),
    Column("Storey", "choice", 16),
    Column("Group", "choice", 30),
    Column("Type", "choice", 12),
    Column(_MODELS[0], "choice", 20),
    Column(_MODELS[1], "choice", 20),
    Column("Systems A", width=20),
    Column("Systems B", width=20),
    Column("Materials A", width=24),
    Column("Materials B", width=24),
    Column("Storey A", "choice", 16),
    Column("Storey B", "choice", 16),
    Column("x m", "number", 12, 3),
    Column("y m", "number", 12, 3),
    Column("z m", "number", 12, 3),
    Column("Not measured because", width=40),
    Column("Set", "choice", 20),
    Column("GlobalId A", "mono", 24),
    Column("GlobalId B", "mono", 24),
    Column("Clash", "mono", 38),
)
_UNTESTED = (
    Column("Set", "choice", 20),
    Column("Model", "choice", 20),
    Column("Class", "choice", 20),
    Column("Name", width=28),
    Column("GlobalId", "mono", 24),
    Column("Why", width=60),
)
_GROUPS = (
    Column("Set", "choice", 20),
    Column("Group", width=50),
    Column("Clashes", "number", 10),
    Column("Volume m³", "number", 12, 6),
    Column("Id", "mono", 38),
)


def write_page(
    path: Path, sets: Sequence[Described], models: Sequence[str], when: datetime, full: str
) -> None:
    """A page with a matrix of classes for each set, and one table of all clashes.

    Args:
        path: the file to make.
        sets: what was found.
        models: names of the models.
        when: the date of the page.
        full: where all clashes are, if they are too many for the page.
    """
    count, untested = _counts(sets)
    sections: list[Section] = []
    for one in sets:
        name = one.found.clash_set.name
        classes = Counter((c.a.element.ifc_class, c.b.element.ifc_class) for c in one.clashes)
        sections.append(_matrix(f"Classes: {name}", classes, _CLASSES, _sentence(one)))
        between = Counter((c.a.model, c.b.model) for c in one.clashes)
        if len(between) > 1:
            sections.append(_matrix(f"Models: {name}", between, _MODELS))
    sections.append(TableSection("Clashes", _COLUMNS, _rows(sets), where_all=full))
    if any(one.groups for one in sets):
        sections.append(TableSection("Groups", _GROUPS, _group_rows(sets), is_open=False))
    if untested:
        sections.append(
            TableSection(
                "Not tested",
                _UNTESTED,
                _untested_rows(sets, models),
                intro="These elements were chosen and have no triangles. Whether they clash is "
                "not known.",
            )
        )
    write_html(
        path,
        HtmlReport(
            "Clashes",
            _facts(sets, models, when),
            _tiles(sets, count, untested),
            sections,
            verdict=_verdict(sets, count, untested),
            tone=Tone.BAD
            if count
            else Tone.GOOD
            if all(one.found.complete for one in sets)
            else Tone.WARNING,
        ),
    )


def _matrix(
    title: str, counts: Counter[tuple[str, str]], columns: tuple[str, str], intro: str = ""
) -> MatrixSection:
    return MatrixSection(title, counts, "side a", "side b", "Clashes", *columns, intro=intro)


def write_book(
    path: Path, sets: Sequence[Described], models: Sequence[str], when: datetime, scratch: Path
) -> list[str]:
    """A register as a workbook; sentences on what is not in it as it was given."""
    sheets = [
        Sheet("Clashes", _COLUMNS, _rows(sets), frozen_columns=1),
        Sheet("Groups", _GROUPS, _group_rows(sets)),
        Sheet("Not tested", _UNTESTED, _untested_rows(sets, models)),
        facts_sheet(_facts(sets, models, when)),
    ]
    return write_workbook(path, sheets, "xlsx", scratch)


def _counts(sets: Sequence[Described]) -> tuple[int, int]:
    return sum(len(one.clashes) for one in sets), sum(len(one.found.untested) for one in sets)


def _verdict(sets: Sequence[Described], count: int, untested: int) -> str:
    parts = [f"{count:,} clashes" if count != 1 else "1 clash"]
    if untested:
        parts.append(f"{untested:,} elements could not be tested")
    if empty := [f"'{one.found.clash_set.name}'" for one in sets if one.found.empty is not None]:
        parts.append(f"nothing was there to be tested in {', '.join(empty)}")
    if count or len(parts) > 1:
        return "; ".join(parts) + "."
    return "No clashes: all chosen elements were tested."


def _tiles(sets: Sequence[Described], count: int, untested: int) -> list[Tile]:
    everything = [clash for one in sets for clash in one.clashes]
    measured = [clash.hit.overlap for clash in everything if clash.hit.overlap]
    return [
        Tile("clashes", count, Tone.BAD if count else Tone.GOOD),
        Tile("pairs tested", sum(one.found.pairs for one in sets), Tone.PLAIN, "boxes meet"),
        Tile("largest overlap m³", round(max((o.volume for o in measured), default=0.0), 4)),
        Tile("not measured", sum(c.hit.unmeasured is not None for c in everything), Tone.INFO),
        Tile("not tested", untested, Tone.WARNING if untested else Tone.GOOD),
    ]


def _sentence(one: Described) -> str:
    clash_set = one.found.clash_set
    what = {
        Mode.INTERSECTION: f"deeper than {clash_set.tolerance:g} m",
        Mode.COLLISION: "anything in common" + (" or touching" * clash_set.allow_touching),
        Mode.CLEARANCE: f"closer than {clash_set.clearance:g} m",
    }[clash_set.mode]
    found = one.found
    return (
        f"{clash_set.mode.capitalize()}: {what}. {len(found.a):,} × {len(found.b):,} elements, "
        f"{found.pairs:,} close pairs, {len(one.clashes):,} clashes."
        + (f" {found.empty}" if found.empty is not None else "")
    )


def _facts(sets: Sequence[Described], models: Sequence[str], when: datetime) -> list[Fact]:
    date = when.strftime("%Y-%m-%d %H:%M UTC")
    facts = [Fact("Models", ", ".join(models)), Fact("Date", date)]
    for one in sets:
        facts.append(Fact(f"Clash set '{one.found.clash_set.name}'", _sentence(one)))
        if one.found.repeated:
            facts.append(
                Fact(
                    f"GlobalIds that are not unique in '{one.found.clash_set.name}'",
                    ", ".join(one.found.repeated),
                )
            )
    return facts


def _rows(sets: Sequence[Described]) -> Iterator[Sequence[Cell]]:
    """The clashes of all sets, the largest first; those that have no volume as in their sets."""
    everything = [(one, number, clash) for one in sets for number, clash in enumerate(one.clashes)]
    everything.sort(key=lambda item: -item[2].volume)
    for one, number, clash in everything:
        hit, overlap, group = clash.hit, clash.hit.overlap, one.group(number)
        parties = (clash.a, clash.b)
        yield (
            overlap.volume if overlap else None,
            overlap.depth if overlap else None,
            hit.distance,
            *(cell for party in parties for cell in (party.element.ifc_class, party.element.name)),
            clash.storey,
            group.name if group else None,
            hit.kind,
            *(party.model for party in parties),
            *(", ".join(party.systems) for party in parties),
            *(", ".join(party.materials) for party in parties),
            *(party.storey for party in parties),
            *clash.place,
            hit.unmeasured,
            one.found.clash_set.name,
            *(party.element.global_id for party in parties),
            clash.id,
        )


def _group_rows(sets: Sequence[Described]) -> Iterator[Sequence[Cell]]:
    for one in sets:
        for group, clashes in one.members().items():
            volume = sum(c.hit.overlap.volume for c in clashes if c.hit.overlap)
            yield one.found.clash_set.name, group.name, len(clashes), volume, group.id


def _untested_rows(sets: Sequence[Described], models: Sequence[str]) -> Iterator[Sequence[Cell]]:
    for one in sets:
        for item in one.found.untested:
            yield (
                one.found.clash_set.name,
                models[item.model],
                item.ifc_class,
                item.name,
                item.global_id,
                item.reason,
            )
