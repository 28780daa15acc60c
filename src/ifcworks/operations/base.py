"""What an operation is: parameters in, files at hand, result and artifacts out.

An operation is declared once, in one file of this package::

    class DiffParams(OperationParams):
        old: ModelRef = Field(description="The earlier version.")

    class DiffResult(OperationResult):
        added: int = Field(description="Elements only in the later version.")

    @operation("diff", title="Compare two versions", timeout="2h", memory="6GiB")
    def diff(params: DiffParams, work: Workspace) -> DiffResult:
        '''Compare two versions of a model, element by element.'''

Route, command, queue, form, reference page and conformance test are derived from that.
The module must be cheap to import: heavy native modules are imported inside the function and
named in ``preload``, so that the process that starts attempts has them loaded.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, get_type_hints

from pydantic import BaseModel, ByteSize, ConfigDict, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import core_schema

from ifcworks.operations.workspace import Workspace


class FileRef(str):
    """A reference to an input file.

    In the API: a file id, a name, or ``name@version``. On the command line: a path. An operation
    never interprets it; it asks ``Workspace.path`` for the local file.
    """

    kind: ClassVar[str] = "other"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=1024, strict=True)
        return core_schema.no_info_after_validator_function(cls, text)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        """A string whose ``x-ifcworks-file`` names the kind of file that it must refer to."""
        schema: dict[str, Any] = handler(core)
        schema["x-ifcworks-file"] = cls.kind
        return schema


class ModelRef(FileRef):
    """A reference to an IFC model."""

    kind = "ifc"


class OperationParams(BaseModel):
    """Parameters of an operation. Unknown ones are refused; every field has a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class OperationResult(BaseModel):
    """What an operation answers, as JSON. Names no uploaded file: results are shared by content."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True
    )


class OperationFunction(Protocol):
    """The function behind an operation."""

    __name__: str
    __doc__: str | None

    def __call__(self, params: Any, work: Workspace, /) -> OperationResult:
        """Do the work."""
        ...


@dataclass(frozen=True)
class Operation:
    """A named, versioned kind of work, as declared.

    Attributes:
        name: the word in routes, commands and queues.
        version: raised when the same input gives another result; part of the fingerprint.
        timeout: seconds that one attempt may take.
        memory: bytes that one attempt may use.
        suffix_sets: the parameter that the suffix of the command line's output path sets.
        show: takes the result and returns a rich renderable (a ``str`` is one), for the terminal.
            It imports rich itself, when called.
        preload: modules to have loaded before an attempt starts.
        needs: what must be known of every model among the inputs before an attempt starts, such as
            ``index``; a job waits for the job that works it out. May depend on the parameters.
        stores: whether an equal request is answered from the stored result; not where an operation
            makes a new version of a file, or an entry in a history, each time.
        resumes: the artifact that the next job of the same parameters is handed, on whatever
            versions of the same files, as ``Workspace.earlier``. It may save work; it must not
            change the answer.
        provides: artifacts that are kept as knowledge of the model, by kind. The operation must
            have one parameter without default, ``model``.
    """

    name: str
    title: str
    description: str
    version: int
    queue: str
    timeout: float
    memory: int
    params: type[OperationParams]
    result: type[OperationResult]
    function: OperationFunction
    suffix_sets: str | None = None
    show: Callable[[Any], Any] | None = None
    preload: tuple[str, ...] = ()
    needs: Callable[[Any], tuple[str, ...]] = lambda params: ()
    provides: Mapping[str, str] = field(default_factory=dict)
    stores: bool = True
    resumes: str | None = None

    @property
    def summary(self) -> str:
        """The first sentence of the description."""
        return self.description.split("\n\n")[0].replace("\n", " ")


_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h)")
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}


def seconds(text: str) -> float:
    """Seconds of a duration such as ``90s``, ``10min`` or ``2h``.

    Raises:
        ValueError: the text is not a duration.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a duration; write for example 90s, 10min or 2h")
    return float(match[1]) * _SECONDS[match[2]]


def operation(
    name: str,
    *,
    title: str,
    queue: str = "default",
    timeout: str = "10min",
    memory: str = "4GiB",
    version: int = 1,
    suffix_sets: str | None = None,
    show: Callable[[Any], Any] | None = None,
    preload: tuple[str, ...] = (),
    needs: tuple[str, ...] | Callable[[Any], tuple[str, ...]] = (),
    provides: Mapping[str, str] | None = None,
    stores: bool = True,
    resumes: str | None = None,
) -> Callable[[OperationFunction], Operation]:
    """Declare the decorated function as an operation. See the module's docstring.

    Raises:
        TypeError: the function lacks what the derived interfaces need (types, docstring,
            descriptions of all fields), so that a mistake shows at import.
    """

    def declare(function: OperationFunction) -> Operation:
        hints = get_type_hints(function)
        parameters = list(inspect.signature(function).parameters)
        params = hints.get(parameters[0]) if len(parameters) == 2 else None
        result = hints.get("return")
        if not (isinstance(params, type) and issubclass(params, OperationParams)):
            raise TypeError(f"operation {name}: the first of two arguments must be OperationParams")
        if not (isinstance(result, type) and issubclass(result, OperationResult)):
            raise TypeError(f"operation {name}: must return an OperationResult")
        if not function.__doc__:
            raise TypeError(f"operation {name}: needs a docstring; it becomes its reference page")
        for model in (params, result):
            for member, info in model.model_fields.items():
                if not info.description:
                    raise TypeError(
                        f"operation {name}: {model.__name__}.{member} has no description"
                    )
        if suffix_sets is not None and suffix_sets not in params.model_fields:
            raise TypeError(f"operation {name}: suffix_sets names no parameter: {suffix_sets}")
        required = [n for n, info in params.model_fields.items() if info.is_required()]
        if provides and required != ["model"]:
            raise TypeError(f"operation {name}: provides, so it may require only 'model'")
        return Operation(
            name=name,
            title=title,
            description=inspect.cleandoc(function.__doc__),
            version=version,
            queue=queue,
            timeout=seconds(timeout),
            memory=int(TypeAdapter(ByteSize).validate_python(memory)),
            params=params,
            result=result,
            function=function,
            suffix_sets=suffix_sets,
            show=show,
            preload=preload,
            needs=needs if callable(needs) else lambda params: needs,
            provides=provides or {},
            stores=stores,
            resumes=resumes,
        )

    return declare


def file_refs(value: Any, where: str = "") -> Iterator[tuple[str, FileRef]]:
    """Every file reference inside parameters with the path to it, such as ``sets[0].a[1].file``."""
    if isinstance(value, FileRef):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from file_refs(getattr(value, name), f"{where}.{name}" if where else name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from file_refs(item, f"{where}.{key}" if where else str(key))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for number, item in enumerate(value):
            yield from file_refs(item, f"{where}[{number}]")
