"""Which recipes there are and what they take, read from their sources without running them.

A recipe imports ifcopenshell and whatever else it likes, which neither the process that serves
requests nor a list should load. Its parameters stand in the signature of ``Patcher.__init__``, and
what they mean in its docstring, as ``ifcpatch.extract_docs`` reads them.
"""

from __future__ import annotations

import ast
import difflib
import importlib.util
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.patching.policy import CUSTOM, Handling, handling
from ifcworks.ifc.patching.recipe import Plain, Recipe, RecipeParameter, ValueType

_OF_LIBRARY = "ifcpatch"
_GIVEN = 3
"""The arguments self, file and logger, which every recipe has."""
_TYPES = {
    "str": ValueType.TEXT,
    "int": ValueType.INTEGER,
    "float": ValueType.NUMBER,
    "bool": ValueType.BOOLEAN,
}
_LISTS = ("list", "List", "Sequence", "tuple", "Tuple")
_FIELD = re.compile(r":(param|filter_glob)\s+(\w+):\s*(.*)")
_NAME = re.compile(r"[A-Za-z]\w*")


def recipes(folder: Path | None = None) -> list[Recipe]:
    """All recipes by name: those of ifcpatch, and those of a folder of the administrator.

    A file there that is called like a recipe of ifcpatch is not looked at.

    Raises:
        ParametersInvalid: the folder cannot be read.
    """
    found = {path.stem: _read(path, True) for path in _custom(folder)} if folder else {}
    found |= {path.stem: _read(path, False) for path in _sources(_library())}
    return [found[name] for name in sorted(found, key=str.lower)]


def recipe(name: str, folder: Path | None = None) -> Recipe:
    """The recipe of a name.

    Raises:
        ParametersInvalid: there is none, or it cannot be run; says why.
    """
    paths = {path.stem: path for path in _sources(_library())}
    custom = {path.stem: path for path in _custom(folder)} if folder is not None else {}
    path = paths.get(name) or custom.get(name)
    if path is None:
        near = difflib.get_close_matches(name, [*paths, *custom], n=1, cutoff=0.5)
        hint = f"Did you mean '{near[0]}'?" if near else "'patch-recipes' lists those that are."
        raise _refused(f"there is no recipe '{name}'", name, hint)
    found = _read(path, name not in paths)
    if found.unavailable is not None:
        raise _refused(f"the recipe '{name}' cannot be run here", name, found.unavailable)
    return found


def is_of_library(name: str) -> bool:
    """Whether ifcpatch itself has a recipe of this name."""
    return any(path.stem == name for path in _sources(_library()))


def _refused(what: str, name: str, hint: str) -> ParametersInvalid:
    errors = [{"where": "recipe", "what": f"{what}; {hint[0].lower()}{hint[1:]}", "got": name}]
    return ParametersInvalid(f"{what[0].upper()}{what[1:]}. {hint}", errors=errors)


def _library() -> Path:
    spec = importlib.util.find_spec(_OF_LIBRARY)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "recipes"


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if _NAME.fullmatch(path.stem))


