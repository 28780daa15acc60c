"""One operation that takes everything a command line can give, and makes several files."""

import sys
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from ifcworks.errors import OperationFailed, ParametersInvalid
from ifcworks.operations.base import FileRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class Format(StrEnum):
    OBJ = "obj"
    TXT = "txt"
    SVG = "svg"


class Part(BaseModel):
    name: str = Field(description="Its name.")
    weight: float = Field(1.0, ge=0, description="Its weight.")
    file: FileRef | None = Field(None, description="Its drawing.")


class ForgeParams(OperationParams):
    source: FileRef = Field(description="What to forge.")
    form: FileRef = Field(description="The form to forge it in.")
    format: Format = Field(Format.OBJ, description="What to write.")
    template: FileRef | None = Field(None, description="Another file.")
    others: list[FileRef] = Field([], description="More files.")
    polish: bool = Field(True, description="Whether to polish it.")
    grade: Literal[1, 2, 3] = Field(2, description="How fine.")
    heat: Annotated[int, Field(ge=1, le=9)] | None = Field(None, description="How hot.")
    limit: float = Field(0.5, gt=0, description="A limit.")
    words: list[str] = Field([], max_length=3, description="Words to stamp on it.")
    offset: tuple[float, float, float] | None = Field(None, description="Where to put it.")
    parts: list[Part] = Field([], description="Its parts.")
    names: dict[str, int] = Field({}, description="Numbers by name.")
    verbose: bool = Field(False, description="A name that means something else already.")
    incomplete: bool = Field(False, description="Leave something out.")


class LeftOut(BaseModel):
    name: str = Field(description="Its name.")
    weight: float = Field(description="Its weight.")


class ForgeResult(OperationResult):
    given: dict[str, object] = Field(description="The parameters as they came.")
    text: str = Field(description="The beginning of the source.")
    left_out: list[LeftOut] = Field(description="What is missing.")
    complete: bool = Field(description="Whether nothing is missing.")


@operation("forge", title="Forge something", suffix_sets="format")
def forge(params: ForgeParams, work: Workspace) -> ForgeResult:
    """Forge something from a source.

    The second paragraph says more.
    """
    work.path(params.form)
    sys.stdout.write("hammering\n")
    match params.format:
        case Format.OBJ:
            work.artifact("model.obj").write_text("# made\nmtllib model.mtl\nv 0 0 0\n")
            work.artifact("model.mtl").write_text("newmtl iron\n")
        case Format.TXT:
            work.artifact("model.txt").write_text("forged\n")
        case Format.SVG:
            work.artifact("ground.svg").write_text("<svg/>")
            work.artifact("roof.svg").write_text("<svg/>")
    missing = [LeftOut(name="handle", weight=1.5)] if params.incomplete else []
    return ForgeResult(
        given=params.model_dump(mode="json"),
        text=work.path(params.source).read_text()[:20],
        left_out=missing,
        complete=not missing,
    )


class WeighParams(OperationParams):
    thing: FileRef = Field(description="What to weigh.")
    refuse: bool = Field(False, description="Say no.")
    double_check: bool = Field(False, description="Means nothing here.")


class WeighResult(OperationResult):
    weight: int = Field(description="Bytes.")


@operation("weigh", title="Weigh a file")
def weigh(params: WeighParams, work: Workspace) -> WeighResult:
    """Weigh a file. It makes no file of its own."""
    if params.double_check:
        raise ParametersInvalid(
            "No.", errors=[{"where": "double_check", "what": "there is nothing to check"}]
        )
    if params.refuse:
        raise OperationFailed("It is too heavy [really]. Take a lighter one.")
    return WeighResult(weight=work.path(params.thing).stat().st_size)
