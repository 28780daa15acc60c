"""The house can be drawn by both kernels, measures what it says, and stands as a house does."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import ifcopenshell
import ifcopenshell.geom
import ifcopenshell.util.element
import ifcopenshell.util.shape
import numpy as np
import pytest

from .conftest import Sample

KERNELS = ["hybrid-cgal-simple-opencascade", "opencascade"]
Bounds = tuple[np.ndarray, np.ndarray]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("name", ["architecture.ifc", "services.ifc", "architecture-v2.ifc"])
def test_every_product_with_a_shape_tessellates(sample: Sample, name: str, kernel: str) -> None:
    drawn = {
        shape.guid
        for shape in _iterate(sample.models()[name], kernel)
        if len(shape.geometry.faces) > 0
    }
    assert drawn == {row["global_id"] for row in sample.truth["files"][name]["with_geometry"]}


@pytest.mark.parametrize("kernel", KERNELS)
def test_volumes_are_those_of_the_quantity_sets(sample: Sample, kernel: str) -> None:
    checked = 0
    for shape in _iterate(sample.architecture, kernel):
        element = sample.architecture.by_guid(shape.guid)
        sets = ifcopenshell.util.element.get_psets(element, qtos_only=True).values()
        stated = next((s["NetVolume"] for s in sets if "NetVolume" in s), None)
        if stated is not None:
            volume = ifcopenshell.util.shape.get_volume(shape.geometry)
            assert volume == pytest.approx(stated, rel=0.01), element.Name
            checked += 1
    # Walls, slabs, footings, rooms, flight, beam and column.
    assert checked == 16 + 6 + 4 + 10 + 1 + 1 + 1


def test_openings_take_something_away(sample: Sample) -> None:
    for wall in sample.architecture.by_type("IfcWall"):
        stated = ifcopenshell.util.element.get_pset(wall, "Qto_WallBaseQuantities")
        assert (stated["NetVolume"] < stated["GrossVolume"]) == bool(wall.HasOpenings), wall.Name


@pytest.mark.parametrize("ifc_class", ["IfcWindow", "IfcDoor"])
def test_occurrences_of_a_type_share_one_shape(sample: Sample, ifc_class: str) -> None:
    sources = defaultdict(set)
    for element in sample.architecture.by_type(ifc_class):
        (body,) = element.Representation.Representations
        assert body.RepresentationType == "MappedRepresentation"
        (item,) = body.Items
        sources[ifcopenshell.util.element.get_type(element).Name].add(item.MappingSource.id())
    assert len(sources) == 3
    assert all(len(ids) == 1 for ids in sources.values())
    assert len(set.union(*sources.values())) == len(sources)


def test_glass_is_transparent_and_frames_are_not(sample: Sample) -> None:
    shapes = _iterate(sample.architecture, KERNELS[0])
    window = next(s for s in shapes if s.type == "IfcWindow")
    transparency = {m.name.rsplit("-", 1)[-1]: m.transparency for m in window.geometry.materials}
    assert sorted(transparency.values())[-1] == pytest.approx(0.7)
    assert sorted(transparency.values())[0] == pytest.approx(0.0)


def test_windows_and_doors_sit_in_their_walls(sample: Sample) -> None:
    bounds = _bounds(sample)
    for filling in [e for c in ("IfcWindow", "IfcDoor") for e in sample.architecture.by_type(c)]:
        opening = filling.FillsVoids[0].RelatingOpeningElement
        wall = opening.VoidsElements[0].RelatingBuildingElement
        low, high = bounds[filling.GlobalId]
        wall_low, wall_high = bounds[wall.GlobalId]
        # Sills reach 40 mm past the outer face.
        assert np.all(low >= wall_low - 0.041), filling.Name
        assert np.all(high <= wall_high + 0.041), filling.Name


def test_outer_doors_stand_on_the_ground_floor(sample: Sample) -> None:
    bounds = _bounds(sample)
    for door in sample.architecture.by_type("IfcDoor"):
        storey = ifcopenshell.util.element.get_container(door)
        assert bounds[door.GlobalId][0][2] == pytest.approx(storey.Elevation / 1000, abs=1e-6)


def test_the_stair_leads_from_floor_to_floor(sample: Sample) -> None:
    (flight,) = sample.architecture.by_type("IfcStairFlight")
    low, high = _bounds(sample)[flight.GlobalId]
    assert low[2] == pytest.approx(0.0, abs=1e-6)
    # The last riser is the edge of the upper floor itself.
    assert high[2] + flight.RiserHeight / 1000 == pytest.approx(2.9)


def test_the_gables_reach_the_roof_and_the_roof_closes_at_the_ridge(sample: Sample) -> None:
    bounds = _bounds(sample)
    gables = [w for w in sample.architecture.by_type("IfcWall") if "upper" in w.Name]
    tops = [bounds[w.GlobalId][1][2] for w in gables if "east" in w.Name or "west" in w.Name]
    assert max(tops) == pytest.approx(8.6)
    south, north = sorted(
        (bounds[s.GlobalId] for s in sample.architecture.by_type("IfcSlab") if "Roof" in s.Name),
        key=lambda b: float(b[0][1]),
    )
    assert south[1][1] == pytest.approx(4.0)
    assert north[0][1] == pytest.approx(4.0)
    assert south[1][2] == pytest.approx(8.6 + 0.3125)


@pytest.mark.parametrize("kernel", KERNELS)
def test_no_two_elements_of_the_house_run_into_each_other(sample: Sample, kernel: str) -> None:
    elements = [e for e in sample.architecture.by_type("IfcElement") if e.Representation]
    elements = [e for e in elements if not e.is_a("IfcFeatureElement")]
    tree = ifcopenshell.geom.tree(backend="opencascade.trianglebvh")
    for shape in _iterate(sample.architecture, kernel, elements):
        tree.add_element(shape)
    clashes = tree.clash_collision_many(elements, elements, allow_touching=False)
    assert [(c.a.get_argument(2), c.b.get_argument(2)) for c in clashes] == []


def _iterate(model, kernel, include=None):
    settings = ifcopenshell.geom.settings()
    return ifcopenshell.geom.iterator(settings, model, 1, include=include, geometry_library=kernel)


@cache
def _bounds_of(path: str) -> dict[str, Bounds]:
    settings = ifcopenshell.geom.settings()
    settings.set("use-world-coords", True)
    model = ifcopenshell.open(path)
    bounds = {}
    for shape in ifcopenshell.geom.iterator(settings, model, 1, geometry_library=KERNELS[0]):
        vertices = np.asarray(shape.geometry.verts).reshape(-1, 3)
        bounds[shape.guid] = (vertices.min(axis=0), vertices.max(axis=0))
    return bounds


def _bounds(sample: Sample) -> dict[str, Bounds]:
    return _bounds_of(str(sample.files.architecture))
