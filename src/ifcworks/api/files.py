"""What the API says of files."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from ifcworks.files.catalog import File, Project, Version

Kind = Literal["ifc", "ids", "bcf", "table", "json", "other"]


class VersionOut(BaseModel):
    """One version of a file: what was uploaded, unchanged."""

    number: int = Field(description="1 for the first version, then 2, 3 …")
    sha256: str = Field(description="SHA-256 of the bytes, hexadecimal.")
    size: int = Field(description="Bytes.")
    form: str = Field(description="How the bytes are written: step, ifczip, gzip+step, csv, …")
    ifc_schema: str | None = Field(description="Schema that a model's header names.")
    media_type: str = Field(description="Content-Type of the download.")
    created_at: datetime = Field(description="When it was uploaded.")
    content_url: str = Field(description="Where to download it.")


class FileOut(BaseModel):
    """A file, with its newest version."""

    id: str = Field(description="Id of the file.")
    project: str = Field(description="Name of its project.")
    name: str = Field(description="Its name, unique in the project.")
    kind: Kind = Field(description="What it is.")
    created_at: datetime = Field(description="When its first version was uploaded.")
    newest: VersionOut = Field(description="Its newest version.")


def version_out(project: Project, version: Version) -> VersionOut:
    """What the API says of a version of a file of the project."""
    return VersionOut(
        number=version.number,
        sha256=version.blob.sha256,
        size=version.blob.size,
        form=version.form,
        ifc_schema=version.ifc_schema,
        media_type=version.media_type,
        created_at=version.created_at,
        content_url=(f"{file_address(project, version.file_id)}/versions/{version.number}/content"),
    )


def file_out(project: Project, file: File) -> FileOut:
    """What the API says of a file of the project."""
    return FileOut.model_validate(
        {
            "id": file.id,
            "project": project.name,
            "name": file.name,
            "kind": file.kind,
            "created_at": file.created_at,
            "newest": version_out(project, file.newest),
        }
    )


def file_address(project: Project, file_id: str) -> str:
    """Where a file lives in the API."""
    return f"/api/v1/projects/{project.name}/files/{file_id}"
