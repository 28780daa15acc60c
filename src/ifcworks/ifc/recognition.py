"""Recognising what an uploaded file is, from its content, and whether it is whole.

Pure Python and flat in memory whatever the size: it runs in the process that serves requests.
``glance`` looks at the first bytes while the rest still streams in, ``recognise`` at all of it.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

from ifcworks.errors import (
    ArchiveUnsafe,
    FileEmpty,
    FileKindUnsupported,
    FileTruncated,
    ModelUnreadable,
    SchemaUnsupported,
)
from ifcworks.ifc import archives, markup, step
from ifcworks.ifc.signatures import Signature, compound_directory, identify, looks_like_text
from ifcworks.ifc.unpacking import UnpackLimits, ZipArchive, gunzip

HEAD = 1 << 16
_CERTAIN = 512  # bytes that a judgement on a beginning needs at least
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IFCXML = (
    "This is an ifcXML file, which cannot be read here. Export the model as IFC-SPF (.ifc, the "
    "usual text format) or as a zip file of that (.ifczip)."
)
_EXPECTED = {
    "ifc": "an IFC model (.ifc, .ifczip or .ifc.gz)",
    "ids": "an IDS file (.ids)",
    "bcf": "a BCF file (.bcf or .bcfzip)",
    "table": "a table (.csv, .xlsx or .ods)",
    "json": "a JSON file",
}
_SUFFIXES = {
    (".ifc", ".ifczip", ".ifcxml", ".ifc.gz", ".ifc.zip"): "ifc",
    (".ids",): "ids",
    (".bcf", ".bcfzip"): "bcf",
    (".csv", ".xlsx", ".ods"): "table",
    (".json",): "json",
}


@dataclass(frozen=True)
class Recognised:
    """What a file is.

    Attributes:
        kind: ifc, ids, bcf, table, json or other.
        form: step, ifczip, gzip+step, xml, zip, gzip, csv, xlsx, ods, json, text, pdf, …
        schema: the IFC schema (``IFC2X3``, ``IFC4``, ``IFC4X3_ADD2``) of a model, else None.
        media_type: for the Content-Type when the file is handed out.
    """

    kind: str
    form: str
    schema: str | None
    media_type: str


def expected_kind(name: str) -> str | None:
    """The kind of file that a file name promises, or None if it promises none of ours."""
    lower = name.lower()
    for suffixes, kind in _SUFFIXES.items():
        if lower.endswith(suffixes):
            return kind
    return None


def glance(head: bytes, name: str) -> None:
    """Refuse early, while the upload still streams, what is certainly not what its name says.

    ``head`` is what has arrived so far (4 to 64 KiB are useful). Silence promises nothing.

    Raises:
        FileRefused: as ``recognise`` will for the whole file.
    """
    if expected_kind(name) != "ifc" or not head:
        return
    if head.startswith(_GZIP):
        inner = _gzip_head(head)
        if inner.startswith((_GZIP, *_ZIP)):
            _refuse_nested()
        if len(inner) >= _CERTAIN and not _may_be_step(inner):
            _refuse(f"a gzip file that holds {_what(inner)}", "ifc")
        return
    if head.startswith(_ZIP) or len(head) < _CERTAIN:
        return
    if step.starts_as_step(head):
        step.schema_of_head(head)
    elif not _may_be_step(head):
        _refuse_unread_model(head)
        _refuse(_what(head), "ifc")


def _may_be_step(head: bytes) -> bool:
    """Whether it is STEP, or may become it after blanks or a comment that has not ended yet."""
    return step.starts_as_step(head) or head.lstrip()[:2] in (b"", b"/*")


def recognise(
    stream: BinaryIO, size: int, limits: UnpackLimits, expected: str | None = None
) -> Recognised:
    """Say what a file is and make sure that it is whole.

    Args:
        stream: seekable, only read. Its position afterwards is undefined.
        size: bytes in it.
        limits: how far a compressed file may grow.
        expected: the kind that it must be; None or ``other`` for any.

    Raises:
        FileRefused: FileEmpty, FileTruncated, ArchiveUnsafe, FileKindUnsupported,
            ModelUnreadable or SchemaUnsupported.
    """
    if size == 0:
        raise FileEmpty("The file is empty (0 bytes).")
    stream.seek(0)
    head = stream.read(HEAD)
    if step.starts_as_step(head):
        head += stream.read(step.HEAD_BYTES - len(head))
        stream.seek(max(0, size - step.TAIL_BYTES))
        schema = step.check_step(head, stream.read(step.TAIL_BYTES))
        found, what = Recognised("ifc", "step", schema, "application/x-step"), "an IFC model"
    elif head.startswith(_GZIP):
        found, what = _gzip(gunzip(stream, size, limits), expected)
    elif head.startswith(_ZIP):
        found, what = _zip(ZipArchive(stream, size, limits), expected)
    else:
        _refuse_unread_model(head)
        found, what = _plain(stream, size, head, expected)
    if expected not in (None, "other", found.kind):
        _refuse(what, str(expected))
    return found


def only_model_of_zip(archive: ZipArchive) -> archives.Member:
    """The one member of an ifcZIP that is a model in STEP form.

    Raises:
        ArchiveUnsafe: there is none, or more than one, or another archive inside.
        FileKindUnsupported: it is ifcXML.
    """
    models = archives.models(archive)
    if not models:
        raise ArchiveUnsafe(
            f"The zip file holds no IFC model; it holds {archives.listed(archive.members)}. "
            "Pack one .ifc file."
        )
    if len(models) > 1:
        raise ArchiveUnsafe(
            f"The zip file holds {len(models)} models: {archives.listed(models)}. Upload each on "
            "its own."
        )
    head = archive.head(models[0], HEAD)
    if head.startswith((_GZIP, *_ZIP)):
        _refuse_nested()
    if not step.starts_as_step(head):
        _refuse_unread_model(head)
        _refuse(f"a zip file in which '{models[0].filename}' is {_what(head)}", "ifc")
    return models[0]


def _zip(archive: ZipArchive, expected: str | None) -> tuple[Recognised, str]:
    document = archives.document(archive)
    if document is None and (expected == "ifc" or archives.names_a_model(archive.members)):
        schema = _check_unpacked(archive.unpack(only_model_of_zip(archive)))
        return Recognised("ifc", "ifczip", schema, "application/zip"), "an IFC model in a zip file"
    if document is None:
        return Recognised("other", "zip", None, "application/zip"), "a zip file"
    for member in archive.members:
        for _ in archive.unpack(member):
            pass  # counts against the limits and checks the checksum
    return Recognised(document.kind, document.form, None, document.media_type), document.what


def _gzip(chunks: Iterable[bytes], expected: str | None) -> tuple[Recognised, str]:
    head, tail = _ends(chunks)
    if step.starts_as_step(head):
        schema = step.check_step(head, tail)
        return Recognised("ifc", "gzip+step", schema, "application/gzip"), "a packed IFC model"
    if expected == "ifc":
        if not head:
            raise FileEmpty("The gzip file is empty inside (0 bytes).")
        if head.startswith((_GZIP, *_ZIP)):
            _refuse_nested()
        _refuse_unread_model(head)
    what = f"a gzip file that holds {_what(head)}"
    return Recognised("other", "gzip", None, "application/gzip"), what


def _check_unpacked(chunks: Iterable[bytes]) -> str:
    head, tail = _ends(chunks)
    return step.check_step(head, tail)


def _ends(chunks: Iterable[bytes]) -> tuple[bytes, bytes]:
    """The first and last bytes of a stream, as ``step.check_step`` wants them."""
    head, tail = bytearray(), b""
    for chunk in chunks:
        head += chunk[: step.HEAD_BYTES - len(head)]
        tail = (tail + chunk)[-step.TAIL_BYTES :]
    return bytes(head), tail


def _plain(
    stream: BinaryIO, size: int, head: bytes, expected: str | None
) -> tuple[Recognised, str]:
    """A file that is neither STEP nor packed."""
    signature = _signature(stream, head)
    if signature:
        return Recognised("other", signature.form, None, signature.media_type), signature.what
    if markup.starts_as_xml(head):
        try:
            root = markup.check_xml(stream)
        except markup.XmlNotWellFormed as error:
            if expected == "ids":
                raise FileKindUnsupported(f"The file is not well-formed XML: {error}.") from None
        else:
            if root.is_ifc:
                raise FileKindUnsupported(_IFCXML)
            kind = "ids" if root.is_ids else "other"
            return Recognised(kind, "xml", None, "application/xml"), _what(head)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        stream.seek(max(0, size - HEAD))
        whole = stream.read(HEAD).rstrip().endswith((b"}", b"]"))
        if whole:
            return Recognised("json", "json", None, "application/json"), "a JSON file"
        if expected == "json":
            raise FileTruncated("The JSON file is not whole: its last bracket is missing.")
    if looks_like_text(head):
        table = expected == "table" or _is_csv(head)
        form, media = ("csv", "text/csv") if table else ("text", "text/plain")
        return Recognised("table" if table else "other", form, None, media), _what(head)
    return Recognised("other", "unknown", None, "application/octet-stream"), _what(head)


def _signature(stream: BinaryIO, head: bytes) -> Signature | None:
    directory = compound_directory(head)
    if directory:
        stream.seek(directory[0])
        head = head[:512] + stream.read(directory[1])
    return identify(head)


_JSON_IFC5 = re.compile(rb'\s*\{.{0,2000}?"(?:ifcxVersion|ifcx_version)"', re.DOTALL)
_NEAR_STEP = re.compile(rb"[\0\s]*iso-10303-21", re.IGNORECASE)


def _refuse_unread_model(head: bytes) -> None:
    """Refuse what is a model, but in a form or encoding that no one here can read."""
    for encoding in ("utf-16-le", "utf-16-be"):
        if "ISO-10303-21".encode(encoding) in head[:64]:
            raise ModelUnreadable(
                "The IFC file is encoded as UTF-16, which ISO 10303-21 does not know. Save it as "
                "plain text (ASCII or UTF-8 without byte order mark)."
            )
    if head.startswith(b"\xef\xbb\xbf") and step.starts_as_step(head[3:]):
        raise ModelUnreadable(
            "The IFC file begins with a byte order mark (EF BB BF), which ISO 10303-21 does not "
            "allow. Save it as UTF-8 without byte order mark."
        )
    if _NEAR_STEP.match(head):
        raise ModelUnreadable(
            "The IFC file does not begin with ISO-10303-21; in capital letters, as ISO 10303-21 "
            "demands. Export the model again."
        )
    if _JSON_IFC5.match(head):
        raise SchemaUnsupported(
            "This is an IFC5 file (.ifcx), a draft of a later standard, which is not supported. "
            "Export the model as IFC2X3, IFC4 or IFC4X3_ADD2."
        )
    root = markup.root_of_head(head) if markup.starts_as_xml(head) else None
    if root and root.is_ifc:
        raise FileKindUnsupported(_IFCXML)


def _what(head: bytes) -> str:
    """What these first bytes look like, to stand in a sentence."""
    if signature := identify(head):
        return signature.what
    root = markup.root_of_head(head) if markup.starts_as_xml(head) else None
    if root:
        return "an IDS file" if root.is_ids else f"an XML file with the root element <{root.name}>"
    if head.startswith(_GZIP):
        return "a gzip file"
    if head.startswith(_ZIP):
        return "a zip file"
    if looks_like_text(head):
        first = head.strip().splitlines()[0] if head.strip() else b""
        start = first[:40].decode("utf-8", "replace")
        return f"a text file that begins with '{start}'" if start else "a blank text file"
    return "data of an unknown format"


def _gzip_head(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return b""


def _is_csv(head: bytes) -> bool:
    """Whether the first lines have one delimiter equally often, at least once."""
    lines = head.decode("utf-8", "replace").splitlines()[:20]
    if len(head) == HEAD:
        lines = lines[:-1]
    if len(lines) < 2:
        return False
    for delimiter in ",;\t":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        if len(widths) == 1 and widths != {1}:
            return True
    return False


def _refuse(what: str, expected: str) -> NoReturn:
    wanted = _EXPECTED.get(expected, expected)
    raise FileKindUnsupported(f"Expected {wanted}, but this is {what}.", expected=expected)


def _refuse_nested() -> NoReturn:
    raise ArchiveUnsafe(
        "The compressed file holds another compressed file. Pack the model only once, or upload "
        "it unpacked, as .ifc."
    )
