"""Which names that a query gives with WITH hold where in it."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

Tree = dict[str, Any]
Names = frozenset[str]

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(name: str) -> str:
    """A name as DuckDB compares it: only the letters A to Z have small ones.

    ``str.lower`` would take the sign for Kelvin for a k, and let one name pass for another.
    """
    return name.translate(_SMALL)


def parts(tree: Tree) -> Iterator[tuple[Tree, Names]]:
    """Every object of a syntax tree, itself first, with the names of WITH that hold there.

    A name holds in the statement that its WITH belongs to and in the later parts of that WITH. It
    holds inside its own part only where a recursive one calls itself: everywhere else DuckDB
    looks for a table of that name, and would find its own, such as ``duckdb_databases``.
    """
    left: list[tuple[Any, Names]] = [(tree, frozenset())]
    while left:
        part, names = left.pop()
        if isinstance(part, list):
            left.extend((item, names) for item in part)
        elif isinstance(part, dict):
            given = part.get("cte_map")
            if isinstance(given, dict):
                for entry in given.get("map", ()):
                    left.append((entry["value"], names))
                    names |= {folded(entry["key"])}
            yield part, names
            for key, value in part.items():
                if key != "cte_map":
                    left.append((value, _inside(part, key, names)))


def _inside(part: Tree, key: str, names: Names) -> Names:
    if part.get("type") == "RECURSIVE_CTE_NODE" and key == "right":
        return names | {folded(part["cte_name"])}
    return names
