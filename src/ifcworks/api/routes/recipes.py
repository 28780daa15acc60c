"""The recipes that the operation ``patch`` can run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from ifcworks.api.access import ServiceDep
from ifcworks.api.problems import documented
from ifcworks.errors import NotFound, ParametersInvalid
from ifcworks.ifc.patching.listing import RecipeOut, listing

router = APIRouter(prefix="/patch/recipes", tags=["operations"])


@router.get("", summary="All recipes of patch", responses=documented(ParametersInvalid))
def list_recipes(service: ServiceDep) -> list[RecipeOut]:
    """All recipes with their typed parameters, also those that cannot be run, with the reason."""
    return listing(service.settings.recipes)


@router.get("/{name}", summary="One recipe of patch", responses=documented(NotFound))
def get_recipe(
    name: Annotated[str, Path(description="Name of the recipe.", examples=["Migrate"])],
    service: ServiceDep,
) -> RecipeOut:
    """One recipe with its typed parameters."""
    for found in listing(service.settings.recipes):
        if found.name == name:
            return found
    raise NotFound(f"There is no recipe '{name}'; see /api/v1/patch/recipes.")
