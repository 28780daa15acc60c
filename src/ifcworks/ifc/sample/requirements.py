"""What a client asks of the architecture, as an IDS, and what the house makes of it.

Each specification says in XML what it asks (`clauses`) and in Python which elements of the plan
it is about and which of them satisfy it (`applies`, `satisfies`). So the expected outcome comes
from the plan and not from the tool that checks it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .house import catalogue
from .ids import (
    AtLeast,
    Clauses,
    OneOf,
    Pattern,
    attribute,
    classification,
    document,
    entity,
    material,
    part_of,
    prop,
)
from .model import Element, LayerSet, Material, Model, Value

_Test = Callable[[Model, Element], bool]

MIN_ROOM_AREA = 4.0
_FIRE_RATING = r"(REI|EI|R) (30|60|90)"
_DOOR_RATINGS = ("EI 30", "EI 60")
_DOOR_NAME = r"D[0-9]{2}( .+)?"
_CLASSIFIED = ("IfcWall", "IfcSlab", "IfcWindow", "IfcDoor")


@dataclass(frozen=True, slots=True)
class Specification:
    """One specification and, in terms of the plan, its expected outcome."""

    identifier: str
    name: str
    clauses: Clauses
    applies: _Test
    satisfies: _Test = lambda _model, _element: True

    def outcome(self, model: Model) -> tuple[bool, list[Element], list[Element]]:
        """Return whether a model passes, and the elements that pass and that fail."""
        applicable = [e for e in model.elements if self.applies(model, e)]
        if self.clauses.max_occurs == 0:
            # What must not be there at all neither passes nor fails one by one.
            return not applicable, [], []
        passing = [e for e in applicable if self.satisfies(model, e)]
        failing = [e for e in applicable if not self.satisfies(model, e)]
        enough = len(applicable) >= self.clauses.min_occurs
        return enough and not failing, passing, failing

    def applicable_count(self, model: Model) -> int:
        """Return how many elements of a model it is about."""
        return sum(self.applies(model, e) for e in model.elements)


def _is(*ifc_classes: str) -> _Test:
    return lambda _model, element: element.ifc_class in ifc_classes


def _property(model: Model, element: Element, pset: str, name: str) -> Value | None:
    return model.properties_of(element).get(pset, {}).get(name)


def _wall_property(model: Model, element: Element, name: str) -> Value | None:
    return _property(model, element, "Pset_WallCommon", name)


def _is_concrete(model: Model, element: Element) -> bool:
    names = {m.key: m.name for m in model.materials}
    match model.material_of(element):
        case Material(name=name):
            return name.startswith("Concrete")
        case LayerSet(layers=layers):
            return any(names[key].startswith("Concrete") for _, key, _ in layers)
        case _:
            return False


SPECIFICATIONS = (
    Specification(
        "S01",
        "Walls say whether they are external",
        Clauses(
            applicability=(entity("IFCWALL"),),
            requirements=(prop("Pset_WallCommon", "IsExternal", "IFCBOOLEAN"),),
            min_occurs=1,
        ),
        _is("IfcWall"),
        lambda m, e: _wall_property(m, e, "IsExternal") is not None,
    ),
    Specification(
        "S02",
        "Load-bearing walls have a fire rating",
        Clauses(
            applicability=(
                entity("IFCWALL"),
                prop("Pset_WallCommon", "LoadBearing", "IFCBOOLEAN", "true"),
            ),
            requirements=(
                prop("Pset_WallCommon", "FireRating", "IFCLABEL", Pattern(_FIRE_RATING)),
            ),
        ),
        lambda m, e: e.ifc_class == "IfcWall" and _wall_property(m, e, "LoadBearing") is True,
        lambda m, e: bool(re.fullmatch(_FIRE_RATING, str(_wall_property(m, e, "FireRating")))),
    ),
    Specification(
        "S03",
        "External walls are classified as such",
        Clauses(
            applicability=(
                entity("IFCWALL"),
                prop("Pset_WallCommon", "IsExternal", "IFCBOOLEAN", "true"),
            ),
            requirements=(classification(catalogue.CLASSIFICATION, catalogue.OUTER_WALLS),),
        ),
        lambda m, e: e.ifc_class == "IfcWall" and _wall_property(m, e, "IsExternal") is True,
        lambda _, e: e.classification == catalogue.OUTER_WALLS,
    ),
    Specification(
        "S04",
        "Walls, slabs, windows and doors are classified",
        Clauses(
            applicability=(entity(OneOf(tuple(c.upper() for c in _CLASSIFIED))),),
            requirements=(classification(catalogue.CLASSIFICATION),),
        ),
        _is(*_CLASSIFIED),
        lambda _, e: e.classification is not None,
    ),
    Specification(
        "S05",
        "Doors are numbered",
        Clauses(
            applicability=(entity("IFCDOOR"),),
            requirements=(attribute("Name", Pattern(_DOOR_NAME)),),
        ),
        _is("IfcDoor"),
        lambda _, e: bool(re.fullmatch(_DOOR_NAME, e.name)),
    ),
    Specification(
        "S06",
        "The fire rating of a door, if it has one, is from the list",
        Clauses(
            applicability=(entity("IFCDOOR"),),
            requirements=(
                prop("Pset_DoorCommon", "FireRating", "IFCLABEL", OneOf(_DOOR_RATINGS), "optional"),
            ),
        ),
        _is("IfcDoor"),
        lambda m, e: _property(m, e, "Pset_DoorCommon", "FireRating") in (None, *_DOOR_RATINGS),
    ),
    Specification(
        "S07",
        "Windows contain insulating glass",
        Clauses(applicability=(entity("IFCWINDOW"),), requirements=(material("Insulating glass"),)),
        _is("IfcWindow"),
    ),
    Specification(
        "S08",
        "Slabs are of concrete",
        Clauses(
            applicability=(entity("IFCSLAB"),), requirements=(material(Pattern("Concrete.*")),)
        ),
        _is("IfcSlab"),
        _is_concrete,
    ),
    Specification(
        "S09",
        "Rooms are parts of a storey",
        Clauses(
            applicability=(entity("IFCSPACE"),),
            requirements=(part_of("IFCBUILDINGSTOREY", "IFCRELAGGREGATES"),),
        ),
        _is("IfcSpace"),
    ),
    Specification(
        "S10",
        "Furniture stands in a room",
        Clauses(
            applicability=(entity("IFCFURNITURE"),),
            requirements=(part_of("IFCSPACE", "IFCRELCONTAINEDINSPATIALSTRUCTURE"),),
        ),
        _is("IfcFurniture"),
        lambda m, e: e.container is not None and m.element(e.container).ifc_class == "IfcSpace",
    ),
    Specification(
        "S11",
        "Rooms have a long name and are not too small",
        Clauses(
            applicability=(entity("IFCSPACE"),),
            requirements=(
                attribute("LongName"),
                prop(
                    "Qto_SpaceBaseQuantities",
                    "NetFloorArea",
                    "IFCAREAMEASURE",
                    AtLeast(MIN_ROOM_AREA),
                ),
            ),
        ),
        _is("IfcSpace"),
        lambda _, e: (
            float(str(e.quantities["Qto_SpaceBaseQuantities"]["NetFloorArea"])) >= MIN_ROOM_AREA
        ),
    ),
    Specification(
        "S12",
        "There are no proxies",
        Clauses(applicability=(entity("IFCBUILDINGELEMENTPROXY"),), max_occurs=0),
        _is("IfcBuildingElementProxy"),
    ),
    Specification(
        "S13",
        "Windows do not state an obsolete glazing type",
        Clauses(
            applicability=(entity("IFCWINDOW"),),
            requirements=(
                prop("Pset_WindowCommon", "GlazingType", None, cardinality="prohibited"),
            ),
        ),
        _is("IfcWindow"),
    ),
    Specification(
        "S14",
        "There is a sprinkler",
        Clauses(
            applicability=(entity("IFCFIRESUPPRESSIONTERMINAL"),),
            requirements=(attribute("Name"),),
            min_occurs=1,
        ),
        _is("IfcFireSuppressionTerminal"),
    ),
    Specification(
        "S15",
        "Ramps, if any, have a name",
        Clauses(applicability=(entity("IFCRAMP"),), requirements=(attribute("Name"),)),
        _is("IfcRamp"),
    ),
    Specification(
        "S16",
        "Roofs are gable roofs",
        Clauses(
            applicability=(entity("IFCROOF"),),
            requirements=(entity("IFCROOF", "GABLE_ROOF"),),
        ),
        _is("IfcRoof"),
        lambda _, e: e.predefined == "GABLE_ROOF",
    ),
)


def write_requirements(path: Path) -> None:
    """Write the specifications as an IDS 1.0 file."""
    info = {
        "title": "Requirements of the sample house",
        "version": "1.0",
        "description": "Specifications that the sample house is known to meet or to miss.",
        "author": "sample@ifcworks.example",
        "date": "2024-05-17",
        "purpose": "Handover",
    }
    specifications = [
        ({"name": s.name, "ifcVersion": "IFC4", "identifier": s.identifier}, s.clauses)
        for s in SPECIFICATIONS
    ]
    path.write_bytes(document(info, specifications))
