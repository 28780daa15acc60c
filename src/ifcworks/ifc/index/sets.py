"""The rows of ``psets``, ``properties`` and ``element_psets``.

A property often belongs to very many sets (a model of 110 MB has 69,000 properties and 1.2 million
memberships), so each is made to rows once, and these are taken for each set as columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from ifcworks.ifc.index.columns import Columns
from ifcworks.ifc.index.gathering import Gathered, ref, refs
from ifcworks.ifc.index.hierarchy import Hierarchy
from ifcworks.ifc.index.measuring import Units, in_si
from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.index.stream import Values
from ifcworks.ifc.index.values import number_of, plain, text_of

_DEPTH = 20
_KINDS = {
    "IfcPropertySingleValue": "single",
    "IfcPropertyEnumeratedValue": "enumerated",
    "IfcPropertyListValue": "list",
    "IfcPropertyBoundedValue": "bounded",
    "IfcPropertyTableValue": "table",
    "IfcPropertyReferenceValue": "reference",
    "IfcComplexProperty": "complex",
    "IfcPhysicalComplexQuantity": "complex-quantity",
}
_ONE_UNIT = ("single", "enumerated", "list", "bounded", "quantity")
_SET_COLUMNS = frozenset({"id", "type", "GlobalId", "OwnerHistory", "Name", "Description"})
_PROPERTY = (
    *("id", "parent", "path", "name", "kind", "value", "number", "si", "ifc_type", "unit"),
    "description",
)


class Properties:
    """The properties of a model as rows, each property once."""

    def __init__(self, gathered: Gathered, units: Units) -> None:
        self._properties = gathered.properties
        self._schema = gathered.schema
        self._units = units
        self._rows = Columns(*_PROPERTY)
        self._places: dict[int, tuple[int, int]] = {}

    def place(self, number: int) -> tuple[int, int]:
        """Where the rows of a property begin, and how many there are; none if it dangles."""
        if number not in self._places:
            start = len(self._rows)
            if number in self._properties:
                self._add(self._properties[number], None, frozenset())
            self._places[number] = (start, len(self._rows) - start)
        return self._places[number]

    def attributes(self, values: Values) -> tuple[int, int]:
        """The same for the attributes of a predefined set."""
        start = len(self._rows)
        for name, ifc_type in self._schema.attributes(values["type"]):
            value = values.get(name)
            if name in _SET_COLUMNS or value is None:
                continue
            if isinstance(value, dict) and "type" in value:
                ifc_type, value = value["type"], value["value"]
            number = number_of(value)
            unit = self._units.of_value(None, ifc_type)
            self._rows.add(
                *(None, None, name, name, "attribute", text_of(value), number),
                *(in_si(number, unit), ifc_type, unit.symbol if number is not None else None, None),
            )
        return start, len(self._rows) - start

    def table(self, types: dict[str, pa.DataType]) -> pa.Table:
        """All rows."""
        return self._rows.table(types)

    def _add(self, values: Values, parent: str | None, above: frozenset[int]) -> None:
        name = text_of(values.get("Name")) or ""
        path = name if parent is None else f"{parent}/{name}"
        kind = _KINDS.get(values["type"], "quantity")
        value, ifc_type = self._value(kind, values)
        number = number_of(value)
        own = ref(values.get("Unit")) if kind in _ONE_UNIT else None
        unit = self._units.of_value(own, ifc_type if kind in _ONE_UNIT else None)
        self._rows.add(
            *(values["id"], parent, path, name, kind, text_of(value), number),
            *(in_si(number, unit), ifc_type, unit.symbol, text_of(values.get("Description"))),
        )
        if kind.startswith("complex"):
            above |= {values["id"]}
            parts = values.get("HasProperties") or values.get("HasQuantities")
            for part in refs(parts):
                if part in self._properties and part not in above and len(above) < _DEPTH:
                    self._add(self._properties[part], path, above)

    def _value(self, kind: str, values: Values) -> tuple[Any, str | None]:
        """The value, or for several what their JSON says, and the type of it or of the first."""
        match kind:
            case "single":
                return _unwrapped(values.get("NominalValue"))
            case "enumerated":
                return _list(values.get("EnumerationValues"))
            case "list":
                return _list(values.get("ListValues"))
            case "bounded":
                names = ("UpperBoundValue", "LowerBoundValue", "SetPointValue")
                bounds = {name: values[name] for name in names if values.get(name) is not None}
                first = next(iter(bounds.values()), None)
                return _Json({n: plain(v) for n, v in bounds.items()}), _unwrapped(first)[1]
            case "table":
                columns = {
                    name: plain(values[name])
                    for name in ("DefiningValues", "DefinedValues", "Expression")
                    if values.get(name) is not None
                }
                return _Json(columns), _list(values.get("DefinedValues"))[1]
            case "reference":
                return _Json(plain(values.get("PropertyReference"))), None
            case "complex" | "complex-quantity":
                return text_of(values.get("UsageName") or values.get("Discrimination")), None
        for name, ifc_type in self._schema.attributes(values["type"])[3:]:
            if name.endswith("Value"):
                return values.get(name), ifc_type
        return None, None


class _Json(dict[str, Any]):
    """Several values on their way to JSON."""

    def __init__(self, value: Any) -> None:
        super().__init__(value or {})


def _unwrapped(value: Any) -> tuple[Any, str | None]:
    if isinstance(value, dict) and "type" in value:
        return value["value"], value["type"]
    return value, None


def _list(value: Any) -> tuple[Any, str | None]:
    if not isinstance(value, tuple):
        return None, None
    return tuple(plain(item) for item in value), _unwrapped(value[0])[1] if value else None


def psets(gathered: Gathered) -> Columns:
    """The rows of ``psets``, by id."""
    rows = Columns("id", "class", "kind", "name", "description", "method")
    for number in sorted(gathered.sets):
        values = gathered.sets[number]
        rows.add(
            number,
            values["type"],
            _kind(gathered.schema, values["type"]),
            text_of(values.get("Name")),
            text_of(values.get("Description")),
            text_of(values.get("MethodOfMeasurement")),
        )
    return rows


def _kind(schema: Schema, name: str) -> str:
    if name == "IfcPropertySet":
        return "pset"
    return "qto" if schema.is_a(name, "IfcElementQuantity") else "predefined"


def properties(gathered: Gathered, units: Units, types: dict[str, pa.DataType]) -> pa.Table:
    """The rows of ``properties``, by set."""
    made = Properties(gathered, units)
    owners: list[int] = []
    starts: list[int] = []
    sizes: list[int] = []
    for number in sorted(gathered.sets):
        for start, size in _places(gathered.sets[number], made):
            owners.append(number)
            starts.append(start)
            sizes.append(size)
    counts = np.array(sizes, dtype=np.int64)
    total = int(counts.sum())
    # Which row of the properties each row of the table is: starts[i], starts[i] + 1, …
    ends = np.cumsum(counts)
    within = np.arange(total) - np.repeat(ends - counts, counts)
    chosen = np.repeat(np.array(starts, dtype=np.int64), counts) + within
    owner = np.repeat(np.array(owners, dtype=np.int64), counts)
    position = np.arange(total) - np.searchsorted(owner, owner, side="left")
    once = made.table(types)
    columns = {
        name: _shared(once.column(name)).take(pa.array(chosen)) for name in once.column_names
    }
    return pa.table({"pset_id": owner, "position": position.astype(np.int32), **columns})


def _shared(column: pa.ChunkedArray) -> pa.Array:
    """A column ready to be taken from many times: text as numbers into a dictionary."""
    array = column.combine_chunks()
    return array.dictionary_encode() if pa.types.is_string(array.type) else array


def _places(values: Values, made: Properties) -> Iterator[tuple[int, int]]:
    members = values.get("HasProperties", values.get("Quantities"))
    if members is None:
        yield made.attributes(values)
        return
    for number in members or ():
        yield made.place(number)


def element_psets(gathered: Gathered, hierarchy: Hierarchy) -> Columns:
    """The rows of ``element_psets``, by element: own sets, and those of the type."""
    own: dict[int, list[int]] = {}
    for number, values in gathered.objects.items():
        if "HasPropertySets" in values:
            own[number] = list(refs(values["HasPropertySets"]))
    for members, sets in gathered.defines:
        for member in members:
            own.setdefault(member, []).extend(sets)
    rows = Columns("element_id", "pset_id", "source", "position")
    add, known = rows.add, gathered.sets
    for number in sorted(gathered.objects):
        for source, whose in (("instance", number), ("type", hierarchy.types.get(number))):
            for position, pset in enumerate(own.get(whose, ()) if whose else ()):
                if pset in known:
                    add(number, pset, source, position)
    return rows
