"""``/patch/execute`` and ``/patch/recipes/list``: the operation ``patch``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

from pydantic import Field
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.lenient import Lenient
from ifcworks.api.dialect.paths import StorePath, output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import DialectRequest, Finished, Plan, Translation
from ifcworks.ifc.patching.catalogue import recipes
from ifcworks.ifc.patching.policy import DATABASE, MODEL, SEVERAL
from ifcworks.ifc.patching.recipe import Recipe, RecipeParameter, ValueType

_WITHOUT_KNOWING = (MODEL, DATABASE, "output.json", "output.txt")
"""What a custom recipe may make: which of these, only its run tells."""
_OF_MODELS = (".ifc", ".ifczip", ".ifcxml")
_TYPES = {
    ValueType.TEXT: "str",
    ValueType.INTEGER: "int",
    ValueType.NUMBER: "float",
    ValueType.BOOLEAN: "bool",
    ValueType.CHOICE: "str",
    ValueType.FILE: "str",
}


class RecipesRequest(Lenient):
    """What ``/patch/recipes/list`` takes."""

    include_builtin: bool = True
    include_custom: bool = True


class PatchRequest(DialectRequest):
    """What ``/patch/execute`` takes."""

    input_file: str = Field(min_length=1)
    output_file: str = Field(min_length=1)
    recipe: str = Field(min_length=1, max_length=100)
    arguments: list[Any] | None = None
    use_custom: bool = False


def listed(request: RecipesRequest, folder: Path | None) -> dict[str, Any]:
    """The recipes that can be run, as the node wants them for its form."""
    found = [recipe for recipe in recipes(folder) if recipe.unavailable is None]
    custom = [recipe for recipe in found if recipe.is_custom and request.include_custom]
    builtin = [recipe for recipe in found if not recipe.is_custom and request.include_builtin]
    return {
        "recipes": [_told(recipe) for recipe in (*builtin, *custom)],
        "total_count": len(builtin) + len(custom),
        "builtin_count": len(builtin),
        "custom_count": len(custom),
    }


def _told(recipe: Recipe) -> dict[str, Any]:
    return {
        "name": recipe.name,
        "description": recipe.description,
        "is_custom": recipe.is_custom,
        "parameters": [
            {
                "name": parameter.name,
                "type": _type(parameter),
                "description": parameter.description,
                "required": parameter.required,
                "default": parameter.default,
            }
            for parameter in recipe.parameters
        ],
        "output_type": "ifc" if recipe.makes in (MODEL, None) else _suffix(recipe.makes),
    }


def _type(parameter: RecipeParameter) -> str:
    plain = _TYPES[parameter.type]
    return f"list[{plain}]" if parameter.many else plain


def _plan(request: PatchRequest, inputs: Inputs) -> Plan:
    folder = inputs.store.service.settings.recipes
    recipe = next((one for one in recipes(folder) if one.name == request.recipe), None)
    if recipe is None:
        raise HTTPException(404, f"Recipe '{request.recipe}' not found")
    if recipe.unavailable is not None:
        raise HTTPException(400, f"The recipe '{recipe.name}' is not run: {recipe.unavailable}")
    model = inputs.ref(request.input_file)
    arguments, files, notes = _named(recipe, request.arguments or [], inputs)
    parameters = {
        "model": model,
        "recipe": recipe.name,
        "arguments": arguments,
        "files": files,
        "new_version": False,
    }
    output = output_path(request.output_file, "patch")
    if recipe.makes == SEVERAL:
        notes.append(
            f"'{recipe.name}' makes several files, so that there is no {output}; they are the "
            "artifacts of the job."
        )
        return Plan("patch", parameters, {}, notes)
    made = _WITHOUT_KNOWING if recipe.makes is None else (recipe.makes,)
    outputs = {artifact: _called(output, artifact) for artifact in made}
    if recipe.makes is not None and outputs[recipe.makes] != output:
        notes.append(f"'{recipe.name}' makes no model; its file is {outputs[recipe.makes]}.")
    return Plan("patch", parameters, outputs, notes)


def _called(output: StorePath, artifact: str) -> StorePath:
    """The path that was asked for; what is no model is never called like one."""
    if artifact == MODEL or PurePath(output.name).suffix.lower() not in _OF_MODELS:
        return output
    return output.beside(f"{PurePath(output.name).stem}.{_suffix(artifact)}")


def _suffix(artifact: str) -> str:
    return PurePath(artifact).suffix.removeprefix(".")


def _named(
    recipe: Recipe, given: Sequence[Any], inputs: Inputs
) -> tuple[dict[str, Any], dict[str, list[str]], list[str]]:
    """The arguments by name: those that are values, those that are files, and notes.

    Raises:
        HTTPException: 400, they are more than the recipe takes.
    """
    if len(given) > len(recipe.order):
        takes = ", ".join(recipe.order) or "none"
        raise HTTPException(
            400, f"'{recipe.name}' takes at most {len(recipe.order)} arguments: {takes}."
        )
    known = {parameter.name: parameter for parameter in recipe.parameters}
    arguments: dict[str, Any] = {}
    files: dict[str, list[str]] = {}
    notes: list[str] = []
    for name, value in zip(recipe.order, given, strict=False):
        parameter = known.get(name)
        if value is None:
            continue
        if parameter is None:
            if value != "":
                notes.append(f"arguments: the service itself decides on '{name}'.")
        elif value == "" and parameter.type is not ValueType.TEXT:
            continue  # a field of a form that was left empty
        elif parameter.type is ValueType.FILE:
            files[name] = [inputs.ref(str(item)) for item in _several(_read(value))]
        else:
            arguments[name] = _read(value) if _is_written(parameter, value) else value
            if parameter.type is ValueType.CHOICE and isinstance(value, str):
                arguments[name] = _choice(parameter, value)
    return arguments, files, notes


def _is_written(parameter: RecipeParameter, value: Any) -> bool:
    """Whether a value that is text stands for one that is not."""
    if not isinstance(value, str):
        return False
    return parameter.many or parameter.type not in (ValueType.TEXT, ValueType.CHOICE)


def _read(value: Any) -> Any:
    if isinstance(value, str):
        with suppress(ValueError):
            return json.loads(value)
    return value


def _choice(parameter: RecipeParameter, value: str) -> str:
    """A value that is allowed: the node says METRE where the recipe says METER."""
    if value.upper() in (choice.upper() for choice in parameter.choices):
        return value
    return value.upper().replace("METRE", "METER")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _result(done: Finished) -> dict[str, Any]:
    result = done.result
    told: dict[str, Any] = {
        "message": f"The recipe {result['recipe']} has been run.",
        "recipe": result["recipe"],
        "is_custom": result["is_custom"],
        "messages": result["messages"],
    }
    if done.output is None:
        here = f"/api/v1/jobs/{done.job.id}/artifacts"
        told["artifacts"] = [f"{here}/{name}" for name in result["artifacts"]]
    return told


PATCH = Translation("/patch/execute", "Run a recipe", PatchRequest, _plan, _result)
