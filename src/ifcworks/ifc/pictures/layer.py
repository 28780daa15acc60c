"""Parts of which, at each pixel, only the closest surface is seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.bcf.cameras import Camera, PerspectiveCamera, axes_of
from ifcworks.ifc.pictures.edges import edge_pixels
from ifcworks.ifc.pictures.facing import closed_parts, turned_away
from ifcworks.ifc.pictures.part import Colour, Part
from ifcworks.ifc.pictures.projection import Floats, project
from ifcworks.ifc.pictures.rasterizing import Raster

_AMBIENT = 0.42
_EDGE = 0.35
"""How bright an edge is against its face."""


class Layer:
    """Parts as they lie on a picture."""

    def __init__(
        self,
        parts: Sequence[Part],
        camera: Camera,
        width: int,
        height: int,
        before: Layer | None = None,
    ) -> None:
        """Find what is seen at each pixel, of what lies before another layer if there is one."""
        corners, part = self._gather(parts, camera)
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        eye = None if isinstance(camera, PerspectiveCamera) else np.array(camera.direction)
        shown = np.flatnonzero(~turned_away(corners, cross, part, self._closed, eye))
        corners, self._part = corners[shown], part[shown]
        length = np.linalg.norm(cross, axis=1)[shown]
        self._normals = cross[shown] / np.where(length > 0, length, 1)[:, None]
        light = _light(self._normals, camera)
        base = np.array([each.colour for each in parts], np.float64).reshape(-1, 3)[self._part]
        # Number 0 is the background, which is black until somebody says otherwise.
        self._colours = np.zeros((len(shown) + 1, 4), np.uint8)
        self._colours[1:, :3] = np.clip(np.rint(255 * base * light[:, None]), 0, 255)
        self._opacity = np.array([each.opacity for each in parts], np.float64)
        if before is None:
            behind = 0.0 if isinstance(camera, PerspectiveCamera) else -np.inf
            nearness = np.full((height, width), behind, np.float32)
        else:
            nearness = before._raster.nearness.copy()
        self._raster: Raster = Raster(nearness, len(shown))
        self._raster.fill(project(corners, camera, width, height))

    def _gather(self, parts: Sequence[Part], camera: Camera) -> tuple[Floats, NDArray[np.int64]]:
        """The corners of all triangles, from where the camera stands, and the parts of these."""
        position = np.array(camera.position)
        vertices = [np.asarray(each.vertices, np.float64).reshape(-1, 3) for each in parts]
        triangles = [np.asarray(each.triangles, np.int64).reshape(-1, 3) for each in parts]
        starts = np.cumsum([0, *map(len, vertices)])
        part = np.repeat(np.arange(len(parts)), [len(each) for each in triangles])
        if not len(part):
            self._closed = np.zeros(len(parts), bool)
            return np.zeros((0, 3, 3)), part.astype(np.int64)
        joined = np.concatenate(triangles) + starts[part][:, None]
        self._closed = closed_parts(joined, part, len(parts), int(starts[-1]))
        corners: Floats = (np.concatenate(vertices) - position)[joined]
        finite = np.isfinite(corners).all((1, 2))
        return (corners, part) if finite.all() else (corners[finite], part[finite])

    def picture(self, background: Colour, edges: bool) -> NDArray[np.uint32]:
        """The layer as colours, each packed into a number."""
        self._colours[0, :3] = [round(255 * share) for share in background]
        seen = self._raster.seen
        picture = np.take(_packed(self._colours), seen, mode="clip")
        if edges:
            here = self._edges()
            dark = _packed((self._colours * _EDGE).astype(np.uint8))
            picture.reshape(-1)[here] = dark[seen.reshape(-1)[here]]
        return picture

    def draw_over(self, picture: NDArray[np.uint32], edges: bool) -> None:
        """Draw the layer over a picture, which is seen through it."""
        seen = self._raster.seen
        opacity = np.zeros(len(self._colours))
        opacity[1:] = self._opacity[self._part]
        flat, here = picture.reshape(-1), self._edges() if edges else np.zeros(0, np.int64)
        numbers = seen.reshape(-1)[here]
        dark = (self._colours * _EDGE).astype(np.uint8)
        edge = _mixed(flat[here], dark, np.minimum(1, 2 * opacity), numbers)
        picture[:] = _mixed(picture, self._colours, opacity, seen)
        flat[here] = edge

    def _edges(self) -> NDArray[np.int64]:
        return edge_pixels(self._raster, self._part, self._normals)


def _light(normals: Floats, camera: Camera) -> Floats:
    """How bright a surface is: lit from over the left shoulder, and from both sides."""
    across, up, ahead = axes_of(camera.direction, camera.up)
    towards = -ahead + 0.5 * up - 0.35 * across
    towards /= np.linalg.norm(towards)
    facing = np.where((normals @ ahead)[:, None] > 0, -normals, normals)
    light: Floats = _AMBIENT + (1 - _AMBIENT) * np.clip(facing @ towards, 0, 1) ** 0.8
    # A little from above tells a floor from a wall.
    light += 0.06 * facing[:, 2]
    np.clip(light, 0, 1, out=light)
    return light


def _packed(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Colours as one number each, which are quicker to look up and to average."""
    return colours.view(np.uint32).reshape(-1)


def _mixed(
    below: NDArray[np.uint32],
    colours: NDArray[np.uint8],
    opacity: Floats,
    numbers: NDArray[np.int32],
) -> NDArray[np.uint32]:
    """Packed colours seen through others: of each pixel the one with its number.

    Two bytes of each are multiplied at a time, by up to 256 where nothing is before them.
    """
    shares = np.rint(256 * opacity)[:, None]
    own = _packed((colours * shares / 256).astype(np.uint8))
    rest = np.take((256 - shares[:, 0]).astype(np.uint32), numbers, mode="clip")
    low, high, eight = np.uint32(0x00FF00FF), np.uint32(0xFF00FF00), np.uint32(8)
    even = (((below & low) * rest) >> eight) & low
    odd = (((below >> eight) & low) * rest) & high
    return (even | odd) + np.take(own, numbers, mode="clip")
