"""Build the index of a model: one pass over the file, columns, one DuckDB file."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ifcworks import __version__
from ifcworks.ifc.collecting import without_collection
from ifcworks.ifc.index import INDEX_FORMAT
from ifcworks.ifc.index.associations import (
    Associations,
    classifications,
    documents,
    materials,
    relations,
)
from ifcworks.ifc.index.columns import Columns
from ifcworks.ifc.index.gathering import Gathered, gather
from ifcworks.ifc.index.hierarchy import hierarchy_of
from ifcworks.ifc.index.measuring import Units
from ifcworks.ifc.index.objects import attributes, elements
from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.index.sets import element_psets, properties, psets
from ifcworks.ifc.index.streamed import StreamedModel
from ifcworks.ifc.reading import readable_step
from ifcworks.ifc.step import HEAD_BYTES, schema_of_head
from ifcworks.ifc.summary.georeference import read_georeference
from ifcworks.ifc.summary.identity import read_header

_MEMORY = "512MB"
_SMALL_MODEL = 20_000_000
_SMALL_BLOCK, _LARGE_BLOCK = "16384", "262144"
_LAST_OF_SETS = "element_psets"
_TYPES = {
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT[]": pa.list_(pa.int64()),
}


def build_index(
    source: Path,
    target: Path,
    scratch: Path,
    progress: Callable[[float, str], None] = lambda fraction, message: None,
) -> None:
    """Write the index of a model.

    Args:
        source: the model, packed in any way.
        target: the DuckDB file to make; there must be none.
        scratch: a folder to unpack into.
        progress: told how far it is.

    Raises:
        FileRefused: the model cannot be read.
    """
    progress(0.0, "reading the model")
    plain, declared = readable_step(source, scratch)
    with plain.open("rb") as stream:
        name = schema_of_head(stream.read(HEAD_BYTES))
    with without_collection():
        schema = Schema(name or "")
        gathered = gather(plain, schema)
        progress(0.6, f"{len(gathered.objects):,} objects")
        with (
            duckdb.connect(target, config=_config(plain)) as connection,
            # The database writes one table while the next is put together.
            ThreadPoolExecutor(1) as writer,
        ):
            _make_tables(connection)
            types = _types(connection)
            written: Future[None] | None = None
            for table, rows in _tables(gathered, declared, types):
                arrow = rows if isinstance(rows, pa.Table) else rows.table(types[table])
                if written is not None:
                    written.result()
                written = writer.submit(_fill, connection, table, arrow)
                progress(0.9, f"writing {table}")
            assert written is not None
            written.result()
            connection.execute(_script("digests.sql"))
            connection.execute("CHECKPOINT")


def _tables(
    gathered: Gathered, declared: str | None, types: dict[str, dict[str, pa.DataType]]
) -> Iterator[tuple[str, Columns | pa.Table]]:
    """Name and rows of each table."""
    model = StreamedModel(gathered)
    units = Units(model)
    hierarchy = hierarchy_of(gathered)
    associations = Associations(gathered, hierarchy)
    yield "properties", properties(gathered, units, types["properties"])
    yield "psets", psets(gathered, types["psets"])
    yield "element_psets", element_psets(gathered, hierarchy)
    yield "elements", elements(gathered, hierarchy)
    yield "attributes", attributes(gathered, units)
    yield "materials", materials(gathered, associations, units.length)
    yield "classifications", classifications(gathered, associations)
    yield "documents", documents(gathered, associations)
    yield "relations", relations(gathered)
    yield "class_counts", _class_counts(gathered)
    yield "class_ancestors", _class_ancestors(gathered)
    yield "units", _units(units)
    yield "model", _model(gathered, model, units, declared)


def _config(plain: Path) -> dict[str, str | bool | int | float | list[str]]:
    """How to write the file.

    Each of the many columns takes whole blocks: large ones would make the index of a small model
    larger than the model, small ones that of a large model slower to read.
    """
    small = plain.stat().st_size < _SMALL_MODEL
    return {
        "memory_limit": _MEMORY,
        "default_block_size": _SMALL_BLOCK if small else _LARGE_BLOCK,
    }


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    for script in ("schema.sql", "views.sql"):
        connection.execute(_script(script))


def _script(name: str) -> str:
    return files("ifcworks.ifc.index").joinpath(name).read_text(encoding="utf-8")


def _types(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, pa.DataType]]:
    """Arrow's types of the columns, by table."""
    types: dict[str, dict[str, pa.DataType]] = {}
    for table, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        types.setdefault(table, {})[column] = _TYPES.get(kind, pa.string())
    return types


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("rows_to_add", rows)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_to_add")
    connection.unregister("rows_to_add")
    if table == _LAST_OF_SETS:
        connection.execute(_script("overridden.sql"))


def _class_counts(gathered: Gathered) -> Columns:
    rows = Columns("class", "count", "is_object")
    for name, count in sorted(gathered.counts.items()):
        rows.add(name, count, gathered.schema.is_a(name, "IfcObjectDefinition"))
    return rows


def _class_ancestors(gathered: Gathered) -> Columns:
    rows = Columns("class", "ancestor")
    for name in sorted({values["type"] for values in gathered.objects.values()}):
        for ancestor in gathered.schema.ancestors(name):
            rows.add(name, ancestor)
    return rows


def _units(units: Units) -> Columns:
    rows = Columns("unit_type", "name", "prefix", "symbol", "scale_to_si")
    for unit in units.project:
        rows.add(unit.type, unit.name, unit.prefix, unit.symbol, unit.scale_to_si)
    return rows


def _model(gathered: Gathered, model: StreamedModel, units: Units, declared: str | None) -> Columns:
    open_model: Any = model
    header = read_header(open_model)
    projects = [v for v in gathered.objects.values() if v["type"] == "IfcProject"]
    values: dict[str, Any] = {
        "index_format": INDEX_FORMAT,
        "ifcworks_version": __version__,
        "ifcopenshell_version": importlib.metadata.version("ifcopenshell"),
        "duckdb_version": duckdb.__version__,
        "schema": gathered.schema.name,
        "declared_schema": declared,
        "file_name": header.name,
        "time_stamp": header.timestamp,
        "authors": header.author,
        "organizations": header.organisation,
        "preprocessor_version": header.preprocessor,
        "originating_system": header.originating_system,
        "authorization_text": header.authorisation,
        "descriptions": header.description,
        "implementation_level": header.implementation_level,
        "project_id": projects[0]["id"] if projects else None,
        "length_unit_metres": units.stated_length,
        "georeference": read_georeference(open_model, units.length).model_dump_json(),
        "instances": len(gathered.numbers),
        "elements": len(gathered.objects),
        "geometry": False,
    }
    rows = Columns(*values)
    rows.add(*values.values())
    return rows
