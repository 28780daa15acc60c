"""Properties and quantities: what can be written into them, and as which text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ifcopenshell import entity_instance

from ifcworks.ifc import encoding
from ifcworks.ifc.tables.importing.kinds import Kind, attribute, count_of_attributes, kind_of
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.importing.templates import Template, is_quantity_set, template
from ifcworks.ifc.tables.importing.values import Cells, step_text, typed_text

SINGLE, ENUMERATED = "IfcPropertySingleValue", "IfcPropertyEnumeratedValue"
LISTED = "IfcPropertyListValue"
QUANTITY_SET, PROPERTY_SET = "IfcElementQuantity", "IfcPropertySet"
_VALUE_OF_PROPERTY = 2
_VALUE_OF_QUANTITY = 3
_MOST_OF_LABEL = 255


@dataclass(frozen=True)
class MemberEdit:
    """A new value of a property or quantity.

    Attributes:
        name: of the property or quantity.
        existing: its instance in the set that is edited; None if it has to be made.
        place: of the value among its arguments.
        text: the value as it stands there.
        value: the value itself.
        statement: the text of a new instance, where there is none.
        removes: whether the property or quantity shall be gone.
    """

    name: str
    existing: int | None
    place: int
    text: str
    value: Any
    statement: str = ""
    removes: bool = False


def edited(
    schema: str, cells: Cells, cell: Any, member: entity_instance, set_name: str
) -> MemberEdit:
    """The edit of a property or quantity that is there.

    Raises:
        CellRefused: the cell does not fit, or has one value where there are several.
    """
    class_, existing = member.is_a(), member.id()
    unit = getattr(member, "Unit", None)
    if member.is_a("IfcPhysicalSimpleQuantity"):
        return _quantity(schema, cells, cell, class_, member.Name, existing, unit)
    known = template(schema, set_name, member.Name)
    if class_ == SINGLE:
        nominal = member.NominalValue
        type_ = nominal.is_a() if nominal is not None else None
        return _single(schema, cells, cell, member.Name, existing, type_, known, unit)
    if class_ == ENUMERATED:
        values = member.EnumerationValues or ()
        if len(values) > 1 and not isinstance(cell, list):
            raise _several(len(values))
        reference = member.EnumerationReference
        items = reference.EnumerationValues if reference is not None else ()
        typed = [*values, *items]
        type_ = typed[0].is_a() if typed else (known and known.type_) or "IfcLabel"
        allowed = tuple(str(item.wrappedValue) for item in items)
        return _enumerated(schema, cells, cell, member.Name, existing, type_, allowed)
    if class_ == LISTED:
        values = member.ListValues or ()
        if not isinstance(cell, list):
            raise _several(len(values))
        type_ = values[0].is_a() if values else None
        type_ = type_ or (None if known is None else known.type_)
        return _listed(schema, cells, cell, member.Name, existing, type_, unit)
    raise _read_only(f"it is an {class_}, which is no value or list of values")


def made(
    schema: str, cells: Cells, cell: Any, set_name: str, name: str, like: entity_instance | None
) -> MemberEdit:
    """A new property or quantity, as the type of the element has it, else as the standard says.

    Args:
        schema: of the model.
        cells: reads the cell.
        cell: the value; a list of several for a property that has several.
        set_name: the set that it is for.
        name: its name.
        like: the property or quantity of the element's type.

    Raises:
        CellRefused: the cell does not fit, or it is not known what to make.
    """
    if like is not None:
        found = edited(schema, cells, cell, like, set_name)
        return _as_new(schema, like.is_a(), found, getattr(like, "Unit", None))
    known = template(schema, set_name, name)
    if known is not None and known.class_.startswith("IfcQuantity"):
        return _as_new(schema, known.class_, _quantity(schema, cells, cell, known.class_, name))
    if known is None and is_quantity_set(schema, set_name):
        raise CellRefused(
            Reason.READ_ONLY,
            f"{set_name} has no quantity {name} yet, and the standard does not say whether it is "
            "a length, an area or what else.",
        )
    class_ = (LISTED if isinstance(cell, list) else SINGLE) if known is None else known.class_
    type_ = None if known is None else known.type_
    if class_ == SINGLE:
        return _as_new(schema, SINGLE, _single(schema, cells, cell, name, None, None, known))
    if class_ == ENUMERATED:
        items = known.items if known is not None else ()
        found = _enumerated(schema, cells, cell, name, None, type_ or "IfcLabel", items)
        return _as_new(schema, ENUMERATED, found)
    if class_ == LISTED:
        several = cell if isinstance(cell, list) else [cell]
        return _as_new(schema, LISTED, _listed(schema, cells, several, name, None, type_))
    raise _read_only(f"the standard wants more than one value ({class_})")


def _single(
    schema: str,
    cells: Cells,
    cell: Any,
    name: str,
    existing: int | None,
    type_: str | None,
    known: Template | None,
    unit: entity_instance | None = None,
) -> MemberEdit:
    if isinstance(cell, list):
        raise CellRefused(
            Reason.WRONG_TYPE, f"{name} has one value, and here are {len(cell)}. Give one."
        )
    stated = type_ or (known.type_ if known is not None and known.class_ == SINGLE else None)
    if stated is None and cells.is_empty(cell):
        # Whether an empty text or no number is meant, nobody can tell.
        return MemberEdit(name, existing, _VALUE_OF_PROPERTY, "$", None)
    kind = _kind(schema, stated or cells.inferred(cell))
    value = cells.stored(cell, kind, unit)
    if type_ is None and kind.name == "IfcLabel" and value and len(value) > _MOST_OF_LABEL:
        kind = Kind(kind.sort, "IfcText")
    return MemberEdit(name, existing, _VALUE_OF_PROPERTY, typed_text(value, kind), value)


def _enumerated(
    schema: str,
    cells: Cells,
    cell: Any,
    name: str,
    existing: int | None,
    type_: str,
    allowed: tuple[str, ...],
) -> MemberEdit:
    kind = _kind(schema, type_)
    values = [cells.value(item, kind) for item in (cell if isinstance(cell, list) else [cell])]
    if values in ([None], [""]):
        if schema == "IFC2X3":
            raise required(name)
        return MemberEdit(name, existing, _VALUE_OF_PROPERTY, "$", None)
    for value in values:
        if allowed and str(value) not in allowed:
            raise CellRefused(
                Reason.NOT_ALLOWED,
                f"'{value}' is none of the values of {name}: {', '.join(allowed)}.",
            )
    return _of_several(name, existing, values, kind)


def _listed(
    schema: str,
    cells: Cells,
    cell: list[Any],
    name: str,
    existing: int | None,
    type_: str | None,
    unit: entity_instance | None = None,
) -> MemberEdit:
    types = {type_ or cells.inferred(item) for item in cell}
    if types == {"IfcInteger", "IfcReal"}:
        types = {"IfcReal"}
    kind = _kind(schema, types.pop() if len(types) == 1 else "IfcLabel")
    return _of_several(name, existing, [cells.stored(item, kind, unit) for item in cell], kind)


def _of_several(name: str, existing: int | None, values: list[Any], kind: Kind) -> MemberEdit:
    text = ",".join(typed_text(value, kind) for value in values)
    value = values[0] if len(values) == 1 else values
    return MemberEdit(name, existing, _VALUE_OF_PROPERTY, f"({text})", value)


def _quantity(
    schema: str,
    cells: Cells,
    cell: Any,
    class_: str,
    name: str,
    existing: int | None = None,
    unit: entity_instance | None = None,
) -> MemberEdit:
    found = attribute(schema, class_, f"{class_.removeprefix('IfcQuantity')}Value")
    if found is None or found.kind is None:
        raise _read_only(f"it is an {class_}")
    if isinstance(cell, list):
        raise CellRefused(Reason.WRONG_TYPE, f"{name} is a quantity, which has one value.")
    value = cells.stored(cell, found.kind, unit)
    if value is None:
        raise required(name)
    text = step_text(value, found.kind)
    return MemberEdit(name, existing, _VALUE_OF_QUANTITY, text, value)


def _kind(schema: str, type_: str) -> Kind:
    kind = kind_of(schema, type_)
    if kind is None:
        raise _read_only(f"its type, {type_}, is not a plain one")
    return kind


def _as_new(
    schema: str, class_: str, found: MemberEdit, unit: entity_instance | None = None
) -> MemberEdit:
    arguments = ["$"] * count_of_attributes(schema, class_)
    arguments[0] = encoding.string(found.name)
    arguments[found.place] = found.text
    named = attribute(schema, class_, "Unit")
    if unit is not None and named is not None:
        arguments[named.place] = f"#{unit.id()}"
    statement = f"{class_.upper()}({','.join(arguments)})"
    return MemberEdit(found.name, None, found.place, found.text, found.value, statement)


def required(name: str) -> CellRefused:
    """An empty cell where the schema wants a value."""
    return CellRefused(Reason.VALUE_REQUIRED, f"{name} must have a value, and there would be none.")


def _several(count: int) -> CellRefused:
    return _read_only(f"it has a list of {count} values, which is set as a whole")


def _read_only(why: str) -> CellRefused:
    return CellRefused(Reason.READ_ONLY, f"This value can be read only: {why}.")
