"""What a conversion tells of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.errors import NothingToDo
from ifcworks.ifc.conversion.formats import Format
from ifcworks.ifc.geometry.malformed import text_of

if TYPE_CHECKING:
    import ifcopenshell

    from ifcworks.ifc.geometry.model import Trouble

Point = tuple[float, float, float]


class Element(BaseModel):
    """An element that is worth a word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    global_id: str = Field(description="Its GlobalId.")
    ifc_class: str = Field(description="Its IFC class.")
    name: str | None = Field(description="Its name.")
    step_id: int = Field(description="Its number in the file.")
    reason: str = Field(description="crashed, timed-out, out-of-memory or failed.")
    detail: str = Field(description="The same as a sentence.")


class Skipped(BaseModel):
    """Elements of a class that stay out by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ifc_class: str = Field(description="Their IFC class.")
    count: int = Field(description="How many they are.")
    why: str = Field(description="Why, and how to have them.")


class Bounds(BaseModel):
    """A box, in metres, z up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: Point = Field(description="The smallest x, y, z.")
    high: Point = Field(description="The largest x, y, z.")


@dataclass(frozen=True)
class Conversion:
    """The outcome; its fields mean what those of ``ConvertResult`` say."""

    format: Format
    artifacts: list[str]
    size: int
    elements: int | None = None
    shapes: int | None = None
    triangles: int | None = None
    bounds: Bounds | None = None
    offset: Point | None = None
    false_origin: Point | None = None
    kernel: str | None = None
    storeys: list[str] = field(default_factory=list)
    fallbacks: list[Element] = field(default_factory=list)
    left_out: list[Element] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    complete: bool = True


def layers_note(wanted: bool, fallbacks: Sequence[Element]) -> list[str]:
    """What to tell if elements could not be cut into layers."""
    if not wanted or not fallbacks:
        return []
    return [
        f"{len(fallbacks)} elements had to be computed whole, not cut into layers: the installed "
        "ifcopenshell could not (its issue 6607)."
    ]


def no_shape(left_out: Sequence[Element]) -> NothingToDo:
    """The error of a conversion that came out empty, with what had to be left out."""
    return NothingToDo(
        "No element gave a shape: "
        + (left_out[0].detail if left_out else "the model has curves or annotations only."),
        left_out=[element.model_dump() for element in left_out[:100]],
    )


def told(file: ifcopenshell.file, troubles: Iterable[Trouble]) -> list[Element]:
    """Troubles with the names of their elements."""
    elements = []
    for trouble in troubles:
        entity = file.by_id(trouble.element)
        elements.append(
            Element(
                global_id=text_of(entity, "GlobalId") or "",
                ifc_class=entity.is_a(),
                name=text_of(entity, "Name"),
                step_id=trouble.element,
                reason=trouble.reason,
                detail=trouble.detail,
            )
        )
    return elements
