"""Names for files that are made from names in a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 60
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "o"}
)


def file_name(text: str, suffix: str = "", otherwise: str = "unnamed") -> str:
    """A text as a plain file name: letters of ASCII, digits, ``.``, ``_`` and ``-``."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore")
    word = _NOT_PLAIN.sub("-", plain.decode()).strip("-._")[:_LONGEST].rstrip("-._")
    return (word or otherwise) + _NOT_PLAIN.sub("", suffix)


def numbered(texts: Iterable[str], suffix: str) -> list[str]:
    """A file name for each text, all different: ``01-Ground-floor.ifc``."""
    listed = list(texts)
    width = max(2, len(str(len(listed))))
    return [f"{place:0{width}}-{file_name(text)}{suffix}" for place, text in enumerate(listed, 1)]
