"""Pictures of what fails, for as many topics as are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import duckdb

from ifcworks.ifc.bcf.cameras import Camera
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.ids.attribute_specs import subclasses
from ifcworks.ifc.pictures import Colour, ElementPictures

_FAILING: Colour = (0.86, 0.2, 0.18)
_UNSEEN = ("IfcSpatialElement", "IfcSpatialStructureElement", "IfcFeatureElementSubtraction")


class Snapshots:
    """Draws failing elements; the geometry is opened for the first of them.

    Args:
        connection: to the index.
        geometry: gives the geometry cache.
        most: how many pictures there are at most.

    Attributes:
        left_out: for how many topics more there would be one.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, geometry: Callable[[], Path], most: int
    ) -> None:
        self._connection = connection
        self._geometry = geometry
        self._left = most
        self.left_out = 0

    def take(self, elements: Sequence[int], camera: Camera | None) -> bytes | None:
        """A PNG of elements before a camera; None without a camera, and of none too many."""
        if camera is None:
            return None
        if not self._left:
            self.left_out += 1
            return None
        taken = self._pictures.picture(dict.fromkeys(elements, _FAILING), camera)
        self._left -= taken is not None
        return taken

    @cached_property
    def _pictures(self) -> ElementPictures:
        [(schema,)] = self._connection.execute("SELECT schema FROM model").fetchall()
        unseen = [name for ancestor in _UNSEEN for name in subclasses(schema, ancestor)]
        hidden = self._connection.execute(
            "SELECT id FROM elements WHERE upper(class) IN (SELECT unnest(?::TEXT[]))", [unseen]
        ).fetchall()
        return ElementPictures(open_cache(self._geometry()), {number for (number,) in hidden})
