"""Values as JSON says them, and as the cells of CSV do."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

_SAFE = 2**53 - 1
"""Whole numbers up to this are exact in every reader of JSON (RFC 8259, section 6)."""
_SAFE_DIGITS = 15

Convert = Callable[[Any], Any]


def json_value(kind: Any) -> Convert:
    """How values of a DuckDB type become values that ``json`` can write.

    Numbers stay numbers where every reader gets exactly these, else they are text: whole ones up
    to 2^53 - 1, decimals up to 15 digits. NaN and infinities are text, blobs base64 (RFC 4648),
    points in time as RFC 3339 says, structs and maps objects.
    """
    if kind.id == "variant" or (kind.id == "varchar" and str(kind) == "JSON"):
        return _or_none(_document)
    if kind.id in ("list", "array"):
        inner = json_value(kind.children[0][1])
        return _or_none(lambda values: [inner(value) for value in values])
    if kind.id in ("struct", "tuple"):
        return _or_none(_struct(kind))
    if kind.id == "map":
        key, value = (json_value(child) for _, child in kind.children)
        return _or_none(lambda pairs: {_key(key(k)): value(v) for k, v in pairs})
    return _or_none(_LEAVES.get(kind.id, _same))


def _struct(kind: Any) -> Convert:
    if not kind.children:
        return _same
    inner = [json_value(child) for _, child in kind.children]

    def convert(value: dict[str, Any]) -> dict[str, Any]:
        return {
            name: change(item) for (name, item), change in zip(value.items(), inner, strict=True)
        }

    return convert


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _same(value: Any) -> Any:
    return value


def _whole(value: int) -> int | str:
    return value if -_SAFE <= value <= _SAFE else str(value)


def _decimal(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return _whole(int(value))
    if len(value.normalize().as_tuple().digits) <= _SAFE_DIGITS:
        return float(value)
    return format(value, "f")


def _double(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _float(value: float) -> float | str:
    """A single-precision number with its own digits, and not those of the double next to it."""
    return _double(float(str(np.float32(value))))


def _moment(value: Any) -> str:
    text = str(value)
    # ISO 8601 has no years before Christ in these words: they stay as DuckDB writes them.
    return text.replace(" ", "T", 1) if text[:1].isdigit() and "(BC)" not in text else text


def _moment_utc(value: Any) -> str:
    text = _moment(value)
    return f"{text.removesuffix('+00')}Z" if text.endswith("+00") else text


def _blob(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _document(text: str) -> Any:
    """The value of a JSON text; of one that cannot be written again, the text."""
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return text
    return value


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key, ensure_ascii=False, default=str)


_LEAVES: dict[str, Convert] = {
    "bigint": _whole,
    "ubigint": _whole,
    "hugeint": _decimal,
    "decimal": _decimal,
    "double": _double,
    "float": _float,
    "blob": _blob,
    "timestamp": _moment,
    "timestamp_s": _moment,
    "timestamp_ms": _moment,
    "timestamp_ns": _moment,
    "timestamp with time zone": _moment_utc,
}


def text_value(kind: Any) -> Callable[[Any], str | None]:
    """How values of a DuckDB type become the text of a cell: numbers in full, lists as JSON."""
    if kind.id in ("decimal", "hugeint"):
        return _or_none(lambda value: format(value, "f"))
    if kind.id in ("bigint", "ubigint") or kind.id == "varchar":
        return _or_none(str)
    convert = json_value(kind)

    def text(value: Any) -> str | None:
        found = convert(value)
        if found is None or isinstance(found, str):
            return found
        return json.dumps(found, ensure_ascii=False, default=str)

    return text
