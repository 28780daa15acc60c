"""What can be asked of a take-off; imported where nothing heavy may be."""

from __future__ import annotations

from enum import StrEnum


class GroupBy(StrEnum):
    """What elements can have in common."""

    STOREY = "storey"
    CLASS = "class"
    PREDEFINED_TYPE = "predefined-type"
    TYPE = "type"
    MATERIAL = "material"
    CLASSIFICATION = "classification"


class Source(StrEnum):
    """Where a value is from."""

    COMPUTED = "computed"
    AUTHORED = "authored"


class Existing(StrEnum):
    """What to do with quantities that the model has already."""

    KEEP = "keep"
    REPLACE = "replace"


class Rules(StrEnum):
    """What is measured for which quantity."""

    STANDARD = "standard"
    IFC5D = "ifc5d"
