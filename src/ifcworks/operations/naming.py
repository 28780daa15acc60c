"""What a file was called by who gave it to an operation."""

from __future__ import annotations

import re

_VERSIONED = re.compile(r"@\d+\Z")
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-z]+_[0-9a-zA-Z]{16,}")


def given_name(ref: str) -> str | None:
    """The name in a reference, without folder and version; None if the file was given by an id."""
    name = _VERSIONED.sub("", ref).replace("\\", "/").rsplit("/", 1)[-1]
    return None if not name or _ID.fullmatch(name) else name
