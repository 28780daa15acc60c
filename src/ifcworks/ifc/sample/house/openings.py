"""Holes in walls and floors, and the windows and doors that fill them."""

from dataclasses import dataclass, field

from ifcworks.ifc.sample.geometry import Placement, box
from ifcworks.ifc.sample.model import Element, Sets

from . import catalogue, joinery

SIZES = {
    "window-double": (joinery.WINDOW_WIDTH, joinery.WINDOW_HEIGHT),
    "window-small": (joinery.SMALL_WINDOW, joinery.SMALL_WINDOW),
    "window-gable": (joinery.GABLE_WINDOW, joinery.GABLE_WINDOW),
    "door-front": (joinery.FRONT_WIDTH, joinery.FRONT_HEIGHT),
    "door-terrace": (joinery.TERRACE_WIDTH, joinery.TERRACE_HEIGHT),
    "door-inner": (joinery.DOOR_WIDTH, joinery.DOOR_HEIGHT),
}
"""Width and height in mm of the opening that a window or door type goes into."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A window or door at a place in a wall: x along the wall and sill above its foot, in mm."""

    name: str
    type: str
    x: float
    sill: float = 0.0
    psets: Sets = field(default_factory=dict)

    @property
    def area(self) -> float:
        """Area of the opening in mm²."""
        width, height = SIZES[self.type]
        return width * height


def fitted_elements(
    fitted: Fitted, host: str, storey: str, wall: Placement, thickness: float
) -> tuple[Element, Element]:
    """Return the opening through a wall and the window or door that fills it."""
    width, height = SIZES[fitted.type]
    place = wall.at(fitted.x, 0.0, fitted.sill)
    opening = opening_element(
        f"{fitted.name}/opening", f"Opening {fitted.name}", host, place, (width, thickness, height)
    )
    is_window = fitted.type.startswith("window")
    filling = Element(
        key=fitted.name,
        ifc_class="IfcWindow" if is_window else "IfcDoor",
        name=fitted.name,
        attributes={"OverallHeight": height, "OverallWidth": width},
        container=storey,
        fills=opening.key,
        placement=place,
        type=fitted.type,
        classification=_code(fitted.type),
        psets=fitted.psets,
        quantities={
            "Qto_WindowBaseQuantities" if is_window else "Qto_DoorBaseQuantities": {
                "Width": width,
                "Height": height,
                "Perimeter": 2 * (width + height),
                "Area": fitted.area / 1e6,
            }
        },
    )
    return opening, filling


def opening_element(
    key: str, name: str, host: str, place: Placement, size: tuple[float, float, float]
) -> Element:
    """Return a box-shaped void in its host; size along the local x, y and z in mm."""
    return Element(
        key=key,
        ifc_class="IfcOpeningElement",
        name=name,
        predefined="OPENING",
        host=host,
        placement=place,
        solids=(box((0.0, 0.0, 0.0), size),),
    )


def _code(type_key: str) -> str:
    if type_key.startswith("window"):
        return catalogue.WINDOWS
    return catalogue.DOORS if type_key == "door-inner" else catalogue.ENTRANCES
