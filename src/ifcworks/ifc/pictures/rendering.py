"""Triangles as a picture: flat shading, dark edges, translucent parts, smooth outlines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ifcworks.ifc.bcf.cameras import Camera, PerspectiveCamera, axes_of
from ifcworks.ifc.pictures.edges import edge_pixels
from ifcworks.ifc.pictures.projection import Floats, project
from ifcworks.ifc.pictures.rasterizing import Raster

Colour = tuple[float, float, float]

_SAMPLES = 2
"""Pixels are drawn in so many rows and columns, and averaged."""
_LEVEL = 4
"""Of zlib: more takes longer than it saves."""
_AMBIENT = 0.42
_EDGE = 0.35
"""How bright an edge is against its face."""


@dataclass(frozen=True)
class Part:
    """Triangles of one colour.

    Attributes:
        vertices: n × 3, world coordinates in metres.
        triangles: m × 3, numbers of vertices.
        colour: red, green and blue from 0 to 1.
        opacity: from 0 to 1; of translucent parts the closest surface alone is seen.
    """

    vertices: NDArray[np.floating]
    triangles: NDArray[np.integer]
    colour: Colour
    opacity: float = 1.0


def render(
    parts: Sequence[Part],
    camera: Camera,
    width: int = 640,
    height: int = 480,
    background: Colour = (1.0, 1.0, 1.0),
    edges: bool = True,
) -> bytes:
    """Draw parts as a camera sees them.

    Args:
        parts: what is drawn. Where surfaces coincide, the first part is seen.
        camera: where it is seen from. The picture is as wide as its pixels say, whatever the
            aspect of the camera.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        background: red, green and blue from 0 to 1.
        edges: whether edges and outlines are drawn.

    Returns:
        A PNG; the same arguments give the same bytes.
    """
    solid = [part for part in parts if part.opacity >= 1]
    glass = [part for part in parts if 0 < part.opacity < 1]
    wide, high = width * _SAMPLES, height * _SAMPLES
    behind = 0.0 if isinstance(camera, PerspectiveCamera) else -np.inf
    layer = _Layer(solid, camera, wide, high, behind, edges)
    colours = np.append(layer.colours, [[round(255 * c) for c in background]], 0).astype(np.uint8)
    picture = _packed(colours)[layer.raster.seen].view(np.uint8).reshape(high, wide, 4)
    layer.darken(picture)
    summed = _averaged(picture)
    if glass:
        front = _Layer(glass, camera, wide, high, behind, edges)
        front.hide_behind(layer.raster)
        summed = _averaged(front.over(picture))
    image = Image.fromarray(summed)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_LEVEL)
    return out.getvalue()


class _Layer:
    """Parts of which only the closest surface is seen."""

    def __init__(
        self,
        parts: Sequence[Part],
        camera: Camera,
        width: int,
        height: int,
        behind: float,
        edges: bool,
    ) -> None:
        corners = [_corners(part, camera) for part in parts]
        counts = [len(each) for each in corners]
        self.part = np.repeat(np.arange(len(parts)), counts)
        self.opacity = np.repeat([part.opacity for part in parts], counts)
        triangles = np.concatenate(corners) if corners else np.zeros((0, 3, 3))
        self.normals = _normals(triangles)
        light = _light(self.normals, camera)
        base = np.array([part.colour for part in parts]).reshape(-1, 3)[self.part]
        self.colours = np.clip(np.rint(255 * base * light[:, None]), 0, 255)
        self.raster = Raster(width, height, len(triangles), behind)
        projected = project(triangles, camera, width, height)
        self.raster.fill(projected, projected.source)
        self._edges = edges

    def hide_behind(self, other: Raster) -> None:
        """Forget what is behind another layer."""
        self.raster.seen[self.raster.nearness <= other.nearness] = -1

    def edge_pixels(self) -> NDArray[np.bool_] | None:
        """Where an edge is, if edges are wanted."""
        return edge_pixels(self.raster, self.part, self.normals) if self._edges else None

    def darken(self, picture: NDArray[np.uint8]) -> None:
        """Draw the edges."""
        edges = self.edge_pixels()
        if edges is not None:
            picture[edges] = (picture[edges] * _EDGE).astype(np.uint8)

    def over(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The picture seen through this layer."""
        seen = self.raster.seen
        at = seen >= 0
        numbers = seen[at]
        opacity = self.opacity[numbers].astype(np.float32)
        own = np.append(self.colours, np.zeros((len(self.colours), 1)), 1).astype(np.float32)
        colour = own[numbers]
        edges = self.edge_pixels()
        if edges is not None:
            on_edge = edges[at]
            colour[on_edge] *= _EDGE
            opacity[on_edge] = np.minimum(1, opacity[on_edge] * 2)
        below = picture[at].astype(np.float32)
        picture[at] = np.rint(below + (colour - below) * opacity[:, None]).astype(np.uint8)
        return picture


def _corners(part: Part, camera: Camera) -> Floats:
    """The corners of the triangles, from where the camera stands."""
    vertices = np.asarray(part.vertices, np.float64) - np.array(camera.position)
    corners: Floats = vertices[np.asarray(part.triangles, np.int64)].reshape(-1, 3, 3)
    return corners


def _normals(triangles: Floats) -> Floats:
    a, b, c = triangles.transpose(1, 0, 2)
    normals: Floats = np.cross(b - a, c - a)
    length = np.linalg.norm(normals, axis=1)
    normals /= np.where(length > 0, length, 1)[:, None]
    return normals


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
    """Colours as one number each, which are quicker to look up."""
    padded = np.zeros((len(colours), 4), np.uint8)
    padded[:, :3] = colours
    return padded.view(np.uint32).reshape(-1)


def _averaged(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows = picture[0::2].astype(np.uint16) + picture[1::2]
    total = rows[:, 0::2] + rows[:, 1::2]
    return np.ascontiguousarray(((total + 2) >> 2)[..., :3].astype(np.uint8))
