"""What a file that is no IFC model is, told from its first bytes.

Only for the sentence that refuses it: "expected an IFC model, but this is a PDF document" helps a
person more than "invalid file". Signatures: the formats' own specifications, as collected in
Wikipedia's "List of file signatures".
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Signature:
    """A recognised format.

    Attributes:
        what: with its article, to stand in a sentence: "a PDF document".
        form: one word for programs: "pdf".
    """

    what: str
    form: str
    media_type: str = "application/octet-stream"


_STARTS: tuple[tuple[bytes, Signature], ...] = (
    (b"%PDF-", Signature("a PDF document", "pdf", "application/pdf")),
    (b"\xff\xd8\xff", Signature("a JPEG picture", "jpeg", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", Signature("a PNG picture", "png", "image/png")),
    (b"GIF8", Signature("a GIF picture", "gif", "image/gif")),
    (b"II*\0", Signature("a TIFF picture", "tiff", "image/tiff")),
    (b"MM\0*", Signature("a TIFF picture", "tiff", "image/tiff")),
    (b"AutoCAD Binary DXF", Signature("a DXF drawing", "dxf", "image/vnd.dxf")),
    (b"Kaydara FBX Binary", Signature("an FBX model", "fbx")),
    (b"glTF", Signature("a glTF binary model (.glb)", "glb", "model/gltf-binary")),
    (b"\xff\xfe\xff\x0eS\0k\0e\0t\0c\0h\0", Signature("a SketchUp model (.skp)", "skp")),
    (b"3D Geometry File Format", Signature("a Rhino model (.3dm)", "3dm")),
    (b"LASF", Signature("a LAS point cloud", "las")),
    (b"ASTM-E57", Signature("an E57 point cloud", "e57")),
    (b"SQLite format 3\0", Signature("an SQLite database", "sqlite", "application/vnd.sqlite3")),
    (b"7z\xbc\xaf\x27\x1c", Signature("a 7-Zip archive", "7z", "application/x-7z-compressed")),
    (b"Rar!\x1a\x07", Signature("a RAR archive", "rar", "application/vnd.rar")),
    (b"BZh", Signature("a bzip2 archive", "bzip2", "application/x-bzip2")),
    (b"\xfd7zXZ\0", Signature("an xz archive", "xz", "application/x-xz")),
    (b"\x28\xb5\x2f\xfd", Signature("a Zstandard archive", "zstd", "application/zstd")),
    (b"\x7fELF", Signature("an executable program", "elf")),
    (b"\xcf\xfa\xed\xfe", Signature("an executable program", "macho")),
    (b"#!", Signature("a script", "script", "text/plain")),
    (b"{\\rtf", Signature("an RTF document", "rtf", "application/rtf")),
    (b"PAR1", Signature("a Parquet table", "parquet", "application/vnd.apache.parquet")),
    (
        b"version https://git-lfs.github.com/spec/",
        Signature("a Git LFS pointer (the file behind it was not downloaded)", "lfs", "text/plain"),
    ),
)
_DWG = re.compile(rb"AC10(?:0[269]|1[02-9]|2[147]|3[25])[\0-\x1f]")
_DXF = re.compile(rb"\s*0\r?\n\s*SECTION\r?\n")
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def identify(head: bytes) -> Signature | None:
    """The format that these first bytes (4 KiB are plenty) certainly belong to, or None."""
    for start, signature in _STARTS:
        if head.startswith(start):
            return signature
    if _DWG.match(head):
        return Signature("a DWG drawing", "dwg", "image/vnd.dwg")
    if head.startswith(_OLE):
        return _compound(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Signature("a WebP picture", "webp", "image/webp")
    if head.startswith(b"MZ") and b"PE\0\0" in head[:1024]:
        return Signature("an executable program", "exe")
    if head[257:262] == b"ustar":
        return Signature("a tar archive", "tar", "application/x-tar")
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Signature("an HTML page (perhaps a login or error page)", "html", "text/html")
    if _DXF.match(head):
        return Signature("a DXF drawing", "dxf", "image/vnd.dxf")
    if len(head) >= 512 and not head.strip(b"\0"):
        return Signature("a file of zero bytes (a download that was never filled)", "zeros")
    return None


def _compound(head: bytes) -> Signature:
    """What an OLE compound file is; its directory names the streams in UTF-16."""
    if "BasicFileInfo".encode("utf-16-le") in head:
        return Signature("a Revit model (.rvt)", "rvt")
    if "WordDocument".encode("utf-16-le") in head or "Workbook".encode("utf-16-le") in head:
        return Signature("an old Microsoft Office document", "ole")
    return Signature("a Microsoft compound file, such as a Revit model (.rvt)", "ole")


def compound_directory(head: bytes) -> tuple[int, int] | None:
    """Offset and length of the first directory sector of an OLE compound file ([MS-CFB] 2.2)."""
    if not head.startswith(_OLE) or len(head) < 52:
        return None
    shift = int.from_bytes(head[30:32], "little")
    if shift not in (9, 12):
        return None
    return (int.from_bytes(head[48:52], "little") + 1) << shift, 1 << shift


def looks_like_text(head: bytes) -> bool:
    """Whether these bytes are text of an ASCII-like encoding: no control characters."""
    return not re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]", head)
