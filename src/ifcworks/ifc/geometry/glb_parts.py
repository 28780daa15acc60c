"""Materials and placements in the words of glTF."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np

from ifcworks.ifc.geometry.model import Float64, Material

_GREY = Material("default", 0, (0.7, 0.7, 0.7), 0.0)
_SPACE_TRANSPARENCY = 0.88
_IDENTITY = np.eye(3)
_RIGID = 1e-6


class Appearance(Enum):
    """How an element is to look in an ordinary viewer."""

    BODY = "body"
    SPACE = "space"
    OPENING = "opening"

    @classmethod
    def of(cls, ifc_class: str) -> Appearance:
        """The appearance of elements of a class."""
        if ifc_class.startswith("IfcOpening") or ifc_class == "IfcVoidingFeature":
            return cls.OPENING
        return cls.SPACE if ifc_class == "IfcSpace" else cls.BODY


class Materials:
    """glTF materials, each written when it is first needed."""

    def __init__(self, materials: Sequence[Material]) -> None:
        self._materials = materials
        self._numbers: dict[tuple[int, Appearance, bool], int] = {}
        self.written: list[dict[str, Any]] = []

    def number(self, material: int, appearance: Appearance, double_sided: bool) -> int:
        """The number of the glTF material for a material (-1 for none) as seen there."""
        key = (material, appearance, double_sided)
        if key not in self._numbers:
            self._numbers[key] = len(self.written)
            source = self._materials[material] if material >= 0 else _GREY
            self.written.append(_material(source, appearance, double_sided))
        return self._numbers[key]


def _material(source: Material, appearance: Appearance, double_sided: bool) -> dict[str, Any]:
    transparency = source.transparency
    mode: dict[str, Any] = {}
    if appearance is Appearance.OPENING:
        # Below the cutoff nothing is drawn, not even depth: invisible in every viewer, without
        # an extension that some do not know.
        transparency, mode = 1.0, {"alphaMode": "MASK"}
    else:
        if appearance is Appearance.SPACE:
            transparency = max(transparency, _SPACE_TRANSPARENCY)
        if transparency > 0:
            mode = {"alphaMode": "BLEND"}
    colour = [round(_linear(channel), 5) for channel in source.colour]
    written: dict[str, Any] = {
        "name": source.name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*colour, round(1.0 - transparency, 5)],
            "metallicFactor": 0,
            "roughnessFactor": 0.8,
        },
        **mode,
    }
    if double_sided:
        written["doubleSided"] = True
    return written


def _linear(channel: float) -> float:
    """An sRGB channel, as IFC gives it, in the linear scale of glTF."""
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def placement(matrix: Float64) -> dict[str, Any] | None:
    """Translation and rotation of a matrix; nothing if it is more than these (scale, mirror)."""
    rotation = matrix[:3, :3]
    rigid = np.abs(rotation @ rotation.T - _IDENTITY).max() < _RIGID
    if not rigid or np.linalg.det(rotation) < 0:
        return None
    placed: dict[str, Any] = {}
    quaternion = _quaternion(rotation)
    if quaternion != [0.0, 0.0, 0.0, 1.0]:
        placed["rotation"] = quaternion
    translation = np.round(matrix[:3, 3], 6).tolist()
    if any(translation):
        placed["translation"] = translation
    return placed


def _quaternion(r: Float64) -> list[float]:
    """The rotation as x, y, z, w; by the largest component, which keeps the digits."""
    trace = float(np.trace(r))
    candidates = np.array([r[0, 0], r[1, 1], r[2, 2], trace])
    largest = int(np.argmax(candidates))
    if largest == 3:
        q = np.array([r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1], 1.0 + trace])
    else:
        i, j, k = largest, (largest + 1) % 3, (largest + 2) % 3
        q = np.empty(4)
        q[i] = 1.0 + r[i, i] - r[j, j] - r[k, k]
        q[j] = r[j, i] + r[i, j]
        q[k] = r[k, i] + r[i, k]
        q[3] = r[k, j] - r[j, k]
    q /= np.linalg.norm(q)
    return [round(float(value), 9) + 0.0 for value in q]
