"""Uploads: bytes come in, are looked at, and become a version of a file, or leave nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pydantic import ByteSize

from ifcworks.errors import FileEmpty, FileKindUnsupported, FileTooLarge
from ifcworks.files.blobs import BlobStore
from ifcworks.files.catalog import Catalog, File, Project
from ifcworks.files.names import clean_name
from ifcworks.files.versions import Content
from ifcworks.ifc.recognition import expected_kind, glance, recognise
from ifcworks.ifc.unpacking import UnpackLimits

HEAD = 4096


@dataclass(frozen=True)
class Received:
    """An upload that was accepted: the file, and whether it made a new version."""

    file: File
    created: bool


class Intake:
    """Takes uploads.

    Args:
        catalog: where files are entered.
        blobs: where their bytes go.
        max_size: bytes that one upload may have.
        unpack: what a compressed upload may unpack to.
    """

    def __init__(
        self, catalog: Catalog, blobs: BlobStore, max_size: int, unpack: UnpackLimits
    ) -> None:
        self._catalog = catalog
        self._blobs = blobs
        self.max_size = max_size
        self._unpack = unpack
        self._accepted: Callable[[Project, File], None] = lambda project, file: None

    def when_accepted(self, accepted: Callable[[Project, File], None]) -> None:
        """Have ``accepted`` called with each file that an upload has given a new version."""
        self._accepted = accepted

    def receive(self, project: Project, name: str, kind: str | None = None) -> Receiving:
        """Begin an upload.

        Args:
            project: where to.
            name: of the file; directories in front of it are dropped.
            kind: what it must be; None for what the name promises; ``other`` for anything.

        Raises:
            FileNameInvalid.
        """
        name = clean_name(name)
        return Receiving(self, project, name, kind or expected_kind(name))

    def keep(self, project: Project, name: str, content: Content) -> tuple[File, bool]:
        """Enter what is stored already as the newest version of the file of this name.

        Answers the file, and whether a version was made, as ``Catalog.add_version``.
        """
        file, created = self._catalog.add_version(project, name, content)
        if created:
            self._accepted(project, file)
        return file, created

    def glance(self, name: str, kind: str | None, head: bytes) -> None:
        """Refuse an upload by its first bytes where they leave no doubt.

        Raises:
            FileRefused.
        """
        if (kind or expected_kind(name)) == "ifc":
            glance(head, name)

    def refuse_size(self, size: int) -> None:
        """Refuse a size that is too large.

        Raises:
            FileTooLarge.
        """
        if size > self.max_size:
            raise FileTooLarge(
                f"The file is larger than the {ByteSize(self.max_size).human_readable()} that "
                "are accepted. "
                "Split the model, or have the limit (IFCWORKS_MAX_UPLOAD) raised.",
                limit=self.max_size,
            )


class Receiving:
    """One upload under way. A context manager: what is not finished leaves nothing behind."""

    def __init__(self, intake: Intake, project: Project, name: str, kind: str | None) -> None:
        self._intake = intake
        self._project = project
        self._name = name
        self._kind = kind
        self._head = b""
        self._writer = intake._blobs.writer()

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            FileTooLarge, FileKindUnsupported: as soon as it is certain.
        """
        self._intake.refuse_size(self._writer.size + len(data))
        if len(self._head) < HEAD:
            self._head += data[: HEAD - len(self._head)]
            if len(self._head) == HEAD:
                self._intake.glance(self._name, self._kind, self._head)
        self._writer.write(data)

    def finish(self) -> Received:
        """Look at the whole and enter it.

        Raises:
            FileRefused: what came is not a file that is accepted; nothing of it is kept.
        """
        if self._writer.size == 0:
            raise FileEmpty(f"'{self._name}' has no bytes. Export or copy the file again.")
        found = recognise(
            self._writer.reader(), self._writer.size, self._intake._unpack, self._kind
        )
        if found.kind == "other" and self._kind != "other":
            raise FileKindUnsupported(
                f"'{self._name}' is not an IFC model (.ifc, .ifczip, .ifc.gz), nor an IDS, BCF, "
                f"table or JSON file; its content looks like {found.form}. To keep it all the "
                "same, upload it with ?kind=other.",
                expected=["ifc", "ids", "bcf", "table", "json"],
                found=found.form,
            )
        content = Content(
            self._writer.commit(), found.kind, found.form, found.schema, found.media_type
        )
        return Received(*self._intake.keep(self._project, self._name, content))

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.__exit__(kind, error, traceback)
