"""The operation ``set-property``: a property or quantity of many elements."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from ifcworks.operations.base import operation
from ifcworks.operations.edits import PRELOAD, EditParams, EditResult, Plain, choosing, finish, show
from ifcworks.operations.workspace import Workspace

_Item = str | int | float | bool


class SetPropertyParams(EditParams):
    """Parameters of ``set-property``."""

    property: str = Field(
        min_length=3,
        max_length=500,
        description="The set and the property or quantity: Pset_WallCommon.FireRating.",
    )
    value: Plain = Field(default=None, description="The value.")
    values: list[_Item] = Field(
        default_factory=list,
        max_length=1000,
        description="The values of a property that has a list of them, or of an enumeration.",
    )
    unit: str | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description="The unit of the value, such as mm, m², °C or W/(m²·K): it is converted to "
        "that of the property, or else of the model, which is meant if none is given.",
    )
    value_type: str | None = Field(
        default=None,
        max_length=100,
        description="IFC type of a property that the standard does not know, such as "
        "IfcLengthMeasure; found by the value if not given.",
    )
    remove: bool = Field(default=False, description="Remove the property instead.")
    rename: str | None = Field(
        default=None,
        min_length=1,
        max_length=255,
        description="Give the property this name instead.",
    )

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        has_value = [self.value is not None, bool(self.values)]
        if sum([*has_value, self.remove, self.rename is not None]) != 1:
            raise ValueError("give exactly one of value, values, remove and rename")
        if self.unit is not None and not any(has_value):
            raise ValueError("a unit is that of a value; give one")
        return self


class SetPropertyResult(EditResult):
    """What is edited of a property."""


@operation(
    "set-property",
    title="Set a property of elements",
    queue="ifcpatch",
    timeout="30min",
    memory="6GiB",
    needs=("index",),
    stores=False,
    show=show,
    preload=PRELOAD,
)
def set_property(params: SetPropertyParams, work: Workspace) -> SetPropertyResult:
    """Set, remove or rename a property or quantity of all elements that a selector chooses.

    Without `write` nothing is written: the answer lists the old and the new value of each element.
    A set that other elements share is copied before it is edited. A value of the type is overridden
    by one in a set of the element. Missing sets and properties are made, with the type that the
    standard gives them. A set in which nothing is left is removed.

    A value with a unit is converted to the unit that the property names, or else to that of the
    model; changes say it as it is written.

    In the new version everything that was not edited stays as it is, byte for byte.
    """
    from ifcworks.ifc.editing.values import set_property as edit

    with choosing(params, work) as chosen:
        edited = edit(
            chosen,
            params.property,
            params.values or params.value,
            value_type=params.value_type,
            unit=params.unit,
            remove=params.remove,
            rename=params.rename,
            progress=lambda done, message: work.progress(0.3 + 0.6 * done, message),
        )
    return finish(params, work, edited, SetPropertyResult)
