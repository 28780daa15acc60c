"""What the index says of elements and their stated quantities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import duckdb

from ifcworks.ifc.quantities.rules import Kind, QuantitySet
from ifcworks.ifc.quantities.values import Authored, Element, Unit

_ELEMENTS = """
SELECT
    e.id, coalesce(e.global_id, ''), e.class, e.predefined_type, e.name,
    coalesce(t.name, t.class), coalesce(s.name, s.class), e.storey_id, e.has_geometry, t.class
FROM elements e
LEFT JOIN elements t ON t.id = e.type_id
LEFT JOIN elements s ON s.id = e.storey_id
WHERE e.class NOT IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcTypeObject')
ORDER BY e.id
"""
_QUANTITIES = """
SELECT element_id, qto, quantity, number, unit, si, source = 'type' FROM quantities
ORDER BY element_id, source = 'type', qto, quantity
"""
_PLAIN_SET = "BaseQuantities"
_OTHER_WORDS = {
    "NominalLength": "Length",
    "NominalWidth": "Width",
    "NominalHeight": "Height",
    "GrossFootPrintArea": "GrossFootprintArea",
    "NetFootPrintArea": "NetFootprintArea",
}
"""Names in IFC2X3 and IFC4X3 for what IFC4 calls otherwise."""
_KIND_OF_SI = {"m": Kind.LENGTH, "m²": Kind.AREA, "m³": Kind.VOLUME, "kg": Kind.WEIGHT}


def rules_classes(
    index: duckdb.DuckDBPyConnection, rules: Mapping[str, QuantitySet]
) -> dict[str, str]:
    """The class, itself or an ancestor, that has the rules of each class that has any."""
    return {
        class_: ancestor
        for class_, ancestor in index.execute(
            "SELECT class, ancestor FROM class_ancestors"
        ).fetchall()
        if ancestor in rules
    }


def elements_of(
    index: duckdb.DuckDBPyConnection,
    rules: Mapping[str, QuantitySet],
    rules_class: Mapping[str, str],
    chosen: Collection[int],
) -> dict[int, Element]:
    """The chosen elements by step id, types left out.

    In IFC2X3 a pipe is an ``IfcFlowSegment``, and only its type says that it is a pipe.
    """
    wanted = set(chosen)
    found = {}
    for number, global_id, class_, *rest, type_class in index.execute(_ELEMENTS).fetchall():
        if number in wanted:
            ruled = rules_class.get(class_)
            of_type = (type_class or "").removesuffix("Type")
            if ruled is None and of_type in rules:
                ruled = of_type
            found[number] = Element(number, global_id, class_, ruled, *rest)
    return found


def authored_of(
    index: duckdb.DuckDBPyConnection, elements: Mapping[int, Element], all_sets: bool
) -> dict[int, list[Authored]]:
    """The quantities that the model states of elements, by step id.

    Args:
        index: of the model.
        elements: which ones.
        all_sets: those of sets that are not of the standard too.
    """
    found: dict[int, list[Authored]] = defaultdict(list)
    for number, set_name, *rest in index.execute(_QUANTITIES).fetchall():
        standard = set_name is not None and (set_name.startswith("Qto_") or set_name == _PLAIN_SET)
        if number in elements and (all_sets or standard):
            found[number].append(Authored(set_name or "", *rest))
    return found


def kind_of(authored: Authored, si_units: Mapping[tuple[str, str], str]) -> Kind:
    """What a stated quantity measures."""
    return _KIND_OF_SI.get(si_units.get((authored.set_name, authored.name), ""), Kind.COUNT)


def si_units_of(index: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """The SI unit of stated quantities, by set and name."""
    rows = index.execute(
        "SELECT DISTINCT qto, quantity, si_unit FROM quantities WHERE si_unit IS NOT NULL"
    ).fetchall()
    return {(set_name or "", name): unit for set_name, name, unit in rows}


def stated(
    quantities: Iterable[Authored], set_name: str, names: Collection[str]
) -> dict[str, Authored]:
    """The stated quantities that say the same as those of a standard set, by the standard's name.

    The standard's own set counts before that of its type, and both before the set that exporters
    of IFC2X3 call ``BaseQuantities``.
    """
    by_word = {_OTHER_WORDS.get(name, name): name for name in names}
    found: dict[str, Authored] = {}
    ranked = sorted(quantities, key=lambda one: (one.set_name != set_name, one.inherited))
    for one in ranked:
        if one.set_name not in (set_name, _PLAIN_SET):
            continue
        name = by_word.get(_OTHER_WORDS.get(one.name, one.name))
        if name is not None:
            found.setdefault(name, one)
    return found


def units_of(index: duckdb.DuckDBPyConnection) -> dict[Kind, Unit]:
    """The units of the project by what they measure; those of the SI where it has none."""
    rows = index.execute(
        "SELECT unit_type, coalesce(symbol, name), scale_to_si FROM units"
    ).fetchall()
    by_type: dict[str, tuple[str, float | None]] = {}
    for unit_type, symbol, scale in rows:
        by_type.setdefault(unit_type, (symbol, scale))
    units = {}
    for kind in Kind:
        if kind.unit_type in by_type:
            symbol, scale = by_type[kind.unit_type]
            units[kind] = Unit(symbol or kind.si_unit, scale or None)
        else:
            units[kind] = Unit(kind.si_unit, 1.0, assigned=False)
    return units
