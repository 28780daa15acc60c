"""Instances of a STEP file one after the other, without keeping the model.

Each is a dict: ``id``, ``type`` and its attributes by name. A reference to another instance is
``{"ref": 12}``, a typed value ``{"type": "IfcLabel", "value": "x"}``, a list a tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import ifcopenshell
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.instances import count_written

Values: TypeAlias = dict[str, Any]

GEOMETRY = (
    *("IfcRepresentationItem", "IfcRepresentation", "IfcProductRepresentation", "IfcProfileDef"),
    *("IfcRepresentationMap", "IfcObjectPlacement", "IfcConnectionGeometry"),
    *("IfcPresentationStyle", "IfcPresentationStyleAssignment", "IfcPresentationLayerAssignment"),
)
"""Classes that an index has no use for: most of a file."""


class Instances:
    """One pass over a file.

    Attributes:
        header: what the header says, by the name of its part (``file_name``, …).
        passed: how many instances have been read or passed over.

    Args:
        path: a plain STEP file.
        without: classes to pass over, with their subtypes.
    """

    def __init__(self, path: Path, without: Iterable[str] = GEOMETRY) -> None:
        self.header: dict[str, Values] = {}
        self.passed = 0
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
            self.passed += 1
            yield instance
        self.passed += len(streamer.bypassed_instances())


def read_whole(path: Path) -> Iterator[Values]:
    """The same instances from the model as the parser opens it, slower.

    Where a file is damaged the parser knows what to make of it.
    """
    model = ifcopenshell.open(path, format=".ifc")
    names: dict[str, list[str]] = {}
    instances: Any = model
    for instance in instances:
        kind = instance.is_a()
        if kind not in names:
            names[kind] = [instance.attribute_name(i) for i in range(len(instance))]
        values: Values = {"id": instance.id(), "type": kind}
        for position, name in enumerate(names[kind]):
            values[name] = _plain(instance, position)
        yield values


def is_complete(path: Path, passed: int) -> bool:
    """Whether a pass has met as many instances as seem to stand in the file."""
    return count_written(path) == passed


def _plain(instance: ifcopenshell.entity_instance, position: int) -> Any:
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
