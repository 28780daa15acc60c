"""All quantities of a model: computed from its triangles, and compared with those it states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.quantities.doubts import doubt
from ifcworks.ifc.quantities.facts import facts_of
from ifcworks.ifc.quantities.gross import Shaped, shaped, with_openings, without_cuts
from ifcworks.ifc.quantities.measuring import MEASURES, ON_GROUND, Facts, Measured, NotMeasured
from ifcworks.ifc.quantities.reading import (
    authored_of,
    elements_of,
    kind_of,
    si_units_of,
    stated,
    units_of,
)
from ifcworks.ifc.quantities.rules import QuantitySet, Rule, rules_of
from ifcworks.ifc.quantities.shapes import ShapeMeasures, measure_shapes
from ifcworks.ifc.quantities.values import Authored, Element, Flag, TakeOff, Value, rounded
from ifcworks.ifc.reading import ReadModel

Progress = Callable[[float, str], None]

_NO_BODY = "it has no representation"
_NO_TRIANGLES = "its representation has no surface"


@dataclass(frozen=True, eq=False)
class _Rows:
    """The measures of the elements of a set of shapes, by step id."""

    measures: ShapeMeasures
    of: dict[int, int]
    up: Mapping[int, int]
    trouble: Mapping[int, str]


def take_off(
    index: duckdb.DuckDBPyConnection,
    tessellation: Tessellation,
    read: Callable[[], ReadModel],
    chosen: Collection[int],
    processes: int,
    tolerance: float,
    all_sets: bool = False,
    standard: bool = True,
    progress: Progress = lambda fraction, message: None,
) -> TakeOff:
    """Compute the base quantities of elements.

    Args:
        index: of the model.
        tessellation: its geometry as it is kept, openings cut out.
        read: opens the model; called only where index and geometry are not enough.
        chosen: step ids of the elements.
        processes: how many may compute at a time.
        tolerance: how far stated values may be from computed ones, as a part of these.
        all_sets: look at stated quantities of sets that are not of the standard too.
        standard: measure as the standard says; else as ``ifc5d.qto`` does where that differs.
        progress: told how far it is.
    """
    [(schema,)] = index.execute("SELECT schema FROM model").fetchall()
    rules = rules_of(schema, standard)
    elements = elements_of(index, rules, chosen)
    ruled = {number: e for number, e in elements.items() if e.rules_class is not None}
    net = shaped(tessellation)
    voided = with_openings(index) & ruled.keys()
    again = {number for number in voided if number in net.of or number in net.trouble}
    again |= {number for number in voided if ruled[number].has_representation}
    progress(0.1, f"computing {len(again):,} elements without their openings")
    gross = without_cuts(read(), again, processes) if again else None
    progress(0.4, f"measuring {len(ruled):,} elements")
    facts = facts_of(
        index,
        lambda: read().model,
        {n: (e.rules_class or "", e.predefined_type) for n, e in ruled.items()},
        voided,
    )
    net_rows = _rows(net, ruled, rules)
    gross_rows = None if gross is None else _rows(gross, {n: ruled[n] for n in again}, rules)
    progress(0.7, "comparing with what the model states")
    authored = authored_of(index, elements, all_sets)
    si_units = si_units_of(index)
    values: list[Value] = []
    for number, element in elements.items():
        of_element = list(
            _values(element, rules, net_rows, gross_rows, again, facts, authored.get(number, ()))
        )
        known = {id(value.authored) for value in of_element}
        of_element += [
            Value(element, one.set_name, one.name, kind_of(one, si_units), authored=one)
            for one in authored.get(number, ())
            if id(one) not in known
        ]
        row = gross_rows or net_rows
        row = row if number in row.of else net_rows
        size = row.measures.size[row.of[number]] if number in row.of else None
        doubt(of_element, None if size is None else float(np.prod(size)), tolerance)
        values += of_element
    without = Counter(e.class_ for e in elements.values() if e.rules_class is None)
    return TakeOff(
        schema=schema,
        elements=elements,
        values=values,
        units=units_of(index),
        without_rules=dict(sorted(without.items())),
        recomputed=len(again),
    )


def _rows(
    found: Shaped, elements: Mapping[int, Element], rules: Mapping[str, QuantitySet]
) -> _Rows:
    """Measure the shapes of elements, each once."""
    shapes = {found.of[number] for number in elements if number in found.of}
    on_ground = {
        found.of[number]
        for number, element in elements.items()
        if number in found.of and _needs_ground(rules[element.rules_class or ""])
    }
    numbers = sorted(shapes)
    row_of = {shape: row for row, shape in enumerate(numbers)}
    measures = measure_shapes(
        found.shapes, numbers, np.array([number in on_ground for number in numbers], bool)
    )
    of = {number: row_of[found.of[number]] for number in elements if number in found.of}
    return _Rows(measures, of, found.up, found.trouble)


def _needs_ground(quantities: QuantitySet) -> bool:
    return any(rule.measure in ON_GROUND for rule in quantities.rules.values())


def _values(
    element: Element,
    rules: Mapping[str, QuantitySet],
    net: _Rows,
    gross: _Rows | None,
    again: Collection[int],
    facts: Mapping[int, Facts],
    authored: Collection[Authored],
) -> Iterator[Value]:
    """The quantities that the standard has for the class of an element."""
    if element.rules_class is None:
        return
    quantities = rules[element.rules_class]
    known = stated(authored, quantities.name, quantities.rules.keys())
    for name, rule in quantities.rules.items():
        recomputed = rule.gross and gross is not None and element.id in again
        rows = gross if recomputed and gross is not None else net
        value = Value(element, quantities.name, name, rule.kind, authored=known.get(name))
        if element.id in rows.of:
            row, up = rows.of[element.id], rows.up[element.id]
            shape = Measured(rows.measures, row, facts[element.id], rule.gross, up)
            _measure(value, rule, shape)
            if name in quantities.if_straight and _lies_askew(quantities, shape):
                value.flags.append(Flag.OBLIQUE)
        else:
            value.reason = _why_not(element, rows)
            value.flags.append(Flag.NO_SHAPE)
        yield value


def _measure(value: Value, rule: Rule, shape: Measured) -> None:
    try:
        value.computed = rounded(MEASURES[rule.measure](shape))
    except NotMeasured as error:
        value.reason = error.reason
        if error.flag is not None:
            value.flags.append(error.flag)


def _lies_askew(quantities: QuantitySet, shape: Measured) -> bool:
    return not shape.runs_along(shape.longest if quantities.straight == "longest" else 1)


def _why_not(element: Element, rows: _Rows) -> str:
    if not element.has_representation:
        return _NO_BODY
    if element.id in rows.trouble:
        return f"its geometry could not be computed: {rows.trouble[element.id]}"
    return _NO_TRIANGLES
