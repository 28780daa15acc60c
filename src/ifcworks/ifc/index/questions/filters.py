"""Filters of elements, as conditions in SQL."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.questions.finding import OF_CLASS, of_class
from ifcworks.ifc.index.questions.opened import Opened

_STOREYS = of_class("IfcBuildingStorey", "IfcFacilityPart")
_TYPES = of_class("IfcTypeObject")
_LIKE = r"{} ILIKE ? ESCAPE '\'"

_PROPERTY = re.compile(
    r"(?P<set>[^.]+)\.(?P<path>.+?)\s*(?:(?P<how><=|>=|!=|=|<|>)\s*(?P<value>.*))?", re.DOTALL
)
# The values of a property of all elements that have it; their own win over those of the type.
_VALUES = rf"""
SELECT element_id, number,
       CASE WHEN kind IN ('enumerated', 'list') THEN json_extract_string(value, '$[*]')
            WHEN value IS NOT NULL THEN [value] ELSE [] END AS texts
FROM (
    SELECT l.element_id, p.number, p.value, p.kind
    FROM psets s JOIN properties p ON p.pset_id = s.id JOIN element_psets l ON l.pset_id = s.id
    WHERE {_LIKE.format("s.name")} AND {_LIKE.format("p.path")}
    AND NOT EXISTS (
        FROM overridden o WHERE o.element_id = l.element_id AND o.pset_id = l.pset_id
        AND o.source = l.source AND o.position = p.position
    )
)
"""


@dataclass(frozen=True)
class Filters:
    """What elements must be like; all of it together.

    Attributes:
        classes: of any of these classes, or of a subtype; products if none is given.
        storey: name or GlobalId of the storey that they stand in.
        type: name or GlobalId of their type.
        name: their name.
        material: name of a material, or of a set of materials.
        classification: code or name of a classification.
        properties: each as ``Set.Property`` (has it), or with ``=``, ``!=``, ``<``, ``<=``, ``>``,
            ``>=`` and a value behind it.
        search: part of their name, tag, GlobalId, or of the name of their type.

    In names, codes, sets, properties and values ``*`` stands for anything, ``?`` for a character;
    large and small letters are the same.
    """

    classes: Sequence[str] = ()
    storey: str | None = None
    type: str | None = None
    name: str | None = None
    material: str | None = None
    classification: str | None = None
    properties: Sequence[str] = ()
    search: str | None = None


@dataclass
class Condition:
    """Conditions on the columns of ``elements``, called ``e``, and their values."""

    parts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, part: str, *values: Any) -> None:
        """One more condition."""
        self.parts.append(part)
        self.values += values

    @property
    def sql(self) -> str:
        """All of them together."""
        return " AND ".join(f"({part})" for part in self.parts) or "true"


def condition(index: Opened, filters: Filters) -> Condition:
    """The filters in SQL.

    Raises:
        ParametersInvalid: a class, storey or type does not exist, or a property is malformed.
    """
    made = Condition()
    classes = [_known_class(index, name) for name in filters.classes] or ["IfcProduct"]
    made.add(f"e.{OF_CLASS.format(', '.join('?' * len(classes)))}", *classes)
    if filters.storey is not None:
        of_storey = _named(index, "storey", filters.storey, _STOREYS)
        # Also what stands in a storey that is part of it.
        made.add("list_has_any(e.ancestors, ?::BIGINT[])", of_storey)
    if filters.type is not None:
        of_type = _named(index, "type", filters.type, _TYPES)
        made.add("e.type_id IN (SELECT unnest(?::BIGINT[]))", of_type)
    if filters.name is not None:
        made.add(_LIKE.format("e.name"), pattern(filters.name))
    if filters.material is not None:
        either = f"{_LIKE.format('name')} OR {_LIKE.format('set_name')}"
        sql = f"e.id IN (SELECT element_id FROM materials WHERE {either})"
        made.add(sql, *[pattern(filters.material)] * 2)
    if filters.classification is not None:
        either = f"{_LIKE.format('identification')} OR {_LIKE.format('name')}"
        sql = f"e.id IN (SELECT element_id FROM classifications WHERE {either})"
        made.add(sql, *[pattern(filters.classification)] * 2)
    for wanted in filters.properties:
        _add_property(made, wanted)
    if filters.search is not None:
        columns = ("e.name", "e.tag", "e.global_id")
        own = " OR ".join(_LIKE.format(column) for column in columns)
        typed = f"e.type_id IN (SELECT id FROM elements WHERE {_LIKE.format('name')})"
        made.add(f"{own} OR {typed}", *[f"%{_escaped(filters.search)}%"] * (len(columns) + 1))
    return made


def pattern(text: str) -> str:
    """A text with ``*`` and ``?`` as a pattern of LIKE."""
    return _escaped(text).replace("*", "%").replace("?", "_")


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _known_class(index: Opened, name: str) -> str:
    """The class in its own spelling; it need not occur in the model."""
    sql = "SELECT DISTINCT ancestor FROM class_ancestors WHERE lower(ancestor) = lower(?)"
    if found := index.rows(sql, name):
        return str(found[0][0])
    from ifcopenshell import ifcopenshell_wrapper

    schema = index.schema
    entities = ifcopenshell_wrapper.schema_by_name(schema).entities()
    classes = {entity.name().lower(): entity.name() for entity in entities}
    if name.lower() in classes:
        return str(classes[name.lower()])
    near = [classes[match] for match in difflib.get_close_matches(name.lower(), classes, 3)]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise ParametersInvalid(f"class: {schema} has no class '{name}'.{hint}")


def _named(index: Opened, what: str, name: str, of: str) -> list[int]:
    """Numbers of the objects with a GlobalId, or with a name that fits."""
    sql = f"SELECT id FROM elements WHERE {of} AND (global_id = ? OR {_LIKE.format('name')})"
    if found := index.rows(sql, name, pattern(name)):
        return [row[0] for row in found]
    sql = f"SELECT DISTINCT name FROM elements WHERE {of} AND name IS NOT NULL ORDER BY name"
    there = [f"'{row[0]}'" for row in index.rows(f"{sql} LIMIT 12")]
    hint = f"There are: {', '.join(there)}." if there else "It has none with a name."
    raise ParametersInvalid(f"{what}: the model has no {what} '{name}'. {hint}")


def _add_property(made: Condition, wanted: str) -> None:
    match = _PROPERTY.fullmatch(wanted.strip())
    if match is None:
        raise ParametersInvalid(
            f"property: '{wanted}' is no condition on a property; write for example "
            "Pset_WallCommon.FireRating=REI60, or Pset_WallCommon.FireRating for all that have it."
        )
    how, value = match["how"], (match["value"] or "").strip()
    where, values = _compared(wanted, how, value) if how else ("true", [])
    made.add(
        f"e.id IN (SELECT element_id FROM ({_VALUES}) WHERE {where})",
        pattern(match["set"].strip()),
        pattern(match["path"].strip()),
        *values,
    )


def _compared(wanted: str, how: str, value: str) -> tuple[str, list[Any]]:
    """A condition on ``number`` and ``texts``."""
    try:
        number = float(value)
    except ValueError:
        number = None
    if how in ("=", "!="):
        fits = r"len(list_filter(texts, lambda t: t ILIKE ? ESCAPE '\')) > 0"
        values: list[Any] = [pattern(value)]
        if number is not None:
            fits, values = f"({fits} OR coalesce(number = ?, false))", [*values, number]
        return (fits if how == "=" else f"NOT {fits}"), values
    if number is None:
        raise ParametersInvalid(
            f"property: '{wanted}' compares with '{value}', which is no number."
        )
    return f"number {how} ?", [number]
