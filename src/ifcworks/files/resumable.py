"""Resumable uploads: bytes that come in parts, in any number of requests, over restarts.

What has come is kept as parts (``parts.py``), and a row says how far that is. A part counts once
its row is written, which happens only where the bytes before it end, so that two requests that
send at once cannot mix. When all bytes are there they pass the same intake as any other upload.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import upload_parts, uploads
from ifcworks.errors import FileEmpty, FileRefused, UploadNotFound, UploadOffsetWrong, tree
from ifcworks.files.catalog import Project
from ifcworks.files.intake import Intake
from ifcworks.files.names import clean_name
from ifcworks.files.parts import Parts


class UploadState(StrEnum):
    """Where a resumable upload stands: ``receiving → accepted | refused``."""

    RECEIVING = "receiving"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Upload:
    """A resumable upload.

    Attributes:
        kind: what the file must be; None for what its name promises.
        metadata: what the client said about the file, as it said it.
        length: bytes that the file has.
        offset: bytes that have come.
        file_id: the file that it became, once it is accepted.
        created: whether a version was made; not if the newest one had these bytes already.
        problem: why it was refused, as an RFC 9457 problem object.
        expires_at: when it is forgotten if nothing more comes.
    """

    id: str
    project_id: str
    name: str
    kind: str | None
    metadata: str
    length: int
    offset: int
    state: UploadState
    file_id: str | None
    created: bool
    problem: dict[str, Any] | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Part:
    """Bytes that have come: where they begin in the file, how many, and the object's name."""

    start: int
    size: int
    name: str


