"""The fingerprint of a job: equal fingerprints have equal answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel

from ifcworks.operations.base import FileRef, Operation, OperationParams


def _by_content(value: Any, sha256: Mapping[str, str]) -> Any:
    if isinstance(value, FileRef):
        return {"sha256": sha256[value]}
    if isinstance(value, BaseModel):
        return {
            name: _by_content(getattr(value, name), sha256) for name in type(value).model_fields
        }
    if isinstance(value, Mapping):
        return {str(key): _by_content(item, sha256) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_by_content(item, sha256) for item in value]
    if isinstance(value, (set, frozenset)):
        # A set has no order of its own, and what stands for a file has none at all.
        return sorted((_by_content(item, sha256) for item in value), key=_text)
    return value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


@cache
def _native_version() -> str:
    return version("ifcopenshell")


def series(operation: Operation, params: OperationParams, files: Mapping[str, str]) -> str | None:
    """Equal for jobs of equal parameters on whatever versions of the same files.

    None where the operation does not go on from an earlier job. ``files`` has the id of the file
    behind each reference.
    """
    if operation.resumes is None:
        return None
    identity = [operation.name, operation.version, _by_content(params, files)]
    return hashlib.sha256(_text(identity).encode()).hexdigest()


def fingerprint(operation: Operation, params: OperationParams, sha256: Mapping[str, str]) -> str:
    """SHA-256 over the operation, its version, its parameters and the native library's version.

    Args:
        operation: what is asked.
        params: how; defaults count like values given.
        sha256: the content of each file reference, which stands in for the reference itself.
    """
    identity = {
        "operation": operation.name,
        "version": operation.version,
        "params": _by_content(params, sha256),
        "ifcopenshell": _native_version(),
    }
    return hashlib.sha256(_text(identity).encode()).hexdigest()
