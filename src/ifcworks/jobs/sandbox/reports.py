"""What an attempt says, as JSON, fit to be kept.

Names in models are whatever their authors typed. No database keeps a NUL in a text, and half a
surrogate pair is no character; they become U+FFFD.
"""

from __future__ import annotations

import json
import re
from typing import Any

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\0")
_REPLACEMENT = "\ufffd"


def said(data: bytes) -> Any:
    """The value that an attempt has written.

    Raises:
        ValueError: it is not JSON.
    """
    value = json.loads(data)
    return _fit(value) if _SUSPECT.search(data) else value


def _fit(value: Any) -> Any:
    match value:
        case str():
            return _fit_text(value)
        case list():
            return [_fit(item) for item in value]
        case dict():
            return {_fit_text(key): _fit(item) for key, item in value.items()}
    return value


def _fit_text(text: str) -> str:
    halves = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return halves.replace("\0", _REPLACEMENT)
