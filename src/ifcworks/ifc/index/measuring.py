"""Units: of the project by what they measure, and of single values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ifcopenshell.util.unit import get_measure_unit_type

from ifcworks.ifc.index.streamed import StreamedModel
from ifcworks.ifc.summary.units import Unit, read_unit, read_units


@dataclass(frozen=True)
class Measured:
    """Symbol and scale of a unit, as far as they are known."""

    symbol: str | None
    scale: float | None


_NONE = Measured(None, None)


class Units:
    """The units of a model.

    Attributes:
        project: those that the project assigns.
        length: metres per length unit, 1 where the model does not say.
    """

    def __init__(self, model: StreamedModel) -> None:
        self._model = model
        self.project: list[Unit] = read_units(model)
        self._by_type: dict[str, Measured] = {}
        for unit in self.project:
            measured = Measured(unit.symbol or unit.name, unit.scale_to_si)
            self._by_type.setdefault(unit.type, measured)
        self.stated_length = self._by_type.get("LENGTHUNIT", _NONE).scale
        self.length = 1.0 if self.stated_length is None else self.stated_length
        self.of_type = cache(self._of_type)
        self.of_instance = cache(self._of_instance)

    def of_value(self, own: int | None, ifc_type: str | None) -> Measured:
        """The unit of a value: its own, else the project's for what its type measures.

        One that is not in the file reads as none, as everywhere.
        """
        if own is not None and (unit := self.of_instance(own)) is not None:
            return unit
        return self.of_type(ifc_type) if ifc_type else _NONE

    def _of_type(self, ifc_type: str) -> Measured:
        if not ifc_type.endswith("Measure"):
            return _NONE
        kind: Any = ifc_type
        return self._by_type.get(get_measure_unit_type(kind), _NONE)

    def _of_instance(self, number: int) -> Measured | None:
        unit = self._model.get(number)
        if unit is None:
            return None
        read = read_unit(unit)
        return Measured(read.symbol or read.name, read.scale_to_si)


def in_si(number: float | None, unit: Measured) -> float | None:
    """A number in SI units; nothing where its unit is not known."""
    return None if number is None or unit.scale is None else number * unit.scale
