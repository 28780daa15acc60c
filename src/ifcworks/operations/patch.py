"""The operation ``patch``: a recipe of ifcpatch on a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from ifcworks.errors import ParametersInvalid, RecipeFailed
from ifcworks.operations.base import FileRef, ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Text = Annotated[str, Field(max_length=100_000)]
_Plain = bool | int | float | _Text | None
_Value = _Plain | Annotated[list[_Plain], Field(max_length=10_000)]
_MODEL = "model.ifc"


class PatchParams(OperationParams):
    """Parameters of ``patch``."""

    model: ModelRef = Field(description="The model.")
    recipe: str = Field(
        min_length=1,
        max_length=100,
        description="The recipe: ifcworks patch-recipes and GET /api/v1/patch/recipes list them.",
    )
    arguments: dict[_Name, _Value] = Field(
        default_factory=dict,
        max_length=100,
        description="The arguments of the recipe by name; those left out are as usual.",
    )
    files: dict[_Name, Annotated[list[FileRef], Field(max_length=100)]] = Field(
        default_factory=dict,
        max_length=20,
        description="The arguments of the recipe that are files, by name.",
    )
    new_version: bool = Field(
        default=False,
        description="Make the result the next version of the model, and not a file beside it.",
    )

    @model_validator(mode="after")
    def _fits_the_recipe(self) -> Self:
        from ifcworks.ifc.patching.arguments import converted
        from ifcworks.ifc.patching.catalogue import is_of_library, recipe

        # Of custom recipes only an attempt knows.
        if is_of_library(self.recipe):
            try:
                converted(recipe(self.recipe), self.arguments, self.files)
            except ParametersInvalid as error:
                raise ValueError(error.detail.rstrip(".")) from error
        return self


class PatchResult(OperationResult):
    """What a recipe made."""

    recipe: str = Field(description="The recipe.")
    is_custom: bool = Field(description="Whether it is from the folder of the administrator.")
    artifacts: list[str] = Field(description="The files made.")
    new_version: bool = Field(description="Whether the model has a new version.")
    schema_before: str = Field(description="Schema of the model.")
    schema_after: str | None = Field(description="Schema of the result; null if it is no model.")
    instances_before: int = Field(description="Instances in the model.")
    instances_after: int | None = Field(description="Instances in the result.")
    elements_before: int = Field(description="Elements in the model.")
    elements_after: int | None = Field(description="Elements in the result.")
    messages: list[str] = Field(description="What the recipe said, the first 100 lines.")


def show(result: PatchResult) -> RenderableType:
    """What became of the model, for the terminal."""
    from ifcworks.operations.views.editing import facts

    rows = [("Recipe", result.recipe)]
    if result.schema_after is not None:
        rows += [
            ("Instances", f"{result.instances_before:,} → {result.instances_after:,}"),
            ("Elements", f"{result.elements_before:,} → {result.elements_after:,}"),
            ("Schema", f"{result.schema_before} → {result.schema_after}"),
        ]
    rows += [("It said", message) for message in result.messages[:5]]
    return facts(rows)


@operation(
    "patch",
    title="Run a recipe on a model",
    queue="ifcpatch",
    timeout="1h",
    memory="6GiB",
    stores=False,
    show=show,
    preload=("ifcopenshell", "ifcopenshell.util.selector", "ifcpatch", "ifcworks.ifc.reading"),
)
def patch(params: PatchParams, work: Workspace) -> PatchResult:
    """Run a recipe of ifcpatch, with named arguments.

    The arguments are checked against what the recipe says of itself before anything is opened.
    Arguments that are files are references to files like the model. No recipe gets a path, an
    address or a password from a request: what it would write to a folder or a database are
    artifacts. Recipes that cannot be run like this are listed with the reason.

    When a recipe fails, its own message is in the problem `recipe-failed`, and there is no new
    version. Custom recipes are only those in the folder that the administrator has set.
    """
    from ifcworks.ifc.patching.arguments import converted
    from ifcworks.ifc.patching.catalogue import recipe
    from ifcworks.ifc.patching.running import run_recipe, write_checked

    found = recipe(params.recipe, work.recipes)
    values = converted(found, params.arguments, params.files)
    if found.makes not in (_MODEL, None) and params.new_version:
        what = f"'{found.name}' makes no model, so there can be no new version of it"
        raise ParametersInvalid(f"{what}.", errors=[{"where": "new_version", "what": what}])
    paths = {str(ref): work.path(ref) for refs in params.files.values() for ref in refs}
    work.progress(0, f"opening the model for {found.name}")
    made = run_recipe(found, values, paths, work.path(params.model), work.scratch("recipe"))
    if made.model is None and params.new_version:
        listed = ", ".join(made.files)
        raise RecipeFailed(
            f"The recipe '{found.name}' made {listed}, which is no model that could be a new "
            "version. Run it without new_version to get that."
        )
    if made.model is not None:
        work.progress(0.8, "writing the model")
        target = (
            work.new_version(params.model, _MODEL) if params.new_version else work.artifact(_MODEL)
        )
        write_checked(made.model, target, work.scratch("checked"))
    for name, path in made.files.items():
        path.rename(work.artifact(name))
    after = None if made.model is None else made.after()
    return PatchResult(
        recipe=found.name,
        is_custom=found.is_custom,
        artifacts=[_MODEL] if made.model is not None else list(made.files),
        new_version=params.new_version,
        schema_before=made.before.schema,
        schema_after=after and after.schema,
        instances_before=made.before.instances,
        instances_after=after and after.instances,
        elements_before=made.before.elements,
        elements_after=after and after.elements,
        messages=made.messages,
    )
