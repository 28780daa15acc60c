"""Everything that is kept of a model's geometry, from its file and its index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np

from ifcworks.ifc.conversion.outcome import Bounds, told
from ifcworks.ifc.conversion.triangles import GENERATOR, point
from ifcworks.ifc.geometry.cache import open_cache, write_cache
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.measures import measures_of
from ifcworks.ifc.geometry.model import Tessellation, world_bounds
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.placing import places_without_shape
from ifcworks.ifc.geometry.tessellation import Progress, tessellate
from ifcworks.ifc.geometry.viewer import write_viewer_glb
from ifcworks.ifc.index.labels import labels_of_index, storeys_of_index
from ifcworks.ifc.index.measures import with_measures
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.reading import read_model

STANDARD = GeometryOptions()
"""How the geometry that is kept is computed."""


def compute_geometry(
    model: Path, scratch: Path, processes: int, progress: Progress = lambda done, total: None
) -> tuple[ifcopenshell.file, Tessellation]:
    """The open model and the triangles of all its elements.

    Raises:
        FileRefused: the model cannot be read.
    """
    read = read_model(model, scratch, lazy=True)
    tessellation = tessellate(
        read.model,
        products_with_shape(read.model),
        STANDARD,
        processes,
        progress=progress,
        text=read.plain,
    )
    shaped = {instance.element for instance in tessellation.instances}
    places = places_without_shape(read.model, shaped)
    return read.model, replace(tessellation, places=places)


def know_geometry(
    model: Path,
    index: Path,
    scratch: Path,
    processes: int,
    artifact: Callable[[str], Path],
    progress: Callable[[float, str], None],
) -> dict[str, Any]:
    """Leave ``model.geometry``, ``viewer.glb`` and the full ``index.duckdb``.

    Answers:
        The values of ``GeometryResult``.

    Raises:
        FileRefused: the model cannot be read.
    """
    progress(0.0, "reading the model")

    def told_elements(done: int, total: int) -> None:
        progress(0.05 + 0.8 * done / max(total, 1), f"{done:,} of {total:,} elements")

    file, tessellation = compute_geometry(model, scratch, processes, told_elements)
    fallbacks, left_out = told(file, tessellation.fallbacks), told(file, tessellation.left_out)
    progress(0.87, "keeping the geometry")
    cache = artifact("model.geometry")
    write_cache(cache, tessellation)
    with_measures(index, artifact("index.duckdb"), measures_of(open_cache(cache)))
    progress(0.93, "writing the viewer's GLB")
    _write_viewer(artifact("viewer.glb"), open_cache(cache), index)
    low, high = world_bounds(tessellation)
    sizes = np.array([len(shape.triangles) for shape in tessellation.shapes], dtype=np.int64)
    used = np.array([instance.shape for instance in tessellation.instances], dtype=np.int64)
    progress(1.0, "done")
    return {
        "elements": len({instance.element for instance in tessellation.instances}),
        "shapes": len(tessellation.shapes),
        "triangles": int(sizes[used].sum()) if len(used) else 0,
        "bounds": Bounds(low=point(low.min(axis=0)), high=point(high.max(axis=0)))
        if len(low)
        else None,
        "kernel": tessellation.kernel,
        "fallbacks": fallbacks,
        "left_out": left_out,
        "complete": not left_out,
        "size": cache.stat().st_size,
    }


def _write_viewer(path: Path, tessellation: Tessellation, index: Path) -> None:
    with open_index(index) as connection:
        labels, storeys = labels_of_index(connection), storeys_of_index(connection)
        [(schema,)] = connection.execute("SELECT schema FROM model").fetchall()
    extras = {"schema": schema, "unit": "METRE", "storeys": storeys}
    write_viewer_glb(path, tessellation, labels, GENERATOR, extras)
