"""Projects, and the files in them: names with versions 1, 2, 3 and so on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import blobs, file_versions, files, projects
from ifcworks.errors import (
    FileNotFound,
    NameTaken,
    ParametersInvalid,
    ProjectNotFound,
)
from ifcworks.files.blobs import Blob
from ifcworks.files.versions import Content, put_version

DEFAULT_PROJECT = "default"
_PROJECT_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Project:
    """A namespace for files."""

    id: str
    name: str
    title: str
    created_at: datetime


@dataclass(frozen=True)
class Version:
    """One version of a file: what was uploaded, unchanged.

    Attributes:
        number: 1 for the first, then 2, 3 …
        form: how the bytes are written: step, ifczip, gzip+step, xml, csv, …
        ifc_schema: the schema that a model's header names, such as ``IFC4``.
        made_by: id of the job that made it; None for an upload.
    """

    file_id: str
    number: int
    blob: Blob
    form: str
    ifc_schema: str | None
    media_type: str
    created_at: datetime
    made_by: str | None = None


@dataclass(frozen=True)
class File:
    """A named thing in a project, with its newest version."""

    id: str
    project_id: str
    name: str
    kind: str
    created_at: datetime
    newest: Version


_newest = (
    sa.select(file_versions.c.file_id, sa.func.max(file_versions.c.number).label("number"))
    .group_by(file_versions.c.file_id)
    .subquery()
)
_FILE = [files.c.id, files.c.project_id, files.c.name, files.c.kind, files.c.created_at]
_VERSION = [
    file_versions.c.file_id,
    file_versions.c.number,
    file_versions.c.sha256,
    blobs.c.size,
    file_versions.c.form,
    file_versions.c.ifc_schema,
    file_versions.c.media_type,
    file_versions.c.created_at.label("version_created_at"),
    file_versions.c.made_by,
]


def _version(row: sa.Row[Any]) -> Version:
    return Version(
        file_id=row.file_id,
        number=row.number,
        blob=Blob(row.sha256, row.size),
        form=row.form,
        ifc_schema=row.ifc_schema,
        media_type=row.media_type,
        created_at=row.version_created_at,
        made_by=row.made_by,
    )


def _file(row: sa.Row[Any]) -> File:
    return File(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        kind=row.kind,
        created_at=row.created_at,
        newest=_version(row),
    )


class Catalog:
    """Projects and files in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure_default(self) -> None:
        """Make the project ``default`` if it is missing."""
        try:
            self.project(DEFAULT_PROJECT)
        except ProjectNotFound:
            self.add_project(DEFAULT_PROJECT, "Default project")

    def add_project(self, name: str, title: str = "") -> Project:
        """Make a project.

        Raises:
            ParametersInvalid: the name has other characters than a-z, 0-9, ``.``, ``_``, ``-``.
            NameTaken: there is one of this name.
        """
        if not _PROJECT_NAME.fullmatch(name):
            raise ParametersInvalid(
                f"'{name}' cannot name a project: use 1 to 100 of a-z, 0-9, '.', '_', '-', "
                "beginning with a letter or digit."
            )
        project = Project(str(uuid4()), name, title, datetime.now(UTC))
        try:
            with self._database.write() as connection:
                connection.execute(projects.insert().values(vars(project)))
        except sa.exc.IntegrityError:
            raise NameTaken(f"There is a project '{name}' already.") from None
        return project

    def projects(self) -> list[Project]:
        """All projects by name."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(projects).order_by(projects.c.name))
            return [Project(**row._mapping) for row in rows]

    def project(self, name: str) -> Project:
        """The project of this name.

        Raises:
            ProjectNotFound: there is none.
        """
        return self._project(
            projects.c.name == name,
            f"There is no project '{name}'. Make it with POST /api/v1/projects.",
        )

    def project_of(self, project_id: str) -> Project:
        """The project of this id; raises as ``project`` does."""
        return self._project(projects.c.id == project_id, f"There is no project {project_id}.")

    def _project(self, which: sa.ColumnElement[bool], otherwise: str) -> Project:
        with self._database.read() as connection:
            row = connection.execute(sa.select(projects).where(which)).one_or_none()
        if row is None:
            raise ProjectNotFound(otherwise)
        return Project(**row._mapping)

    def add_version(self, project: Project, name: str, content: Content) -> tuple[File, bool]:
        """Make the content the newest version of the file of this name.

        Answers the file, and whether a version was made: bytes that are those of the newest
        version already make none.
        """
        with self._database.write() as connection:
            file_id, number = put_version(connection, project.id, name, content, datetime.now(UTC))
            row = connection.execute(self._select(project).where(files.c.id == file_id)).one()
            return _file(row), number is not None

    def files(
        self,
        project: Project,
        *,
        kind: str | None = None,
        name: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[File]:
        """Files by name, from after the name ``after``; ``name`` filters by a part of the name."""
        query = self._select(project).order_by(files.c.name).limit(limit)
        if kind is not None:
            query = query.where(files.c.kind == kind)
        if name is not None:
            query = query.where(files.c.name.icontains(name, autoescape=True))
        if after is not None:
            query = query.where(files.c.name > after)
        with self._database.read() as connection:
            return [_file(row) for row in connection.execute(query)]

    def file(self, project: Project, file_id: str) -> File:
        """The file of this id.

        Raises:
            FileNotFound: the project has none.
        """
        with self._database.read() as connection:
            row = connection.execute(
                self._select(project).where(files.c.id == file_id)
            ).one_or_none()
        if row is None:
            raise FileNotFound(f"Project '{project.name}' has no file {file_id}.")
        return _file(row)

    def versions(self, file: File) -> list[Version]:
        """All versions of a file, the newest first."""
        query = (
            sa.select(*_VERSION)
            .join(blobs, blobs.c.sha256 == file_versions.c.sha256)
            .where(file_versions.c.file_id == file.id)
            .order_by(file_versions.c.number.desc())
        )
        with self._database.read() as connection:
            return [_version(row) for row in connection.execute(query)]

    def made_by(self, job_id: str) -> list[tuple[str, Version]]:
        """The versions that a job made, each with the name of its file."""
        query: sa.Select[Any] = (
            sa.select(*_VERSION, files.c.name)
            .join(blobs, blobs.c.sha256 == file_versions.c.sha256)
            .join(files, files.c.id == file_versions.c.file_id)
            .where(file_versions.c.made_by == job_id)
            .order_by(files.c.name)
        )
        with self._database.read() as connection:
            return [(row.name, _version(row)) for row in connection.execute(query)]

    def version(self, file: File, number: int) -> Version:
        """One version of a file.

        Raises:
            FileNotFound: there is none of this number.
        """
        for version in self.versions(file):
            if version.number == number:
                return version
        raise FileNotFound(
            f"File '{file.name}' has no version {number}; the newest is {file.newest.number}."
        )

    def resolve(self, project: Project, ref: str) -> tuple[File, Version]:
        """The file and version that a reference means: file id, name, or either with ``@version``.

        Raises:
            FileNotFound: nothing fits; the sentence names what there is.
        """
        with self._database.read() as connection:

            def find(text: str) -> File | None:
                name = unicodedata.normalize("NFC", text)
                query = (
                    self._select(project)
                    .where(sa.or_(files.c.id == text, files.c.name == name))
                    # No file can hide another by taking its id for a name.
                    .order_by(sa.case((files.c.id == text, 0), else_=1))
                )
                row = connection.execute(query).first()
                return None if row is None else _file(row)

            # The whole text first: a file name may contain an '@' of its own.
            file = find(ref)
            if file is not None:
                return file, file.newest
            base, _, number = ref.rpartition("@")
            file = find(base) if base else None
        if file is None:
            raise FileNotFound(
                f"Project '{project.name}' has no file '{base or ref}'. Upload it first, "
                f"with POST /api/v1/projects/{project.name}/files."
            )
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise FileNotFound(f"'{ref}': what stands after '@' must be a version number.")
        return file, self.version(file, int(number))

    def delete(self, file: File) -> None:
        """Take a file out of its project. Jobs that used it keep their answers."""
        with self._database.write() as connection:
            connection.execute(
                files.update().where(files.c.id == file.id).values(deleted_at=datetime.now(UTC))
            )

    @staticmethod
    def _select(project: Project) -> sa.Select[tuple[object, ...]]:
        return (
            sa.select(*_FILE, *_VERSION)
            .join(_newest, _newest.c.file_id == files.c.id)
            .join(
                file_versions,
                sa.and_(
                    file_versions.c.file_id == _newest.c.file_id,
                    file_versions.c.number == _newest.c.number,
                ),
            )
            .join(blobs, blobs.c.sha256 == file_versions.c.sha256)
            .where(files.c.project_id == project.id, files.c.deleted_at.is_(None))
        )
