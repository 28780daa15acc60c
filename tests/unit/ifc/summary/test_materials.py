"""Materials and how many elements use them."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.guid
import ifcopenshell.util.element
import pytest

from ifcworks.ifc.summary.materials import read_materials

Instance = ifcopenshell.entity_instance


@pytest.fixture
def model() -> ifcopenshell.file:
    return ifcopenshell.file(schema="IFC4")


def rooted(model: ifcopenshell.file, class_: str) -> Instance:
    return model.create_entity(class_, ifcopenshell.guid.new())


def associate(model: ifcopenshell.file, definition: Instance | None, *things: Instance) -> None:
    rel = rooted(model, "IfcRelAssociatesMaterial")
    rel.RelatedObjects, rel.RelatingMaterial = things, definition


def used(model: ifcopenshell.file) -> dict[str | None, int]:
    return {m.name: m.elements for m in read_materials(model)}


def test_every_kind_of_definition_is_followed(model: ifcopenshell.file) -> None:
    stone = model.create_entity("IfcMaterial", "stone", None, "mineral")
    wood = model.create_entity("IfcMaterial", "wood")
    layers = model.create_entity(
        "IfcMaterialLayerSet",
        [
            model.create_entity("IfcMaterialLayer", stone, 1.0),
            model.create_entity("IfcMaterialLayer", None, 1.0),
            model.create_entity("IfcMaterialLayer", stone, 2.0),
        ],
    )
    usage = model.create_entity("IfcMaterialLayerSetUsage", layers, "AXIS2", "POSITIVE", 0.0)
    profiles = model.create_entity(
        "IfcMaterialProfileSet",
        MaterialProfiles=[model.create_entity("IfcMaterialProfile", Material=wood)],
    )
    profile_usage = model.create_entity("IfcMaterialProfileSetUsage", profiles)
    constituents = model.create_entity(
        "IfcMaterialConstituentSet",
        MaterialConstituents=[model.create_entity("IfcMaterialConstituent", Material=wood)],
    )
    both = model.create_entity("IfcMaterialList", [stone, wood])
    for definition in (stone, layers, usage, profiles, profile_usage, constituents, both, None):
        associate(model, definition, rooted(model, "IfcWall"))
    assert used(model) == {"stone": 4, "wood": 4}
    assert [m.category for m in read_materials(model) if m.name == "stone"] == ["mineral"]


def test_the_material_of_a_type_counts_where_the_element_has_none(
    model: ifcopenshell.file,
) -> None:
    stone, wood, unused = (
        model.create_entity("IfcMaterial", name) for name in ("stone", "wood", "unused")
    )
    of_wood, plain, wall_type = (
        rooted(model, name) for name in ("IfcWall", "IfcWall", "IfcWallType")
    )
    rel = rooted(model, "IfcRelDefinesByType")
    rel.RelatedObjects, rel.RelatingType = (of_wood, plain), wall_type
    associate(model, stone, wall_type)
    associate(model, wood, of_wood)
    assert used(model) == {"stone": 1, "wood": 1, "unused": 0}
    assert unused.Name in used(model)


def test_materials_of_the_same_name_are_one(model: ifcopenshell.file) -> None:
    for _ in range(2):
        associate(model, model.create_entity("IfcMaterial", "stone"), rooted(model, "IfcWall"))
    assert used(model) == {"stone": 2}


def test_the_corpus_agrees_with_ifcopenshell(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" in path.name:
            continue
        model = ifcopenshell.open(path)
        theirs: dict[str | None, set[int]] = {}
        for element in model.by_type("IfcElement"):
            for material in ifcopenshell.util.element.get_materials(element):
                if material is not None:
                    name = (material.Name or "").strip() or None
                    theirs.setdefault(name, set()).add(element.id())
        ours: dict[str | None, int] = {}
        for found in read_materials(model):
            ours[found.name] = ours.get(found.name, 0) + found.elements
        assert {n: c for n, c in ours.items() if c} == {n: len(s) for n, s in theirs.items()}
