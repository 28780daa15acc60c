"""The smallest possible operation: what is left of its time is what a job costs."""

from __future__ import annotations

from pydantic import Field

from ifcworks.operations.base import OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class TinyParams(OperationParams):
    """Parameters of ``tiny``."""

    number: int = Field(description="Makes requests differ.")


class TinyResult(OperationResult):
    """Result of ``tiny``."""

    number: int = Field(description="The number given.")


@operation("tiny", title="Do nothing", timeout="30s")
def tiny(params: TinyParams, work: Workspace) -> TinyResult:
    """Answer the number given."""
    return TinyResult(number=params.number)
