"""How much longer than others an element may take, by the size of its largest piece of text."""

from __future__ import annotations

import contextlib

import ifcopenshell

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.statements import Statements

_LARGE = 1 << 20
_BYTES_OF_A_TURN = 10 << 20
"""A million triangles are 40 MB of text and take the kernel 10 to 20 seconds."""
_HEIGHT = 8
"""From coordinates over item, map, mapped item, representation and definition to the product."""


def patience_with(file: ifcopenshell.file, statements: Statements) -> dict[int, float]:
    """How many times the usual time elements may take; those not named have it once.

    A scanned terrain or a detailed statue is one statement of tens of megabytes.

    Args:
        file: the open model.
        statements: the text that it was read from.
    """
    patience: dict[int, float] = {}
    for number, size in statements.longer_than(_LARGE).items():
        with contextlib.suppress(*MALFORMED):
            above = {file.by_id(number)}
            for _ in range(_HEIGHT):
                above = {user for entity in above for user in file.get_inverse(entity)}
                for user in above:
                    if user.is_a("IfcProduct"):
                        more = size / _BYTES_OF_A_TURN
                        patience[user.id()] = patience.get(user.id(), 1.0) + more
                above = {user for user in above if not user.is_a("IfcRoot")}
    return patience
