"""Running a recipe: code of others, on a model that is open in this process.

Called in an attempt, whose process has limits and a folder of its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import ifcopenshell

from ifcworks.errors import IfcworksError, ModelsDiffer, ModelUnreadable, RecipeFailed
from ifcworks.ifc.naming import file_name
from ifcworks.ifc.patching.policy import CUSTOM, DATABASE, OWN_DATABASE, OWN_FOLDER, handling
from ifcworks.ifc.patching.recipe import Recipe, ValueType
from ifcworks.ifc.reading import open_model

_SAID = 100
_SENTENCE = 500
_SQLITE = b"SQLite format 3"
_NOT_A_NAME = re.compile(r"[/\0]")


@dataclass(frozen=True)
class Counted:
    """What is in a model."""

    schema: str
    instances: int
    elements: int


def _counted(file: ifcopenshell.file) -> Counted:
    return Counted(
        str(file.schema_identifier), len(file.entity_names()), len(file.by_type("IfcElement"))
    )


@dataclass(frozen=True)
class Patched:
    """What a recipe made.

    Attributes:
        before: what was counted in the model before.
        model: a model, as it is open; None if it made none.
        files: files of other kinds, by the name that they may have.
        messages: what it said, the first of it.
    """

    before: Counted
    model: ifcopenshell.file | None
    files: dict[str, Path]
    messages: list[str]

    def after(self) -> Counted:
        """What is counted in the model that was made."""
        assert self.model is not None
        return _counted(self.model)


class _Messages(logging.Handler):
    """Keeps what a recipe says."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message, if there are not too many already."""
        if len(self.said) < _SAID:
            self.said.append(record.getMessage()[:_SENTENCE])


