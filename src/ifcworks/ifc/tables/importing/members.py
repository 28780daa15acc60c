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
        CellRefused: the cell does not fit, or its value is not a single one.
    """
    class_ = member.is_a()
    if member.is_a("IfcPhysicalSimpleQuantity"):
        return _quantity(schema, cells, cell, class_, member.Name, member.id())
    if class_ == SINGLE:
        nominal = member.NominalValue
        known = template(schema, set_name, member.Name)
        type_ = nominal.is_a() if nominal is not None else None
        return _single(schema, cells, cell, member.Name, member.id(), type_, known)
    if class_ == ENUMERATED:
        values = member.EnumerationValues or ()
        if len(values) > 1:
            raise _read_only(f"it has {len(values)} values")
        reference = member.EnumerationReference
        items = reference.EnumerationValues if reference is not None else ()
        known = template(schema, set_name, member.Name)
        typed = [*values, *items]
        type_ = typed[0].is_a() if typed else (known and known.type_) or "IfcLabel"
        allowed = tuple(str(item.wrappedValue) for item in items)
        return _enumerated(schema, cells, cell, member.Name, member.id(), type_, allowed)
    raise _read_only(f"it is an {class_}, which has more than one value")


def made(
    schema: str, cells: Cells, cell: Any, set_name: str, name: str, like: entity_instance | None
) -> MemberEdit:
    """A new property or quantity, as the type of the element has it, else as the standard says.

    Args:
        schema: of the model.
        cells: reads the cell.
        cell: the value.
        set_name: the set that it is for.
        name: its name.
        like: the property or quantity of the element's type.

    Raises:
        CellRefused: the cell does not fit, or it is not known what to make.
    """
    if like is not None:
        found = edited(schema, cells, cell, like, set_name)
        return _as_new(schema, like.is_a(), found)
    known = template(schema, set_name, name)
    if known is not None and known.class_.startswith("IfcQuantity"):
        return _as_new(schema, known.class_, _quantity(schema, cells, cell, known.class_, name))
    if known is None and is_quantity_set(schema, set_name):
        raise CellRefused(
            Reason.READ_ONLY,
            f"{set_name} has no quantity {name} yet, and the standard does not say whether it is "
            "a length, an area or what else.",
        )
    if known is None or known.class_ == SINGLE:
        return _as_new(schema, SINGLE, _single(schema, cells, cell, name, None, None, known))
    if known.class_ == ENUMERATED:
        type_ = known.type_ or "IfcLabel"
        found = _enumerated(schema, cells, cell, name, None, type_, known.items)
        return _as_new(schema, ENUMERATED, found)
    raise _read_only(f"the standard wants more than one value ({known.class_})")


def _single(
    schema: str,
    cells: Cells,
    cell: Any,
    name: str,
    existing: int | None,
    type_: str | None,
    known: Template | None,
) -> MemberEdit:
    stated = type_ or (known.type_ if known is not None and known.class_ == SINGLE else None)
    if stated is None and cells.is_empty(cell):
        # Whether an empty text or no number is meant, nobody can tell.
        return MemberEdit(name, existing, _VALUE_OF_PROPERTY, "$", None)
    kind = kind_of(schema, stated or cells.inferred(cell))
    if kind is None:
        raise _read_only(f"its type, {stated}, is not a plain one")
    value = cells.value(cell, kind)
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
    kind = kind_of(schema, type_)
    if kind is None:
        raise _read_only(f"its type, {type_}, is not a plain one")
    value = cells.value(cell, kind)
    if value is None or value == "":
        if schema == "IFC2X3":
            raise required(name)
        return MemberEdit(name, existing, _VALUE_OF_PROPERTY, "$", None)
    if allowed and str(value) not in allowed:
        raise CellRefused(
            Reason.NOT_ALLOWED, f"'{value}' is none of the values of {name}: {', '.join(allowed)}."
        )
    return MemberEdit(name, existing, _VALUE_OF_PROPERTY, f"({typed_text(value, kind)})", value)


def _quantity(
    schema: str, cells: Cells, cell: Any, class_: str, name: str, existing: int | None = None
) -> MemberEdit:
    [found] = [
        attribute(schema, class_, f"{class_.removeprefix('IfcQuantity')}Value"),
    ]
    if found is None or found.kind is None:
        raise _read_only(f"it is an {class_}")
    value = cells.value(cell, found.kind)
    if value is None:
        raise required(name)
    text = step_text(value, found.kind)
    return MemberEdit(name, existing, _VALUE_OF_QUANTITY, text, value)


def _as_new(schema: str, class_: str, found: MemberEdit) -> MemberEdit:
    arguments = ["$"] * count_of_attributes(schema, class_)
    arguments[0] = encoding.string(found.name)
    arguments[found.place] = found.text
    statement = f"{class_.upper()}({','.join(arguments)})"
    return MemberEdit(found.name, None, found.place, found.text, found.value, statement)


def required(name: str) -> CellRefused:
    """An empty cell where the schema wants a value."""
    return CellRefused(Reason.VALUE_REQUIRED, f"{name} must have a value, and there would be none.")


def _read_only(why: str) -> CellRefused:
    return CellRefused(Reason.READ_ONLY, f"This value can be read only: {why}.")
