"""GUIDs that are the same for the same thing, so that a reader knows it again."""

from __future__ import annotations

import hashlib
import uuid

_NAMESPACE = uuid.UUID("6f1d0c3a-9b1e-5d57-8d7c-0a4f3f6e2b18").bytes
_FREE = ~((0xF << 76) | (0x3 << 62))
_VERSION_AND_VARIANT = (5 << 76) | (0x2 << 62)


def guid_of(*parts: str) -> str:
    """A GUID for what these texts name together: the same texts, the same GUID.

    It is a UUID of version 5 (RFC 9562), in the lower case that BCF 3.0 demands.
    """
    # The length in front keeps ("a", "bc") and ("ab", "c") apart.
    name = "".join(f"{len(part)}:{part}" for part in parts)
    # Models may hold lone surrogates, which UTF-8 cannot. Written out, as uuid5 takes three times
    # as long, and a large model has many clashes.
    content = _NAMESPACE + name.encode("utf-8", "backslashreplace")
    number = int.from_bytes(hashlib.sha1(content, usedforsecurity=False).digest()[:16], "big")
    text = f"{number & _FREE | _VERSION_AND_VARIANT:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
