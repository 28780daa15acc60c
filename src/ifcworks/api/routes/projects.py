"""Projects: namespaces for files."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from ifcworks.api.access import ProjectDep, ServiceDep
from ifcworks.api.json_bodies import JsonRoute
from ifcworks.api.problems import documented
from ifcworks.errors import BodyTooLarge, MediaTypeUnsupported, NameTaken, ProjectNotFound
from ifcworks.files.catalog import Project

router = APIRouter(prefix="/projects", tags=["projects"], route_class=JsonRoute)


class ProjectIn(BaseModel):
    """A project to be made."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(
        description="Its name in addresses: a-z, 0-9, '.', '_', '-'.",
        pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$",
        examples=["tower-b"],
    )
    title: str = Field("", max_length=200, description="A title for people.")


class ProjectOut(BaseModel):
    """A project."""

    name: str = Field(description="Its name in addresses.")
    title: str = Field(description="A title for people.")
    created_at: datetime = Field(description="When it was made.")

    @classmethod
    def of(cls, project: Project) -> ProjectOut:
        """What the API says of a project."""
        return cls(name=project.name, title=project.title, created_at=project.created_at)


@router.get("", summary="All projects", responses=documented())
def list_projects(service: ServiceDep) -> list[ProjectOut]:
    """All projects by name."""
    return [ProjectOut.of(project) for project in service.catalog.projects()]


@router.post(
    "",
    summary="Make a project",
    status_code=201,
    response_description="The project was made.",
    responses={
        201: {
            "headers": {
                "Location": {
                    "description": "Where the project lives.",
                    "schema": {"type": "string"},
                }
            }
        },
        **documented(NameTaken, BodyTooLarge, MediaTypeUnsupported),
    },
)
def make_project(body: ProjectIn, service: ServiceDep, response: Response) -> ProjectOut:
    """Make a project. Its address is in `Location`."""
    project = service.catalog.add_project(body.name, body.title)
    response.headers["Location"] = f"/api/v1/projects/{project.name}"
    return ProjectOut.of(project)


@router.get("/{project}", summary="One project", responses=documented(ProjectNotFound))
def get_project(project: ProjectDep) -> ProjectOut:
    """One project."""
    return ProjectOut.of(project)
