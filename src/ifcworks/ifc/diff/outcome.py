"""What a comparison finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from ifcworks.ifc.diff.request import Aspect


class Kind(StrEnum):
    """What became of an element."""

    ADDED = "added"
    DELETED = "deleted"
    CHANGED = "changed"
    REMATCHED = "rematched"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about an element that differs.

    Attributes:
        aspect: the kind of thing.
        name: which: an attribute, ``Pset.Property``, ``position``, ``volume``.
        old: the value before; None where there was none.
        new: the value after; None where there is none.
        old_unit: symbol of the unit of ``old``.
        new_unit: symbol of the unit of ``new``.
        difference: how much: metres of a position, degrees of a rotation, else new less old in
            SI units.
        set_: of a property or quantity whose whole set is in one version only: ``added`` or
            ``removed``.
    """

    aspect: Aspect
    name: str
    old: Any
    new: Any
    old_unit: str | None = None
    new_unit: str | None = None
    difference: float | None = None
    set_: Literal["added", "removed"] | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """An element as reports name it.

    Attributes:
        id: number in its file.
    """

    id: int
    global_id: str | None
    ifc_class: str
    predefined_type: str | None
    name: str | None
    tag: str | None
    type_name: str | None
    storey: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one element.

    Attributes:
        old: the element before; None if added.
        new: the element after; None if deleted.
        changes: of it; a rematched element may have none.
        how: what a rematched element was recognised by.
    """

    kind: Kind
    old: Element | None
    new: Element | None
    changes: tuple[Change, ...] = ()
    how: str | None = None

    @property
    def element(self) -> Element:
        """The element as it is, or as it was last."""
        element = self.new or self.old
        assert element is not None
        return element

    @property
    def aspects(self) -> list[Aspect]:
        """What differs, each once, in the order of ``Aspect``."""
        found = {change.aspect for change in self.changes}
        return [aspect for aspect in Aspect if aspect in found]


@dataclass(frozen=True)
class Shift:
    """A move of the model as a whole.

    Attributes:
        matrix: 4 × 4, row by row, from the world of the old version to that of the new.
        translation: metres, of the middle of the model.
        angle: degrees.
        elements: how many moved like that, of ``compared``.
    """

    matrix: tuple[tuple[float, ...], ...]
    translation: tuple[float, float, float]
    angle: float
    elements: int
    compared: int


@dataclass(frozen=True)
class ModelFacts:
    """One of the two versions, in short.

    Attributes:
        name: what its file is called, by who gave it or else by its header; None if nobody says.
    """

    name: str | None
    schema: str
    length_unit_metres: float | None
    originating_system: str | None
    time_stamp: str | None
    project_global_id: str | None
    georeference: Any
    objects: int
    elements: int


@dataclass(frozen=True)
class Difference:
    """All that a comparison found.

    Attributes:
        findings: deleted, added, rematched and changed elements, by class and number.
        compared: pairs of elements in scope.
        unshaped: pairs of them that have neither a shape nor a place of which is known.
        shape_unknown: elements in scope whose shape no kernel could compute in a version, so that
            nothing can be said of it.
        notes: what else is worth knowing, as sentences.
        model_changes: what differs about the models as a whole.
    """

    old: ModelFacts
    new: ModelFacts
    findings: list[Finding]
    compared: int
    unshaped: int
    shape_unknown: list[Element]
    shift: Shift | None
    notes: list[str]
    model_changes: list[Change] = field(default_factory=list)

    def of(self, kind: Kind) -> Iterator[Finding]:
        """The findings of a kind."""
        return (finding for finding in self.findings if finding.kind is kind)

    def counts(self) -> dict[Kind, int]:
        """How many elements there are of each kind."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind: found[kind] for kind in Kind}

    @property
    def unchanged(self) -> int:
        """How many pairs are the same, GlobalIds included."""
        return self.compared - sum(
            finding.kind in (Kind.CHANGED, Kind.REMATCHED) for finding in self.findings
        )

    def aspects(self) -> dict[Aspect, int]:
        """How many elements differ in what."""
        found = Counter(aspect for finding in self.findings for aspect in finding.aspects)
        return {aspect: found[aspect] for aspect in Aspect if found[aspect]}

    def classes(self) -> dict[str, dict[Kind, int]]:
        """How many elements there are of each class and kind."""
        found: dict[str, Counter[Kind]] = {}
        for finding in self.findings:
            found.setdefault(finding.element.ifc_class, Counter())[finding.kind] += 1
        return {name: {kind: count[kind] for kind in Kind} for name, count in sorted(found.items())}
