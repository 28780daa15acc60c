"""Paths of ifcpipeline, and the names of the files that they mean.

Clients see a folder for uploads, one for outputs with a folder for each kind inside, and one for
examples. A file of a project has a name without folders. So ``/uploads/house.ifc`` is the file
``house.ifc``, and ``/output/csv/walls.csv`` is ``output~csv~walls.csv``. Both ways are exact, so
that nothing that a client names can lie outside of the project.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from ifcworks.errors import FileNameInvalid
from ifcworks.files.names import clean_name

UPLOADS, OUTPUT, EXAMPLES = ROOTS = ("uploads", "output", "examples")
_JOINT = "~"
_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class StorePath:
    """A path that a client may see."""

    root: str
    parts: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name of the file of the project."""
        if self.root == UPLOADS and len(self.parts) == 1:
            return self.parts[0]
        return _JOINT.join((self.root, *self.parts))

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1]

    @property
    def key(self) -> str:
        """The path as object storage has it."""
        return "/".join((self.root, *self.parts))

    def beside(self, name: str) -> StorePath:
        """Another path in the same folder."""
        return StorePath(self.root, (*self.parts[:-1], name))

    def __str__(self) -> str:
        return f"/{self.key}"


def path_of(file_name: str) -> StorePath:
    """The path of a file of the project."""
    root, *parts = file_name.split(_JOINT)
    if root in ROOTS and parts and all(parts):
        return StorePath(root, tuple(parts))
    return StorePath(UPLOADS, (file_name,))


def input_paths(text: str, folders: Sequence[str] = ()) -> list[StorePath]:
    """What a client may mean by the name of an input, the likeliest first.

    Args:
        text: a bare name, a path with or without the slash in front, or ``s3://bucket/key``.
        folders: folders of outputs in which a bare name is looked for, too.
    """
    parts = _parts(text)
    if not parts:
        return []
    if parts[0] in ROOTS and len(parts) > 1:
        return [_path(parts[0], parts[1:])]
    if len(parts) > 1:
        return [_path(OUTPUT, parts), _path(UPLOADS, parts)]
    (name,) = parts
    found = [StorePath(UPLOADS, (name,))]
    if (plain := upload_name(name)) != name:
        found.append(StorePath(UPLOADS, (plain,)))
    return [*found, *(_path(OUTPUT, [folder, name]) for folder in folders), _path(EXAMPLES, parts)]


def output_path(text: str, folder: str) -> StorePath:
    """Where an output goes: into its folder, unless the client names another.

    Raises:
        HTTPException: 400, as it would lie outside of the store, or is no name of a file.
    """
    parts = _parts(text)
    if not parts or text.rstrip().endswith(("/", "\\")):
        raise HTTPException(400, f"'{text[:200]}' is no name of an output file.")
    try:
        parts = [clean_name(part) for part in parts]
    except FileNameInvalid as error:
        raise HTTPException(400, f"'{text[:200]}' cannot name an output: {error.detail}") from None
    if parts[0] in ROOTS and len(parts) > 1:
        path = _path(parts[0], parts[1:])
    elif _is_absolute(text):
        raise HTTPException(
            400,
            f"'{text[:200]}' lies outside of the store; outputs go to /output, /uploads or "
            "/examples.",
        )
    elif len(parts) > 1:
        path = _path(OUTPUT, parts)
    else:
        path = _path(OUTPUT, [folder, *parts])
    try:
        clean_name(path.file_name)
    except FileNameInvalid:
        raise HTTPException(400, f"'{text[:200]}' is too long for a name of an output.") from None
    return path


def upload_name(name: str) -> str:
    """The name that an upload gets: its last part in ``A-Za-z0-9._-``, letters without accents.

    Names of which nothing is left before the suffix are told apart by a digest.
    """
    last = re.split(r"[/\\]", name)[-1].strip()
    stem, _, suffixes = unicodedata.normalize("NFKD", last).lstrip(".").partition(".")
    plain, tail = _plain(stem), _plain(suffixes)
    if not plain:
        plain = f"file-{hashlib.sha256(last.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return f"{plain}.{tail}" if tail else plain


def _plain(text: str) -> str:
    ascii_ = text.encode("ascii", "ignore").decode()
    return _PLAIN.sub("", "_".join(ascii_.split())).strip("._")


def is_inside(text: str) -> bool:
    """Whether a path could be that of a file here: under one of the roots, or a bare name."""
    try:
        parts = _parts(text)
    except HTTPException:
        return False
    return bool(parts) and (not _is_absolute(text) or parts[0] in ROOTS)


def _path(root: str, parts: Sequence[str]) -> StorePath:
    return StorePath(root, tuple(part.replace(_JOINT, "-") for part in parts))


def _is_absolute(text: str) -> bool:
    return text.lstrip().startswith(("/", "\\")) or re.match(r"\s*[A-Za-z]:[/\\]", text) is not None


def _parts(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text.strip())
    if text.startswith("s3://"):
        text = text.removeprefix("s3://").partition("/")[2]
    parts = [part for part in re.split(r"[/\\]+", text) if part not in ("", ".")]
    if ".." in parts:
        raise HTTPException(400, f"'{text[:200]}' leads outside of the store.")
    return parts
