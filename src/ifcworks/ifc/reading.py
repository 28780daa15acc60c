"""Opening an IFC model of any packing, and what the parser had to say about it.

The parser is native code that can crash on a bad file: call this inside an attempt, never in the
process that serves others.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import ifcopenshell

from ifcworks.errors import ModelUnreadable, SchemaUnsupported
from ifcworks.ifc import step
from ifcworks.ifc.recognition import only_model_of_zip, recognise
from ifcworks.ifc.references import refers_to_nothing
from ifcworks.ifc.schemas import READ_AS
from ifcworks.ifc.unpacking import UnpackLimits, ZipArchive, gunzip

Severity = Literal["error", "warning", "info"]

_DEFAULT_LIMITS = UnpackLimits()
_TOKEN = re.compile(r"token (.+) at offset (\d+) invalid")
_OFFSET = re.compile(r" at offset (\d+)")
_STEP_ID = re.compile(r"(?:instance|name) #(\d+)")
_DEFINED = re.compile(rb"#(\d{1,19})\s*=")


@dataclass(frozen=True)
class ReadMessage:
    """One thing that the parser said while it read a model.

    Attributes:
        code: the parser's own code, such as ``VAL016``, or empty.
        message: its sentence, with the line in place of the byte offset.
        step_id: the instance (``#12``) that it is about, where it says so.
        line: the line of the STEP file, from 1, where it says so.
    """

    severity: Severity
    code: str
    message: str
    step_id: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class ReadModel:
    """A model, and what the parser said about it in the order of the file.

    Attributes:
        plain: the STEP file that was read, as of ``plain_step``.
    """

    model: ifcopenshell.file
    plain: Path
    messages: tuple[ReadMessage, ...]


def open_model(
    path: Path, scratch: Path, limits: UnpackLimits = _DEFAULT_LIMITS, lazy: bool = False
) -> ifcopenshell.file:
    """Open a model: ``.ifc``, ifcZIP or gzip, told apart by content and not by name.

    ``scratch`` is a folder (made if missing) to unpack into; the caller removes it. A model that
    is opened ``lazy`` is there sooner and smaller: its instances are parsed when they are read.

    Raises:
        FileRefused: one of its subclasses, saying what is wrong with the file.
    """
    return read_model(path, scratch, limits, lazy).model


def read_model(
    path: Path, scratch: Path, limits: UnpackLimits = _DEFAULT_LIMITS, lazy: bool = False
) -> ReadModel:
    """As ``open_model``, with the parser's messages."""
    plain, notes = _as_supported(plain_step(path, scratch, limits), scratch)
    log = ifcopenshell.logger()
    log.output_format(log.FMT_INMEMORY)
    try:
        lazy = lazy and not refers_to_nothing(plain)
        model = ifcopenshell.open(plain, format=".ifc", logger=log, lazy=lazy)
        # What is parsed later says there what is wrong with it, and the library does not keep it.
        vars(model)["parser_log"] = log
    except ifcopenshell.SchemaError as error:
        raise SchemaUnsupported(f"The model cannot be read: {error}.") from None
    except MemoryError:
        raise
    except Exception as error:
        if "bad_alloc" in str(error):
            raise MemoryError(str(error)) from None
        said = [m for m in _messages(log, plain) if m.severity == "error"]
        # A syntax error ends the reading, so it is the last one; in the header the first counts.
        cause = (said[-1] if "Syntax error" in str(error) else said[0]) if said else None
        where = f" (instance #{cause.step_id})" if cause and cause.step_id else ""
        raise ModelUnreadable(
            f"The model cannot be read: {cause.message if cause else error}{where}. Export it "
            "again, or check it with the buildingSMART validation service.",
            step_id=cause.step_id if cause else None,
            line=cause.line if cause else None,
        ) from None
    return ReadModel(model, plain, (*notes, *_messages(log, plain)))


def said_late(error: RuntimeError) -> ModelUnreadable | None:
    """The reason if it is a value that the parser could not read when it was asked for.

    Of a model that was opened lazily that shows no sooner.
    """
    if (found := _TOKEN.search(str(error))) is None:
        return None
    return ModelUnreadable(
        f"A value in the model cannot be read: {found[1]} (byte {found[2]} of the file). Export "
        "it again, or check it with the operation 'check'."
    )


def plain_step(path: Path, scratch: Path, limits: UnpackLimits = _DEFAULT_LIMITS) -> Path:
    """The model as a plain STEP file: ``path`` itself, or what was unpacked into ``scratch``.

    Raises:
        FileRefused: as ``open_model``; the content of the file is not looked at beyond its ends.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise ModelUnreadable(f"The file cannot be opened: {error.strerror}.") from None
    with stream:
        size = path.stat().st_size
        head = stream.read(4)
        if head.startswith(b"\x1f\x8b"):
            chunks = gunzip(stream, size, limits)
        elif head == b"PK\x03\x04":
            archive = ZipArchive(stream, size, limits)
            chunks = archive.unpack(only_model_of_zip(archive))
        else:
            _check(stream, size, limits)
            return path
        scratch.mkdir(parents=True, exist_ok=True)
        plain = scratch / "model.ifc"
        with plain.open("wb") as out:
            out.writelines(chunks)
    with plain.open("rb") as stream:
        _check(stream, plain.stat().st_size, limits, packed=True)
    return plain


def readable_step(
    path: Path, scratch: Path, limits: UnpackLimits = _DEFAULT_LIMITS
) -> tuple[Path, str | None]:
    """The model as a plain STEP file of a schema that is read, and the schema that it declares.

    Raises:
        FileRefused: as ``open_model``.
    """
    plain = plain_step(path, scratch, limits)
    with plain.open("rb") as stream:
        declared = step.schema_of_head(stream.read(step.HEAD_BYTES))
    return _as_supported(plain, scratch)[0], declared


def _as_supported(plain: Path, scratch: Path) -> tuple[Path, list[ReadMessage]]:
    """The file, or where its schema is another edition of a supported one a copy that says so."""
    with plain.open("rb") as stream:
        head = stream.read(step.HEAD_BYTES)
        declared = step.schema_of_head(head)
        edition = READ_AS.get(declared or "")
        if edition is None:
            return plain, []
        scratch.mkdir(parents=True, exist_ok=True)
        copy = scratch / "edition.ifc"
        with copy.open("wb") as out:
            out.write(step.with_schema(head, edition))
            shutil.copyfileobj(stream, out, 1 << 20)
    sentence = f"The header names the schema {declared}; the model was read as {edition}"
    return copy, [ReadMessage("info", "schema-edition", sentence)]


def _check(stream: BinaryIO, size: int, limits: UnpackLimits, packed: bool = False) -> None:
    found = recognise(stream, size, limits, expected="ifc")
    if packed and found.form != "step":
        raise ModelUnreadable("The archive holds another archive. Upload the model itself.")


_SEVERITY: dict[int, Severity] = {3: "warning", 4: "error"}
_LOOKED_UP = 200
_BEFORE = 4096


def _messages(log: ifcopenshell.logger, plain: Path) -> list[ReadMessage]:
    raw = [(m, _OFFSET.search(m.message)) for m in log.log_messages()]
    lines = _lines(plain, (int(at[1]) for _, at in raw if at))
    messages = []
    for number, (message, at) in enumerate(raw):
        line = lines[int(at[1])] if at else None
        about = _STEP_ID.search(message.message)
        step_id = int(about[1]) if about else None
        if step_id is None and at and number < _LOOKED_UP:
            step_id = _instance_at(plain, int(at[1]))
        messages.append(
            ReadMessage(
                severity=_SEVERITY.get(message.severity, "info"),
                code=message.code,
                message=" ".join(_OFFSET.sub(f" in line {line}", message.message).split()),
                step_id=step_id,
                line=line,
            )
        )
    return messages


def _instance_at(path: Path, offset: int) -> int | None:
    """The step id of the instance around a byte offset, if it begins shortly before that."""
    with path.open("rb") as stream:
        start = max(0, offset - _BEFORE)
        stream.seek(start)
        begun = _DEFINED.findall(stream.read(offset - start))
    return int(begun[-1]) if begun else None


def _lines(path: Path, offsets: Iterable[int]) -> dict[int, int]:
    """The line (from 1) of each byte offset, in one pass over the file."""
    lines: dict[int, int] = {}
    wanted = sorted(set(offsets))
    line, position = 1, 0
    if wanted:
        with path.open("rb") as stream:
            for offset in wanted:
                while position < offset and (chunk := stream.read(min(1 << 20, offset - position))):
                    line += chunk.count(b"\n")
                    position += len(chunk)
                lines[offset] = line
    return lines
