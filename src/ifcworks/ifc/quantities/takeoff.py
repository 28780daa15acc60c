"""All quantities of a model: computed from its triangles, and compared with those it states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping

import duckdb
import numpy as np

from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.quantities.doubts import doubt
from ifcworks.ifc.quantities.facts import facts_of
from ifcworks.ifc.quantities.measuring import MEASURES, Facts, Measured, NotMeasured
from ifcworks.ifc.quantities.reading import (
    authored_of,
    elements_of,
    kind_of,
    rules_classes,
    si_units_of,
    stated,
    units_of,
)
from ifcworks.ifc.quantities.rules import QuantitySet, of_parts, rules_of
from ifcworks.ifc.quantities.sources import Progress, Rows, Sources, sources_of
from ifcworks.ifc.quantities.values import Authored, Element, Flag, TakeOff, Value, rounded
from ifcworks.ifc.reading import ReadModel

_NO_BODY = "it has no representation"
_NOT_OF_PARTS = "it has no body of its own, and its parts do not say"
_NO_TRIANGLES = "its representation has no surface"


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
    rules_class = rules_classes(index, rules)
    elements = elements_of(index, rules, rules_class, chosen)
    ruled = {number: e for number, e in elements.items() if e.rules_class is not None}
    sources = sources_of(index, tessellation, read, ruled, rules, rules_class, processes, progress)
    facts = facts_of(
        index,
        lambda: read().model,
        {n: (e.rules_class or "", e.predefined_type) for n, e in ruled.items()},
        sources.again,
    )
    progress(0.7, "comparing with what the model states")
    authored = authored_of(index, elements, all_sets)
    si_units = si_units_of(index)
    values: list[Value] = []
    for number, element in elements.items():
        of_element = list(_values(element, rules, sources, facts, authored.get(number, ())))
        known = {id(value.authored) for value in of_element}
        of_element += [
            Value(element, one.set_name, one.name, kind_of(one, si_units), authored=one)
            for one in authored.get(number, ())
            if id(one) not in known
        ]
        doubt(of_element, _box(sources.gross(number), sources.net(number), number), tolerance)
        values += of_element
    without = Counter(e.class_ for e in elements.values() if e.rules_class is None)
    return TakeOff(
        schema=schema,
        elements=elements,
        values=values,
        units=units_of(index),
        without_rules=dict(sorted(without.items())),
        recomputed=len(sources.again),
        refined=len(sources.finer.of),
        parts={number: whole.parts for number, whole in sources.wholes.items()},
    )


def _box(gross: Rows, net: Rows, number: int) -> float | None:
    """Volume of the box around an element, before openings where that is known."""
    for rows in (gross, net):
        if number in rows.of:
            return float(np.prod(rows.measures.size[rows.of[number]]))
    return None


def _values(
    element: Element,
    rules: Mapping[str, QuantitySet],
    sources: Sources,
    facts: Mapping[int, Facts],
    authored: Collection[Authored],
) -> Iterator[Value]:
    """The quantities that the standard has for the class of an element."""
    if element.rules_class is None:
        return
    quantities = rules[element.rules_class]
    known = stated(authored, quantities.name, quantities.rules.keys())
    number = element.id
    for name, rule in quantities.rules.items():
        rows = sources.gross(number) if rule.gross else sources.net(number)
        value = Value(element, quantities.name, name, rule.kind, authored=known.get(name))
        if number in rows.of:
            shape = Measured(
                rows.measures,
                rows.of[number],
                facts[number],
                rule.gross,
                rows.shaped.up(number),
                sources.sheets(number, rule.gross),
            )
            measure = of_parts(rule.measure) if number in sources.wholes else rule.measure
            _measure(value, measure, shape)
            if name in quantities.if_straight and _lies_askew(quantities, shape):
                value.flags.append(Flag.OBLIQUE)
        else:
            value.reason = _why_not(element, rows)
            value.flags.append(Flag.NO_SHAPE)
        yield value


def _measure(value: Value, measure: str | None, shape: Measured) -> None:
    if measure is None:
        value.reason = _NOT_OF_PARTS
        return
    try:
        value.computed = rounded(MEASURES[measure](shape))
    except NotMeasured as error:
        value.reason = error.reason
        if error.flag is not None:
            value.flags.append(error.flag)


def _lies_askew(quantities: QuantitySet, shape: Measured) -> bool:
    if quantities.straight == "level":
        return shape.slopes
    return not shape.runs_along(shape.longest if quantities.straight == "longest" else 1)


def _why_not(element: Element, rows: Rows) -> str:
    if not element.has_representation:
        return _NO_BODY
    if element.id in rows.shaped.trouble:
        return f"its geometry could not be computed: {rows.shaped.trouble[element.id]}"
    return _NO_TRIANGLES
