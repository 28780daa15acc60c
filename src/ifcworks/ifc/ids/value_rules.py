"""How values have to be written in an IDS, by the type that they are of.

Source: the table of base types in DataTypes.md of buildingSMART/IDS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcworks.ifc.ids.constraints import (
    BOUNDS,
    LENGTHS,
    Constraint,
    PatternInvalid,
    Restriction,
    Simple,
    compiled,
)

_ZONE = r"(Z|([+-]\d{2}:\d{2}))?"
_FORMS = {
    "anyURI": re.compile(r"\S+"),
    "boolean": re.compile(r"true|false|0|1"),
    "date": re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}{_ZONE}"),
    "dateTime": re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}T\d{{2}}:\d{{2}}:\d{{2}}(\.\d+)?{_ZONE}"),
    "double": re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|NaN|\+?INF|-INF"),
    "duration": re.compile(r"[-+]?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
    "integer": re.compile(r"[+-]?\d+"),
    "string": re.compile(r".*", re.S),
    "time": re.compile(rf"\d{{2}}:\d{{2}}:\d{{2}}(\.\d+)?{_ZONE}"),
}
_SAME = {"anyUri": "anyURI", "decimal": "double", "float": "double"}  # the standard writes anyUri
_ORDERED = ("date", "dateTime", "double", "duration", "integer", "time")
_TEXTS = ("string", "anyURI")
_OF_TYPE = {
    "IFCCOUNTMEASURE": "integer",
    "IFCDATE": "date",
    "IFCDATETIME": "dateTime",
    "IFCDURATION": "duration",
    "IFCTIME": "time",
    "IFCURIREFERENCE": "anyURI",
}
_KINDS = ("enumeration", "pattern", *LENGTHS, *BOUNDS)
_COUNT = re.compile(r"\d+")


def base_type(ifc_type: str | None, base: str) -> str | None:
    """The type of XML Schema in which values of a type of IFC are written; None if in none.

    Args:
        ifc_type: its name in capitals, where it has one.
        base: what kind of value it is: string, boolean, logical, integer, double, enumeration.
    """
    if ifc_type in _OF_TYPE:
        return _OF_TYPE[ifc_type]
    known = {"logical": "string", "enumeration": "string"}.get(base, base)
    return known if known in _FORMS else None


def form_problems(constraint: Constraint | None) -> Iterator[str]:
    """What is wrong with a value or restriction by itself."""
    if not isinstance(constraint, Restriction):
        return
    base = _SAME.get(constraint.base, constraint.base)
    if base not in _FORMS:
        yield f"the base xs:{constraint.base} is none of those that IDS knows"
        return
    if not constraint.conditions:
        yield "the restriction says nothing of values"
    for kind, given in constraint.conditions.items():
        if kind not in _KINDS:
            yield f"restrictions by xs:{kind} are not part of IDS 1.0"
        elif kind == "pattern":
            yield from _bad_patterns(given)
        elif kind in LENGTHS:
            if base not in _TEXTS:
                yield f"xs:{kind} has no meaning for xs:{constraint.base}"
            if len(given) > 1:
                yield f"xs:{kind} is given {len(given)} times, where one value counts"
            yield from (
                f"'{v}' is no number of characters" for v in given if not _COUNT.fullmatch(v)
            )
        elif (kind in BOUNDS and base not in _ORDERED) or base == "boolean":
            yield f"xs:{kind} has no meaning for xs:{constraint.base}"
        else:
            yield from (
                f"'{value}' is no value of xs:{constraint.base}"
                for value in given
                if not _FORMS[base].fullmatch(value)
            )


def value_problem(constraint: Constraint, base: str) -> str | None:
    """Why a constraint cannot be met by values that are written as a type of XML Schema."""
    if isinstance(constraint, Simple):
        if _FORMS[base].fullmatch(constraint.value) and (base == "string" or constraint.value):
            return None
        return f"'{constraint.value}' is no value of xs:{base}"
    own = _SAME.get(constraint.base, constraint.base)
    if own == base:
        return None
    as_texts = own == "string" and base in ("date", "dateTime", "duration", "time", "anyURI")
    if as_texts and tuple(constraint.conditions) == ("pattern",):
        return None
    return f"the restriction is of xs:{constraint.base}, but the values are of xs:{base}"


def _bad_patterns(patterns: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        try:
            compiled(pattern)
        except PatternInvalid as error:
            yield f"the pattern '{pattern}' is no regular expression of XML Schema: {error}"
