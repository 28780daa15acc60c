"""Where the measures of elements come from: kept shapes, those computed again, those of parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.quantities.computing import Shaped, computed, openings_of, refined, shaped
from ifcworks.ifc.quantities.curved import Curves
from ifcworks.ifc.quantities.measuring import COARSE, ON_ELEVATION, ON_GROUND, sheet
from ifcworks.ifc.quantities.rules import QuantitySet, of_parts
from ifcworks.ifc.quantities.shapes import ShapeMeasures, measure_shapes
from ifcworks.ifc.quantities.values import Element
from ifcworks.ifc.quantities.wholes import Whole, put_together, wholes_of
from ifcworks.ifc.reading import ReadModel

Progress = Callable[[float, str], None]

_NOTICED = 0.01
"""Round openings of less than this part of their host's volume need no more facets there: what
they lack is less than a twentieth of a percent of it."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The measures of the elements of a set of shapes, by step id."""

    measures: ShapeMeasures
    of: Mapping[int, int]
    shaped: Shaped


@dataclass(frozen=True, eq=False)
class Sources:
    """Where the measures of each element are.

    Attributes:
        kept: of the shapes that are kept.
        finer: of those that are round, computed again.
        uncut: of those with openings, computed again without.
        whole_net: of wholes, put together of parts.
        whole_gross: the same before openings, of the wholes that have any.
        wholes: those wholes.
        again: step ids of what was to be computed again without openings.
    """

    kept: Rows
    finer: Rows
    uncut: Rows
    whole_net: Rows
    whole_gross: Rows
    wholes: Mapping[int, Whole]
    again: Collection[int]

    def net(self, number: int) -> Rows:
        """With openings cut out."""
        return _first(number, (self.finer, self.whole_net), self.kept)

    def gross(self, number: int) -> Rows:
        """Before openings were cut out."""
        if number in self.again:
            return self.uncut
        return _first(number, (self.whole_gross,), self.net(number))

    def sheets(self, number: int, gross: bool) -> float | None:
        """Area of the sheets of a whole; None of what is none."""
        whole = self.wholes.get(number)
        if whole is None or not whole.sheets:
            return None
        found = [(self.gross(part) if gross else self.net(part), part) for part in whole.sheets]
        return sum(sheet(rows.measures, rows.of[part]) for rows, part in found)


def _first(number: int, before: Iterable[Rows], last: Rows) -> Rows:
    return next((rows for rows in before if number in rows.of), last)


def sources_of(
    index: duckdb.DuckDBPyConnection,
    tessellation: Tessellation,
    read: Callable[[], ReadModel],
    ruled: Mapping[int, Element],
    rules: Mapping[str, QuantitySet],
    rules_class: Mapping[str, str],
    processes: int,
    progress: Progress,
) -> Sources:
    """Measure all shapes that are needed, and compute those that are not kept.

    Args:
        index: of the model.
        tessellation: its geometry as it is kept, openings cut out.
        read: opens the model; called only where something is computed again.
        ruled: the elements that have rules, by step id.
        rules: by the class that has them.
        rules_class: that class by class.
        processes: how many may compute at a time.
        progress: told how far it is.
    """
    kept = shaped(tessellation)
    bare = {n: e.rules_class or "" for n, e in ruled.items() if n not in kept.of}
    wholes = wholes_of(index, bare, rules_class, rules, kept.of.keys())
    parts = {part for whole in wholes.values() for part in whole.parts}
    openings = openings_of(index)
    measures = _measures(ruled, rules, wholes)
    again = {
        number
        for number in openings.keys() & (ruled.keys() | parts)
        if number in kept.of or number in kept.trouble or ruled[number].has_representation
    }
    finer = _round(kept, measures, parts, openings, read)
    progress(0.1, f"computing {len(again):,} elements without their openings")
    uncut = computed(read(), again, processes, openings=False) if again else None
    progress(0.3, f"computing {len(finer):,} round elements")
    fine = refined(read(), finer, kept, openings.keys(), processes) if finer else None
    progress(0.4, f"measuring {len(ruled):,} elements")
    better = set() if fine is None else {n for n in fine.of if _as_closed(n, fine, kept)}
    net = {n: fine if fine is not None and n in better else kept for n in parts}
    gross = {n: uncut if uncut is not None and n in uncut.of else net[n] for n in parts}
    cut = {n: whole for n, whole in wholes.items() if again.intersection(whole.parts)}
    needed = ruled.keys() | parts
    empty = put_together({}, {}, tessellation.places)
    together = put_together(wholes, net, tessellation.places)
    before = put_together(cut, gross, tessellation.places)
    return Sources(
        kept=_rows(kept, needed - better, measures),
        finer=_rows(fine or empty, better, measures),
        uncut=_rows(uncut or empty, again, measures),
        whole_net=_rows(together, together.of, measures),
        whole_gross=_rows(before, before.of, measures),
        wholes=wholes,
        again=again,
    )


