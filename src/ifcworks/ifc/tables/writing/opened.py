"""The values of a query from the opened model, where the index does not have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ifcopenshell
import numpy as np
from ifcopenshell.util.selector import _get_element_value

from ifcworks.ifc.index.cells.queries import keys_of


@dataclass(frozen=True)
class OpenedColumn:
    """The values of one query.

    Attributes:
        values: one for each element; None where it could not be evaluated.
        failures: how many could not.
        failure: why the first of them could not.
        has_instances: whether values are whole instances.
    """

    values: list[Any]
    failures: int
    failure: str | None
    has_instances: bool


def opened_column(model: ifcopenshell.file, ids: Sequence[int], query: str) -> OpenedColumn:
    """What ``get_element_value`` says of each element, tuples as lists and instances as text.

    Where it has values in no order, as classifications, they are in that of their step ids.

    Raises:
        ParametersInvalid: the query is malformed.
    """
    keys = keys_of(query)
    values, failures, failure, has_instances = [], 0, None, False
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
        has_instances = has_instances or _is_instance(value)
        values.append(plain(_ordered(value)))
    return OpenedColumn(values, failures, failure, has_instances)


def plain(value: Any) -> Any:
    """A value as tables hold it: text, numbers, booleans, lists of such; all else as its text."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, float):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return str(value)


def _is_instance(value: Any) -> bool:
    if isinstance(value, (list, tuple, set)):
        return any(map(_is_instance, value))
    return isinstance(value, ifcopenshell.entity_instance)


def _ordered(value: Any) -> Any:
    if isinstance(value, set):
        return sorted(value, key=lambda instance: int(instance.id()))
    return value