class ResumableUploads:
    """The resumable uploads of a service.

    Args:
        database: where their rows are.
        parts: where their bytes are.
        intake: what looks at the whole.
        lifetime: how long an upload is kept after the last bytes came.
    """

    def __init__(
        self, database: Database, parts: Parts, intake: Intake, lifetime: timedelta
    ) -> None:
        self._database = database
        self.parts = parts
        self.intake = intake
        self._lifetime = lifetime
        self._finishing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def begin(
        self, project: Project, name: str, kind: str | None, length: int, metadata: str = ""
    ) -> Upload:
        """Begin an upload.

        Raises:
            FileNameInvalid, FileEmpty, FileTooLarge.
        """
        name = clean_name(name)
        if length == 0:
            raise FileEmpty(f"'{name}' has no bytes. Export or copy the file again.")
        self.intake.refuse_size(length)
        now = datetime.now(UTC)
        upload = Upload(
            id=str(uuid4()),
            project_id=project.id,
            name=name,
            kind=kind,
            metadata=metadata,
            length=length,
            offset=0,
            state=UploadState.RECEIVING,
            file_id=None,
            created=False,
            problem=None,
            created_at=now,
            expires_at=now + self._lifetime,
        )
        with self._database.write() as connection:
            connection.execute(uploads.insert().values(vars(upload)))
        return upload

    def upload(self, project: Project, upload_id: str) -> Upload:
        """The upload of this id.

        Raises:
            UploadNotFound: the project has none, or it has expired.
        """
        query = sa.select(uploads).where(
            uploads.c.id == upload_id,
            uploads.c.project_id == project.id,
            uploads.c.expires_at > datetime.now(UTC),
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UploadNotFound(
                f"Project '{project.name}' has no upload {upload_id}; it may have expired. Begin "
                "a new one."
            )
        return Upload(**{**row._mapping, "state": UploadState(row.state)})

    def add(self, upload: Upload, parts: Sequence[Part]) -> Upload:
        """Count parts that have been kept.

        Raises:
            UploadOffsetWrong: the upload has gone on elsewhere meanwhile.
        """
        start, end = parts[0].start, parts[-1].start + parts[-1].size
        expires = datetime.now(UTC) + self._lifetime
        with self._database.write() as connection:
            moved = connection.execute(
                uploads.update()
                .where(
                    uploads.c.id == upload.id,
                    uploads.c.offset == start,
                    uploads.c.state == UploadState.RECEIVING,
                )
                .values(offset=end, expires_at=expires)
            ).rowcount
            if moved:
                connection.execute(
                    upload_parts.insert(),
                    [{"upload_id": upload.id, **vars(part)} for part in parts],
                )
        if not moved:
            raise UploadOffsetWrong(
                f"Upload {upload.id} does not stand at byte {start:,} any more; another request "
                "has gone on with it. Ask for its offset with HEAD."
            )
        return Upload(**{**vars(upload), "offset": end, "expires_at": expires})

    def finish(self, project: Project, upload_id: str) -> Upload:
        """Look at a file of which all bytes have come, and enter or refuse it.

        Answers the upload as it is then; nothing happens to one that is not complete or was
        looked at before. A service that stops in the middle leaves it to be looked at again.
        """
        with self._finishing[upload_id]:
            upload = self.upload(project, upload_id)
            if upload.state is not UploadState.RECEIVING or upload.offset < upload.length:
                return upload
            try:
                with self.intake.receive(project, upload.name, upload.kind) as receiving:
                    for part in self._parts_of(upload):
                        for data in self.parts.read(upload.id, part.name, part.size):
                            receiving.write(data)
                    received = receiving.finish()
            except FileRefused as error:
                return self.refuse(upload, error)
            return self._decide(
                upload,
                state=UploadState.ACCEPTED,
                file_id=received.file.id,
                created=received.created,
            )

    def refuse(self, upload: Upload, error: FileRefused) -> Upload:
        """Refuse what an upload brings; nothing of it is kept."""
        return self._decide(upload, state=UploadState.REFUSED, problem=error.problem())

    def end(self, upload: Upload) -> None:
        """Forget an upload and what has come of it. A file that it became stays."""
        self._forget([upload.id])

    def sweep(self) -> int:
        """Forget the uploads that have expired, and parts without an upload; answers how many."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(uploads.c.id, uploads.c.expires_at))
            known = {row.id: row.expires_at for row in rows}
        now = datetime.now(UTC)
        over = [upload_id for upload_id, expires in known.items() if expires <= now]
        self._forget(over)
        # A row is written before the first part, but those listed above are older than this.
        stray = self.parts.uploads() - self._ids()
        for upload_id in stray:
            self.parts.delete_all(upload_id)
        return len(over) + len(stray)

    def _ids(self) -> set[str]:
        with self._database.read() as connection:
            return set(connection.scalars(sa.select(uploads.c.id)))

    def _parts_of(self, upload: Upload) -> list[Part]:
        query = (
            sa.select(upload_parts.c.start, upload_parts.c.size, upload_parts.c.name)
            .where(upload_parts.c.upload_id == upload.id)
            .order_by(upload_parts.c.start)
        )
        with self._database.read() as connection:
            return [Part(*row) for row in connection.execute(query)]

    def _decide(self, upload: Upload, **values: Any) -> Upload:
        """Note what became of an upload. Its bytes are not needed any more."""
        with self._database.write() as connection:
            connection.execute(uploads.update().where(uploads.c.id == upload.id).values(**values))
            connection.execute(upload_parts.delete().where(upload_parts.c.upload_id == upload.id))
        self.parts.delete_all(upload.id)
        self._finishing.pop(upload.id, None)
        return Upload(**{**vars(upload), **values})

    def _forget(self, upload_ids: Sequence[str]) -> None:
        for upload_id in upload_ids:
            with self._database.write() as connection:
                connection.execute(
                    upload_parts.delete().where(upload_parts.c.upload_id == upload_id)
                )
                connection.execute(uploads.delete().where(uploads.c.id == upload_id))
            self.parts.delete_all(upload_id)


def refusal(upload: Upload) -> FileRefused:
    """The error for which an upload was refused, to be raised again."""
    problem = dict(upload.problem or {})
    for kind in tree(FileRefused):
        if kind.code == problem["code"] and issubclass(kind, FileRefused):
            known = ("type", "title", "status", "detail", "code")
            context = {name: value for name, value in problem.items() if name not in known}
            return kind(problem["detail"], **context)
    return FileRefused(problem["detail"])
