"""Entering versions of files, in a transaction that is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa

from ifcworks.database.tables import blobs, file_versions, files
from ifcworks.files.blobs import Blob


@dataclass(frozen=True)
class Content:
    """What is known of bytes that are about to become a version."""

    blob: Blob
    kind: str
    form: str
    ifc_schema: str | None
    media_type: str


def remember_blob(connection: sa.Connection, blob: Blob) -> None:
    """Note a blob in the same transaction as the first row that points to it."""
    known = connection.scalar(sa.select(sa.literal(1)).where(blobs.c.sha256 == blob.sha256))
    if known is None:
        connection.execute(
            blobs.insert().values(sha256=blob.sha256, size=blob.size, created_at=datetime.now(UTC))
        )


def add_made_version(
    connection: sa.Connection, file_id: str, content: Content, job_id: str, now: datetime
) -> None:
    """Enter what a job made as the next version of a file, unless that has been deleted."""
    there = files.update().where(files.c.id == file_id, files.c.deleted_at.is_(None))
    # This row is held until the end of the transaction, so that no other takes the same number.
    if connection.execute(there.values(kind=content.kind)).rowcount == 0:
        return
    newest = connection.scalar(
        sa.select(sa.func.max(file_versions.c.number)).where(file_versions.c.file_id == file_id)
    )
    _insert(connection, file_id, (newest or 0) + 1, content, now, job_id)


def put_version(
    connection: sa.Connection,
    project_id: str,
    name: str,
    content: Content,
    now: datetime,
    made_by: str | None = None,
) -> tuple[str, int | None]:
    """Make the content the newest version of the file of this name, which is made if need be.

    Answers the file's id and the version's number: None if the newest version has these bytes
    already, so that none was made.
    """
    remember_blob(connection, content.blob)
    file = connection.execute(
        sa.select(files.c.id, files.c.kind)
        .where(files.c.project_id == project_id, files.c.name == name, files.c.deleted_at.is_(None))
        # Held until the end of the transaction, so that no other takes the same number.
        .with_for_update()
    ).one_or_none()
    if file is None:
        file_id, newest = str(uuid4()), None
        connection.execute(
            files.insert().values(
                id=file_id, project_id=project_id, name=name, kind=content.kind, created_at=now
            )
        )
    else:
        file_id = file.id
        newest = connection.execute(
            sa.select(file_versions.c.number, file_versions.c.sha256)
            .where(file_versions.c.file_id == file_id)
            .order_by(file_versions.c.number.desc())
            .limit(1)
        ).one()
        if newest.sha256 == content.blob.sha256 and file.kind == content.kind:
            return file_id, None
        connection.execute(files.update().where(files.c.id == file_id).values(kind=content.kind))
    number = newest.number + 1 if newest is not None else 1
    _insert(connection, file_id, number, content, now, made_by)
    return file_id, number


def _insert(
    connection: sa.Connection,
    file_id: str,
    number: int,
    content: Content,
    now: datetime,
    made_by: str | None,
) -> None:
    connection.execute(
        file_versions.insert().values(
            file_id=file_id,
            number=number,
            sha256=content.blob.sha256,
            form=content.form,
            ifc_schema=content.ifc_schema,
            media_type=content.media_type,
            created_at=now,
            made_by=made_by,
        )
    )
