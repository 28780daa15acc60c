"""One version of a model as columns: a row for each object, and digests of what is known of it.

Digests are made by the database, so that what is equal, which is nearly all of it, is never made
into objects of Python. Only where two digests differ are the values themselves looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.outcome import ModelFacts
from ifcworks.ifc.diff.request import Scope
from ifcworks.ifc.index.reader import THREADS

First = TypeVar("First")
Second = TypeVar("Second")
Numbers = npt.NDArray[np.int64]

_SINGLE = 1e-6
"""The least relative tolerance at which numbers may be digested as single floats."""

_NUMBER = "coalesce(si, number)"
_FLOAT = (
    f"TRY_CAST({_NUMBER} AS FLOAT), "
    f"CASE WHEN abs({_NUMBER}) > 1e37 OR abs({_NUMBER}) < 1e-37 THEN {_NUMBER} END"
)
_TEXT = (
    "CASE WHEN number IS NULL THEN "
    # What is referred to has another number in every file.
    """CASE WHEN contains(value, '{"ref": ') THEN 'ref' ELSE nullif(value, '') END END"""
)
_MOST = 4611686018427387847
"""Sums of digests are kept modulo this."""

_ELEMENTS = """
SELECT
    id, global_id, class, hash(class) >> 1 AS h_class,
    CASE WHEN nullif(name, '') IS NOT NULL THEN hash(name) >> 1 ELSE 0 END AS h_name,
    CASE WHEN nullif(tag, '') IS NOT NULL THEN hash(tag) >> 1 ELSE 0 END AS h_tag,
    hash(
        nullif(predefined_type, ''), nullif(description, ''), nullif(object_type, ''),
        nullif(long_name, '')
    ) >> 1 AS h_texts,
    coalesce(type_id, -1) AS type_id, coalesce(container_id, -1) AS container_id,
    coalesce(parent_id, -1) AS parent_id, coalesce(host_id, -1) AS host_id, has_geometry
FROM {at}.elements ORDER BY id
"""
_TABLES = (
    *("element_psets", "overridden", "attributes", "materials", "classifications", "documents"),
)
_DIGESTS = {
    "h_sets": """
SELECT element_id, (sum(digest) % {most})::BIGINT AS digest FROM {at}.element_psets
JOIN (
    SELECT p.pset_id, sum(hash(s.kind = 'qto', s.name, p.path, {number}, {text})) AS digest
    FROM {at}.properties p JOIN {at}.psets s ON s.id = p.pset_id GROUP BY p.pset_id
) USING (pset_id)
GROUP BY element_id
""",
    # Properties that others take the place of do not count.
    "h_lost": """
SELECT o.element_id, (sum(
    hash(s.kind = 'qto', s.name, p.path, {number}, {text})
) % {most})::BIGINT AS digest
FROM {at}.overridden o
JOIN {at}.properties p USING (pset_id, position) JOIN {at}.psets s ON s.id = p.pset_id
GROUP BY o.element_id
""",
    "h_attributes": """
SELECT element_id, (sum(hash(name, {number}, {text})) % {most})::BIGINT AS digest
FROM {at}.attributes GROUP BY element_id
""",
    "h_materials": """
SELECT element_id, (sum(hash(
    nullif(set_name, ''), position, name, category, part_name, profile, thickness::FLOAT,
    is_ventilated
)) % {most})::BIGINT AS digest
FROM {at}.materials GROUP BY element_id
""",
    "h_classifications": """
SELECT element_id, (sum(hash(
    nullif(system, ''), nullif(edition, ''), nullif(identification, ''), nullif(name, ''),
    nullif(location, '')
)) % {most})::BIGINT AS digest
FROM {at}.classifications GROUP BY element_id
""",
    "h_documents": """
SELECT element_id, (sum(hash(
    nullif(identification, ''), nullif(name, ''), nullif(location, '')
)) % {most})::BIGINT AS digest
FROM {at}.documents GROUP BY element_id
""",
}
"""By the column that they fill: a digest of several rows of an element, whatever their order."""
_USED = f"SELECT {', '.join(f'(SELECT count(*) FROM {{at}}.{name})' for name in _TABLES)}"
_MODEL = """
SELECT m.schema, m.length_unit_metres, m.originating_system, m.time_stamp, e.global_id,
    m.georeference, m.elements
