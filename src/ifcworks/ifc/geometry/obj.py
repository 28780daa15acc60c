"""Wavefront OBJ with its material library: text, world coordinates, one object per element."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Material, Tessellation, world_vertices
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.ifc.geometry.normals import with_normals
from ifcworks.ifc.geometry.scene import Scene

_NOT_IN_NAMES = re.compile(r"\s+")


def write_obj(
    path: Path,
    library: Path,
    tessellation: Tessellation,
    scene: Scene,
    naming: Naming,
    generator: str,
    normals: bool = False,
) -> None:
    """Write ``path`` and the materials that it names into ``library``, which lies beside it.

    Metres, z up, as IfcConvert writes it.
    """
    names = _material_names(tessellation)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {generator}; metres, z axis up\nmtllib {library.name}\n")
        first, first_normal = 1, 1
        for instance in tessellation.instances:
            shape = tessellation.shapes[instance.shape]
            points = world_vertices(shape, instance.matrix)
            triangles = shape.triangles
            if np.linalg.det(instance.matrix[:3, :3]) < 0:
                triangles = triangles[:, ::-1]
            entry = scene.entries[instance.element]
            file.write(f"o {_NOT_IN_NAMES.sub('_', entry.label(naming))}\n")
            _rows(file, "v %.6f %.6f %.6f\n", points)
            normal_index = None
            if normals:
                near = (points - points.mean(axis=0)).astype(np.float32)
                _, directions, corners, _ = with_normals(near, triangles)
                _rows(file, "vn %.4f %.4f %.4f\n", directions)
                normal_index = corners.astype(np.int64) + first_normal
                first_normal += len(directions)
            index = triangles.astype(np.int64) + first
            first += len(points)
            for material in np.unique(shape.materials).tolist():
                chosen = shape.materials == material
                file.write(f"usemtl {names[material]}\n")
                if normal_index is None:
                    _rows(file, "f %d %d %d\n", index[chosen])
                else:
                    pairs = np.stack([index[chosen], normal_index[chosen]], axis=2).reshape(-1, 6)
                    _rows(file, "f %d//%d %d//%d %d//%d\n", pairs)
    with library.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {generator}\n")
        for number, material in enumerate(tessellation.materials):
            _material(file, names[number], material)
        _material(file, names[-1], Material("default", 0, (0.7, 0.7, 0.7), 0.0))


def _rows(file: TextIO, form: str, rows: npt.NDArray[Any]) -> None:
    # One formatting of the whole array is ten times faster than numpy's savetxt.
    file.write((form * len(rows)) % tuple(rows.ravel().tolist()))


def _material(file: TextIO, name: str, material: Material) -> None:
    red, green, blue = material.colour
    file.write(
        f"newmtl {name}\nKd {red:.5f} {green:.5f} {blue:.5f}\n"
        f"d {1 - material.transparency:.5f}\nillum 1\n"
    )


def _material_names(tessellation: Tessellation) -> dict[int, str]:
    """A name without blanks for each material, unlike all others; -1 stands for none."""
    names = {-1: "default"}
    taken = {"default"}
    for number, material in enumerate(tessellation.materials):
        name = _NOT_IN_NAMES.sub("_", material.name) or "material"
        if name in taken:
            name = f"{name}-{number}"
        taken.add(name)
        names[number] = name
    return names
