"""Where the origin of one model is in another."""

from __future__ import annotations

import ifcopenshell
import ifcopenshell.util.element
import ifcopenshell.util.geolocation
import numpy as np
import numpy.typing as npt

from ifcworks.errors import ModelsDiffer

Matrix = npt.NDArray[np.float64]
_CLOSE = 1e-6
_ARM = 1000.0
"""How far the points are apart by which a rotation is measured, in units of the model."""


def shift_between(
    main: ifcopenshell.file, other: ifcopenshell.file, factor: float, name: str
) -> Matrix | None:
    """The matrix that brings coordinates of another model into the first; None if they are equal.

    Args:
        main: the model whose origin stays.
        other: another one.
        factor: of its lengths to those of the first.
        name: how to call it in an error.

    Raises:
        ModelsDiffer: only one of them says where it is, or they say it in different systems.
    """
    ours, theirs = _crs(main), _crs(other)
    if (ours is None) != (theirs is None):
        said, silent = ("The first model", name) if theirs is None else (name, "the first model")
        raise ModelsDiffer(
            f"{said} is georeferenced and {silent} is not, so that it is not known how they lie to "
            "each other. If they share an origin, say so: georeference=ignore."
        )
    if ours is None:
        return None
    if ours != theirs:
        raise ModelsDiffer(
            f"The first model is in the system '{ours}' and {name} in '{theirs}'. Bring them into "
            "the same system, or if they share an origin, say so: georeference=ignore."
        )

    def moved(x: float, y: float, z: float) -> Matrix:
        enh = ifcopenshell.util.geolocation.auto_xyz2enh(
            other, x / factor, y / factor, z / factor, should_return_in_map_units=False
        )
        scaled = [float(value) * factor for value in enh]
        return np.array(
            ifcopenshell.util.geolocation.auto_enh2xyz(
                main, *scaled, is_specified_in_map_units=False
            ),
            float,
        )

    origin = moved(0, 0, 0)
    matrix = np.eye(4)
    for axis in range(3):
        point = np.zeros(3)
        point[axis] = _ARM
        matrix[:3, axis] = (moved(*point) - origin) / _ARM
    matrix[:3, 3] = origin
    if np.allclose(matrix, np.eye(4), atol=_CLOSE):
        return None
    if not np.allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=_CLOSE):
        raise ModelsDiffer(
            f"{name} has another scale of its map than the first model. Bring them into the same "
            "system first."
        )
    return matrix


def _crs(file: ifcopenshell.file) -> str | None:
    """The name of the coordinate system of a model that is georeferenced."""
    if ifcopenshell.util.geolocation.get_helmert_transformation_parameters(file) is None:
        return None
    if file.schema != "IFC2X3":
        found = file.by_type("IfcProjectedCRS")
        return str(found[0].Name) if found else ""
    sets = ifcopenshell.util.element.get_psets(file.by_type("IfcProject")[0])
    return str(sets.get("ePSet_ProjectedCRS", {}).get("Name", ""))
