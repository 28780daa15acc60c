"""The WHERE rules and global rules of a schema, as ifcopenshell has them in Python.

``ifcopenshell.express.rule_executor`` runs them too, but needs pytest for it, cannot be stopped and
tells nothing on the way.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import ifcopenshell
from ifcopenshell import ifcopenshell_wrapper as wrapper
from ifcopenshell.express.rule_executor import reverse_compile

from ifcworks.ifc.checking.findings import Findings, Part, Severity

_LONGEST = 400
_EVERY = 256


@dataclass(frozen=True)
class _Rules:
    """The rules of a schema.

    Attributes:
        whole: of the whole file; the others are of classes and of types.
    """

    source: list[str]
    whole: list[Any]
    classes: list[Any]
    types: dict[str, list[Any]]


class _OutOfTime(BaseException):
    """The time for rules is over. No ``Exception``: rules catch those."""


class RuleCheck:
    """Runs the rules of a model's schema.

    Args:
        model: the opened file.
        seconds: how long that may take; what is left by then is listed as not checked.
    """

    def __init__(
        self,
        model: ifcopenshell.file,
        findings: Findings,
        seconds: float,
        progress: Callable[[float, str], None],
    ) -> None:
        self._model = model
        self._findings = findings
        self._progress = progress
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._rules = _rules_of(str(model.schema_identifier))
        self._looked = 0

    def run(self) -> None:
        """Run all rules."""
        with _settings():
            try:
                for rule in self._rules.whole:
                    self._try(rule, self._model, None, Part.GLOBAL, rule.__name__)
                self._types()
                self._classes()
            except _OutOfTime as out:
                self._findings.not_checked.append(
                    f"The rules took longer than {self._seconds:g} s; not checked are {out}."
                )

    def _types(self) -> None:
        """Rules of types, for each value of each instance."""
        self._progress(0.0, "rules of types")
        schema = wrapper.schema_by_name(self._model.schema_identifier)
        plans: dict[str, list[tuple[int, Any]]] = {}
        for instance in self._model:
            self._tick("further rules of types, and those of classes")
            kind = instance.is_a()
            if kind not in plans:
                plans[kind] = list(self._plan(schema.declaration_by_name(kind).as_entity()))
            for position, type_ in plans[kind]:
                try:
                    value = instance[position]
                except (RuntimeError, UnicodeDecodeError):
                    continue  # the check of the schema says so
                for rule, found in self._of_value(value, type_, schema):
                    name = f"{rule.TYPE_NAME}.{rule.RULE_NAME}"
                    self._try(rule, found, instance, Part.WHERE, name)

    def _plan(self, entity: Any) -> Iterator[tuple[int, Any]]:
        """Attributes in which a value can stand that a rule is about."""
        derived = entity.derived()
        for position, attribute in enumerate(entity.all_attributes()):
            type_ = attribute.type_of_attribute()
            if not derived[position] and self._matters(type_):
                yield position, type_

    def _matters(self, type_: Any) -> bool:
        while True:
            if type_.as_aggregation_type():
                type_ = type_.as_aggregation_type().type_of_element()
            elif named := type_.as_named_type():
                declared = named.declared_type()
                if declared.as_entity() or declared.as_enumeration_type():
                    return False
                if declared.as_select_type() or declared.name() in self._rules.types:
                    return True
                type_ = declared.as_type_declaration().declared_type()
            else:
                return False

    def _of_value(self, value: Any, type_: Any, schema: Any) -> Iterator[tuple[Any, Any]]:
        """Rules about a value, each with the value that it is about."""
        if value is None:
            return
        while (named := type_.as_named_type()) is not None:
            declaration = named.declared_type().as_type_declaration()
            if declaration is None:
                break
            yield from ((rule, value) for rule in self._rules.types.get(declaration.name(), ()))
            type_ = declaration.declared_type()
        aggregate = type_.as_aggregation_type()
        if isinstance(value, (list, tuple)) and aggregate is not None:
            element = aggregate.type_of_element()
            for item in value:
                yield from self._of_value(item, element, schema)
        elif isinstance(value, ifcopenshell.entity_instance) and not value.id():
            declaration = schema.declaration_by_name(value.is_a()).as_type_declaration()
            if declaration is not None:
                inner = value[0]
                name = declaration.name()
                yield from ((rule, inner) for rule in self._rules.types.get(name, ()))
                yield from self._of_value(inner, declaration.declared_type(), schema)

    def _classes(self) -> None:
        """Rules of classes, for each instance of them and their subtypes."""
        rules = self._rules.classes
        for place, rule in enumerate(rules):
            name = f"{rule.TYPE_NAME}.{rule.RULE_NAME}"
            self._progress(0.2 + 0.8 * place / len(rules), f"rule {name}")
            left = f"{len(rules) - place} of {len(rules)} rules of classes, from {name} on"
            for instance in self._model.by_type(rule.TYPE_NAME):
                self._tick(left)
                self._try(rule, instance, instance, Part.WHERE, name)

    def _tick(self, left: str) -> None:
        self._looked += 1
        if self._looked % _EVERY == 0 and time.monotonic() > self._until:
            raise _OutOfTime(left)

    def _try(self, rule: Any, value: Any, instance: Any, part: Part, name: str) -> None:
        try:
            rule()(value)
        except AssertionError as error:
            meaning = self._meaning(error)
            self._findings.add_instance(part, name, meaning, "The rule does not hold.", instance)
        except Exception as error:  # rules are code made from EXPRESS: anything may come of them
            why = f"It could not be evaluated: {type(error).__name__}: {error}"[:_LONGEST]
            self._findings.add_instance(
                part, name, "the rule can be evaluated", why, instance, Severity.WARNING
            )

    def _meaning(self, error: AssertionError) -> str:
        """The line of the rule that does not hold, as an expression."""
        trace = error.__traceback__
        inner = None if trace is None else trace.tb_next
        if inner is None:
            return ""
        said = str(reverse_compile(self._rules.source[inner.tb_lineno - 1]))
        return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


@cache
def _rules_of(schema: str) -> _Rules:
    source = files("ifcopenshell.express").joinpath("rules", f"{schema}.py").read_text("utf-8")
    scope: dict[str, Any] = {}
    exec(compile(source, f"{schema}.py", "exec"), scope)  # part of ifcopenshell
    rules = [item for item in scope.values() if hasattr(item, "SCOPE")]
    types: dict[str, list[Any]] = defaultdict(list)
    for rule in rules:
        if rule.SCOPE == "type":
            types[rule.TYPE_NAME].append(rule)
    return _Rules(
        source.split("\n"),
        [rule for rule in rules if rule.SCOPE == "file"],
        [rule for rule in rules if rule.SCOPE == "entity"],
        dict(types),
    )


@contextmanager
def _settings() -> Iterator[None]:
    """What rules need: single inverses without a list, and instances compared by value."""
    settings = ifcopenshell.settings
    names = ("unpack_non_aggregate_inverses", "compare_instances_by_value")
    before = [getattr(settings, name) for name in names]
    for name in names:
        setattr(settings, name, True)
    try:
        yield
    finally:
        for name, value in zip(names, before, strict=True):
            setattr(settings, name, value)
