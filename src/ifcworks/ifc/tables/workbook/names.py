"""Names that sheets may have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ifcworks.ifc.tables.workbook.limits import shortened

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff\ud800-\udfff]")


def sheet_names(texts: Iterable[str]) -> list[str]:
    """A name for each text that Excel and LibreOffice take, no two the same."""
    names: list[str] = []
    taken = {"history"}  # Excel keeps this one for itself.
    for text in texts:
        plain = " ".join(_FORBIDDEN.sub(" ", text).split()).strip("'") or "Sheet"
        name, number = shortened(plain, _LONGEST).rstrip(" '"), 1
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = shortened(plain, _LONGEST - len(end)).rstrip() + end
        taken.add(name.casefold())
        names.append(name)
    return names
