"""The second version of the house: one known change of every kind, each on its own element."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .house import catalogue, furnishing, stairs
from .house.dimensions import PARTITION, UPPER_FLOOR
from .house.inner_walls import BATHROOM_PARTITION
from .model import Element, ElementType, MaterialDefinition, Model

HIGHER_RAILING = 1000.0
COLUMN_SHIFT = 400.0
WEIGHED_BEAM = 285.0


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the versions.

    `what` names the thing that differs (an attribute, a set and its property); `old` and `new`
    are its values, positions and lengths in metres, None where the element is not there.
    """

    kind: str
    key: str
    what: str
    old: Any = None
    new: Any = None


_Edit = Callable[[Model], tuple[Model, Change]]


def revise(model: Model) -> tuple[Model, tuple[Change, ...]]:
    """Return the second version of the house and what is different in it."""
    edits: tuple[_Edit, ...] = (
        _add_wardrobe,
        _delete_letter_box,
        _rename_door,
        _move_column,
        _raise_railing,
        _improve_fire_rating,
        _weigh_beam,
        _reinforce_footing,
        _pave_with_stone,
        _move_ceiling_to_roof,
        _reclassify_front_door,
    )
    changes = []
    revised = replace(model, file_name="architecture-v2.ifc")
    for edit in edits:
        revised, change = edit(revised)
        changes.append(change)
    return revised, tuple(changes)


def _with(model: Model, changed: Element) -> Model:
    """Return the model with one element in place of that with the same key."""
    elements = tuple(changed if e.key == changed.key else e for e in model.elements)
    return replace(model, elements=elements)


def _name(named: ElementType | MaterialDefinition | None) -> str | None:
    return named.name if named else None


def _add_wardrobe(model: Model) -> tuple[Model, Change]:
    wardrobe = furnishing.placed(
        "wardrobe-bedroom-2",
        "Wardrobe of bedroom 2",
        "wardrobe",
        "room-1.05",
        (8000.0, BATHROOM_PARTITION + PARTITION, UPPER_FLOOR),
    )
    added = replace(model, elements=(*model.elements, wardrobe))
    return added, Change("added", wardrobe.key, "element", new=wardrobe.name)


def _delete_letter_box(model: Model) -> tuple[Model, Change]:
    deleted = model.element("letter-box")
    remaining = tuple(e for e in model.elements if e is not deleted)
    return replace(model, elements=remaining), Change(
        "deleted", deleted.key, "element", old=deleted.name
    )


def _rename_door(model: Model) -> tuple[Model, Change]:
    door = model.element("D09")
    renamed = replace(door, name="D09 Bathroom")
    return _with(model, renamed), Change("renamed", door.key, "Name", door.name, renamed.name)


def _move_column(model: Model) -> tuple[Model, Change]:
    column = model.element("column")
    moved = replace(column, placement=column.placement.at(x=COLUMN_SHIFT))
    return _with(model, moved), Change(
        "moved",
        column.key,
        "position",
        [v / 1000 for v in column.placement.origin],
        [v / 1000 for v in moved.placement.origin],
    )


def _raise_railing(model: Model) -> tuple[Model, Change]:
    railing = model.element("railing-stairwell")
    raised = replace(railing, solids=stairs.stairwell_railing(HIGHER_RAILING))
    return _with(model, raised), Change(
        "geometry", railing.key, "height", stairs.RAILING_HEIGHT / 1000, HIGHER_RAILING / 1000
    )


def _improve_fire_rating(model: Model) -> tuple[Model, Change]:
    wall = model.element("wall-ground-hall-west")
    old = model.properties_of(wall)["Pset_WallCommon"]["FireRating"]
    # The type keeps its rating: this one wall overrides it.
    improved = replace(wall, psets={"Pset_WallCommon": {"FireRating": "REI 90"}})
    return _with(model, improved), Change(
        "property", wall.key, "Pset_WallCommon.FireRating", old, "REI 90"
    )


def _weigh_beam(model: Model) -> tuple[Model, Change]:
    beam = model.element("beam")
    name = "Qto_BeamBaseQuantities"
    old = beam.quantities[name]["NetWeight"]
    weighed = replace(beam, quantities={name: {**beam.quantities[name], "NetWeight": WEIGHED_BEAM}})
    return _with(model, weighed), Change(
        "quantity", beam.key, f"{name}.NetWeight", old, WEIGHED_BEAM
    )


def _reinforce_footing(model: Model) -> tuple[Model, Change]:
    footing = model.element("footing-west")
    reinforced = replace(footing, type="footing-reinforced")
    old, new = (_name(model.type_of(e)) for e in (footing, reinforced))
    return _with(model, reinforced), Change("type", footing.key, "type", old, new)


def _pave_with_stone(model: Model) -> tuple[Model, Change]:
    terrace = model.element("paving-terrace")
    paved = replace(terrace, material="stone")
    old, new = (_name(model.material_of(e)) for e in (terrace, paved))
    return _with(model, paved), Change("material", terrace.key, "material", old, new)


def _move_ceiling_to_roof(model: Model) -> tuple[Model, Change]:
    ceiling = model.element("ceiling")
    moved = replace(ceiling, container="roof")
    names = {e.key: e.name for e in model.of_class("IfcBuildingStorey")}
    return _with(model, moved), Change(
        "container", ceiling.key, "storey", names["upper"], names["roof"]
    )


def _reclassify_front_door(model: Model) -> tuple[Model, Change]:
    door = model.element("D01")
    reclassified = replace(door, classification=catalogue.DOORS)
    return _with(model, reclassified), Change(
        "classification",
        door.key,
        catalogue.CLASSIFICATION,
        door.classification,
        reclassified.classification,
    )