def _measures(
    ruled: Mapping[int, Element],
    rules: Mapping[str, QuantitySet],
    wholes: Mapping[int, Whole],
) -> dict[int, frozenset[str]]:
    """What is to be measured of each element."""
    by_class = {
        name: frozenset(rule.measure for rule in quantities.rules.values())
        for name, quantities in rules.items()
    }
    measures = {number: by_class[e.rules_class or ""] for number, e in ruled.items()}
    for number, whole in wholes.items():
        for part in whole.sheets:
            measures.setdefault(part, by_class[rules[ruled[number].rules_class or ""].sheets or ""])
        measures[number] = frozenset(of_parts(name) or name for name in measures[number])
    return measures


def _as_closed(number: int, fine: Shaped, kept: Shaped) -> bool:
    """Whether nothing is lost with the finer shape."""
    if number not in kept.of:
        return True
    return bool(fine.shapes.closed[fine.of[number]] or not kept.shapes.closed[kept.of[number]])


def _round(
    kept: Shaped,
    measures: Mapping[int, frozenset[str]],
    parts: Collection[int],
    openings: Mapping[int, Collection[int]],
    read: Callable[[], ReadModel],
) -> set[int]:
    """The elements that are to be computed again because they, or what is cut out, are round."""
    fine = {n for n, of in measures.items() if n in kept.of and not of <= COARSE} | set(parts)
    if not fine:
        return set()
    model = read().model
    curves = Curves()
    found = curves.among(fine, model.by_id)
    hosts = {n: of for n, of in openings.items() if n in fine and n not in found}
    round_ones = curves.among({one for of in hosts.values() for one in of}, model.by_id)
    for number, of in hosts.items():
        taken = sum(_volume(kept, one) for one in round_ones.intersection(of))
        if taken > _NOTICED * _volume(kept, number):
            found.add(number)
    return found


def _volume(kept: Shaped, number: int) -> float:
    return float(kept.shapes.volumes[kept.of[number]]) if number in kept.of else 0.0


def _rows(found: Shaped, numbers: Iterable[int], measures: Mapping[int, frozenset[str]]) -> Rows:
    """Measure the shapes of elements, each once."""
    of_element = {number: found.of[number] for number in numbers if number in found.of}
    shapes = sorted(set(of_element.values()))
    row_of = {shape: row for row, shape in enumerate(shapes)}
    on_ground, on_elevation = np.zeros((2, len(shapes)), bool)
    for number, shape in of_element.items():
        of_shape = measures.get(number, frozenset())
        on_ground[row_of[shape]] |= not of_shape.isdisjoint(ON_GROUND)
        on_elevation[row_of[shape]] |= not of_shape.isdisjoint(ON_ELEVATION)
    measured = measure_shapes(found.shapes, shapes, on_ground, on_elevation)
    return Rows(measured, {n: row_of[shape] for n, shape in of_element.items()}, found)
