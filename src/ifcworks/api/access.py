"""What routes need at hand: the connected service, the project of the address."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Path, Request

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

FileId = Annotated[str, Path(max_length=36, description="Id of the file.")]
