"""The failures as BCF: one topic for each requirement that is not met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from ifcworks.ifc.bcf import (
    BcfVersion,
    Component,
    HeaderFile,
    Project,
    Topic,
    Viewpoint,
    camera_on,
    guid_of,
    write_bcf,
)
from ifcworks.ifc.bcf.cameras import Camera
from ifcworks.ifc.ids.document import Cardinality
from ifcworks.ifc.ids.outcome import Checked, RequirementOutcome, SpecificationOutcome
from ifcworks.ifc.ids.reports.about import About
from ifcworks.ifc.ids.wording import failure_words, requirement_words

Bounds = tuple[float, float, float, float, float, float]
Snapshot = Callable[[Sequence[int], Camera | None], bytes | None]
_AUTHOR = "ifcworks"
_NAMED = 20


def write_issues(
    path: Path,
    checked: Sequence[Checked],
    about: About,
    bounds: Mapping[int, Bounds],
    most_elements: int,
    version: BcfVersion,
    snapshot: Snapshot,
) -> int:
    """Write the archive.

    Args:
        path: the file to make.
        checked: what was found for each IDS.
        about: the model and the check.
        version: of BCF.
        bounds: world bounds of elements in metres, of those that have a shape.
        most_elements: how many a topic selects at most; how many more there are is said in it.
        snapshot: a picture of elements before a camera; None where there is none.

    Returns:
        How many topics there are.
    """
    project = Project(guid_of("project", about.project or about.model), about.model)
    topics = _topics(checked, about, bounds, most_elements, snapshot)
    return write_bcf(path, topics, version, project)


def _topics(
    checked: Sequence[Checked],
    about: About,
    bounds: Mapping[int, Bounds],
    most: int,
    snapshot: Snapshot,
) -> Iterator[Topic]:
    place = 0
    for ids_place, one in enumerate(checked):
        for spec_place, outcome in enumerate(one.specifications):
            for failing, numbers in _failing(outcome):
                place += 1
                requirement = outcome.requirements.index(failing) if failing else -1
                key = (
                    *(about.project or about.model, one.ids.title, str(ids_place)),
                    *(str(spec_place), outcome.specification.name, str(requirement)),
                )
                chosen = numbers[:most]
                view = _viewpoints(one, chosen, bounds, key, snapshot)
                yield _topic(one, outcome, failing, numbers, chosen, about, view, key, place)


def _failing(
    outcome: SpecificationOutcome,
) -> Iterator[tuple[RequirementOutcome | None, list[int]]]:
    """Each requirement that is not met, and the specification itself for its count of elements."""
    if outcome.reason:
        prohibited = outcome.specification.cardinality is Cardinality.PROHIBITED
        yield None, outcome.applicable if prohibited else []
    for requirement in outcome.requirements:
        if requirement.failures:
            yield requirement, list(requirement.failures)


def _topic(
    one: Checked,
    outcome: SpecificationOutcome,
    requirement: RequirementOutcome | None,
    numbers: list[int],
    chosen: list[int],
    about: About,
    viewpoints: tuple[Viewpoint, ...],
    key: tuple[str, ...],
    place: int,
) -> Topic:
    specification = outcome.specification
    wanted = outcome.reason if requirement is None else requirement_words(requirement.facet)
    return Topic(
        guid=guid_of("topic", *key),
        title=f"{specification.name}: {wanted}",
        creation_date=about.date,
        author=_AUTHOR,
        type="Issue",
        labels=("IDS", one.ids.title),
        description="\n".join(_lines(one, outcome, requirement, numbers, chosen, about)),
        index=place,
        files=(HeaderFile(about.model, about.project),),
        viewpoints=viewpoints,
    )


def _viewpoints(
    one: Checked,
    chosen: list[int],
    bounds: Mapping[int, Bounds],
    key: tuple[str, ...],
    snapshot: Snapshot,
) -> tuple[Viewpoint, ...]:
    components = tuple(
        Component(global_id) for n in chosen if (global_id := one.elements[n].global_id)
    )
    if not components:
        return ()
    boxes = np.array([bounds[number] for number in chosen if number in bounds])
    camera = None
    if len(boxes):
        camera = camera_on([boxes[:, :3].min(axis=0), boxes[:, 3:].max(axis=0)])
    picture = snapshot(chosen, camera)
    guid = guid_of("viewpoint", *key)
    return (Viewpoint(guid, camera, selection=components, snapshot=picture),)


def _lines(
    one: Checked,
    outcome: SpecificationOutcome,
    requirement: RequirementOutcome | None,
    numbers: list[int],
    chosen: list[int],
    about: About,
) -> Iterator[str]:
    specification = outcome.specification
    yield f"IDS: {one.ids.title}"
    yield f"Model: {about.model} ({about.schema}), checked {about.date_text}"
    yield f"Specification: {specification.name}"
    if requirement is not None:
        yield f"Requirement: {requirement_words(requirement.facet)}"
        if requirement.facet.instructions:
            yield f"Instructions: {requirement.facet.instructions}"
    if outcome.reason:
        yield outcome.reason
    if numbers:
        yield f"Failing: {len(numbers):,} of {len(outcome.applicable):,} elements"
    if len(numbers) > len(chosen):
        yield f"Selected here are {len(chosen):,}; {len(numbers) - len(chosen):,} are left out."
    for number in islice(chosen, _NAMED):
        element = one.elements[number]
        why = ""
        if requirement is not None:
            why = f": {failure_words(requirement.facet, requirement.failures[number])}"
        who = element.global_id or f"#{number}"
        yield f"- {element.ifc_class} '{element.name or ''}' {who}{why}"
    if len(chosen) > _NAMED:
        yield f"… and {len(chosen) - _NAMED:,} more"
