"""An operation that answers what it is given, or refuses, quickly and without a trace."""

from enum import StrEnum

from pydantic import Field

from ifcworks.errors import OperationFailed
from ifcworks.operations.base import FileRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class Tone(StrEnum):
    KIND = "kind"
    CROSS = "cross"


class EchoParams(OperationParams):
    tone: Tone = Field(Tone.KIND, description="Whether to answer or to refuse.")
    text: str = Field("", max_length=1000, description="What to answer.")
    number: int = Field(0, ge=0, le=100, description="Any number; makes requests differ.")
    file: FileRef | None = Field(None, description="An input file.")


class EchoResult(OperationResult):
    text: str = Field(description="The text given.")
    size: int = Field(description="Bytes of the file given.")


@operation("echo", title="Echo", timeout="20s", memory="512MiB")
def echo(params: EchoParams, work: Workspace) -> EchoResult:
    """Answer the text, and how large the file is."""
    if params.tone is Tone.CROSS:
        raise OperationFailed("This was asked to fail. Ask more kindly.")
    work.artifact("echo.txt").write_text(params.text)
    size = work.path(params.file).stat().st_size if params.file else 0
    return EchoResult(text=params.text, size=size)
