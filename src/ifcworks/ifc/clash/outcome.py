"""What a run answers: its clash sets, and the gravest clashes. Loads nothing heavy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from ifcworks.ifc.clash.describing import Described

Mode = Literal["intersection", "collision", "clearance"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FoundClash(_Part):
    """A clash."""

    id: str = Field(description="The same in every run that finds these two elements.")
    clash_set: str = Field(description="Its clash set.")
    a_global_id: str = Field(description="GlobalId on side a.")
    b_global_id: str = Field(description="GlobalId on side b.")
    a_ifc_class: str = Field(description="Class on side a.")
    b_ifc_class: str = Field(description="Class on side b.")
    a_name: str | None = Field(description="Name on side a.")
    b_name: str | None = Field(description="Name on side b.")
    type: str = Field(description="protrusion, pierce, collision or clearance.")
    distance: float = Field(description="Metres: how deep, or for a clearance how far apart.")
    volume: float | None = Field(description="Of the overlap in m³; null if not known.")
    storey: str | None = Field(description="The storey.")


class NotTested(_Part):
    """An element that was chosen and could not be tested."""

    model: str = Field(description="Its model.")
    global_id: str = Field(description="Its GlobalId.")
    ifc_class: str = Field(description="Its class.")
    name: str | None = Field(description="Its name.")
    detail: str = Field(description="Why.")


class SetOutcome(_Part):
    """What came of a clash set."""

    name: str = Field(description="Its name.")
    mode: Mode = Field(description="What counted.")
    clashes: int = Field(description="How many there are.")
    a: int = Field(description="Elements tested on side a.")
    b: int = Field(description="Elements tested on side b.")
    pairs: int = Field(description="Pairs whose boxes are close enough.")
    reused: int = Field(description="Pairs of these known from the run before.")
    unmeasured: int = Field(description="Clashes without volume, for a body is not closed.")
    groups: int = Field(description="How many groups there are.")
    complete: bool = Field(description="Whether all chosen elements were tested.")
    not_tested: list[NotTested] = Field(description="Those that were not.")
    shapeless: int = Field(description="Chosen elements without a shape, such as assemblies.")
    repeated: list[str] = Field(description="GlobalIds that several elements of a model have.")


def outcome_of(one: Described, models: Sequence[str]) -> SetOutcome:
    """What came of a clash set; ``models`` are the names of the models."""
    found = one.found
    return SetOutcome(
        name=found.clash_set.name,
        mode=found.clash_set.mode.value,
        clashes=len(one.clashes),
        a=len(found.a),
        b=len(found.b),
        pairs=found.pairs,
        reused=found.reused,
        unmeasured=sum(clash.hit.unmeasured is not None for clash in one.clashes),
        groups=len(one.members()),
        complete=not found.untested,
        not_tested=[
            NotTested(
                model=models[item.model],
                global_id=item.global_id,
                ifc_class=item.ifc_class,
                name=item.name,
                detail=item.reason,
            )
            for item in found.untested
        ],
        shapeless=found.shapeless,
        repeated=found.repeated,
    )


def gravest(one: Described, most: int) -> list[FoundClash]:
    """The first clashes of a set."""
    return [
        FoundClash(
            id=clash.id,
            clash_set=one.found.clash_set.name,
            a_global_id=clash.a.element.global_id,
            b_global_id=clash.b.element.global_id,
            a_ifc_class=clash.a.element.ifc_class,
            b_ifc_class=clash.b.element.ifc_class,
            a_name=clash.a.element.name,
            b_name=clash.b.element.name,
            type=clash.hit.kind,
            distance=clash.hit.distance,
            volume=clash.hit.overlap.volume if clash.hit.overlap else None,
            storey=clash.storey,
        )
        for clash in one.clashes[:most]
    ]
