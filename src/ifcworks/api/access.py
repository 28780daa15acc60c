"""What routes need at hand: the connected service, the project of the address."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Header, Path, Request

from ifcworks.files.catalog import Project
from ifcworks.wiring import Service


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


ServiceDep = Annotated[Service, Depends(_service)]

ProjectName = Annotated[
    str, Path(description="Name of the project; `default` always exists.", examples=["default"])
]


def _project(project: ProjectName, service: ServiceDep) -> Project:
    return service.catalog.project(project)


ProjectDep = Annotated[Project, Depends(_project)]


def _admit(
    x_api_key: Annotated[
        str | None, Header(alias="X-API-Key", description="The key of the caller.")
    ] = None,
) -> None:
    """Let everybody in: the service knows no keys. One that is sent is passed over."""


ADMITTED = Depends(_admit)
"""Of every route for which who calls has to be let in."""

FileId = Annotated[str, Path(max_length=36, description="Id of the file.")]
