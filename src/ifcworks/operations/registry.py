"""All operations there are: every module of this package that declares one.

A module is found by its presence; nothing else lists operations. Further packages can be named
(``Registry.discover("my_operations")``), which is how tests and plug-ins add theirs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from ifcworks.errors import OperationNotFound
from ifcworks.operations.base import Operation


class Registry:
    """The operations by name."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        self._operations: dict[str, Operation] = {}
        for operation in operations:
            self.add(operation)

    @classmethod
    def discover(cls, *packages: str) -> Registry:
        """Import every module of ``packages`` (default: this one) and collect the declarations.

        Raises:
            ValueError: two operations have the same name.
        """
        registry = cls()
        for package in packages or ("ifcworks.operations",):
            parent = importlib.import_module(package)
            names = [f"{package}.{m.name}" for m in pkgutil.iter_modules(parent.__path__)]
            for name in names:
                for value in vars(importlib.import_module(name)).values():
                    if isinstance(value, Operation) and value.function.__module__ == name:
                        registry.add(value)
        return registry

    def add(self, operation: Operation) -> None:
        """Add one operation.

        Raises:
            ValueError: the name is taken.
        """
        if operation.name in self._operations:
            raise ValueError(f"two operations are named '{operation.name}'")
        self._operations[operation.name] = operation

    def get(self, name: str) -> Operation:
        """The operation of this name.

        Raises:
            OperationNotFound: there is none.
        """
        try:
            return self._operations[name]
        except KeyError:
            known = ", ".join(sorted(self._operations))
            raise OperationNotFound(
                f"There is no operation '{name}'. There are: {known}."
            ) from None

    def stores(self, name: str) -> bool:
        """Whether answers of an operation are stored; also of one that is no longer there."""
        operation = self._operations.get(name)
        return operation is None or operation.stores

    def providers(self, kind: str) -> list[Operation]:
        """The operations that work out a kind of knowledge of a model, the fullest first.

        The one that is named like the kind comes last: it is what is run where none has been.
        """
        found = [operation for operation in self if kind in operation.provides]
        return sorted(found, key=lambda operation: operation.name == kind)

    def __iter__(self) -> Iterator[Operation]:
        return iter(sorted(self._operations.values(), key=lambda o: o.name))

    def preload(self) -> list[str]:
        """Modules worth loading before any attempt starts, without repeats."""
        return list(dict.fromkeys(name for operation in self for name in operation.preload))
