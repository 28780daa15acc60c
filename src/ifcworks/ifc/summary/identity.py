"""Who made the model and what it is: STEP header, authoring tools, project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.ifc.summary.values import by_type, get, reference, strings, text

if TYPE_CHECKING:
    import ifcopenshell

_VIEW = re.compile(r"ViewDefinition\s*\[([^\]]*)\]", re.IGNORECASE)


class Part(BaseModel):
    """A part of a summary."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Header(Part):
    """The header section of the STEP file (ISO 10303-21, clause 8)."""

    description: list[str] = Field(description="FILE_DESCRIPTION, as it stands there.")
    view_definitions: list[str] = Field(
        description="Model view definitions (MVD) named in the description, such as "
        "CoordinationView_V2.0 or ReferenceView_V1.2."
    )
    implementation_level: str | None = Field(description="Of ISO 10303-21, usually 2;1.")
    name: str | None = Field(description="Name of the file as its header states it.")
    timestamp: str | None = Field(description="When it was written, as stated (ISO 8601).")
    author: list[str] = Field(description="Persons who made it.")
    organisation: list[str] = Field(description="Organisations of the authors.")
    preprocessor: str | None = Field(description="Software library that wrote the file.")
    originating_system: str | None = Field(description="Software that the model comes from.")
    authorisation: str | None = Field(description="Who authorised the file.")


class Application(Part):
    """A software that made or changed the model (IfcApplication)."""

    name: str | None = Field(description="ApplicationFullName.")
    version: str | None = Field(description="Version, as stated.")
    developer: str | None = Field(description="Name of the developing organisation.")


class Project(Part):
    """IfcProject."""

    global_id: str | None = Field(description="GlobalId.")
    name: str | None = Field(description="Short name.")
    long_name: str | None = Field(description="Long name.")
    description: str | None = Field(description="Description.")
    phase: str | None = Field(description="Phase of the project.")


def read_header(model: ifcopenshell.file) -> Header:
    """The header of a model."""
    described, named = get(model.header, "file_description"), get(model.header, "file_name")
    description = strings(get(described, "description"))
    views = [view for line in description for view in _VIEW.findall(line)]
    return Header(
        description=description,
        view_definitions=[name.strip() for v in views for name in v.split(",") if name.strip()],
        implementation_level=text(described, "implementation_level"),
        name=text(named, "name"),
        timestamp=text(named, "time_stamp"),
        author=strings(get(named, "author")),
        organisation=strings(get(named, "organization")),
        preprocessor=text(named, "preprocessor_version"),
        originating_system=text(named, "originating_system"),
        authorisation=text(named, "authorization"),
    )


def read_applications(model: ifcopenshell.file) -> list[Application]:
    """The authoring tools, each once, in the order of their step ids."""
    found: dict[tuple[str | None, ...], Application] = {}
    for instance in sorted(by_type(model, "IfcApplication"), key=lambda i: int(i.id())):
        application = Application(
            name=text(instance, "ApplicationFullName"),
            version=text(instance, "Version"),
            developer=text(reference(instance, "ApplicationDeveloper", "IfcOrganization"), "Name"),
        )
        key = (application.name, application.version, application.developer)
        found.setdefault(key, application)
    return list(found.values())


def read_project(model: ifcopenshell.file) -> Project | None:
    """The project; the first if there are several, None if there is none."""
    projects = by_type(model, "IfcProject")
    if not projects:
        return None
    return Project(
        global_id=text(projects[0], "GlobalId"),
        name=text(projects[0], "Name"),
        long_name=text(projects[0], "LongName"),
        description=text(projects[0], "Description"),
        phase=text(projects[0], "Phase"),
    )
