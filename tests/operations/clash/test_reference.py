"""The same triangles: the same pairs as ifcopenshell's own clash tree, which ifcclash asks."""

from collections.abc import Callable
from pathlib import Path

import ifcopenshell
import ifcopenshell.geom
import numpy as np
import pytest

from ifcworks.ifc.clash import testing
from ifcworks.ifc.clash.candidates import close_pairs
from ifcworks.ifc.clash.model import ClashSet, Element, Judge, Mode

KERNEL = "hybrid-cgal-simple-opencascade"
TOLERANCE, CLEARANCE = 0.002, 0.05
Reference = Callable[[Mode], set[frozenset[str]]]


@pytest.fixture(scope="module")
def office(corpus: Path) -> tuple[list[Element], list[Element], Callable[..., Reference]]:
    """Walls and the rest of a real model, with the kernel's triangles, and the tree's answers."""
    file = ifcopenshell.open(str(corpus / "office-a-ifc2x3.ifc"))
    products = set(file.by_type("IfcElement")) - set(file.by_type("IfcFeatureElement"))
    tree = ifcopenshell.geom.tree(backend="opencascade.trianglebvh")
    walls: list[Element] = []
    rest: list[Element] = []
    settings = ifcopenshell.geom.settings()
    for shape in ifcopenshell.geom.iterate(
        settings, file, 1, include=products, geometry_library=KERNEL
    ):
        tree.add_element(shape)
        matrix = np.array(shape.transformation.matrix).reshape(4, 4).T
        vertices = np.array(shape.geometry.verts).reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
        faces = np.array(shape.geometry.faces, np.int64).reshape(-1, 3)
        if not len(faces):
            continue
        product = file.by_id(shape.id)
        element = Element(
            (0, shape.id),
            shape.guid,
            product.is_a(),
            product.Name,
            vertices,
            faces,
            vertices.min(axis=0),
            vertices.max(axis=0),
            shape.guid,
        )
        (walls if product.is_a("IfcWall") else rest).append(element)

    def reference(a: list[Element], b: list[Element]) -> Reference:
        def ask(mode: Mode) -> set[frozenset[str]]:
            sides = [[file.by_id(element.key[1]) for element in side] for side in (a, b)]
            if mode is Mode.INTERSECTION:
                found = tree.clash_intersection_many(*sides, tolerance=TOLERANCE, check_all=True)
            elif mode is Mode.COLLISION:
                found = tree.clash_collision_many(*sides, allow_touching=False)
            else:
                found = tree.clash_clearance_many(*sides, clearance=CLEARANCE, check_all=True)
            return {frozenset((c.a.get_argument(0), c.b.get_argument(0))) for c in found}

        return ask

    return walls, rest, reference


@pytest.mark.parametrize("scope", ["walls × rest", "all × all"])
@pytest.mark.parametrize("mode", Mode)
def test_the_same_triangles_give_the_same_pairs(
    office: tuple[list[Element], list[Element], Callable[..., Reference]], mode: Mode, scope: str
) -> None:
    walls, rest, reference = office
    a, b = (walls, rest) if scope == "walls × rest" else (walls + rest, walls + rest)
    clash_set = ClashSet(
        "office",
        (),
        mode=mode,
        tolerance=TOLERANCE,
        clearance=CLEARANCE,
        judge=Judge.TRIANGLES,
    )
    first, second = close_pairs(a, b, testing.gap_of(clash_set))
    pairs = [(a[i], b[j]) for i, j in zip(first, second, strict=True) if a[i] is not b[j]]
    names = {element.key: element.global_id for element in (*a, *b)}
    hits = testing.Tester().test(clash_set, pairs, lambda fraction: None).hits
    expected = reference(a, b)(mode)
    assert expected
    assert {frozenset((names[hit.a], names[hit.b])) for hit in hits} == expected
