"""The instances of a file against its schema, by ``ifcopenshell.validate``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import ifcopenshell
import ifcopenshell.validate
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.checking.findings import Findings, Part
from ifcworks.ifc.geometry.malformed import MALFORMED

_RULE = re.compile(r"Rule ([\w.]+):\s*(.+)")
_EVERY = 5_000
_LONGEST = 300
_DERIVED: Final = "use_attribute_value_derived"
"""What the validation turns on while it looks."""
_BASE64 = "base64 validation"
_HEADER = re.compile(r"Attribute '(\w+)' has invalid type")
_MEANINGS = {
    "Attribute not optional": "it must be given",
    "Attribute is derived in subtype": "it is derived, so it is written *",
    "Invalid attribute value": "its value can be read",
}


class _Listener(ifcopenshell.validate.json_logger):  # type: ignore[misc]
    """Takes what the validation finds, one after the other, and keeps none of it."""

    def __init__(
        self, findings: Findings, count: int, progress: Callable[[float, str], None]
    ) -> None:
        super().__init__()
        self._findings = findings
        self._count, self._seen = count, 0
        self._progress = progress

    def set_state(self, key: str, value: Any) -> None:
        if key == "instance" and value is not None:
            self.state.pop("attribute", None)
            self._seen += 1
            if self._seen % _EVERY == 0:
                done = min(self._seen / max(self._count, 1), 1.0)
                self._progress(done, f"schema: {self._seen:,} of {self._count:,} instances")
        self.state[key] = value

    def log(self, level: str, message: Any, *given: Any) -> None:
        text = str(message) % given if given else str(message)
        attribute = self.state.pop("attribute", None)
        _sort(text, attribute, self.state.get("instance"), self._findings)


def check_schema(
    model: ifcopenshell.file, findings: Findings, progress: Callable[[float, str], None]
) -> None:
    """Check header, types, numbers of values and inverses, and unique GlobalIds."""
    count = len(model.entity_names())
    listener = _Listener(findings, count, progress)
    derived = ifcopenshell_wrapper.get_feature(_DERIVED)
    try:
        ifcopenshell.validate.validate(model, listener)
    except MALFORMED as error:
        instance = listener.state.get("instance")
        where = "" if instance is None else f" (#{instance.id()})"
        findings.add_instance(
            *(Part.SCHEMA, "unreadable", "each instance can be held against the schema"),
            *(_short(f"It cannot be: {error}"), instance),
        )
        findings.not_checked.append(
            f"An instance{where} is so malformed that those after it were not held against the "
            "schema."
        )
    finally:
        # Left on by an error, it would change what every model says of its attributes from then on.
        ifcopenshell_wrapper.set_feature(_DERIVED, derived)


def _sort(text: str, attribute: str | None, instance: Any, findings: Findings) -> None:
    """Put a message under its rule."""
    if header := _HEADER.search(text):
        what = _short(text.split("Attribute '", 1)[1])
        findings.add_instance(
            *(Part.HEADER, header[1], "the header has values of the right kind"),
            *(f"Attribute '{what}", None),
        )
    elif rule := _RULE.search(text):
        violated = _short(text.partition("Violated by:")[2])
        findings.add_instance(
            *(Part.SCHEMA, rule[1], rule[2].strip()), f"The same is in {violated}", instance
        )
    elif _BASE64 in text:
        why = _short(text.partition("Violated by:")[2])
        meaning = "a GlobalId is 22 characters that stand for 128 bits"
        findings.add_instance(Part.SCHEMA, "IfcGloballyUniqueId", meaning, why, instance)
    else:
        first = text.strip().split("\n")[0]
        rule_name = attribute or first.split(" ")[0]
        meaning = _MEANINGS.get(text.strip(), "its values are of the type that the schema states")
        if first.endswith("is abstract"):
            rule_name, meaning = "abstract class", "an abstract class has no instances"
        findings.add_instance(Part.SCHEMA, rule_name, meaning, _short(text), instance)


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
