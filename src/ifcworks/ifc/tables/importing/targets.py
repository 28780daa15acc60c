"""What of an element a query is about, if that can be written."""

from __future__ import annotations

from dataclasses import dataclass

from ifcworks.ifc.index.cells.objects import PLACES
from ifcworks.ifc.index.cells.queries import Key
from ifcworks.ifc.index.cells.states import SPECIAL
from ifcworks.ifc.tables.importing.kinds import Kind, attribute, has_inverse
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.writing.request import GLOBAL_ID

PREDEFINED_TYPE = "predefined_type"
_NEVER_NAMES = SPECIAL | PLACES


@dataclass(frozen=True)
class AttributeTarget:
    """An attribute of the element itself."""

    name: str
    place: int
    kind: Kind
    optional: bool


@dataclass(frozen=True)
class SetTarget:
    """A property or quantity in a set."""

    set_name: str
    name: str


Target = AttributeTarget | SetTarget


def target_of(schema: str, class_: str, keys: tuple[Key, ...]) -> Target:
    """What a query is about, for elements of a class.

    Raises:
        CellRefused: it cannot be written, or the class has no such attribute.
    """
    first, *others = keys
    if not isinstance(first, str) or not all(isinstance(key, str) for key in others):
        raise _read_only("a pattern may match several values")
    if not others:
        return _attribute(schema, class_, first)
    second = others[0]
    if first in SPECIAL:
        raise _read_only("it is a value of something else, which other elements may share")
    if len(others) > 1 or attribute(schema, class_, first) or has_inverse(schema, class_, first):
        raise _read_only("it is not a value of the element itself")
    if second in SPECIAL or not isinstance(second, str):
        raise _read_only("it is computed")
    return SetTarget(first, second)


def is_unknown(schema: str, classes: set[str], keys: tuple[Key, ...]) -> bool:
    """Whether a query is a word that means nothing for any of these classes."""
    [first, *others] = keys
    if others or not isinstance(first, str) or first in _NEVER_NAMES:
        return False
    return not any(attribute(schema, c, first) or has_inverse(schema, c, first) for c in classes)


def _attribute(schema: str, class_: str, name: str) -> AttributeTarget:
    if name == PREDEFINED_TYPE:
        name = "PredefinedType"
    elif name in _NEVER_NAMES or name == GLOBAL_ID:
        raise _read_only("it is computed, or what identifies the element")
    found = attribute(schema, class_, name)
    if found is None:
        if has_inverse(schema, class_, name):
            raise _read_only("it is a relation")
        raise CellRefused(Reason.NO_SUCH_ATTRIBUTE, f"{class_} has no attribute {name}.")
    if found.kind is None:
        raise _read_only("its values are instances or lists")
    return AttributeTarget(name, found.place, found.kind, found.optional)


def _read_only(why: str) -> CellRefused:
    return CellRefused(Reason.READ_ONLY, f"This can be read only: {why}.")
