"""Finding objects by what people call them, and saying them in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ifcworks.errors import ElementNotFound, ParametersInvalid
from ifcworks.ifc.index.answers import Box, Brief
from ifcworks.ifc.index.questions.opened import Opened

OF_CLASS = "class IN (SELECT class FROM class_ancestors WHERE ancestor IN ({}))"
"""Whether a row of ``elements`` is of some classes or their subtypes."""


def of_class(*names: str) -> str:
    """Whether a row of ``elements`` is of one of these classes or their subtypes."""
    return OF_CLASS.format(", ".join(f"'{name}'" for name in names))


SYSTEM = f"({of_class('IfcSystem')} AND NOT {of_class('IfcZone', 'IfcStructuralAnalysisModel')})"
"""Whether it is a system. Zones and analysis models are kinds of it in the schema, but nobody
means them; ``ifcopenshell.util.system`` does not either."""


def find(index: Opened, element: str) -> list[int]:
    """Numbers of the objects of a GlobalId, or of one written as ``#12``.

    Raises:
        ElementNotFound: there is none.
    """
    found = index.numbers.get(element, [])
    if element.startswith("#") and element[1:].isdecimal() and len(element) < 20:
        found = [number for number in (int(element[1:]),) if number in index.names]
    if not found:
        raise ElementNotFound(
            f"The model has no object '{element}'. Give a GlobalId, or a number such as #12."
        )
    return found


def briefs(index: Opened, numbers: Iterable[int | None]) -> dict[int, Brief]:
    """Those of the numbers that are objects."""
    names = index.names
    return {
        number: brief(names[number]) for number in numbers if number is not None and number in names
    }


def position(after: str | None) -> int:
    """How many items stand before a page. An index never changes, so neither do its lists.

    Raises:
        ParametersInvalid: ``after`` is no cursor.
    """
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal()) or len(after) > 12:
        raise ParametersInvalid(
            "cursor: this is not a cursor of this list; leave it out to begin at the start."
        )
    return int(after)


def brief(row: Sequence[Any]) -> Brief:
    """The object in a row that begins with id, global_id, class, name."""
    return Brief(id=row[0], global_id=row[1], ifc_class=row[2], name=row[3])


def box(values: Sequence[float | None]) -> Box | None:
    """The box of six columns; None where they are empty."""
    if values[0] is None:
        return None
    low_x, low_y, low_z, high_x, high_y, high_z = (float(value or 0.0) for value in values)
    return Box(low=(low_x, low_y, low_z), high=(high_x, high_y, high_z))
