"""Operations that know something of a model, and one that needs to know it."""

from pydantic import Field

from ifcworks.errors import OperationFailed
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class SurveyParams(OperationParams):
    model: ModelRef = Field(description="A model.")


class SurveyResult(OperationResult):
    size: int = Field(description="Its size in bytes.")


@operation("lines", title="Count lines", provides={"lines": "lines.txt"})
def lines(params: SurveyParams, work: Workspace) -> SurveyResult:
    """Count the lines of a model, and refuse one that says so."""
    text = work.path(params.model).read_bytes()
    if b"refuse me" in text:
        raise OperationFailed("It asked to be refused.")
    work.artifact("lines.txt").write_text(str(text.count(b"\n")))
    return SurveyResult(size=len(text))


@operation(
    "words",
    title="Count words",
    needs=("lines",),
    provides={"words": "words.txt", "lines": "lines.txt"},
)
def words(params: SurveyParams, work: Workspace) -> SurveyResult:
    """Count the words of a model."""
    text = work.path(params.model).read_bytes()
    known = work.known["lines"][params.model].read_text()
    work.artifact("lines.txt").write_text(f"{known} lines")
    work.artifact("words.txt").write_text(str(len(text.split())))
    return SurveyResult(size=len(text))


class CompareParams(OperationParams):
    old: ModelRef = Field(description="A model.")
    new: ModelRef = Field(description="Another.")
    number: int = Field(0, description="Any number; makes requests differ.")


class CompareResult(OperationResult):
    known: dict[str, list[str]] = Field(description="What is known of the two models.")


@operation("compare", title="Compare", needs=("words", "lines"))
def compare(params: CompareParams, work: Workspace) -> CompareResult:
    """Tell what is known of two models."""
    return CompareResult(
        known={
            kind: [paths[ref].read_text() for ref in (params.old, params.new)]
            for kind, paths in sorted(work.known.items())
        }
    )
