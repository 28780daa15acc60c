"""A model in another schema, and what cannot be said there.

ifcopenshell's ``Migrator`` translates instance by instance. What it cannot carry over it leaves
out, and mentions it at most on the console; here every class and attribute that is lost is counted.
"""

from __future__ import annotations

import contextlib
import importlib
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ifcopenshell
import ifcopenshell.util.schema
from ifcopenshell import entity_instance, ifcopenshell_wrapper

from ifcworks.ifc.migrating.mending import mend

_REPLACED = {"IfcDoorStyle": "IfcDoorType", "IfcWindowStyle": "IfcWindowType"}
_STEPS = 200
_EXAMPLES = 20
_SENTENCE = 300


@dataclass
class Migrated:
    """A model in another schema.

    Attributes:
        model: it.
        changed: how many instances are of another class, by old and new class.
        lost: how many values were lost, by class and attribute.
        left_out: how many instances were left out, by class.
        reasons: why, of the first ones: number, class and what was said.
    """

    model: ifcopenshell.file
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    reasons: list[tuple[int, str, str]] = field(default_factory=list)


def migrate(
    source: ifcopenshell.file,
    schema: str,
    progress: Callable[[float, str], None] = lambda fraction, message: None,
) -> Migrated:
    """Translate a model.

    Args:
        source: the model; its shapes are changed where the other schema lacks theirs.
        schema: IFC2X3, IFC4 or IFC4X3.
        progress: told how far it is, from 0 to 1.
    """
    is_downgrade = schema == "IFC2X3" and source.schema != "IFC2X3"
    if schema == "IFC4X3" and source.schema == "IFC2X3":
        # What IFC4X3 dropped is first brought to what IFC4 calls it.
        first = migrate(source, "IFC4", lambda done, text: progress(done / 2, text))
        second = migrate(first.model, schema, lambda done, text: progress((1 + done) / 2, text))
        return _both(first, second)
    renamed = _prepare_for_later(source) if schema == "IFC4X3" else Counter()
    with contextlib.redirect_stdout(io.StringIO()):
        if is_downgrade:
            _prepare(source)
        target = ifcopenshell.file(schema=schema)
        found = Migrated(target, renamed)
        migrator = ifcopenshell.util.schema.Migrator(fallback_element_to_proxy=is_downgrade)
        migrator.preprocess(source, target)
        failed = _translate(source, found, migrator, progress)
    _compare(source, found, migrator, is_downgrade)
    # What could not be translated may be there in part, and is counted already.
    counted = {migrator.migrated_ids.get(number) for number in failed}
    found.left_out.update(class_ for number, class_ in mend(target) if number not in counted)
    _mend_header(source, target)
    return found


def _both(first: Migrated, second: Migrated) -> Migrated:
    return Migrated(
        second.model,
        first.changed + second.changed,
        first.lost + second.lost,
        first.left_out + second.left_out,
        [*first.reasons, *second.reasons][:_EXAMPLES],
    )


def _prepare_for_later(source: ifcopenshell.file) -> Counter[tuple[str, str]]:
    """Replace what IFC4 only has for the sake of IFC2X3, and IFC4X3 has no more."""
    renamed: Counter[tuple[str, str]] = Counter()
    for old, new in _REPLACED.items():
        for style in source.by_type(old):
            ifcopenshell.util.schema.reassign_class(source, style, new)
            renamed[old, new] += 1
    for item in source.by_type("IfcStyledItem"):
        styles = [s for style in item.Styles for s in _styles(style)]
        if styles != list(item.Styles):
            item.Styles = styles
    for assignment in source.by_type("IfcPresentationStyleAssignment"):
        source.remove(assignment)
    return renamed


def _styles(style: entity_instance) -> list[entity_instance]:
    if style.is_a("IfcPresentationStyleAssignment"):
        return [found for found in style.Styles if found.is_a("IfcPresentationStyle")]
    return [style]


def _prepare(source: ifcopenshell.file) -> None:
    """Replace the shapes that only IFC4 has by those that IFC2X3 has too."""
    recipe: Any = importlib.import_module("ifcpatch.recipes.Migrate")
    recipe.Patcher(source, schema="IFC2X3")._prepare_for_downgrade()


def _translate(
    source: ifcopenshell.file,
    found: Migrated,
    migrator: Any,
    progress: Callable[[float, str], None],
) -> set[int]:
    """Translate all instances; the numbers of those that cannot be."""
    numbers, failed = source.entity_names(), set[int]()
    step = max(1, len(numbers) // _STEPS)
    for place, number in enumerate(numbers):
        if place % step == 0:
            progress(place / len(numbers), f"{place:,} of {len(numbers):,} instances")
        element = source.by_id(number)
        try:
            migrator.migrate(element, found.model)
        except MemoryError:
            raise
        except Exception as error:
            failed.add(number)
            found.left_out[element.is_a()] += 1
            if len(found.reasons) < _EXAMPLES:
                said = " ".join(str(error).split())[:_SENTENCE]
                found.reasons.append((number, element.is_a(), said))
    return failed


def _compare(source: ifcopenshell.file, found: Migrated, migrator: Any, is_downgrade: bool) -> None:
    for number, other in migrator.migrated_ids.items():
        try:
            old, new = source.by_id(number), found.model.by_id(other)
        except RuntimeError:
            continue
        if old.is_a() != new.is_a():
            found.changed[old.is_a(), new.is_a()] += 1
            if is_downgrade and new.is_a("IfcBuildingElementProxy"):
                _remember_class(old, new)
        _compare_attributes(found, old, new)


def _compare_attributes(found: Migrated, old: entity_instance, new: entity_instance) -> None:
    """Count the values of an instance that have no place in the new one."""
    names = [new.attribute_name(place) for place in range(len(new))]
    for place in range(len(old)):
        name, value = old.attribute_name(place), old[place]
        if value is None or value == () or _is_derived(old, place):
            continue
        if name in names:
            if new[names.index(name)] in (None, ()):
                found.lost[old.is_a(), name] += 1
        elif not _is_elsewhere(value, new):
            found.lost[old.is_a(), name] += 1


def _is_derived(instance: entity_instance, place: int) -> bool:
    schema: Any = ifcopenshell_wrapper.schema_by_name(instance.file.schema_identifier)
    return bool(schema.declaration_by_name(instance.is_a()).as_entity().derived()[place])


def _is_elsewhere(value: Any, new: entity_instance) -> bool:
    """Whether a value stands in an attribute of another name, as many were renamed."""
    if isinstance(value, (entity_instance, tuple)):
        return any(isinstance(v, type(value)) and bool(v) for v in new)
    return any(v == value and type(v) is type(value) for v in new)


def _remember_class(old: entity_instance, new: entity_instance) -> None:
    """Say in ObjectType what an element was that IFC2X3 has no class for."""
    if not new.ObjectType:
        kind = getattr(old, "PredefinedType", None)
        new.ObjectType = f"{old.is_a()}/{kind}" if kind else old.is_a()


def _mend_header(source: ifcopenshell.file, target: ifcopenshell.file) -> None:
    """Keep what the header says of the model."""
    for name in ("file_description", "file_name"):
        ours, theirs = getattr(target.header, name), getattr(source.header, name)
        for place in range(len(theirs)):
            with contextlib.suppress(RuntimeError, TypeError, IndexError):
                ours[place] = theirs[place]