def _custom(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ParametersInvalid(
            f"The folder of custom recipes, {folder}, is not there. Correct IFCWORKS_RECIPES."
        )
    return _sources(folder)


def _read(path: Path, is_custom: bool) -> Recipe:
    return _parsed(path, path.stat().st_mtime_ns, is_custom)


@lru_cache(maxsize=256)
def _parsed(path: Path, changed: int, is_custom: bool) -> Recipe:
    name, treated = path.stem, CUSTOM if is_custom else handling(path.stem)
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError) as error:
        return Recipe(name, "", "", path, is_custom, f"It cannot be read: {error}.", (), (), False)
    patcher = next(
        (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Patcher"),
        None,
    )
    init = next((n for n in _methods(patcher) if n.name == "__init__"), None)
    if patcher is None or init is None:
        why = "It has no class Patcher with a method __init__, as a recipe must have."
        return Recipe(name, "", "", path, is_custom, why, (), (), False)
    own = ast.get_docstring(init)
    description, said = _docstring(own or ast.get_docstring(patcher) or "")
    aliases = dict(_aliases(tree))
    known = {
        argument.arg: _parameter(argument, default, said, aliases, treated)
        for argument, default in _arguments(init)
    }
    return Recipe(
        name=name,
        summary=description.split("\n\n")[0].replace("\n", " "),
        description=description,
        path=path,
        is_custom=is_custom,
        unavailable=treated.unavailable,
        parameters=tuple(p for p in known.values() if p.name not in treated.chosen),
        order=tuple(known),
        unpacks=own is not None,
        makes=treated.makes,
    )


def _methods(patcher: ast.ClassDef | None) -> Iterator[ast.FunctionDef]:
    for node in patcher.body if patcher else ():
        if isinstance(node, ast.FunctionDef):
            yield node


def _arguments(init: ast.FunctionDef) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    positional = [*init.args.posonlyargs, *init.args.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(init.args.defaults))
    pairs = list(zip(positional, [*defaults, *init.args.defaults], strict=True))
    yield from pairs[_GIVEN:]


def _parameter(
    argument: ast.arg,
    default: ast.expr | None,
    said: Mapping[tuple[str, str], str],
    aliases: Mapping[str, ast.expr],
    treated: Handling,
) -> RecipeParameter:
    name = argument.arg
    many, types, choices = _type(argument.annotation, aliases)
    value = default.value if isinstance(default, ast.Constant) else None
    if choices:
        kind = ValueType.CHOICE
    elif name in treated.files:
        kind = ValueType.FILE
    else:
        # Where text and numbers are allowed, numbers are meant: text is what a form would give.
        order = (ValueType.NUMBER, ValueType.INTEGER, ValueType.BOOLEAN, ValueType.TEXT)
        kind = next((t for t in order if t in types), ValueType.TEXT)
    globs = said.get(("filter_glob", name), "")
    return RecipeParameter(
        name=name,
        type=kind,
        description=said.get(("param", name), ""),
        required=default is None or (kind is ValueType.FILE),
        default=_default(value, kind),
        many=many,
        optional="None" in types or (kind is ValueType.NUMBER and value == ""),
        choices=choices,
        suffixes=tuple(glob.removeprefix("*") for glob in globs.split(";") if glob),
    )


def _default(value: object, kind: ValueType) -> Plain:
    if not isinstance(value, (str, int, float, bool)):
        return None
    if kind is ValueType.NUMBER:
        return float(value) if value != "" else None
    return value


def _type(
    annotation: ast.expr | None, aliases: Mapping[str, ast.expr]
) -> tuple[bool, set[str], tuple[str, ...]]:
    """Whether a list is meant, the names of the types, and the values of a ``Literal``."""
    match annotation:
        case ast.Constant(value=str(text)):
            return _type(ast.parse(text, mode="eval").body, aliases)
        case ast.Constant(value=None):
            return False, {"None"}, ()
        case ast.Name(id=name) if name in aliases:
            return _type(aliases[name], aliases)
        case ast.Name(id=name):
            return False, {str(_TYPES.get(name, name))}, ()
        case ast.Attribute(attr="IFC_SCHEMA"):
            return False, set(), ("IFC2X3", "IFC4", "IFC4X3")
        case ast.Attribute(attr=name):
            return False, {name}, ()
        case ast.BinOp(left=left, right=right):
            return _joined([left, right], aliases)
        case ast.Subscript(value=outer, slice=inner):
            word = outer.attr if isinstance(outer, ast.Attribute) else getattr(outer, "id", "")
            inside = list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]
            if word == "Literal":
                return False, set(), tuple(str(ast.literal_eval(item)) for item in inside)
            many, types, choices = _joined(inside, aliases)
            return (
                many or word in _LISTS,
                types | ({"None"} if word == "Optional" else set()),
                choices,
            )
    return False, set(), ()


def _joined(
    parts: list[ast.expr], aliases: Mapping[str, ast.expr]
) -> tuple[bool, set[str], tuple[str, ...]]:
    found = [_type(part, aliases) for part in parts]
    choices = tuple(choice for _, _, several in found for choice in several)
    return any(many for many, _, _ in found), set().union(*(t for _, t, _ in found)), choices


def _aliases(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The types that a module gives a name of its own; of several the first."""
    seen: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name not in seen and isinstance(node.value, ast.Subscript):
                seen.add(name)
                yield name, node.value


def _docstring(text: str) -> tuple[str, dict[tuple[str, str], str]]:
    """The description of a docstring, and what it says of parameters, by field and name."""
    description: list[str] = []
    said: dict[tuple[str, str], str] = {}
    field: tuple[str, str] | None = None
    for line in inspect.cleandoc(text).split("\n"):
        match = _FIELD.match(line)
        if match is not None:
            field = (match[1], match[2])
            said[field] = match[3].strip()
        elif line.startswith("Example:"):
            break
        elif line.startswith(":"):
            field = ("other", "")
        elif field is not None and line.startswith(" ") and line.strip():
            said[field] = f"{said.get(field, '')} {line.strip()}".strip()
        elif line.strip() or description:
            field = None
            description.append(line)
    return "\n".join(description).strip(), said
