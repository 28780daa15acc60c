"""What is wrong or odd in a model, as found while reading it. Nothing here fails.

This is not a validation of the schema's rules; it tells what makes other operations give less
than a user expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ifcworks.ifc.instances import count_written, survey
from ifcworks.ifc.summary.identity import Part
from ifcworks.ifc.summary.structure import Containment, Structure
from ifcworks.ifc.summary.values import by_type, text

if TYPE_CHECKING:
    import ifcopenshell

    from ifcworks.ifc.reading import ReadMessage

CAP = 20
_CHUNK = 1 << 22
_ORDER = {"error": 0, "warning": 1, "info": 2}
_GLOBAL_ID = re.compile(r"[0-3][0-9A-Za-z_$]{21}")


class Problem(Part):
    """One kind of problem, with where it was found."""

    code: str = Field(description="Stable word for the kind of problem.")
    severity: Literal["error", "warning", "info"] = Field(
        description="error: a part of the model is lost or wrong; warning: other software may "
        "stumble; info: worth knowing."
    )
    message: str = Field(description="What is wrong, in a sentence.")
    count: int = Field(description="How often it was found.")
    step_ids: list[int] = Field(description=f"Instances that it concerns, at most {CAP}.")
    global_ids: list[str] = Field(description=f"Their GlobalIds, at most {CAP}.")
    details: list[str] = Field(description=f"What was said about single ones, at most {CAP}.")


def find_problems(
    model: ifcopenshell.file,
    messages: Sequence[ReadMessage],
    plain: Path,
    structure: Structure,
    length: float | None,
    containment: Containment,
) -> list[Problem]:
    """All problems, the worst first.

    Args:
        model: the model.
        messages: what the parser said.
        plain: the STEP file that was read.
        structure: as of ``read_structure``.
        length: metres per length unit, None if the model does not say.
        containment: of the model.
    """
    found = [
        *_lost(model, messages, plain),
        *_unencoded(plain),
        *_from_parser(messages),
        *_global_ids(model),
        *_project(model, length),
        *_uncontained(model, containment),
        *_storeys(structure),
    ]
    return sorted(found, key=lambda p: (_ORDER[p.severity], -p.count))


def problem(
    code: str,
    severity: Literal["error", "warning", "info"],
    message: str,
    step_ids: Iterable[int] = (),
    global_ids: Iterable[str | None] = (),
    details: Iterable[str] = (),
    count: int | None = None,
) -> Problem:
    """A problem with its lists capped; ``count`` is by default that of the longest list."""
    steps, guids, said = list(step_ids), [g for g in global_ids if g], list(details)
    return Problem(
        code=code,
        severity=severity,
        message=message,
        count=max(len(steps), len(guids), len(said), 1) if count is None else count,
        step_ids=steps[:CAP],
        global_ids=guids[:CAP],
        details=said[:CAP],
    )


_PARSER: tuple[tuple[str, str, Literal["error", "warning", "info"], str], ...] = (
    (
        r"Instance reference #\d+ .* not found",
        "dangling-reference",
        "error",
        "Instances refer to others that are not in the file; those values read as empty.",
    ),
    (
        r"Overwriting instance with name",
        "duplicate-step-id",
        "error",
        "Step ids are used more than once; references to them lead to the first instance of each.",
    ),
    (
        r"Entity with name .* not found in schema",
        "unknown-class",
        "error",
        "Instances are of classes that the schema does not have; they are left out.",
    ),
    (
        r"Expected \d+ attribute values",
        "attribute-count",
        "warning",
        "Instances have more or fewer attributes than their class; missing ones read as empty.",
    ),
    (
        r"is not valid for type|is not expected at|Inconsistent aggregate|Aggregates of",
        "value-wrong-type",
        "error",
        "Attributes have values of a type that is not allowed there; they may read as empty.",
    ),
    (
        "^The header names the schema",
        "schema-edition",
        "info",
        "The model is of another edition of its standard than the one that is read.",
    ),
)


def _from_parser(messages: Sequence[ReadMessage]) -> Iterator[Problem]:
    kinds: dict[str, list[ReadMessage]] = {}
    for message in messages:
        if "non-unique GlobalId" in message.message:
            continue  # found again below, with the instances
        code = next((c for pattern, c, _, _ in _PARSER if re.search(pattern, message.message)), "")
        kinds.setdefault(code or message.code or f"parser-{message.severity}", []).append(message)
    known = {code: (severity, sentence) for _, code, severity, sentence in _PARSER}
    for code, said in kinds.items():
        severity, sentence = known.get(code, (said[0].severity, f"{said[0].message}."))
        steps = dict.fromkeys(m.step_id for m in said if m.step_id is not None)
        yield problem(
            code.lower(),
            severity,
            sentence,
            steps,
            details=[m.message for m in said],
            count=len(said),
        )


def _lost(model: Any, messages: Sequence[ReadMessage], plain: Path) -> Iterator[Problem]:
    read = len(model.entity_names())
    told = sum(
        "Overwriting instance" in m.message or "not found in schema" in m.message for m in messages
    )
    if count_written(plain) <= read + told:
        return
    written = survey(plain)
    cause = ""
    if written.open_comment is not None:
        cause = (
            f" The comment that begins in line {written.open_comment} (/*) is never closed, so "
            "everything after it is taken as comment."
        )
        written = replace(written, instances=count_written(plain))
    elif written.open_string:
        cause = " A text (in ' ') is never closed."
    if (lost := written.instances - read - told) > 0 or cause:
        yield problem(
            "instances-not-read",
            "error",
            f"The file seems to hold {written.instances:,} instances, but only {read:,} could be "
            f"read.{cause} Export the model again, or repair the file.",
            count=max(lost, 1),
        )


def _unencoded(plain: Path) -> Iterator[Problem]:
    lines = 0
    with plain.open("rb") as stream:
        # Lines in which there is none are passed over by the chunk.
        while chunk := stream.readlines(_CHUNK):
            if not b"".join(chunk).isascii():
                lines += sum(not line.isascii() for line in chunk)
    if lines:
        yield problem(
            "text-not-encoded",
            "error",
            "Lines hold characters outside ASCII as they are, where a STEP file encodes them "
            "(\\X2\\00E4\\X0\\ for ä); those in texts are lost when the model is read.",
            count=lines,
        )


def _global_ids(model: Any) -> Iterator[Problem]:
    first: dict[Any, Any] = {}
    again: dict[str, list[Any]] = {}
    invalid: list[tuple[int, str]] = []
    for root in by_type(model, "IfcRoot"):
        global_id = root[0]  # four times faster than by name, and there can be millions
        if not isinstance(global_id, str) or not _GLOBAL_ID.fullmatch(global_id):
            invalid.append((root.id(), f"#{root.id()} {root.is_a()}: {global_id or 'none'}"))
        if global_id and global_id in first:
            again.setdefault(str(global_id), [first[global_id]]).append(root)
        else:
            first[global_id] = root
    if again:
        yield problem(
            "duplicate-global-id",
            "error",
            "GlobalIds are used more than once, so elements cannot be told apart by them.",
            step_ids=[root.id() for roots in again.values() for root in sorted_by_id(roots)],
            global_ids=again,
            details=[
                f"{global_id}: "
                + ", ".join(f"#{r.id()} {r.is_a()}" for r in sorted_by_id(roots)[:5])
                for global_id, roots in again.items()
            ],
            count=len(again),
        )
    if invalid:
        yield problem(
            "invalid-global-id",
            "warning",
            "GlobalIds are not 22 characters of the IFC alphabet, the first of them 0 to 3.",
            step_ids=[step_id for step_id, _ in invalid],
            details=[said for _, said in invalid],
        )


def sorted_by_id(instances: Iterable[Any]) -> list[Any]:
    """Instances in the order of their step ids."""
    return sorted(instances, key=lambda instance: int(instance.id()))


def _project(model: Any, length: float | None) -> Iterator[Problem]:
    projects = sorted_by_id(by_type(model, "IfcProject"))
    if not projects:
        yield problem(
            "no-project",
            "error",
            "The model has no IfcProject, so it has no units and no structure.",
        )
    elif len(projects) > 1:
        yield problem(
            "several-projects",
            "error",
            "The model has several IfcProject instances where one is allowed; the first counts.",
            step_ids=[p.id() for p in projects],
        )
    if projects and length is None:
        yield problem(
            "no-length-unit",
            "error",
            "The project states no length unit that can be read; lengths are taken as metres.",
            step_ids=[projects[0].id()],
        )
    if not by_type(model, "IfcProduct"):
        yield problem(
            "no-products", "warning", "The model has no IfcProduct: nothing is built in it."
        )


def _uncontained(model: Any, containment: Containment) -> Iterator[Problem]:
    known = containment.contained | containment.parts
    loose = [
        element
        for element in by_type(model, "IfcElement")
        # Openings and other features belong to the element that they change.
        if element.id() not in known and not element.is_a("IfcFeatureElement")
    ]
    if loose:
        ordered = sorted_by_id(loose)
        yield problem(
            "element-without-container",
            "warning",
            "Elements stand in no storey or other part of the spatial structure.",
            step_ids=[e.id() for e in ordered],
            global_ids=[text(e, "GlobalId") for e in ordered[:CAP]],
        )


def _storeys(structure: Structure) -> Iterator[Problem]:
    storeys = [s for s in structure.storeys if s.ifc_class == "IfcBuildingStorey"]
    without = [s for s in storeys if s.elevation is None]
    if without:
        yield problem(
            "storey-without-elevation",
            "warning",
            "Storeys have neither an Elevation nor a placement.",
            global_ids=[s.global_id for s in without],
            details=[s.name or "(no name)" for s in without],
        )
    apart = [
        s
        for s in storeys
        if s.elevation is not None
        and s.placement_elevation is not None
        and abs(s.elevation - s.placement_elevation) > 0.001
    ]
    if apart:
        yield problem(
            "storey-elevation-differs",
            "info",
            "The Elevation of storeys differs from the height of their placement over that of the "
            "building by more than 1 mm.",
            global_ids=[s.global_id for s in apart],
            details=[
                f"{s.name}: Elevation {s.elevation:.3f} m, placement {s.placement_elevation:.3f} m"
                for s in apart
            ],
        )
