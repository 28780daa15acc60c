"""One version of a model as columns: a row for each object, and digests of what is known of it.

The index has the digests, so that what is equal, which is nearly all of it, is never made into
objects of Python. Only where two digests differ are the values themselves looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.outcome import ModelFacts
from ifcworks.ifc.diff.request import Scope
from ifcworks.ifc.index.reader import THREADS

Numbers = npt.NDArray[np.int64]

SINGLE = 1e-6
"""The least relative tolerance at which equal digests of numbers mean that they are equal."""

_ELEMENTS = """
SELECT
    e.id, e.global_id, e.class,
    coalesce(e.type_id, -1) AS type_id, coalesce(e.container_id, -1) AS container_id,
    coalesce(e.parent_id, -1) AS parent_id, coalesce(e.host_id, -1) AS host_id,
    d.class AS h_class, d.name AS h_name, d.tag AS h_tag, d.texts AS h_texts,
    d.attributes AS h_attributes, d.sets AS h_sets, d.materials AS h_materials,
    d.classifications AS h_classifications, d.documents AS h_documents
FROM {at}.elements e JOIN {at}.digests d ON d.element_id = e.id ORDER BY e.id
"""
_MODEL = """
SELECT m.file_name, m.schema, m.length_unit_metres, m.originating_system, m.time_stamp, e.global_id,
    m.georeference, m.elements
FROM {at}.model m LEFT JOIN {at}.elements e ON e.id = m.project_id
"""
_REFERENCES = ("type_id", "container_id", "parent_id", "host_id")
_MEMORY = "2GB"


@dataclass(frozen=True, eq=False)
class Side:
    """The objects of a version in rows, by their number in the file.

    Attributes:
        connection: to both indexes.
        at: the name of this one in it.
        ids: int64 (n,), rising.
        global_ids: of each; None where it has none.
        classes: of each.
        columns: int64 (n,) each: digests ``h_…``, and rows of other objects by the names of the
            index's columns, -1 for none.
        facts: of the model.
    """

    connection: duckdb.DuckDBPyConnection
    at: str
    ids: Numbers
    global_ids: list[str | None]
    classes: list[str]
    columns: dict[str, Numbers]
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
        wanted = np.fromiter((scope in scopes for scope in Scope), bool, len(Scope))
        return np.asarray(wanted[self._scopes])

    @cached_property
    def _scopes(self) -> Numbers:
        """The place among ``Scope`` of each row's."""
        places = {scope: place for place, scope in enumerate(Scope)}
        of_class = {name: places[scope_of(above)] for name, above in self.ancestors.items()}
        return np.fromiter((of_class[name] for name in self.classes), np.int64, len(self))


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


def read_side(connection: duckdb.DuckDBPyConnection, at: str) -> Side:
    """A version out of its index.

    Args:
        connection: to the indexes.
        at: the name of this one.
    """
    found = connection.execute(_ELEMENTS.format(at=at)).fetchnumpy()
    ids = np.asarray(found["id"]).astype(np.int64)
    columns = {
        name: np.asarray(values).astype(np.int64)
        for name, values in found.items()
        if name.startswith("h_")
    }
    for name in _REFERENCES:
        columns[name] = rows_of(ids, np.asarray(found[name]).astype(np.int64))
    return Side(
        connection=connection,
        at=at,
        ids=ids,
        global_ids=[value or None for value in _texts(found["global_id"])],
        classes=_texts(found["class"]),
        columns=columns,
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
    [(name, schema, unit, system, stamp, project, georeference, objects)] = connection.execute(
        _MODEL.format(at=at)
    ).fetchall()
    called = (name or "").replace("\\", "/").rsplit("/", 1)[-1].strip() or None
    found = json.loads(georeference or "null")
    return ModelFacts(called, schema, unit, system, stamp, project, found, objects, 0)
