"""The operation ``set-property``: a property or quantity of many elements."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from ifcworks.operations.base import operation
from ifcworks.operations.edits import PRELOAD, EditParams, EditResult, Plain, finish, show
from ifcworks.operations.workspace import Workspace


class SetPropertyParams(EditParams):
    """Parameters of ``set-property``."""

    property: str = Field(
        min_length=3,
        max_length=500,
        description="The set and the property or quantity: Pset_WallCommon.FireRating.",
    )
    value: Plain = Field(default=None, description="The value, in the units of the model.")
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
        given = [self.value is not None, self.remove, self.rename is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of value, remove and rename")
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

    In the new version everything that was not edited stays as it is, byte for byte.
    """
    from ifcworks.ifc.editing.changes import Chosen
    from ifcworks.ifc.editing.values import set_property as edit
    from ifcworks.ifc.index.reader import open_index

    work.progress(0, "choosing elements")
    with open_index(work.index(params.model)) as index:
        chosen = Chosen(index, work.path(params.model), work.scratch("model"), params.selector)
        edited = edit(
            chosen,
            params.property,
            params.value,
            value_type=params.value_type,
            remove=params.remove,
            rename=params.rename,
            progress=lambda done, message: work.progress(0.3 + 0.6 * done, message),
        )
    return finish(params, work, edited, SetPropertyResult)
