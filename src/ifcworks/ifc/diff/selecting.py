"""Which elements of a version a selector matches."""

from __future__ import annotations

from pathlib import Path

from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.tables.writing.values import values_of


def chosen_ids(index: Path, model: Path, selector: str, scratch: Path) -> frozenset[int]:
    """Numbers of the elements that a selector matches.

    Args:
        index: the index of the model.
        model: the model itself, which is opened if the index does not know.
        selector: in the syntax of ``ifcopenshell.util.selector``.
        scratch: a folder to unpack into.

    Raises:
        ParametersInvalid: the selector is malformed.
    """
    with open_index(index) as connection:
        return frozenset(values_of(connection, model, scratch).elements(selector)[0])
