"""The geometry of one model version in one file, so that it is computed once.

Opening it reads the small tables and maps the rest: vertices and triangles are views of the file.
Vertices are float32 near zero and placements float64, so coordinates far away keep their
millimetres. Normals are not kept: they would make the file half as large again, and
``normals.with_normals`` makes them where somebody asks for them.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np

from ifcworks.errors import CacheUnusable
from ifcworks.ifc.geometry import GEOMETRY_FORMAT
from ifcworks.ifc.geometry.container import read_container, write_container
from ifcworks.ifc.geometry.model import Material, Places, Tessellation, Trouble
from ifcworks.ifc.geometry.tables import (
    InstanceTable,
    ShapeTable,
    columns,
    instance_table,
    shape_table,
)

_MAGIC = b"IFCWGEO\n"
_LARGE = frozenset({"shape-vertices", "shape-triangles16", "shape-triangles32"})


def write_cache(path: Path, tessellation: Tessellation) -> None:
    """Write a tessellation; the same one always gives the same bytes."""
    shapes, instances = columns(shape_table(tessellation)), columns(instance_table(tessellation))
    write_container(
        path,
        _MAGIC,
        GEOMETRY_FORMAT,
        facts={
            "kernel": tessellation.kernel,
            "ifcopenshell": ifcopenshell.version,
            "materials": [asdict(material) for material in tessellation.materials],
            "fallbacks": [asdict(trouble) for trouble in tessellation.fallbacks],
            "left_out": [asdict(trouble) for trouble in tessellation.left_out],
        },
        arrays={f"shape-{name}": array for name, array in shapes.items()}
        | {f"instance-{name}": array for name, array in instances.items()}
        | {
            "place-elements": tessellation.places.elements,
            "place-matrices": tessellation.places.matrices,
        },
    )


def open_cache(path: Path, verify: bool = False) -> Tessellation:
    """The tessellation in a file: its shapes and instances are tables over the mapped file.

    Args:
        path: as ``write_cache`` left it.
        verify: check vertices and triangles too, which reads all of the file.

    Raises:
        CacheUnusable: it is none, damaged, cut off or of another version of ifcworks.
    """
    content = read_container(path, _MAGIC, GEOMETRY_FORMAT, () if verify else _LARGE)
    try:
        facts = content.facts
        return Tessellation(
            shapes=_table(ShapeTable, "shape", content.arrays),
            instances=_table(InstanceTable, "instance", content.arrays),
            materials=[_material(values) for values in facts["materials"]],
            fallbacks=[Trouble(**values) for values in facts["fallbacks"]],
            left_out=[Trouble(**values) for values in facts["left_out"]],
            kernel=facts["kernel"],
            places=_table(Places, "place", content.arrays),
        )
    except (KeyError, TypeError) as error:
        raise CacheUnusable(f"{path.name} lacks a part of its content: {error}.") from None


def _table(kind: Any, prefix: str, arrays: Any) -> Any:
    return kind(**{field.name: arrays[f"{prefix}-{field.name}"] for field in fields(kind)})


def _material(values: dict[str, Any]) -> Material:
    red, green, blue = np.array(values.pop("colour"), np.float64).tolist()
    return Material(colour=(red, green, blue), **values)
