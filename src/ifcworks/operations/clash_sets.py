"""Clash sets as parameters: sources, selectors and transforms on two sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.clash.outcome import Mode
from ifcworks.operations.base import ModelRef

if TYPE_CHECKING:
    from ifcworks.ifc.clash.model import ClashSet

_CHOICES = {"a": "all", "i": "include", "e": "exclude"}

Selector = Annotated[str, Field(min_length=1, max_length=10_000)]
_Row = tuple[float, float, float, float]
_Triple = tuple[float, float, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Placement(_Part):
    """How a model is placed in the federation: scaled, then turned about z, then moved."""

    translation: _Triple = Field(default=(0, 0, 0), description="Metres along x, y and z.")
    rotation: float = Field(
        default=0, description="Degrees about the z axis, counter-clockwise seen from above."
    )
    scale: float = Field(default=1, gt=0, description="Factor; the same in all directions.")


class Source(_Part):
    """Elements of a model on one side."""

    file: ModelRef = Field(description="The model.")
    selector: Selector | None = Field(
        default=None,
        description="Which elements, in the selector syntax of ifcopenshell: IfcWall.",
    )
    mode: Literal["all", "include", "exclude", "a", "i", "e"] | None = Field(
        default=None,
        description="Whether the selector chooses (include), takes away (exclude) or means nothing "
        "(all); a, i, e as in ifcclash. By default include where there is a selector, else all: "
        "every IfcElement but openings and other features.",
    )
    transform: Placement | tuple[_Row, _Row, _Row, _Row] | None = Field(
        default=None,
        description="Where the model stands in the federation: translation, rotation and scale, or "
        "a 4 × 4 matrix by rows, in metres.",
    )


class ClashSetParams(_Part):
    """A check: side a against side b."""

    name: str = Field(
        min_length=1, max_length=200, description="Its name; clashes are known by it run by run."
    )
    a: list[Source] = Field(min_length=1, max_length=1000, description="Side a.")
    b: list[Source] = Field(
        default_factory=list,
        max_length=1000,
        description="Side b; empty to test side a against itself.",
    )
    mode: Mode | None = Field(default=None, description="As the parameter of the operation.")
    tolerance: float | None = Field(default=None, ge=0, description="As the parameter.")
    clearance: float | None = Field(default=None, ge=0, description="As the parameter.")
    allow_touching: bool | None = Field(default=None, description="As the parameter.")
    check_all: bool | None = Field(default=None, description="As the parameter.")


@dataclass(frozen=True)
class Placed:
    """A file in its place: what takes part in a federation.

    Attributes:
        transform: 4 × 4, row by row; None where the model stays where it is.
    """

    file: ModelRef
    transform: tuple[float, ...] | None


def placed_in(clash_sets: Sequence[ClashSetParams]) -> list[Placed]:
    """What takes part, each once.

    Raises:
        ParametersInvalid: a transform is none.
    """
    found = {
        _placed(source, f"{one.name}: {side}[{number}].transform"): None
        for one in clash_sets
        for side in ("a", "b")
        for number, source in enumerate(getattr(one, side))
    }
    return list(found)


def names_of(placed: Sequence[Placed], files: Mapping[ModelRef, str]) -> list[str]:
    """What models are called, whatever their order: the names of their files.

    Those of the same name are told apart by numbers.

    Args:
        placed: the models.
        files: names of the files by their references.
    """
    names: dict[Placed, str] = {}
    for one in sorted(placed, key=lambda one: (one.file, one.transform or ())):
        name, number = files[one.file], 1
        while name in names.values():
            number += 1
            name = f"{files[one.file]} ({number})"
        names[one] = name
    return [names[one] for one in placed]


def clash_set_of(one: ClashSetParams, common: Any, placed: Sequence[Placed]) -> ClashSet:
    """A clash set of these models.

    What it leaves open is as in ``common``, the parameters of the operation.
    """
    from ifcworks.ifc.clash import model

    def either(name: str) -> Any:
        own = getattr(one, name)
        return getattr(common, name) if own is None else own

    def sources(name: str) -> tuple[model.Source, ...]:
        return tuple(
            model.Source(placed.index(_placed(source)), source.selector, _choice(source))
            for source in getattr(one, name)
        )

    return model.ClashSet(
        name=one.name,
        a=sources("a"),
        b=sources("b"),
        mode=model.Mode(either("mode")),
        tolerance=either("tolerance"),
        clearance=either("clearance"),
        allow_touching=either("allow_touching"),
        check_all=either("check_all"),
        judge=model.Judge(common.judge),
        min_volume=common.min_volume,
        min_depth=common.min_depth,
    )


def _choice(source: Source) -> Any:
    from ifcworks.ifc.clash.model import Choice

    mode = source.mode or ("include" if source.selector else "all")
    return Choice(_CHOICES.get(mode, mode))


def _placed(source: Source, where: str = "transform") -> Placed:
    """The model of a source, in its place."""
    from ifcworks.ifc.clash.placing import HERE, from_rows, placed

    given = source.transform
    try:
        if given is None:
            matrix = HERE
        elif isinstance(given, Placement):
            matrix = placed(given.translation, given.rotation, given.scale)
        else:
            matrix = from_rows(given)
    except ValueError as error:
        raise refused(where, str(error), given) from None
    return Placed(source.file, None if matrix == HERE else matrix)


def sides_of(
    given: ClashSetParams, placed: Sequence[Placed], names: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """The sides of a clash set as ifcclash writes them."""
    return {
        side: [
            {
                "file": names[placed.index(_placed(source))],
                "mode": _choice(source).value[0],
                **({"selector": source.selector} if source.selector else {}),
            }
            for source in sources
        ]
        for side, sources in (("a", given.a), ("b", given.b))
    }


def refused(where: str, what: str, got: object) -> ParametersInvalid:
    """What is wrong with a parameter, as a problem."""
    sentence = f"{what[0].upper()}{what[1:]}."
    return ParametersInvalid(sentence, errors=[{"where": where, "what": what, "got": got}])
