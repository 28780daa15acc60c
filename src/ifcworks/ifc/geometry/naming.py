"""What elements are called in formats that give each a name."""

from __future__ import annotations

from enum import StrEnum


class Naming(StrEnum):
    """The choice, as IfcConvert has it (``--use-element-guids`` and so on)."""

    GUID = "guid"
    NAME = "name"
    STEP_ID = "step-id"
    TYPE = "type"
