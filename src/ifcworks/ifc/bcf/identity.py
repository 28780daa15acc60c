"""GUIDs that are the same for the same thing, so that a reader knows it again."""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.UUID("6f1d0c3a-9b1e-5d57-8d7c-0a4f3f6e2b18")


def guid_of(*parts: str) -> str:
    """A GUID for what these texts name together: the same texts, the same GUID.

    It is a UUID of version 5 (RFC 9562), in the lower case that BCF 3.0 demands.
    """
    # The length in front keeps ("a", "bc") and ("ab", "c") apart.
    name = "".join(f"{len(part)}:{part}" for part in parts)
    # Models may hold lone surrogates, which UTF-8 cannot.
    return str(uuid.uuid5(_NAMESPACE, name.encode("utf-8", "backslashreplace").decode()))
