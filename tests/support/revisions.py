"""Known changes of models, each on an element of its own, with the truth about them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import ifcopenshell
import ifcopenshell.api.aggregate
import ifcopenshell.api.classification
import ifcopenshell.api.group
import ifcopenshell.api.material
import ifcopenshell.api.pset
import ifcopenshell.api.root
import ifcopenshell.api.spatial
import ifcopenshell.api.type
import ifcopenshell.guid
import ifcopenshell.util.element
import ifcopenshell.util.placement
import ifcopenshell.util.unit

File, Instance = ifcopenshell.file, ifcopenshell.entity_instance
Truth = dict[str, set[str]]


def simple(model: File) -> list[Instance]:
    """Elements that can be edited without touching others, by GlobalId."""
    users: dict[int, int] = {}
    found = []
    for element in sorted(model.by_type("IfcElement"), key=lambda e: e.GlobalId):
        place = element.ObjectPlacement
        if place is not None:
            users[place.id()] = users.get(place.id(), 0) + 1
        tied = element.is_a("IfcFeatureElement") or element.IsDecomposedBy
        if tied or getattr(element, "HasOpenings", ()) or getattr(element, "FillsVoids", ()):
            continue
        if place is not None and place.is_a("IfcLocalPlacement"):
            found.append(element)
    return [
        element
        for element in found
        if users[element.ObjectPlacement.id()] == 1
        and not element.ObjectPlacement.ReferencedByPlacements
    ]


def rename(model: File, element: Instance) -> None:
    element.Name = f"{element.Name} anew"


def describe(model: File, element: Instance) -> None:
    element.Description = f"{element.Description} anew"


def move(model: File, element: Instance) -> None:
    old = element.ObjectPlacement
    metre = 1 / ifcopenshell.util.unit.calculate_unit_scale(model)
    axes = old.RelativePlacement
    x, y, z = (*axes.Location.Coordinates, 0.0)[:3]
    point = model.create_entity("IfcCartesianPoint", (x + 0.25 * metre, y, z))
    element.ObjectPlacement = model.create_entity(
        "IfcLocalPlacement",
        old.PlacementRelTo,
        model.create_entity("IfcAxis2Placement3D", point, axes.Axis, axes.RefDirection),
    )


def set_property(model: File, element: Instance) -> None:
    pset = ifcopenshell.api.pset.add_pset(model, product=element, name="Test_Revised")
    ifcopenshell.api.pset.edit_pset(model, pset=pset, properties={"Round": "R1", "Loud": 3.5})


def measure(model: File, element: Instance) -> None:
    qto = ifcopenshell.api.pset.add_qto(model, product=element, name="Test_Quantities")
    ifcopenshell.api.pset.edit_qto(model, qto=qto, properties={"Length": 1.25})


def group(model: File, element: Instance) -> None:
    made = ifcopenshell.api.group.add_group(model, name="Of the test")
    ifcopenshell.api.group.assign_group(model, products=[element], group=made)


def assign_material(model: File, element: Instance) -> None:
    made = ifcopenshell.api.material.add_material(model, name="Test material")
    ifcopenshell.api.material.assign_material(model, products=[element], material=made)


def delete(model: File, element: Instance) -> None:
    ifcopenshell.api.root.remove_product(model, product=element)


def add(model: File, element: Instance) -> Instance:
    """A twin of an element under another name."""
    twin: Instance = ifcopenshell.util.element.copy(model, element)
    twin.GlobalId = ifcopenshell.guid.new()
    twin.Name = "Added"
    return twin


EDITS: dict[str, tuple[str, Callable[[File, Instance], Any]]] = {
    "rename": ("attributes", rename),
    "describe": ("attributes", describe),
    "move": ("placement", move),
    "property": ("properties", set_property),
    "quantity": ("quantities", measure),
    "group": ("relations", group),
    "material": ("materials", assign_material),
    "delete": ("deleted", delete),
    "add": ("added", add),
}
"""What ``by_kind`` calls the change, and how it is made."""


def revise(model: File, seed: int, of_each: int = 1) -> Truth:
    """Make changes of every kind, each to other elements; the truth as ``by_kind`` says it."""
    chooser = random.Random(seed)
    elements = simple(model)
    chooser.shuffle(elements)
    truth: Truth = {}
    for kind, edit in EDITS.values():
        for _ in range(of_each):
            if not elements:
                return truth
            element = elements.pop()
            guid = element.GlobalId
            made = edit(model, element)
            truth.setdefault(kind, set()).add(made.GlobalId if kind == "added" else guid)
    return truth


def reissue(model: File, seed: int = 1) -> dict[str, str]:
    """Give every rooted instance another GlobalId; the new ones by the old ones."""
    chooser = random.Random(seed)
    given = {}
    for root in model.by_type("IfcRoot"):
        new = ifcopenshell.guid.compress(f"{chooser.getrandbits(128):032x}")
        given[root.GlobalId] = new
        root.GlobalId = new
    return given
