"""Choosing elements of a model by selectors.

The syntax is that of ``ifcopenshell.util.selector``: a class with its subclasses, a GlobalId, or a
full selector such as ``IfcWall, location="Level 1"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import ifcopenshell
import ifcopenshell.util.element
import ifcopenshell.util.selector
from ifcopenshell import ifcopenshell_wrapper
from lark import Tree
from lark.exceptions import UnexpectedInput, VisitError

from ifcworks.errors import NothingToDo, ParametersInvalid

_GLOBAL_ID = re.compile(r"[0-3][0-9A-Za-z_$]{21}")


def choose(
    file: ifcopenshell.file,
    candidates: Iterable[ifcopenshell.entity_instance],
    include: Sequence[str],
    exclude: Sequence[str],
) -> list[ifcopenshell.entity_instance]:
    """Those candidates that any of ``include`` matches (all, if there is none) and no ``exclude``.

    A selector that matches an assembly, such as a stair or a curtain wall, matches its parts too.

    Raises:
        ParametersInvalid: a selector is malformed; says which and why.
        NothingToDo: nothing is left, says by which of the two.
    """
    chosen = list(candidates)
    if include:
        wanted = set[int]()
        for number, selector in enumerate(include):
            found = _with_parts(matches(file, selector, f"include[{number}]"))
            if not found:
                raise NothingToDo(
                    f"The selector '{selector}' in 'include' matches no element of the model."
                )
            wanted |= found
        chosen = [element for element in chosen if element.id() in wanted]
        if not chosen:
            raise NothingToDo("What 'include' matches has no geometry in the model.")
    if exclude:
        unwanted = set[int]()
        for number, selector in enumerate(exclude):
            unwanted |= _with_parts(matches(file, selector, f"exclude[{number}]"))
        chosen = [element for element in chosen if element.id() not in unwanted]
        if not chosen:
            raise NothingToDo("What 'exclude' matches is everything that there was to convert.")
    return chosen


def matches(
    file: ifcopenshell.file, selector: str, where: str = "selector"
) -> list[ifcopenshell.entity_instance]:
    """Elements that the selector matches, by step id.

    Raises:
        ParametersInvalid: it is malformed.
    """
    text = selector.strip()
    if is_global_id(text):
        # The library looks a GlobalId up and gives one element; a faulty model has it on several.
        found = {root for root in file.by_type("IfcObjectDefinition") if root.GlobalId == text}
        return sorted(found, key=lambda element: element.id())
    parsed(text, selector, where)
    try:
        found = ifcopenshell.util.selector.filter_elements(file, text)
    except (VisitError, re.error, ValueError, TypeError) as error:
        raise not_evaluated(where, selector, error) from None
    return sorted(found, key=lambda element: element.id())


def is_global_id(selector: str) -> bool:
    """Whether a selector is nothing but a GlobalId."""
    return _GLOBAL_ID.fullmatch(selector) is not None


def parsed(text: str, selector: str, where: str) -> Tree[Any]:
    """The syntax tree of a selector.

    Args:
        text: the selector without space around it.
        selector: how to name it in an error.
        where: the parameter that it is.

    Raises:
        ParametersInvalid: it is malformed, or names a class of no IFC schema.
    """
    try:
        tree: Tree[Any] = ifcopenshell.util.selector.filter_elements_grammar.parse(text)
    except UnexpectedInput as error:
        raise _invalid(where, selector, _why(text, error)) from None
    for token in tree.find_data("ifc_class"):
        _known_class(str(token.children[0]), where, selector)
    return tree


def not_evaluated(where: str, selector: str, error: Exception) -> ParametersInvalid:
    """What to say of a selector whose comparisons mean nothing for the model."""
    cause = getattr(error, "orig_exc", error)
    return _invalid(where, selector, f"it cannot be evaluated ({cause})")


def _with_parts(elements: Iterable[ifcopenshell.entity_instance]) -> set[int]:
    numbers = set()
    for element in elements:
        numbers.add(element.id())
        if element.is_a("IfcElement"):
            parts = ifcopenshell.util.element.get_decomposition(element)
            numbers |= {part.id() for part in parts if not part.is_a("IfcFeatureElement")}
            # Openings belong to their host there, and doors in them too; neither is a part here.
            numbers -= {part.id() for part in parts if _fills(part)}
    return numbers


def _fills(part: ifcopenshell.entity_instance) -> bool:
    return bool(getattr(part, "FillsVoids", None))


def _known_class(name: str, where: str, selector: str) -> None:
    for schema in ("IFC2X3", "IFC4", "IFC4X3_ADD2"):
        try:
            ifcopenshell_wrapper.schema_by_name(schema).declaration_by_name(name)
        except RuntimeError:
            continue
        return
    raise _invalid(where, selector, f"no IFC schema has a class '{name}'")


def _why(text: str, error: UnexpectedInput) -> str:
    column = getattr(error, "column", -1)
    if not text:
        return "it is empty"
    if column is None or column < 1 or column > len(text):
        return "it ends before it is complete"
    return f"'{text[column - 1 :]}' cannot stand at position {column}"


def _invalid(where: str, selector: str, why: str) -> ParametersInvalid:
    sentence = (
        f"The selector '{selector}' is malformed: {why}. Write a class such as IfcWall, a "
        'GlobalId, or a selector such as IfcDoor, Name="Main entrance".'
    )
    return ParametersInvalid(sentence, errors=[{"where": where, "what": why, "got": selector}])
