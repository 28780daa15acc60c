"""What ifcopenshell's own clash tree says of triangles that are there already.

The tree of ``ifcopenshell.geom`` is made to be filled by its iterator, which tessellates. It takes
any triangulation, though, and answers for the same triangles what ifcclash answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ifcopenshell
import ifcopenshell.geom
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.clash.model import Element, Hit

wrapper: Any = ifcopenshell_wrapper
_KINDS = ("protrusion", "pierce", "collision", "clearance")


class Surfaces:
    """Triangles of elements, to be asked where they meet or come close."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._file = ifcopenshell.file(schema="IFC4")
        self._settings = ifcopenshell.geom.settings()
        self._tree = ifcopenshell.geom.tree(backend="opencascade.trianglebvh")
        self._products: dict[tuple[int, int], ifcopenshell.entity_instance] = {}
        self._keys: dict[int, tuple[int, int]] = {}
        # The tree refers to what it is given.
        self._kept: list[Any] = []
        for element in elements:
            self._add(element)

    def _add(self, element: Element) -> None:
        product = self._file.create_entity("IfcBuildingElementProxy")
        triangulation = wrapper.triangulation(
            self._settings,
            "",
            str(product.id()),
            element.vertices.ravel().tolist(),
            element.triangles.ravel().tolist(),
            *([] for _ in range(7)),
        )
        shown = wrapper.triangulation_element(
            wrapper.element(
                self._settings, product.id(), 0, "", "", "", "", wrapper.matrix4(), product
            ),
            triangulation,
        )
        self._tree.add_element(shown)
        self._kept += (triangulation, shown)
        self._products[element.key] = product
        self._keys[product.id()] = element.key

    def intersections(
        self, a: Sequence[Element], b: Sequence[Element], tolerance: float, check_all: bool
    ) -> list[Hit]:
        """Pairs that reach into each other by more than ``tolerance`` metres."""
        return self._hits(
            self._tree.clash_intersection_many(
                self._of(a), self._of(b), tolerance=tolerance, check_all=check_all
            )
        )

    def collisions(
        self, a: Sequence[Element], b: Sequence[Element], allow_touching: bool
    ) -> list[Hit]:
        """Pairs whose surfaces meet; touching ones too if ``allow_touching``."""
        return self._hits(
            self._tree.clash_collision_many(self._of(a), self._of(b), allow_touching=allow_touching)
        )

    def clearances(
        self, a: Sequence[Element], b: Sequence[Element], clearance: float, check_all: bool
    ) -> list[Hit]:
        """Pairs whose surfaces are closer than ``clearance`` metres."""
        return self._hits(
            self._tree.clash_clearance_many(
                self._of(a), self._of(b), clearance=clearance, check_all=check_all
            )
        )

    def _of(self, elements: Sequence[Element]) -> list[ifcopenshell.entity_instance]:
        return [self._products[element.key] for element in elements]

    def _hits(self, clashes: Iterable[Any]) -> list[Hit]:
        return [
            Hit(
                a=self._keys[clash.a.id()],
                b=self._keys[clash.b.id()],
                kind=_KINDS[int(clash.clash_type)],
                p1=tuple(clash.p1),
                p2=tuple(clash.p2),
                distance=float(clash.distance),
                overlap=None,
            )
            for clash in clashes
        ]
