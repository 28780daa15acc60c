"""The operation ``set-classification``: the class of many elements in a system."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ifcworks.operations.base import operation
from ifcworks.operations.edits import PRELOAD, EditParams, EditResult, choosing, finish, show
from ifcworks.operations.workspace import Workspace

_Word = Annotated[str, Field(min_length=1, max_length=1000)]


class SetClassificationParams(EditParams):
    """Parameters of ``set-classification``."""

    system: _Word = Field(description="The system, such as Uniclass 2015.")
    identification: _Word | None = Field(
        default=None, description="The class in it, such as EF_25_10."
    )
    name: _Word | None = Field(default=None, description="What the class is called, such as Walls.")
    edition: _Word | None = Field(
        default=None, description="Edition of the system; any that is there if not given."
    )
    source: _Word | None = Field(default=None, description="Who publishes a system that is new.")
    location: _Word | None = Field(
        default=None, description="Where a system that is new is published; not in IFC2X3."
    )
    keep_others: bool = Field(
        default=False, description="Keep other classes that elements have in the system."
    )
    remove: bool = Field(
        default=False,
        description="Remove the class instead, or without identification all of the system.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.identification is None and not self.remove:
            raise ValueError("give an identification, or remove")
        return self


class SetClassificationResult(EditResult):
    """What is edited of classifications."""


@operation(
    "set-classification",
    title="Classify elements",
    queue="ifcpatch",
    timeout="30min",
    memory="6GiB",
    needs=("index",),
    stores=False,
    show=show,
    preload=PRELOAD,
)
def set_classification(params: SetClassificationParams, work: Workspace) -> SetClassificationResult:
    """Classify all elements that a selector chooses, or remove their classification.

    Without `write` nothing is written: the answer lists the old and the new classes of each
    element. A system and a class that the model has are used again; what is missing is added. Other
    classes of the same system are replaced unless `keep_others` says otherwise; other systems
    stay. Classes that an element has from its type are not its own and stay too.

    In the new version everything that was not edited stays as it is, byte for byte.
    """
    from ifcworks.ifc.editing.classifications import Wanted
    from ifcworks.ifc.editing.classifications import set_classification as edit

    wanted = Wanted(
        params.system,
        params.identification,
        params.name,
        params.edition,
        params.source,
        params.location,
        params.keep_others,
        params.remove,
    )
    with choosing(params, work) as chosen:
        edited = edit(chosen, wanted)
    return finish(params, work, edited, SetClassificationResult)
