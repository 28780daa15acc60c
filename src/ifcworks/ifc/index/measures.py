"""What triangles tell of elements, written into an index."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa

_COLUMNS = (
    *("min_x", "min_y", "min_z", "max_x", "max_y", "max_z"),
    *("mesh_hash", "placement_hash", "triangles", "volume", "area", "is_closed"),
)


def with_measures(index: Path, target: Path, measures: pa.Table) -> None:
    """Write a copy of an index that has the columns filled that come from triangles.

    Args:
        index: the index without them; stays as it is.
        target: where the copy goes.
        measures: a row for each element with geometry: ``id`` and the columns of ``elements``
            from ``min_x`` to ``is_closed``.
    """
    shutil.copyfile(index, target)
    target.chmod(0o644)
    values = ", ".join(f"{name} = measures.{name}" for name in _COLUMNS)
    with duckdb.connect(target) as connection:
        connection.register("measures", measures)
        connection.begin()
        connection.execute(
            f"UPDATE elements SET {values} FROM measures WHERE elements.id = measures.id"
        )
        connection.execute("UPDATE model SET geometry = true")
        connection.commit()
        connection.unregister("measures")
        connection.execute("CHECKPOINT")
