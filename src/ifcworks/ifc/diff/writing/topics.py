"""Differences as BCF: a topic for the elements of a class to which the same happened.

Elements that changed are one topic by class and by what differs. A topic selects and colours its
elements, as many as ``_MOST`` of them, and says how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ifcworks.ifc.bcf import (
    Colouring,
    Component,
    HeaderFile,
    Project,
    Topic,
    Viewpoint,
    camera_on,
    guid_of,
    write_bcf,
)
from ifcworks.ifc.diff.outcome import Change, Difference, Finding, Kind, ModelFacts
from ifcworks.ifc.diff.request import Bcf
from ifcworks.ifc.diff.run import Version
from ifcworks.ifc.diff.writing.sheets import shift_words, unit_of, word
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.pictures.elements import ElementPictures
from ifcworks.ifc.pictures.part import Colour

COLOURS = {
    Kind.ADDED: "2E9E4F",
    Kind.DELETED: "D03A34",
    Kind.CHANGED: "F0A020",
    Kind.REMATCHED: "3A78D0",
}
_MOST = 200
_MOST_TOPICS = 500
_DESCRIBED = 50
_AUTHOR = "ifcworks"
_HIDDEN = """
SELECT DISTINCT e.id FROM elements e JOIN class_ancestors a ON a.class = e.class
WHERE a.ancestor IN ('IfcFeatureElement', 'IfcSpatialElement', 'IfcSpatialStructureElement')
"""
"""What is not seen around others: openings and spaces."""


def write_topics(
    path: Path,
    difference: Difference,
    old: Version,
    new: Version,
    bcf: Bcf,
) -> list[str]:
    """Write an archive; answers with sentences on what is not in it."""
    groups = _grouped(difference.findings)
    kept = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:_MOST_TOPICS]
    kept.sort(key=lambda item: item[0])
    facts = difference.new
    project = facts.project_global_id
    views = _view(old), _view(new)
    write_bcf(
        path,
        _topics(difference, kept, views, bcf.pictures),
        bcf.version,
        Project(guid_of("diff", project), facts.name or project) if project else None,
    )
    notes = []
    if len(groups) > len(kept):
        notes.append(
            f"{len(groups) - len(kept):,} kinds of changes with the fewest elements are not in the "
            "BCF archive."
        )
    if cut := sum(max(len(findings) - _MOST, 0) for _, findings in kept):
        notes.append(
            f"{cut:,} elements are counted in a topic of the BCF archive but not selected there: "
            f"a topic has {_MOST} at most."
        )
    return notes


_Key = tuple[int, str, str]


def _grouped(findings: Iterable[Finding]) -> dict[_Key, list[Finding]]:
    groups: dict[_Key, list[Finding]] = {}
    order = {kind: place for place, kind in enumerate(Kind)}
    for finding in findings:
        aspects = ", ".join(finding.aspects)
        key = (order[finding.kind], finding.element.ifc_class, aspects)
        groups.setdefault(key, []).append(finding)
    return groups


def _topics(
    difference: Difference,
    groups: list[tuple[_Key, list[Finding]]],
    views: tuple[ElementPictures | None, ElementPictures | None],
    pictures: bool,
) -> Iterator[Topic]:
    date = _date(difference.new.time_stamp)
    headers = _header(difference.old), _header(difference.new)
    about = (difference.old.project_global_id or "", difference.new.project_global_id or "")
    if difference.shift is not None:
        yield Topic(
            guid=guid_of("diff", "shift", *about),
            title="The whole model was moved",
            description=f"The whole model was {shift_words(difference)}.",
            creation_date=date,
            author=_AUTHOR,
            type="Change",
            labels=("shift",),
            files=headers,
        )
    for index, ((_, ifc_class, aspects), findings) in enumerate(groups):
        kind = findings[0].kind
        members = sorted(finding.element.global_id or "" for finding in findings)
        parts = ("diff", *about, kind.value, ifc_class, aspects)
        side = 0 if kind is Kind.DELETED else 1
        yield Topic(
            guid=guid_of(*parts, *members),
            title=_title(kind, ifc_class, aspects, len(findings)),
            description=_description(findings),
            creation_date=date,
            author=_AUTHOR,
            type="Change",
            labels=tuple(dict.fromkeys((kind.value, ifc_class))),
            index=index,
            files=(headers[side],),
            viewpoints=(
                _viewpoint((*parts, *members), findings[:_MOST], kind, views[side], pictures),
            ),
        )


def _title(kind: Kind, ifc_class: str, aspects: str, count: int) -> str:
    said = f"{count:,} × {ifc_class} {kind.value}"
    return f"{said}: {aspects}" if aspects else said


def _description(findings: list[Finding]) -> str:
    lines = []
    for finding in findings[:_DESCRIBED]:
        element = finding.element
        lines.append(f"{element.name or element.ifc_class} ({element.global_id})")
        lines += [f"  {_said(change)}" for change in finding.changes[:10]]
        if len(finding.changes) > 10:
            lines.append(f"  and {len(finding.changes) - 10:,} more")
    if len(findings) > _DESCRIBED:
        lines.append(f"and {len(findings) - _DESCRIBED:,} more elements")
    return "\n".join(lines)


def _said(change: Change) -> str:
    unit = unit_of(change)
    said = f"{change.name}: {word(change.old)} → {word(change.new)}{f' {unit}' if unit else ''}"
    if change.aspect.value == "placement" and change.difference is not None:
        said += f" ({change.difference:.6g} {change.new_unit})"
    return said


def _viewpoint(
    parts: tuple[str, ...],
    findings: list[Finding],
    kind: Kind,
    view: ElementPictures | None,
    pictures: bool,
) -> Viewpoint:
    components = tuple(
        Component(finding.element.global_id) for finding in findings if finding.element.global_id
    )
    chosen = dict.fromkeys((finding.element.id for finding in findings), _rgb(COLOURS[kind]))
    camera, picture = None, None
    if view is not None and (bounds := view.bounds(chosen)) is not None:
        camera = camera_on(bounds)
        picture = view.picture(chosen, camera) if pictures else None
    return Viewpoint(
        guid=guid_of(*parts, "view"),
        camera=camera,
        selection=components,
        colouring=(Colouring(COLOURS[kind], components),) if components else (),
        spaces_visible=any(finding.element.ifc_class == "IfcSpace" for finding in findings),
        snapshot=picture,
    )


def _view(version: Version) -> ElementPictures | None:
    """What can be drawn of a version; None if its shapes are not known."""
    if version.geometry is None:
        return None
    with open_index(version.index) as connection:
        hidden = [number for (number,) in connection.execute(_HIDDEN).fetchall()]
    return ElementPictures(open_cache(version.geometry), hidden)


def _header(facts: ModelFacts) -> HeaderFile:
    date = None if facts.time_stamp is None else _date(facts.time_stamp)
    return HeaderFile(facts.name or "model.ifc", facts.project_global_id or "", date)


def _rgb(colour: str) -> Colour:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _date(stamp: str | None) -> datetime:
    """The date of the new version; the same difference gives the same archive."""
    try:
        return datetime.fromisoformat(stamp or "")
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
