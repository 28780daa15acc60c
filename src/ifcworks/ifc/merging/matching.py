"""What of a second model is in the first already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ifcworks.ifc.merging.sameness import Sayings
from ifcworks.ifc.subset.arguments import references

_SHARED = (
    "IfcPerson",
    "IfcOrganization",
    "IfcPersonAndOrganization",
    "IfcOwnerHistory",
    "IfcMaterial",
    "IfcMaterialLayerSet",
    "IfcMaterialConstituentSet",
    "IfcMaterialProfileSet",
    "IfcMaterialList",
    "IfcPresentationStyle",
    "IfcClassification",
    "IfcClassificationReference",
    "IfcDocumentInformation",
    "IfcDocumentReference",
    "IfcLibraryInformation",
    "IfcLibraryReference",
)
"""Things that are the same if they say the same, and that models have as one thing."""

_SPATIAL = ("IfcSpatialStructureElement", "IfcSpatialElement")
_WITH_GLOBAL_IDS = ("IfcObjectDefinition", "IfcPropertyDefinition", "IfcRelationship")
_NAME, _ON_LAYER, _PLACEMENT = 2, 2, 5
_ELEVATION = 9
_SAME_LEVEL = 0.005
"""Metres; storeys are at the same level if they are less than twice that apart."""
_TOLD_APART_BY = (0, 1, 6)
"""Of a context: identifier, type, and of a subcontext the target view."""


@dataclass
class Matched:
    """What of a second model is in the first already.

    Attributes:
        numbers: the number in the first of an instance of the second.
        objects: those of these that are objects with a GlobalId, by place in the second.
        by_name: how many spatial parts were found by name.
        different: objects with the GlobalId of another object of the first, by place.
        relations: relationships with the GlobalId of one of the first, by place in the second;
            also layers that are called the same.
    """

    numbers: dict[int, int] = field(default_factory=dict)
    objects: set[int] = field(default_factory=set)
    by_name: int = 0
    different: list[int] = field(default_factory=list)
    relations: dict[int, int] = field(default_factory=dict)


def match(
    main: Sayings,
    other: Sayings,
    spatial: str,
    keep_first: bool,
    length: float = 1.0,
    lift: float = 0.0,
) -> Matched:
    """Find what of a second model is in the first already.

    Args:
        main: the first model.
        other: the second.
        spatial: which spatial parts are the same: those of the same ``global-id``, also of the
            same ``name``, or storeys also at the same ``elevation``, or ``none``.
        keep_first: whether of different objects with the same GlobalId the first is taken.
        length: metres per length unit of the first.
        lift: how far the second is lifted when it is moved, in units of the first.
    """
    found = Matched()
    _match_projects(main, other, found)
    _match_contexts(main, other, found)
    ours = main.roots
    spatial_classes = other.named(*_SPATIAL)
    relations = other.named("IfcRelationship")
    for place in other.places(*_WITH_GLOBAL_IDS):
        here = ours.get(other.global_id(place))
        if here is None or other.number(place) in found.numbers:
            continue
        same_class = other.class_of(place) == main.class_of(here)
        if other.class_of(place) in relations:
            if same_class:
                found.relations[place] = here
            else:
                found.different.append(place)
        elif other.class_of(place) in spatial_classes and same_class:
            if spatial == "none":
                found.different.append(place)
            else:
                _note(main, other, found, place, here)
        elif same_class and other.says(place) == main.says(here):
            _note(main, other, found, place, here)
            _note_below(main, other, found, place, here)
        elif same_class and keep_first:
            _note(main, other, found, place, here)
        else:
            found.different.append(place)
    if spatial == "elevation":
        _match_by_elevation(main, other, found, length, lift)
    if spatial in ("name", "elevation"):
        _match_by_name(main, other, found)
    _match_applications(main, other, found)
    _match_shared(main, other, found)
    _match_layers(main, other, found)
    return found


def _note(main: Sayings, other: Sayings, found: Matched, place: int, here: int) -> None:
    found.numbers[other.number(place)] = main.number(here)
    found.objects.add(place)


def _note_below(main: Sayings, other: Sayings, found: Matched, place: int, here: int) -> None:
    """Match what two statements that say the same refer to, one by one."""
    waiting = [(place, here)]
    while waiting:
        theirs, ours = waiting.pop()
        for argument, own in zip(other.arguments(theirs), main.arguments(ours), strict=False):
            for number, same in zip(references(argument), references(own), strict=False):
                below, at = other.place(number), main.place(same)
                if below is None or at is None or number in found.numbers:
                    continue
                if other.is_root(below) or other.says(below) != main.says(at):
                    continue
                found.numbers[number] = same
                waiting.append((below, at))


def _match_projects(main: Sayings, other: Sayings, found: Matched) -> None:
    [project, *_] = main.places("IfcProject")
    for place in other.places("IfcProject"):
        _note(main, other, found, place, project)


def _match_contexts(main: Sayings, other: Sayings, found: Matched) -> None:
    def key(statements: Sayings, place: int) -> tuple[bytes, ...]:
        arguments = statements.arguments(place)
        told = [arguments[n].strip() for n in _TOLD_APART_BY if n < len(arguments)]
        if "SUB" not in statements.class_of(place):
            told = told[:2]
        return (statements.class_of(place).encode(), *told)

    kind = "IfcGeometricRepresentationContext"
    known: dict[tuple[bytes, ...], int] = {}
    for place in main.places(kind):
        known.setdefault(key(main, place), place)
    for place in other.places(kind):
        here = known.get(key(other, place))
        if here is not None:
            found.numbers[other.number(place)] = main.number(here)


def _match_by_elevation(
    main: Sayings, other: Sayings, found: Matched, length: float, lift: float
) -> None:
    """Match storeys at the same elevation, if only one storey of each model is there."""

    def levels(statements: Sayings, lift: float) -> dict[int, list[int]]:
        at: dict[int, list[int]] = defaultdict(list)
        for place in statements.places("IfcBuildingStorey"):
            said = statements.arguments(place)[_ELEVATION].strip()
            if said != b"$":
                at[round((float(said) + lift) * length / _SAME_LEVEL)].append(place)
        return at

    ours = levels(main, 0.0)
    for level, [place, *others] in levels(other, lift).items():
        here = [p for near in (level - 1, level, level + 1) for p in ours.get(near, ())]
        if not others and len(here) == 1 and other.number(place) not in found.numbers:
            _note_by_name(main, other, found, place, here[0])


def _note_by_name(main: Sayings, other: Sayings, found: Matched, place: int, here: int) -> None:
    """Note that two spatial parts are the same, if nothing else is the one of the first model."""
    if main.number(here) in found.numbers.values():
        return
    _note(main, other, found, place, here)
    found.by_name += 1
    if place in found.different:
        found.different.remove(place)


def _match_by_name(main: Sayings, other: Sayings, found: Matched) -> None:
    """Match sites, buildings and storeys of the same class and name, if only one has it."""
    known: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    for place in main.places(*_SPATIAL):
        known[main.class_of(place), main.arguments(place)[_NAME].strip()].append(place)
    for place in other.places(*_SPATIAL):
        name = other.arguments(place)[_NAME].strip()
        same = known.get((other.class_of(place), name), [])
        if other.number(place) in found.numbers or len(same) != 1 or name in (b"$", b"''"):
            continue
        if other.class_of(place) != "IFCSPACE":
            _note_by_name(main, other, found, place, same[0])


def _match_layers(main: Sayings, other: Sayings, found: Matched) -> None:
    """Match layers of which all but what is on them says the same."""

    def key(statements: Sayings, place: int) -> tuple[bytes, ...]:
        arguments = statements.arguments(place)
        arguments[_ON_LAYER] = b""
        said = tuple(
            b"".join(statements.says(p) for p in map(statements.place, references(a)) if p)
            or a.strip()
            for a in arguments
        )
        return (statements.class_of(place).encode(), *said)

    kind = "IfcPresentationLayerAssignment"
    ours = {key(main, place): place for place in main.places(kind)}
    for place in other.places(kind):
        if (here := ours.get(key(other, place))) is not None:
            found.relations[place] = here


def _match_applications(main: Sayings, other: Sayings, found: Matched) -> None:
    """Match applications: no two may have the same identifier, or the same name and version."""

    def keys(statements: Sayings, place: int) -> list[tuple[bytes, ...]]:
        _, version, name, identifier, *_ = (a.strip() for a in statements.arguments(place))
        return [(identifier,), (name, version)]

    known: dict[tuple[bytes, ...], int] = {}
    for place in main.places("IfcApplication"):
        for key in keys(main, place):
            known.setdefault(key, place)
    for place in other.places("IfcApplication"):
        here = next((known[key] for key in keys(other, place) if key in known), None)
        if here is not None:
            found.numbers[other.number(place)] = main.number(here)


def _match_shared(main: Sayings, other: Sayings, found: Matched) -> None:
    """Match materials, styles and the like that say the same."""
    ours: dict[bytes, int] = {}
    for place in main.places(*_SHARED):
        ours.setdefault(main.says(place), place)
    for place in other.places(*_SHARED):
        here = ours.get(other.says(place))
        if here is not None and other.number(place) not in found.numbers:
            found.numbers[other.number(place)] = main.number(here)
            _note_below(main, other, found, place, here)


def match_placements(main: Sayings, other: Sayings, found: Matched) -> None:
    """Match the placements of objects that are the same and stand in the same place."""
    products = other.named("IfcProduct")
    for place in found.objects:
        if other.class_of(place) not in products:
            continue
        here = main.place(found.numbers[other.number(place)])
        assert here is not None
        theirs = references(other.arguments(place)[_PLACEMENT])
        ours = references(main.arguments(here)[_PLACEMENT])
        if not theirs or not ours:
            continue
        a, b = other.place(theirs[0]), main.place(ours[0])
        if a is not None and b is not None and other.says(a) == main.says(b):
            found.numbers[theirs[0]] = ours[0]
            _note_below(main, other, found, a, b)
