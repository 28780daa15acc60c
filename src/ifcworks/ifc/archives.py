"""What a zip file holds: one IFC model, a BCF, a spreadsheet, or something else."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from ifcworks.errors import ArchiveUnsafe
from ifcworks.ifc import step
from ifcworks.ifc.unpacking import ZipArchive

Member = zipfile.ZipInfo
_PEEK = 4096
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_MODEL_SUFFIXES = (".ifc", ".ifcxml")


@dataclass(frozen=True)
class Document:
    """A document format that is a zip file inside."""

    kind: str
    form: str
    what: str
    media_type: str


_OOXML = "application/vnd.openxmlformats-officedocument"
_BCF = Document("bcf", "bcf", "a BCF file", "application/octet-stream")
_XLSX = Document("table", "xlsx", "an Excel workbook", f"{_OOXML}.spreadsheetml.sheet")
_DOCX = Document("other", "docx", "a Word document", f"{_OOXML}.wordprocessingml.document")
_PPTX = Document("other", "pptx", "a presentation", f"{_OOXML}.presentationml.presentation")
_ODS = Document(
    "table",
    "ods",
    "an OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet",
)


def document(archive: ZipArchive) -> Document | None:
    """The document format that an archive is, told from its members, or None for a plain zip."""
    names = {member.filename: member for member in archive.members}
    if "bcf.version" in names:
        return _BCF
    if "[Content_Types].xml" in names:
        for folder, found in (("xl/", _XLSX), ("word/", _DOCX), ("ppt/", _PPTX)):
            if any(name.startswith(folder) for name in names):
                return found
    if "mimetype" in names:
        stated = archive.head(names["mimetype"], 100)
        if stated.strip() == _ODS.media_type.encode():
            return _ODS
    return None


def names_a_model(members: Sequence[Member]) -> bool:
    """Whether a member is called like an IFC model."""
    return any(member.filename.lower().endswith(_MODEL_SUFFIXES) for member in _real(members))


def models(archive: ZipArchive) -> list[Member]:
    """The members that are IFC models, by content or by name.

    Every member is checked, since all of them are unpacked when someone else opens the archive.

    Raises:
        ArchiveUnsafe: an archive inside the archive, or a member that may not be unpacked.
    """
    found = []
    for member in _real(archive.members):
        head = archive.head(member, _PEEK)
        if head.startswith(_PACKED):
            raise ArchiveUnsafe(
                f"The zip file holds another archive, '{member.filename}'. Pack the model only "
                "once, or upload it unpacked, as .ifc."
            )
        named = member.filename.lower().endswith(_MODEL_SUFFIXES)
        if named or step.starts_as_step(head):
            found.append(member)
    return found


def listed(members: Sequence[Member]) -> str:
    """The names of the first members, for a sentence."""
    if not members:
        return "nothing"
    names = ", ".join(f"'{member.filename[:80]}'" for member in members[:5])
    rest = len(members) - 5
    return names + (f" and {rest:,} more" if rest > 0 else "")


def _real(members: Sequence[Member]) -> list[Member]:
    """Without the folders of attributes that macOS adds to every zip file."""
    return [m for m in members if not m.filename.startswith("__MACOSX/")]
