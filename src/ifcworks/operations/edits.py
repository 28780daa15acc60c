"""What the operations that set values have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.operations.base import ModelRef, OperationParams, OperationResult
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.editing.changes import Chosen, Edited

Plain = str | int | float | bool | None
MODEL = "model.ifc"
LISTED = 1000


class OnProblem(StrEnum):
    """What to do where an element cannot be edited."""

    STOP = "stop"
    SKIP = "skip"


class EditParams(OperationParams):
    """Parameters that all of them have."""

    model: ModelRef = Field(description="The model.")
    selector: str = Field(
        min_length=1,
        max_length=10_000,
        description="Which elements, in the selector syntax of ifcopenshell: IfcWall, "
        'IfcDoor, location="Level 1".',
    )
    write: bool = Field(
        default=False,
        description="Make the next version of the model. Without it only say what would change.",
    )
    on_problem: OnProblem = Field(
        default=OnProblem.STOP,
        description="stop: write nothing if any element cannot be edited. skip: edit the others.",
    )


class ElementChange(BaseModel):
    """A value that is another."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True
    )

    global_id: str = Field(description="GlobalId of the element; #12 for what has none.")
    class_: str = Field(alias="class", description="Class of the element.")
    name: str | None = Field(description="Name of the element, as in the model.")
    old: Plain = Field(description="What the model says; null for nothing.")
    new: Plain = Field(description="What it shall say; null for nothing.")
    note: str = Field(description="How it is written, where that is not obvious.")


class ElementProblem(BaseModel):
    """An element that cannot be edited."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True
    )

    global_id: str = Field(description="GlobalId of the element; #12 for what has none.")
    class_: str = Field(alias="class", description="Class of the element.")
    name: str | None = Field(description="Name of the element.")
    reason: str = Field(description="A word for why, such as read-only or not-allowed.")
    message: str = Field(description="The same as a sentence.")


class EditResult(OperationResult):
    """What is edited."""

    written: bool = Field(description="Whether a new version of the model was made.")
    artifact: str | None = Field(description="The file of that version.")
    elements: int = Field(description="Elements that the selector chooses.")
    changes_total: int = Field(description="Elements of which the value is another.")
    unchanged: int = Field(description="Elements of which it is so already.")
    changes: list[ElementChange] = Field(description="The first 1,000 changes; all in changes.csv.")
    problems_total: int = Field(description="Elements that cannot be edited.")
    reasons: dict[str, int] = Field(description="How often for which reason.")
    problems: list[ElementProblem] = Field(
        description="The first 1,000 problems; all in problems.csv."
    )
    instances_edited: int = Field(description="Instances of the file that differ in an argument.")
    instances_added: int = Field(description="Instances that are added to the file.")
    instances_removed: int = Field(description="Instances that are removed from the file.")

    @classmethod
    def of(cls, edited: Edited, artifact: str | None) -> Self:
        """The result of edits."""
        from ifcworks.ifc.tables.importing.reports import plain

        return cls(
            written=artifact is not None,
            artifact=artifact,
            elements=edited.elements,
            changes_total=len(edited.changes),
            unchanged=edited.elements - len(edited.changes) - len(edited.problems),
            changes=[
                ElementChange(
                    global_id=change.global_id,
                    class_=change.class_,
                    name=change.name,
                    old=plain(change.old),
                    new=plain(change.new),
                    note=change.note,
                )
                for change in edited.changes[:LISTED]
            ],
            problems_total=len(edited.problems),
            reasons=dict(Counter(problem.reason for problem in edited.problems).most_common()),
            problems=[
                ElementProblem(
                    global_id=problem.global_id,
                    class_=problem.class_,
                    name=problem.name,
                    reason=problem.reason,
                    message=problem.message,
                )
                for problem in edited.problems[:LISTED]
            ],
            instances_edited=len(edited.edits.arguments.keys() - edited.edits.removed),
            instances_added=len(edited.edits.added),
            instances_removed=len(edited.edits.removed),
        )


ResultType = TypeVar("ResultType", bound=EditResult)
PRELOAD = (
    "ifcopenshell",
    "ifcopenshell.util.selector",
    "duckdb",
    "ifcworks.ifc.index.reader",
    "ifcworks.ifc.editing.values",
    "ifcworks.ifc.editing.classifications",
)


@contextmanager
def choosing(params: EditParams, work: Workspace) -> Iterator[Chosen]:
    """The elements to edit, while the index of their model is open.

    Raises:
        ParametersInvalid, NothingToDo, FileRefused, ModelNotEditable: as ``Chosen``.
    """
    from ifcworks.ifc.editing.changes import Chosen
    from ifcworks.ifc.index.reader import open_index

    work.progress(0, "choosing elements")
    with open_index(work.index(params.model)) as index:
        yield Chosen(index, work.path(params.model), work.scratch("model"), params.selector)


def finish(params: Any, work: Workspace, edited: Edited, result: type[ResultType]) -> ResultType:
    """Write what is to be written, and say what there is."""
    from ifcworks.ifc.editing.changes import write_changes, write_problems

    artifact = None
    may_write = not edited.problems or params.on_problem is OnProblem.SKIP
    if params.write and may_write and edited.edits:
        work.progress(0.9, "writing the new version")
        artifact = MODEL
        edited.text.write(work.new_version(params.model, artifact), edited.edits)
    if edited.changes:
        write_changes(edited.changes, work.artifact("changes.csv"))
    if edited.problems:
        write_problems(edited.problems, work.artifact("problems.csv"))
    return result.of(edited, artifact)


def show(result: EditResult) -> RenderableType:
    """Old and new values, problems, and what to do next, for the terminal."""
    from ifcworks.operations.views.edits import render

    return render(result)