FROM {at}.model m LEFT JOIN {at}.elements e ON e.id = m.project_id
"""
_REFERENCES = ("type_id", "container_id", "parent_id", "host_id")
_MEMORY = "2GB"


@dataclass(frozen=True, eq=False)
class Side:
    """The objects of a version in rows, by their number in the file.

    Attributes:
        connection: to both indexes, of this side's own.
        at: the name of this one in it.
        ids: int64 (n,), rising.
        global_ids: of each; None where it has none.
        classes: of each.
        columns: int64 (n,) each: digests ``h_…``, and rows of other objects by the names of the
            index's columns, -1 for none.
        has_geometry: bool (n,), whether it has a representation.
        facts: of the model.
    """

    connection: duckdb.DuckDBPyConnection
    at: str
    ids: Numbers
    global_ids: list[str | None]
    classes: list[str]
    columns: dict[str, Numbers]
    has_geometry: npt.NDArray[np.bool_]
    facts: ModelFacts

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, ids: Numbers) -> Numbers:
        """The rows of objects by their numbers; -1 for what is none."""
        return rows_of(self.ids, ids)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement; ``{at}`` in it is the name of the index."""
        found: list[tuple[Any, ...]] = self.connection.execute(
            sql.format(at=self.at), list(values)
        ).fetchall()
        return found

    def ask_numbers(self, sql: str) -> list[Numbers]:
        """The columns of a statement as numbers, -1 where there is none."""
        return _columns(self.connection, sql.format(at=self.at))

    @cached_property
    def ancestors(self) -> dict[str, frozenset[str]]:
        """The supertypes of each class that there is, and itself."""
        found: dict[str, set[str]] = {}
        for name, ancestor in self.ask("SELECT class, ancestor FROM {at}.class_ancestors"):
            found.setdefault(name, set()).add(ancestor)
        return {name: frozenset(ancestors) for name, ancestors in found.items()}

    def in_scopes(self, scopes: frozenset[Scope]) -> npt.NDArray[np.bool_]:
        """Which rows are of these kinds."""
        wanted = {name for name, above in self.ancestors.items() if scope_of(above) in scopes}
        return np.fromiter((name in wanted for name in self.classes), bool, len(self))


def at_once(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """What two functions return, such as questions to either side, asked at the same time.

    The database leaves the interpreter free while it answers.
    """
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(first)
        answer = second()
        return waiting.result(), answer


def ask_both(
    old: Side, new: Side, sql: str, before: Sequence[int], after: Sequence[int]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows of a statement about some numbers in either version."""

    def ask(side: Side, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        return side.ask(sql, list(numbers)) if numbers else []

    return at_once(lambda: ask(old, before), lambda: ask(new, after))


def rows_of(ids: Numbers, wanted: Numbers) -> Numbers:
    """Where each of the wanted numbers stands among rising ones; -1 where it does not."""
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    place = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[place] == wanted, place, -1).astype(np.int64)


def scope_of(ancestors: frozenset[str]) -> Scope:
    """The kind of object that a class with these supertypes is."""
    if "IfcFeatureElement" in ancestors:
        return Scope.FEATURES
    if "IfcElement" in ancestors:
        return Scope.ELEMENTS
    if ancestors & {"IfcSpatialElement", "IfcSpatialStructureElement"}:
        return Scope.SPATIAL
    if "IfcTypeObject" in ancestors:
        return Scope.TYPES
    return Scope.GROUPS if "IfcGroup" in ancestors else Scope.OTHERS


def open_indexes(old: Path, new: Path) -> tuple[duckdb.DuckDBPyConnection, str, str]:
    """A connection that has both indexes, and their names in it."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": THREADS,
            "memory_limit": _MEMORY,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    paths = {"old": old.resolve()}
    # A file cannot be attached twice.
    if not old.samefile(new):
        paths["new"] = new.resolve()
    for name, path in paths.items():
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
    return connection, "old", list(paths)[-1]


def read_side(connection: duckdb.DuckDBPyConnection, at: str, relative: float) -> Side:
    """A version out of its index.

    Args:
        connection: to the indexes.
        at: the name of this one.
        relative: tolerance of numbers; what digests call equal is within it.
    """
    connection = connection.cursor()
    words = {
        "at": at,
        "number": _FLOAT if relative >= _SINGLE else _NUMBER,
        "text": _TEXT,
        "most": _MOST,
    }
    found = connection.execute(_ELEMENTS.format(**words)).fetchnumpy()
    ids = np.asarray(found["id"]).astype(np.int64)
    columns = {
        name: np.asarray(values).astype(np.int64)
        for name, values in found.items()
        if name.startswith("h_")
    }
    for name in _REFERENCES:
        columns[name] = rows_of(ids, np.asarray(found[name]).astype(np.int64))
    used = connection.execute(_USED.format(at=at)).fetchone()
    assert used is not None
    for (name, sql), rows_there in zip(_DIGESTS.items(), used, strict=True):
        columns[name] = np.zeros(len(ids), np.int64)
        if not rows_there:
            continue
        elements, digests = _columns(connection, sql.format(**words))
        rows = rows_of(ids, elements)
        columns[name][rows[rows >= 0]] = digests[rows >= 0]
    columns["h_sets"] = (columns["h_sets"] - columns.pop("h_lost")) % _MOST
    return Side(
        connection=connection,
        at=at,
        ids=ids,
        global_ids=[value or None for value in _texts(found["global_id"])],
        classes=_texts(found["class"]),
        columns=columns,
        has_geometry=np.asarray(found["has_geometry"]).astype(bool),
        facts=_facts(connection, at),
    )


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Numbers]:
    found = connection.execute(sql).fetchnumpy()
    return [np.ma.filled(values, -1).astype(np.int64) for values in found.values()]


def _texts(values: Any) -> list[Any]:
    # Where there is none, the masked array has a word of its own.
    texts: list[Any] = np.ma.getdata(values).tolist()
    mask = np.ma.getmaskarray(values)
    if mask.any():
        for row in np.flatnonzero(mask).tolist():
            texts[row] = None
    return texts


def _facts(connection: duckdb.DuckDBPyConnection, at: str) -> ModelFacts:
    [(schema, unit, system, stamp, project, georeference, objects)] = connection.execute(
        _MODEL.format(at=at)
    ).fetchall()
    return ModelFacts(
        schema, unit, system, stamp, project, json.loads(georeference or "null"), objects, 0
    )
