"""Pictures of elements of a model, from the geometry that is kept of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.bcf.cameras import Camera, camera_on
from ifcworks.ifc.geometry.model import Shape, Tessellation, world_vertices
from ifcworks.ifc.geometry.tables import instance_table
from ifcworks.ifc.pictures.part import Colour, Part
from ifcworks.ifc.pictures.rendering import render

Floats = NDArray[np.float64]

_CONTEXT: Colour = (0.6, 0.64, 0.69)
_CONTEXT_OPACITY = 0.16
_PLAIN: Colour = (0.72, 0.72, 0.7)
_AROUND = 1.5
"""Metres around what is shown, at least, in which other elements are seen too."""
_MOST_AROUND = 150


class ElementPictures:
    """Draws elements by their step ids. World coordinates in metres.

    Args:
        tessellation: as ``open_cache`` gives it.
        hidden: elements that are not drawn around others, such as spaces and openings.
    """

    def __init__(self, tessellation: Tessellation, hidden: Collection[int] = ()) -> None:
        self._tessellation = tessellation
        self._table = instance_table(tessellation)
        self._hidden = np.isin(self._table.elements, np.array([*hidden], np.int64))

    def bounds(self, elements: Iterable[int]) -> Floats | None:
        """The box around elements (2 × 3); None if none of them has a shape."""
        boxes = self._table.bounds[self._rows(elements)]
        if not len(boxes):
            return None
        return np.stack((boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)))

    def parts(
        self,
        elements: Iterable[int],
        colour: Colour | None = None,
        opacity: float = 1.0,
        transform: Floats | None = None,
    ) -> list[Part]:
        """What there is to draw of elements.

        Args:
            elements: their step ids; those without a shape have no part.
            colour: of all of them; None for the colours that they have in the model.
            opacity: from 0 to 1; where they have their own colours the least of it and theirs.
            transform: where the model is put (4 × 4), if several models are drawn together.
        """
        found = []
        for row in self._rows(elements).tolist():
            instance = self._table[row]
            shape = self._tessellation.shapes[instance.shape]
            matrix = instance.matrix if transform is None else transform @ instance.matrix
            vertices = world_vertices(shape, matrix)
            if colour is not None:
                found.append(Part(vertices, shape.triangles, colour, opacity))
            else:
                found += self._in_own_colours(shape, vertices, opacity)
        return found

    def around(self, bounds: Floats, without: Iterable[int] = ()) -> list[int]:
        """Elements near a box, the closest to its middle first, without those that are hidden."""
        low, high = bounds
        reach = np.maximum((high - low) / 2, _AROUND)
        boxes = self._table.bounds
        near = (boxes[:, 0] <= high + reach).all(1) & (boxes[:, 1] >= low - reach).all(1)
        near &= ~self._hidden
        near[self._rows(without)] = False
        rows = np.flatnonzero(near)
        middle = (low + high) / 2
        nearest = np.clip(middle, boxes[rows, 0], boxes[rows, 1])
        order = np.argsort(((nearest - middle) ** 2).sum(1), kind="stable")
        elements = self._table.elements[rows[order]].tolist()
        return list(dict.fromkeys(elements))[:_MOST_AROUND]

    def picture(
        self,
        chosen: Mapping[int, Colour],
        camera: Camera | None = None,
        width: int = 640,
        height: int = 480,
    ) -> bytes | None:
        """Elements in colours, with what is around them translucent.

        Args:
            chosen: the elements, each with its colour.
            camera: where it is seen from; None for one before which they fill the picture.
            width: in pixels.
            height: in pixels.

        Returns:
            A PNG; None if none of the elements has a shape.
        """
        bounds = self.bounds(chosen)
        if bounds is None:
            return None
        if camera is None:
            camera = camera_on(bounds, aspect=width / height)
        parts = [
            part for element, colour in chosen.items() for part in self.parts([element], colour)
        ]
        parts += self.parts(self.around(bounds, chosen), _CONTEXT, _CONTEXT_OPACITY)
        return render(parts, camera, width, height)

    def _in_own_colours(self, shape: Shape, vertices: Floats, opacity: float) -> list[Part]:
        found = []
        for number in np.unique(shape.materials).tolist():
            colour, own = _PLAIN, 1.0
            if number >= 0:
                material = self._tessellation.materials[number]
                colour, own = material.colour, 1 - material.transparency
            triangles = shape.triangles[shape.materials == number]
            found.append(Part(vertices, triangles, colour, min(opacity, own)))
        return found

    def _rows(self, elements: Iterable[int]) -> NDArray[np.int64]:
        """Where the instances of elements are in the table, whose ids are in rising order."""
        ids = np.array(list(elements), np.int64)
        start = np.searchsorted(self._table.elements, ids)
        end = np.searchsorted(self._table.elements, ids, side="right")
        ranges = [np.arange(a, b) for a, b in zip(start, end, strict=True)]
        return np.concatenate(ranges) if ranges else np.zeros(0, np.int64)
