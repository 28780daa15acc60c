"""Which operations there are, read from their source without importing it.

Importing an operation loads pydantic and builds its models: a quarter of a second, which a help
page, a completion or another command need not pay. Name and title stand in the declaration::

    @operation("convert", title="Convert a model", …)

A declaration that is not written with plain texts is imported after all.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ifcworks.errors import OperationNotFound, ParametersInvalid

if TYPE_CHECKING:
    from ifcworks.operations.base import Operation

DEFAULT = ("ifcworks.operations",)
_BASE = "ifcworks.operations.base"
_SETTING = "IFCWORKS_OPERATIONS"
_RECIPES = "IFCWORKS_RECIPES"


def packages() -> tuple[str, ...]:
    """The packages in which operations are found, as the settings say.

    The settings take long to load; they are only asked if somebody has set something.
    """
    if not _is_set(_SETTING):
        return DEFAULT
    from ifcworks.settings import Settings

    return tuple(Settings().operations)


def recipes() -> Path | None:
    """The folder of custom recipes, as the settings say; None if there is none."""
    if not _is_set(_RECIPES):
        return None
    from ifcworks.settings import Settings

    folder = Settings().recipes
    return folder and folder.resolve()


def _is_set(setting: str) -> bool:
    return Path(".env").exists() or any(name.upper() == setting for name in os.environ)


@dataclass(frozen=True)
class Declared:
    """An operation as its source declares it."""

    name: str
    title: str
    module: str

    def load(self) -> Operation:
        """The operation itself.

        Raises:
            OperationNotFound: its module does not declare it after all.
        """
        for operation in _imported(self.module):
            if operation.name == self.name:
                return operation
        raise OperationNotFound(f"The module {self.module} declares no operation '{self.name}'.")


def declared(names: Sequence[str]) -> list[Declared]:
    """The operations of these packages by name.

    Raises:
        ParametersInvalid: there is no such package.
    """
    found: dict[str, Declared] = {}
    for package in names:
        for module, path in _modules(package):
            for operation in _read(module, path):
                found.setdefault(operation.name, operation)
    return [found[name] for name in sorted(found)]


def _modules(package: str) -> Iterator[tuple[str, Path]]:
    try:
        spec = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.submodule_search_locations is None:
        raise ParametersInvalid(
            f"There is no Python package '{package}' to find operations in. Correct {_SETTING}."
        )
    for folder in spec.submodule_search_locations:
        for module in pkgutil.iter_modules([folder]):
            if not module.ispkg:
                yield f"{package}.{module.name}", Path(folder, f"{module.name}.py")


def _read(module: str, path: Path) -> Iterator[Declared]:
    tree = ast.parse(path.read_bytes()) if path.exists() else None
    calls = list(_declarations(tree)) if tree is not None else [None]
    plain = [_plain(call) for call in calls]
    if all(plain):
        for words in plain:
            assert words is not None
            yield Declared(*words, module)
    else:
        for operation in _imported(module):
            yield Declared(operation.name, operation.title, module)


def _declarations(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls of ``operation``, under whatever name the module has imported it."""
    names = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == _BASE
        for alias in node.names
        if alias.name == "operation"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if (isinstance(called, ast.Name) and called.id in names) or (
                isinstance(called, ast.Attribute) and called.attr == "operation"
            ):
                yield node


def _plain(call: ast.Call | None) -> tuple[str, str] | None:
    """Name and title, if the declaration spells them out."""
    if call is None or not call.args:
        return None
    title = next((word.value for word in call.keywords if word.arg == "title"), None)
    match call.args[0], title:
        case ast.Constant(value=str(name)), ast.Constant(value=str(text)):
            return name, text
    return None


def _imported(module: str) -> list[Operation]:
    from ifcworks.operations.base import Operation

    return [
        value
        for value in vars(importlib.import_module(module)).values()
        if isinstance(value, Operation) and value.function.__module__ == module
    ]
