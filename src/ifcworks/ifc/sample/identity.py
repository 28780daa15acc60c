"""GlobalIds that are equal on every run and every machine."""

from uuid import UUID, uuid5

import ifcopenshell.guid

_NAMESPACE = UUID("6f0d2a52-9f55-5d0e-9c5b-1fc0de5a3e01")


def global_id(namespace: str, key: str) -> str:
    """Return the 22-character IFC GlobalId of a key within a namespace (a model)."""
    compressed: str = ifcopenshell.guid.compress(uuid5(_NAMESPACE, f"{namespace}/{key}").hex)
    return compressed
