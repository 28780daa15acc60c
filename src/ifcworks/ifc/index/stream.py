"""Instances of a STEP file one after the other, without keeping the model.

Each is a dict: ``id``, ``type`` and its attributes by name. A reference to another instance is
``{"ref": 12}``, a typed value ``{"type": "IfcLabel", "value": "x"}``, a list a tuple.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import ifcopenshell
import numpy as np
import numpy.typing as npt
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.instances import count_written
from ifcworks.ifc.reading import open_model

Values: TypeAlias = dict[str, Any]
Numbers: TypeAlias = npt.NDArray[np.int64]

GEOMETRY = (
    *("IfcRepresentationItem", "IfcRepresentation", "IfcProductRepresentation", "IfcProfileDef"),
    *("IfcRepresentationMap", "IfcObjectPlacement", "IfcConnectionGeometry"),
    *("IfcPresentationStyle", "IfcPresentationStyleAssignment", "IfcPresentationLayerAssignment"),
)
"""Classes that an index has no use for: most of a file."""
_ALL_BUT_SOME = (
    *("IfcRoot", "IfcRepresentation", "IfcProductRepresentation", "IfcObjectPlacement"),
    *("IfcTopologicalRepresentationItem", "IfcSolidModel", "IfcPoint", "IfcCurve", "IfcPlacement"),
    *("IfcProperty", "IfcPhysicalQuantity"),
)
"""Classes to pass over in the search for single instances among ``GEOMETRY``: directions and
profiles are left."""


class Instances:
    """One pass over a file.

    Attributes:
        header: what the header says, by the name of its part (``file_name``, …).
        passed_over: after the pass the numbers of the instances that it has passed over.

    Args:
        path: a plain STEP file.
        without: classes to pass over, with their subtypes.
    """

    def __init__(self, path: Path, without: Iterable[str] = GEOMETRY) -> None:
        self.header: dict[str, Values] = {}
        self.passed_over: Numbers = np.empty(0, np.int64)
        self._path = path
        # Kept here, because the streamer does not keep it alive.
        self._log = ifcopenshell.logger()
        self._log.output_format(self._log.FMT_INMEMORY)
        native: Any = ifcopenshell_wrapper
        self._streamer = native.instance_streamer(str(path), False, None, self._log)
        self._streamer.bypass_types(list(without))

    def __iter__(self) -> Iterator[Values]:
        streamer, read = self._streamer, self._streamer.read_instance_py
        while streamer:
            instance = read()
            if not instance:
                continue
            if not instance["id"]:
                self.header[instance["type"]] = instance
                continue
            yield instance
        self.passed_over = np.array(streamer.bypassed_instances(), np.int64)

    def fetch(self, numbers: Collection[int]) -> Iterator[Values]:
        """Directions and profiles by their numbers, in a second pass; what is not there lacks."""
        left = set(numbers)
        for values in Instances(self._path, _ALL_BUT_SOME) if left else ():
            if values["id"] in left:
                left.remove(values["id"])
                yield values
                if not left:
                    return


class Parsed:
    """The same instances from the model as the parser opens it, slower.

    Where a file is damaged or odd the parser knows what to make of it, and everybody else who
    opens the file gets that. It leaves out references to nothing.

    Args:
        path: a plain STEP file.
        schema: its schema.

    Raises:
        ModelUnreadable: it cannot be parsed.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        self.passed_over: Numbers = np.empty(0, np.int64)
        self._model = open_model(path, path.parent)
        self._schema = schema

    def __iter__(self) -> Iterator[Values]:
        passed: dict[str, bool] = {}
        numbers = []
        instances: Any = self._model
        for instance in instances:
            kind = instance.is_a()
            if kind not in passed:
                passed[kind] = any(self._schema.is_a(kind, name) for name in GEOMETRY)
            if passed[kind]:
                numbers.append(instance.id())
            else:
                yield _values(instance)
        self.passed_over = np.array(numbers, np.int64)

    def fetch(self, numbers: Collection[int]) -> Iterator[Values]:
        """Instances by their numbers."""
        return (_values(self._model.by_id(number)) for number in numbers)


def is_plain(path: Path, passed: int, numbers: Numbers) -> bool:
    """Whether a pass has met what the parser would read.

    Args:
        path: the file.
        passed: how many instances were met.
        numbers: theirs, each once.
    """
    return passed == len(numbers) == count_written(path)


def _values(instance: ifcopenshell.entity_instance) -> Values:
    values: Values = {"id": instance.id(), "type": instance.is_a()}
    for position in range(len(instance)):
        values[instance.attribute_name(position)] = _attribute(instance, position)
    return values


def _attribute(instance: ifcopenshell.entity_instance, position: int) -> Any:
    try:
        return _value(instance[position])
    except (RuntimeError, ValueError, TypeError):
        return None  # a value that does not fit its attribute


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_value(item) for item in value)
    if isinstance(value, ifcopenshell.entity_instance):
        if value.id():
            return {"ref": value.id()}
        return {"type": value.is_a(), "value": _value(value[0])}
    return value
