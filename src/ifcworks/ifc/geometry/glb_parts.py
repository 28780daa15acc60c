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
_UNTURNED, _UNMOVED = [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0]


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


def placements(matrices: Float64) -> list[dict[str, Any] | None]:
    """Translation and rotation of each matrix; nothing if it is more (scale, mirror).

    Args:
        matrices: float64 (n, 4, 4).
    """
    turns = matrices[:, :3, :3]
    uneven = np.abs(turns @ turns.transpose(0, 2, 1) - _IDENTITY).max(axis=(1, 2), initial=0)
    rigid = (uneven < _RIGID) & (np.linalg.det(turns) > 0)
    found: list[dict[str, Any] | None] = []
    rotations = (np.round(quaternions(turns), 9) + 0.0).tolist()
    translations = (np.round(matrices[:, :3, 3], 6) + 0.0).tolist()
    for is_rigid, rotation, translation in zip(
        rigid.tolist(), rotations, translations, strict=True
    ):
        if not is_rigid:
            found.append(None)
            continue
        placed: dict[str, Any] = {}
        if rotation != _UNTURNED:
            placed["rotation"] = rotation
        if translation != _UNMOVED:
            placed["translation"] = translation
        found.append(placed)
    return found


def quaternions(turns: Float64) -> Float64:
    """Rotations, float64 (n, 3, 3), as x, y, z, w: float64 (n, 4).

    By the largest component, which keeps the digits.
    """
    found = np.zeros((len(turns), 4))
    trace = np.trace(turns, axis1=1, axis2=2)
    diagonal = np.diagonal(turns, axis1=1, axis2=2)
    largest = np.argmax(np.column_stack([diagonal, trace]), axis=1)
    for number in range(4):
        chosen = largest == number
        r = turns[chosen].transpose(1, 2, 0)
        if number == 3:
            parts = [r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1], 1.0 + trace[chosen]]
            found[chosen] = np.stack(parts, axis=1)
        else:
            i, j, k = number, (number + 1) % 3, (number + 2) % 3
            column = np.empty((int(chosen.sum()), 4))
            column[:, i] = 1.0 + r[i, i] - r[j, j] - r[k, k]
            column[:, j] = r[j, i] + r[i, j]
            column[:, k] = r[k, i] + r[i, k]
            column[:, 3] = r[k, j] - r[j, k]
            found[chosen] = column
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(length > 0, length, 1.0))
