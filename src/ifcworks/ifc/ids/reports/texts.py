"""Instances as text, out of the model's file."""

from __future__ import annotations

import re
from pathlib import Path

from ifcworks.ifc.statements import Statements

_STATEMENT = re.compile(rb"(?:[^;']|'[^']*')*")


class InstanceTexts:
    """The text of instances as their file has it, with the class in the letters of the schema.

    Args:
        plain: the STEP file.
    """

    def __init__(self, plain: Path) -> None:
        self._statements = Statements(plain)

    def text(self, number: int, ifc_class: str) -> str:
        """Such as ``#12=IfcWall('0eA6…',$,'Wall',…)``."""
        try:
            text = self._statements.text(number)
        except KeyError:
            return f"#{number}={ifc_class}"
        match = _STATEMENT.match(text)
        _, bracket, arguments = (match[0] if match else text).partition(b"(")
        said = (bracket + arguments).strip().decode("utf-8", "replace")
        return f"#{number}={ifc_class}{said}"
