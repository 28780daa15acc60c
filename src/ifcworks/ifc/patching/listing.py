"""The list of recipes, as the API and the command line show it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.ifc.patching.catalogue import recipes
from ifcworks.ifc.patching.recipe import Plain, Recipe, RecipeParameter, ValueType


class RecipeParameterOut(BaseModel):
    """A parameter of a recipe."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="Its name.")
    type: ValueType = Field(description="What it takes.")
    many: bool = Field(description="Whether it takes a list of these.")
    required: bool = Field(description="Whether it must be given.")
    optional: bool = Field(description="Whether null is a value too.")
    default: Plain = Field(description="What is taken if it is not given.")
    choices: list[str] = Field(description="The values allowed, where only some are.")
    suffixes: list[str] = Field(description="Of the files that it takes.")
    given_in: str = Field(description="The parameter of patch that takes it: arguments or files.")
    description: str = Field(description="What it means, in the words of the recipe.")

    @classmethod
    def of(cls, parameter: RecipeParameter) -> RecipeParameterOut:
        """What is said of a parameter."""
        return cls(
            name=parameter.name,
            type=parameter.type,
            many=parameter.many,
            required=parameter.required,
            optional=parameter.optional,
            default=parameter.default,
            choices=list(parameter.choices),
            suffixes=list(parameter.suffixes),
            given_in="files" if parameter.type is ValueType.FILE else "arguments",
            description=parameter.description,
        )


class RecipeOut(BaseModel):
    """A recipe."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="Its name.")
    summary: str = Field(description="What it does, in a sentence.")
    description: str = Field(description="What it does, in its own words.")
    is_custom: bool = Field(description="Whether it is from the folder of the administrator.")
    available: bool = Field(description="Whether it can be run.")
    reason: str | None = Field(description="Why it cannot be run.")
    makes: str | None = Field(
        description="The artifact that it makes; *.ifc: several, called after storeys; null: only "
        "a run tells."
    )
    parameters: list[RecipeParameterOut] = Field(description="What it takes.")

    @classmethod
    def of(cls, recipe: Recipe) -> RecipeOut:
        """What is said of a recipe."""
        return cls(
            name=recipe.name,
            summary=recipe.summary,
            description=recipe.description,
            is_custom=recipe.is_custom,
            available=recipe.unavailable is None,
            reason=recipe.unavailable,
            makes=recipe.makes,
            parameters=[RecipeParameterOut.of(parameter) for parameter in recipe.parameters],
        )


def listing(folder: Path | None = None) -> list[RecipeOut]:
    """All recipes by name.

    Args:
        folder: of custom recipes.

    Raises:
        ParametersInvalid: the folder is not there.
    """
    return [RecipeOut.of(recipe) for recipe in recipes(folder)]
