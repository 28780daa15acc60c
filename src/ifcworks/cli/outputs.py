"""Where the artifacts of an operation go, and under which names."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ifcworks.cli.call import is_folder
from ifcworks.errors import FileNotFound, NameTaken, StorageUnavailable

_MODEL = ".ifc"
_WHOLE = "model"
"""The stem of artifacts that are the input in another form."""


@dataclass(frozen=True)
class Destination:
    """Where to write.

    Attributes:
        folder: receives the files.
        stem: what their names begin with.
        main: the whole name of the main one, if it was asked for.
        operation: distinguishes a file that would have the name of an input.
    """

    folder: Path
    stem: str
    main: str | None
    operation: str
    inputs: frozenset[Path]
    overwrite: bool

    def place(self, artifacts: Sequence[Path]) -> list[Path]:
        """Copy the artifacts there, each at once.

        Where the name was not asked for and is taken, the whole set gets a number instead: the
        work is done, and neither its outcome nor what was there before may be lost.

        Raises:
            NameTaken: a file of an asked-for name has appeared meanwhile.
            StorageUnavailable: the folder cannot be written to.
        """
        names = self._free_names(artifacts)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for artifact in artifacts:
                _copy(artifact, self.folder / names[artifact.name], names)
        except OSError as error:
            raise StorageUnavailable(
                f"'{error.filename or self.folder}' cannot be written: {error.strerror}."
            ) from error
        return [self.folder / names[artifact.name] for artifact in artifacts]

    def _free_names(self, artifacts: Sequence[Path]) -> dict[str, str]:
        base = self.stem
        if self._lost(_names(artifacts, base, self.main)):
            base = f"{base}-{self.operation}"
        stem = base
        for number in count(2):
            names = _names(artifacts, stem, self.main)
            taken = [p for p in self._paths(names) if p.exists()]
            if not self._lost(names) and (self.overwrite or not taken):
                return names
            if self.main is not None:
                raise NameTaken(f"'{taken[0]}' exists already. '--overwrite' replaces it.")
            stem = f"{base}-{number}"
        raise AssertionError  # there are names enough

    def _paths(self, names: dict[str, str]) -> list[Path]:
        return [self.folder / name for name in names.values()]

    def _lost(self, names: dict[str, str]) -> bool:
        """Whether an input would be overwritten, be it under another name of its folder."""
        return any(path.resolve() in self.inputs for path in self._paths(names))


def destination(
    output: str | None, inputs: Iterable[Path], operation: str, *, overwrite: bool
) -> Destination:
    """Where an operation on these inputs writes, checked before any work.

    Raises:
        FileNotFound: the folder of the output is not there.
        NameTaken: the output is one of the inputs, or exists and is not to be replaced.
    """
    known = list(inputs)
    stem = _stem(known[0]) if known else operation
    folder, main = Path(), None
    if output is not None and is_folder(output):
        folder = Path(output)
    elif output is not None:
        path = Path(output)
        if not path.parent.is_dir():
            raise FileNotFound(f"There is no folder '{path.parent}' to write '{path.name}' to.")
        if path.resolve() in known:
            raise NameTaken(f"'{output}' is an input; it would be lost. Name another output.")
        if path.exists() and not overwrite:
            raise NameTaken(f"'{output}' exists already. '--overwrite' replaces it.")
        folder, stem, main = path.parent, path.stem, path.name
    return Destination(folder, stem, main, operation, frozenset(known), overwrite)


def _stem(path: Path) -> str:
    """The name of an input without its suffix: ``house`` of ``house.ifc.gz``."""
    name = path.name
    return Path(name.removesuffix(".gz")).stem or name


def _names(artifacts: Sequence[Path], stem: str, main: str | None) -> dict[str, str]:
    """The name that each artifact gets.

    The main one is the first (of the suffix that was asked for, if there is one). If its name was
    asked for, those that share its stem share it afterwards; if not, those do that are the model in
    another form. All others keep their own name behind the stem: ``house-check.html``. What is no
    model never gets the name of one.
    """
    if not artifacts:
        return {}
    suffix = Path(main).suffix.lower() if main else None
    first = next((a for a in artifacts if a.suffix.lower() == suffix), artifacts[0])
    if suffix == _MODEL and first.suffix.lower() != _MODEL:
        main = None
    shared = first.stem if main is not None else _WHOLE
    names = {}
    for artifact in artifacts:
        if artifact is first and main is not None:
            names[artifact.name] = main
        elif artifact.stem == shared:
            names[artifact.name] = f"{stem}{artifact.suffix}"
        else:
            names[artifact.name] = f"{stem}-{artifact.name}"
    return names


def _copy(source: Path, target: Path, names: dict[str, str]) -> None:
    """Copy a file, so that the target appears at once and whole."""
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".ifcworks-")
    os.close(handle)
    try:
        if source.suffix == ".obj" and any(old != new for old, new in names.items()):
            _copy_obj(source, Path(draft), names)
        else:
            shutil.copyfile(source, draft)
        mask = os.umask(0)
        os.umask(mask)
        Path(draft).chmod(0o666 & ~mask)
        Path(draft).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


def _copy_obj(source: Path, target: Path, names: dict[str, str]) -> None:
    """Copy a Wavefront model, which names its material file: that one has another name now."""
    with source.open("rb") as reading, target.open("wb") as writing:
        for line in reading:
            if line.startswith(b"mtllib "):
                old = line[7:].strip().decode("utf-8", "surrogateescape")
                new = names.get(old, old)
                writing.write(b"mtllib " + new.encode("utf-8", "surrogateescape") + b"\n")
                # There is one such line, before all vertices.
                shutil.copyfileobj(reading, writing, 1024 * 1024)
                return
            writing.write(line)