def run_recipe(
    recipe: Recipe,
    values: Mapping[str, Any],
    paths: Mapping[str, Path],
    model: Path,
    scratch: Path,
) -> Patched:
    """Open a model and run a recipe on it.

    Args:
        recipe: which.
        values: its arguments, as ``converted`` gives them.
        paths: the local file of each reference among these.
        model: the model.
        scratch: an empty folder of this run's own.

    Raises:
        FileRefused: a model cannot be read.
        RecipeFailed: the recipe came to an end with an exception.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    messages = _Messages()
    logger = logging.getLogger(f"ifcworks.recipe.{recipe.name}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(messages)
    file = open_model(model, scratch / "unpacked")
    before = _counted(file)
    treated = CUSTOM if recipe.is_custom else handling(recipe.name)
    if treated.plain_storeys:
        _check_storeys(recipe, file)
    folder = scratch / "made"
    folder.mkdir()
    arguments = dict(values) | _of_files(recipe, values, paths, scratch)
    own = {OWN_FOLDER: str(folder), OWN_DATABASE: str(folder / DATABASE)}
    _check_schemas(file, arguments)
    arguments |= {name: own.get(value, value) for name, value in treated.chosen.items()}
    try:
        patcher = _made(recipe, file, logger, arguments)
        patcher.patch()
        output = patcher.get_output() if hasattr(patcher, "get_output") else _output(patcher)
    except (IfcworksError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        if "bad_alloc" in str(error):
            raise MemoryError(str(error)) from None
        raise _failed(recipe, error) from error
    finally:
        logger.removeHandler(messages)
    files = {_plain(path): path for path in sorted(folder.iterdir()) if path.is_file()}
    if isinstance(output, os.PathLike):
        output = os.fspath(output)
    if isinstance(output, str) and output.startswith("ISO-10303-21"):
        text = scratch / "output.ifc"
        text.write_text(output, encoding="utf-8")
        output = open_model(text, scratch / "output")
    if isinstance(output, str):
        return Patched(before, None, files | _written(output, scratch), messages.said)
    if files:
        return Patched(before, None, files, messages.said)
    if not isinstance(output, ifcopenshell.file):
        raise RecipeFailed(f"The recipe '{recipe.name}' ended without a result.")
    return Patched(before, output, {}, messages.said)


def _made(recipe: Recipe, file: Any, logger: logging.Logger, arguments: dict[str, Any]) -> Any:
    patcher = _module(recipe).Patcher
    if recipe.unpacks:
        return patcher(file, logger, **arguments)
    # As ifcpatch does where a recipe says nothing of its arguments.
    defaults = {parameter.name: parameter.default for parameter in recipe.parameters}
    listed = [arguments.get(name, defaults.get(name)) for name in recipe.order]
    return patcher(file, logger, *listed) if recipe.is_custom else patcher(file, logger, listed)


def _module(recipe: Recipe) -> ModuleType:
    if not recipe.is_custom:
        return importlib.import_module(f"ifcpatch.recipes.{recipe.name}")
    spec = importlib.util.spec_from_file_location(f"custom_recipe_{recipe.name}", recipe.path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _output(patcher: Any) -> Any:
    return getattr(patcher, "file_patched", patcher.file)


def _of_files(
    recipe: Recipe, values: Mapping[str, Any], paths: Mapping[str, Path], scratch: Path
) -> dict[str, Any]:
    """Arguments that are files: opened where they are models, else as paths."""
    found: dict[str, Any] = {}
    for parameter in recipe.parameters:
        if parameter.type is not ValueType.FILE or parameter.name not in values:
            continue
        given = values[parameter.name]
        references = given if parameter.many else [given]
        opened: list[Any] = []
        for number, reference in enumerate(references):
            path = paths[reference]
            if ".ifc" in parameter.suffixes:
                opened.append(open_model(path, scratch / f"{parameter.name}-{number}"))
            else:
                opened.append(str(path))
        found[parameter.name] = opened if parameter.many else opened[0]
    return found


def _check_schemas(file: ifcopenshell.file, arguments: Mapping[str, Any]) -> None:
    """See that all models have the same schema: ifcopenshell ends the process if they do not."""
    for name, value in arguments.items():
        for other in value if isinstance(value, list) else [value]:
            if isinstance(other, ifcopenshell.file) and other.schema != file.schema:
                raise ModelsDiffer(
                    f"The model is {file.schema}, and one of '{name}' is {other.schema}. "
                    f"Migrate that one to {file.schema} first, with the operation 'migrate'."
                )


def _check_storeys(recipe: Recipe, file: ifcopenshell.file) -> None:
    for storey in file.by_type("IfcBuildingStorey"):
        if storey.Name and _NOT_A_NAME.search(storey.Name):
            raise RecipeFailed(
                f"The recipe '{recipe.name}' calls files after storeys, and no file can be called "
                f"'{storey.Name[:100]}'. Use the operation 'split', which can."
            )


def _written(output: str, scratch: Path) -> dict[str, Path]:
    """The file that a recipe says it has written, or the text that it gave.

    It is called by what it is, and not as the recipe calls it: that may be another name each time.
    """
    path = Path(output) if len(output) < os.pathconf("/", "PC_PATH_MAX") else None
    if path is not None and "\0" not in output and path.is_file():
        with path.open("rb") as stream:
            is_database = stream.read(len(_SQLITE)) == _SQLITE
        name = DATABASE if is_database else _plain(path.with_stem("output"))
        shutil.move(path, scratch / name)
    else:
        name = "output.json" if _is_json(output) else "output.txt"
        (scratch / name).write_text(output, encoding="utf-8")
    return {name: scratch / name}


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except ValueError:
        return False


def _plain(path: Path) -> str:
    return file_name(path.stem, path.suffix)


def _failed(recipe: Recipe, error: BaseException) -> RecipeFailed:
    said = str(error).strip() or type(error).__name__
    if len(said) > _SENTENCE:
        said = f"{said[:_SENTENCE]}…"
    return RecipeFailed(
        f"The recipe '{recipe.name}' came to an end with {type(error).__name__}: "
        f"{said.rstrip('.')}. The model stays as it was.",
        recipe=recipe.name,
        exception=type(error).__name__,
    )


def write_checked(model: ifcopenshell.file, target: Path, scratch: Path) -> None:
    """Write a model, and see that it can be read again.

    Raises:
        RecipeFailed: it cannot.
    """
    model.write(str(target))
    try:
        open_model(target, scratch / "written", lazy=True)
    except ModelUnreadable as error:
        target.unlink()
        raise RecipeFailed(
            f"What the recipe made cannot be read as a model: {error.detail}"
        ) from None
