"""The values of a query from the opened model, where the index does not have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ifcopenshell
import numpy as np
from ifcopenshell.util.selector import _get_element_value

from ifcworks.ifc.index.cells.queries import keys_of

_REFERENCE = "IfcClassificationReference"
_PARTS_OF_SETS = ("Materials", "MaterialLayers", "MaterialConstituents", "MaterialProfiles")


@dataclass(frozen=True)
class OpenedColumn:
    """The values of one query.

    Attributes:
        values: one for each element; None where it could not be evaluated.
        failures: how many could not.
        failure: why the first of them could not.
    """

    values: list[Any]
    failures: int
    failure: str | None


def opened_column(model: ifcopenshell.file, ids: Sequence[int], query: str) -> OpenedColumn:
    """What ``get_element_value`` says of each element, tuples as lists and instances by name.

    Where it has values in no order, as classifications, they are in that of their step ids.

    Raises:
        ParametersInvalid: the query is malformed.
    """
    keys = keys_of(query)
    values, failures, failure = [], 0, None
    for number in ids:
        value: Any = model.by_id(number)
        try:
            for key in keys:
                # Step by step, with the keys parsed once and not for each element.
                value = _get_element_value(_ordered(value), [key])
        except Exception as error:  # whatever a query that does not fit its element leads to
            failures += 1
            failure = failure or f"{type(error).__name__}: {error}"
            value = None
        values.append(plain(_ordered(value)))
    return OpenedColumn(values, failures, failure)


def plain(value: Any) -> Any:
    """A value as tables hold it: text, numbers, booleans, lists of such, instances by name."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return label_of(value) if isinstance(value, ifcopenshell.entity_instance) else str(value)


def label_of(instance: ifcopenshell.entity_instance) -> Any:
    """What people call an instance: its name, its code or its materials, else its class.

    ifccsv writes the whole statement of the file, which helps nobody who reads a table.
    """
    codes = ("Identification", "ItemReference") if instance.is_a() == _REFERENCE else ()
    for name in (*codes, "Name", "LayerSetName"):
        value = getattr(instance, name, None)
        if isinstance(value, str) and value:
            return value
    return _materials(instance) or instance.is_a()


def _materials(definition: ifcopenshell.entity_instance) -> list[str]:
    """Names of the materials in a list or set of them."""
    for name in _PARTS_OF_SETS:
        parts = getattr(definition, name, None) or ()
        if parts:
            materials = (getattr(part, "Material", part) for part in parts)
            return [material.Name for material in materials if material and material.Name]
    return []


def _ordered(value: Any) -> Any:
    if isinstance(value, set):
        return sorted(value, key=lambda instance: int(instance.id()))
    return value
