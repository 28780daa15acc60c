"""Units: of the project by what they measure, and of single values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ifcopenshell.util.unit import get_measure_unit_type, identify_unit_dimensions

from ifcworks.ifc.index.streamed import StreamedModel
from ifcworks.ifc.summary.units import Unit, assigned_units, read_unit
from ifcworks.ifc.summary.values import text


@dataclass(frozen=True)
class Measured:
    """Symbol and scale of a unit, as far as they are known."""

    symbol: str | None
    scale: float | None


NO_UNIT = Measured(None, None)
"""Of what has none."""


class Units:
    """The units of a model.

    Attributes:
        project: those that the project assigns.
        length: metres per length unit, 1 where the model does not say.
    """

    def __init__(self, model: StreamedModel) -> None:
        self._model = model
        open_model: Any = model
        assigned = assigned_units(open_model)
        self.project: list[Unit] = [read_unit(unit) for unit in assigned]
        self._by_type = _by_type(assigned, self.project)
        self.stated_length = self._by_type.get("LENGTHUNIT", NO_UNIT).scale
        self.length = 1.0 if self.stated_length is None else self.stated_length
        self.of_type = cache(self._of_type)
        self.of_instance = cache(self._of_instance)

    def of_value(self, own: int | None, ifc_type: str | None) -> Measured:
        """The unit of a value: its own, else the project's for what its type measures.

        One that is not in the file reads as none, as everywhere.
        """
        if own is not None and (unit := self.of_instance(own)) is not None:
            return unit
        return self.of_type(ifc_type) if ifc_type else NO_UNIT

    def _of_type(self, ifc_type: str) -> Measured:
        if not ifc_type.endswith("Measure"):
            return NO_UNIT
        kind: Any = ifc_type
        return self._by_type.get(get_measure_unit_type(kind), NO_UNIT)

    def _of_instance(self, number: int) -> Measured | None:
        unit = self._model.get(number)
        return None if unit is None else _measured(read_unit(unit))


def in_si(number: float | None, unit: Measured) -> float | None:
    """A number in SI units; nothing where its unit is not known."""
    return None if number is None or unit.scale is None else number * unit.scale


def _measured(unit: Unit) -> Measured:
    return Measured(unit.symbol or unit.name, unit.scale_to_si)


def _by_type(assigned: list[Any], read: list[Unit]) -> dict[str, Measured]:
    """The project's unit for each type of unit, as ``ifcopenshell.util.unit.get_project_unit``.

    The first that names the type counts; where none does, the first derived unit of the same
    dimensions.
    """
    found: dict[str, Measured] = {}
    for unit, told in zip(assigned, read, strict=True):
        found.setdefault(text(unit, "UnitType") or told.type, _measured(told))
    for unit, told in zip(assigned, read, strict=True):
        if unit.is_a("IfcDerivedUnit") and (kind := _of_dimensions(unit)) is not None:
            found.setdefault(kind, _measured(told))
    return found


def _of_dimensions(unit: Any) -> str | None:
    try:
        kind: str | None = identify_unit_dimensions(unit)
    except (AttributeError, TypeError, RecursionError):
        return None  # parts of it are missing, or a circle
    return kind
