"""The operation ``set-attribute``: an attribute of many elements."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from ifcworks.operations.base import operation
from ifcworks.operations.edits import PRELOAD, EditParams, EditResult, Plain, choosing, finish, show
from ifcworks.operations.workspace import Workspace


class SetAttributeParams(EditParams):
    """Parameters of ``set-attribute``."""

    attribute: str = Field(
        min_length=1,
        max_length=100,
        description="The attribute: Name, Description, ObjectType, Tag, PredefinedType.",
    )
    value: Plain = Field(default=None, description="The value, in the units of the model.")
    remove: bool = Field(default=False, description="Leave the attribute without a value instead.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is not None) == self.remove:
            raise ValueError("give exactly one of value and remove")
        return self


class SetAttributeResult(EditResult):
    """What is edited of an attribute."""


@operation(
    "set-attribute",
    title="Set an attribute of elements",
    queue="ifcpatch",
    timeout="30min",
    memory="6GiB",
    needs=("index",),
    stores=False,
    show=show,
    preload=PRELOAD,
)
def set_attribute(params: SetAttributeParams, work: Workspace) -> SetAttributeResult:
    """Set an attribute of all elements that a selector chooses, or leave it without a value.

    Without `write` nothing is written: the answer lists the old and the new value of each element.
    GlobalIds, attributes that are computed, and those that are instances or lists, cannot be set.
    In the new version everything that was not edited stays as it is, byte for byte.
    """
    from ifcworks.ifc.editing.values import set_attribute as edit

    with choosing(params, work) as chosen:
        edited = edit(
            chosen,
            params.attribute,
            params.value,
            remove=params.remove,
            progress=lambda done, message: work.progress(0.3 + 0.6 * done, message),
        )
    return finish(params, work, edited, SetAttributeResult)
