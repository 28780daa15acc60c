"""Gathered instances in the shape of an open model, for those who read units and more of one."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from ifcworks.ifc.index.gathering import Gathered
from ifcworks.ifc.index.stream import Values


class StreamedModel:
    """Answers ``by_type`` and the header of a model.

    Args:
        gathered: what there is.
    """

    def __init__(self, gathered: Gathered) -> None:
        self.schema_identifier = gathered.schema.name
        self.header = SimpleNamespace(
            **{name: SimpleNamespace(**values) for name, values in gathered.header.items()}
        )
        self._gathered = gathered
        self._by_class: dict[str, list[Values]] = {}
        for pool in (
            gathered.objects.values(),
            gathered.others.values(),
            _georeferencing(gathered),
        ):
            for values in pool:
                self._by_class.setdefault(values["type"], []).append(values)

    def by_type(self, name: str) -> list[StreamedInstance]:
        """The instances of a class and its subtypes."""
        found = [
            StreamedInstance(self, values)
            for kind, all_ in self._by_class.items()
            if self.is_a(kind, name)
            for values in all_
        ]
        return sorted(found, key=StreamedInstance.id)

    def get(self, number: int) -> StreamedInstance | None:
        """The instance of an id; None if there is none, or it was passed over."""
        gathered = self._gathered
        for pool in (
            gathered.others,
            gathered.objects,
            gathered.properties,
        ):
            if number in pool:
                return StreamedInstance(self, pool[number])
        return None

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether a class is another or a subtype of it."""
        return self._gathered.schema.is_a(kind, ancestor)


def _georeferencing(gathered: Gathered) -> Iterator[Values]:
    """The property sets that stand in for a map conversion in IFC2X3."""
    sets, start = gathered.sets, 0
    for (number, kind, name, *_), size in zip(sets.rows, sets.sizes, strict=True):
        if name is not None and name[:6].lower() == "epset_":
            members = sets.members[start : start + size]
            refs = tuple({"ref": member} for member in members)
            yield {"id": number, "type": kind, "Name": name, "HasProperties": refs}
        start += size


class StreamedInstance:
    """One instance: attributes by name, references resolved when they are asked for."""

    def __init__(self, model: StreamedModel, values: Values) -> None:
        self._model = model
        self._values = values

    def id(self) -> int:
        """The number of the instance; 0 for a typed value."""
        return int(self._values.get("id", 0))

    def is_a(self, name: str | None = None) -> Any:
        """The class; with a name, whether it is that or a subtype."""
        kind: str = self._values["type"]
        if name is None:
            return kind
        return kind == name or (self.id() != 0 and self._model.is_a(kind, name))

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__["_values"]
        if name == "wrappedValue" and "value" in values:
            return self._resolved(values["value"])
        if name not in values:
            raise AttributeError(name)
        return self._resolved(values[name])

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self._resolved(item) for item in value)
        if isinstance(value, dict):
            if "ref" in value:
                return self._model.get(value["ref"])
            return StreamedInstance(self._model, value)
        return value
