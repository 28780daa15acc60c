"""The rows of ``psets``, ``properties`` and ``element_psets``.

A property often belongs to very many sets (a model of 110 MB has 69,000 properties and 1.2 million
memberships), so each is made to rows once, and these are taken for each set as columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ifcworks.ifc.index.columns import Columns
from ifcworks.ifc.index.gathering import Gathered, ref, refs
from ifcworks.ifc.index.hierarchy import Hierarchy
from ifcworks.ifc.index.measuring import NO_UNIT, Measured, Units, in_si
from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.index.stream import Numbers, Values
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
_WITH_UNIT = ("single", "enumerated", "list", "bounded", "table", "quantity")
_SET_COLUMNS = frozenset({"id", "type", "GlobalId", "OwnerHistory", "Name", "Description"})
_PROPERTY = (
    *("id", "parent", "path", "name", "kind", "value", "number", "si", "ifc_type", "unit"),
    "description",
)


class Properties:
    """The properties of a model as rows, each property once."""

    def __init__(self, gathered: Gathered, units: Units) -> None:
        self._properties = gathered.properties
        self._others = gathered.others
        self._predefined = gathered.sets.predefined
        self._schema = gathered.schema
        self._units = units
        self._rows = Columns(*_PROPERTY)

    def place(self, number: int) -> tuple[int, int]:
        """Make the rows of a property or predefined set: where they begin, how many there are."""
        start = len(self._rows)
        if number in self._predefined:
            self._attributes(self._predefined[number])
        else:
            self._add(self._properties[number], None, frozenset())
        return start, len(self._rows) - start

    def _attributes(self, values: Values) -> None:
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

    def table(self, types: dict[str, pa.DataType]) -> pa.Table:
        """All rows."""
        return self._rows.table(types)

    def _add(self, values: Values, parent: str | None, above: frozenset[int]) -> None:
        name = text_of(values.get("Name")) or ""
        path = name if parent is None else f"{parent}/{name}"
        kind = _KINDS.get(values["type"], "quantity")
        value, ifc_type = self._value(kind, values)
        number = number_of(value)
        unit = self._unit(kind, values, ifc_type) if kind in _WITH_UNIT else NO_UNIT
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

    def _unit(self, kind: str, values: Values, ifc_type: str | None) -> Measured:
        """The unit of the value; of a table that of the values that it defines."""
        own = ref(values.get("DefinedUnit" if kind == "table" else "Unit"))
        if kind == "enumerated":
            choices = self._others.get(ref(values.get("EnumerationReference")) or 0, {})
            own = ref(choices.get("Unit"))
            ifc_type = ifc_type or _list(choices.get("EnumerationValues"))[1]
        return self._units.of_value(own, ifc_type)

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


def psets(gathered: Gathered, types: dict[str, pa.DataType]) -> pa.Table:
    """The rows of ``psets``, by id."""
    rows = gathered.sets.rows
    kinds = {kind: _kind(gathered.schema, kind) for kind in {row[1] for row in rows}}
    table = rows.table(types)
    kind = pa.array([kinds[row[1]] for row in rows], pa.string())
    return table.append_column("kind", kind).sort_by("id")


def _kind(schema: Schema, name: str) -> str:
    if name == "IfcPropertySet":
        return "pset"
    return "qto" if schema.is_a(name, "IfcElementQuantity") else "predefined"


def properties(gathered: Gathered, units: Units, types: dict[str, pa.DataType]) -> pa.Table:
    """The rows of ``properties``, by set."""
    made = Properties(gathered, units)
    owners, members, inverse = _members(gathered)
    places = np.array([made.place(number) for number in members.tolist()], np.int64)
    starts, sizes = places.reshape(-1, 2).T
    counts = sizes[inverse]
    # Which row of the properties each row of the table is.
    chosen = np.repeat(starts[inverse], counts) + _within(counts)
    owner = np.repeat(owners, counts)
    once = made.table(types)
    columns = {
        name: _shared(once.column(name)).take(pa.array(chosen)) for name in once.column_names
    }
    return pa.table({"pset_id": owner, "position": _places(owner), **columns})


def _members(gathered: Gathered) -> tuple[Numbers, Numbers, Numbers]:
    """Sets in order, with a place for each of their members.

    Which set each place belongs to, which different members there are, and which of these stands
    in each place. A predefined set is its own member.
    """
    sets = gathered.sets
    owners = np.repeat(_numbers(row[0] for row in sets.rows), _numbers(sets.sizes))
    members = _numbers(sets.members)
    known = np.isin(members, _numbers(gathered.properties))
    predefined = _numbers(sets.predefined)
    owners = np.concatenate((owners[known], predefined))
    members = np.concatenate((members[known], predefined))
    order = np.argsort(owners, kind="stable")
    different, inverse = np.unique(members[order], return_inverse=True)
    return owners[order], different, inverse


def _shared(column: pa.ChunkedArray) -> pa.Array:
    """A column ready to be taken from many times: text as numbers into a dictionary."""
    array = column.combine_chunks()
    return array.dictionary_encode() if pa.types.is_string(array.type) else array


def element_psets(gathered: Gathered, hierarchy: Hierarchy) -> pa.Table:
    """The rows of ``element_psets``, by element: own sets, and those of the type."""
    elements, sets = _own(gathered)
    positions = _places(elements)
    occurrences, types = _numbers(hierarchy.types), _numbers(hierarchy.types.values())
    first = np.searchsorted(elements, types, side="left")
    counts = np.searchsorted(elements, types, side="right") - first
    inherited = np.repeat(first, counts) + _within(counts)
    element = np.concatenate((elements, np.repeat(occurrences, counts)))
    position = np.concatenate((positions, positions[inherited]))
    source = np.repeat(np.array([0, 1], np.int8), (len(elements), len(inherited)))
    order = np.lexsort((position, source, element))
    return pa.table(
        {
            "element_id": element[order],
            "pset_id": np.concatenate((sets, sets[inherited]))[order],
            "source": pa.DictionaryArray.from_arrays(source[order], ["instance", "type"]),
            "position": position[order],
        }
    )


def _own(gathered: Gathered) -> tuple[Numbers, Numbers]:
    """Each object, in order, with each of its own sets.

    A type lists them, others have them by relationships; a relationship with a type is void, as
    in ifcopenshell (rule NoRelatedTypeObject of IfcRelDefinesByProperties).
    """
    types = [number for number, values in gathered.objects.items() if "HasPropertySets" in values]
    listed = [
        (number, pset)
        for number in types
        for pset in refs(gathered.objects[number]["HasPropertySets"])
    ]
    objects, sets = [_numbers(pair[0] for pair in listed)], [_numbers(pair[1] for pair in listed)]
    for _, defined in sorted(gathered.defines.items()):
        order = np.argsort(_numbers(defined.relations), kind="stable")
        order = order[~np.isin(_numbers(defined.objects)[order], _numbers(types))]
        objects.append(_numbers(defined.objects)[order])
        sets.append(_numbers(defined.sets)[order])
    every, pset = np.concatenate(objects), np.concatenate(sets)
    known = np.isin(every, _numbers(gathered.objects))
    known &= np.isin(pset, _numbers(row[0] for row in gathered.sets.rows))
    every, pset = every[known], pset[known]
    # One that an object has twice counts where it comes last, for the last one wins.
    order = np.lexsort((pset, every))
    last = np.ones(len(order), bool)
    last[:-1] = (np.diff(every[order]) != 0) | (np.diff(pset[order]) != 0)
    order = np.sort(order[last])
    every, pset = every[order], pset[order]
    order = np.argsort(every, kind="stable")
    return every[order], pset[order]


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int64)


def _within(counts: Numbers) -> Numbers:
    """0, 1, … for each of the counts, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)


def _places(groups: Numbers) -> npt.NDArray[np.int32]:
    """0, 1, … within each group of equal numbers that follow each other in order."""
    places = np.arange(len(groups)) - np.searchsorted(groups, groups, side="left")
    return places.astype(np.int32)
