"""Names of files: what may be one, and what is kept of what a client sends."""

from __future__ import annotations

import re
import unicodedata

from ifcworks.errors import FileNameInvalid

_NOT_IN_NAMES = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_REORDERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Characters that make a name look like another one ("fdp.ifc" for "cfi.pdf")."""


def clean_name(name: str) -> str:
    """The file name as it is kept: its last path component, in Unicode NFC.

    Raises:
        FileNameInvalid: nothing usable is left, or it is too long, or has control characters.
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1].strip())
    if not last or last in {".", ".."}:
        raise FileNameInvalid("The upload has no file name; give one, for example ?name=model.ifc.")
    if any(
        unicodedata.category(c) in _NOT_IN_NAMES or unicodedata.bidirectional(c) in _REORDERING
        for c in last
    ):
        raise FileNameInvalid("The file name contains control characters; rename the file.")
    if len(last) > 255 or len(last.encode()) > 255:
        raise FileNameInvalid("The file name is longer than 255 bytes; shorten it.")
    return last
