"""Store what an attempt made, before the ledger speaks of it."""

from __future__ import annotations

import mimetypes
import stat
from pathlib import Path

from ifcworks.errors import AttemptRaised, FileRefused
from ifcworks.files.blobs import BlobStore
from ifcworks.ifc.recognition import expected_kind, recognise
from ifcworks.ifc.unpacking import UnpackLimits
from ifcworks.jobs.job import Artifact, Job
from ifcworks.jobs.ledger import Answer
from ifcworks.jobs.sandbox.reports import said
from ifcworks.jobs.sandbox.request import Outcome
from ifcworks.operations.workspace import Record

INLINE_RESULT = 256 * 1024
"""Bytes up to which a result is kept in the job's row."""

_MEDIA_TYPES = {
    ".glb": "model/gltf-binary",
    ".obj": "model/obj",
    ".mtl": "model/mtl",
    ".dae": "model/vnd.collada+xml",
    ".stp": "model/step",
    ".igs": "model/iges",
    ".ifc": "application/x-step",
    ".ifczip": "application/x-ifczip",
    ".ttl": "text/turtle",
    ".svg": "image/svg+xml",
    ".arrow": "application/vnd.apache.arrow.file",
    ".parquet": "application/vnd.apache.parquet",
}


def media_type(name: str) -> str:
    """The media type of an artifact by its suffix; what is text is UTF-8."""
    suffix = Path(name).suffix.lower()
    known = _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    # Else clients may take it for ISO 8859-1, as HTTP had it once.
    return f"{known}; charset=utf-8" if known.startswith("text/") else known


def keep(blobs: BlobStore, job: Job, outcome: Outcome, folder: Path) -> Answer:
    """Store result and artifacts of an attempt that came to a good end in ``folder``.

    Raises:
        AttemptRaised: what it left is not what an attempt leaves.
        StorageFull, StorageUnavailable.
    """
    kept = tuple(_artifact(blobs, job, folder, name) for name in outcome.artifacts)
    made = {artifact.name: artifact for artifact in kept}
    files = {item.ref: item.file_id for item in job.inputs}
    versions = tuple(
        (files[ref], made[name].content)
        for ref, name in outcome.versions.items()
        if ref in files and name in made
    )
    records = _records(folder) if outcome.records else ()
    result = folder / "result.json"
    _plain_file(result, "result")
    if result.stat().st_size > INLINE_RESULT:
        return Answer(None, blobs.put_file(result), kept, versions, records)
    try:
        value = said(result.read_bytes())
    except ValueError as error:
        raise AttemptRaised(f"The result that the attempt left is not JSON: {error}.") from None
    return Answer(value, None, kept, versions, records)


def _records(folder: Path) -> tuple[Record, ...]:
    path = folder / "records.json"
    _plain_file(path, "records")
    try:
        return tuple(Record(**values) for values in said(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise AttemptRaised(f"The records that the attempt left are none: {error}.") from None


def _artifact(blobs: BlobStore, job: Job, folder: Path, name: str) -> Artifact:
    if Path(name).name != name:
        raise AttemptRaised(f"The attempt left an artifact under a name that is a path: '{name}'.")
    path = folder / "artifacts" / name
    _plain_file(path, f"artifact '{name}'")
    blob = blobs.put_file(path)
    try:
        with path.open("rb") as stream:
            found = recognise(stream, blob.size, UnpackLimits(), expected_kind(name))
    except FileRefused:  # as a file it is nothing that is known here
        return Artifact(job.id, name, blob, media_type(name))
    return Artifact(job.id, name, blob, media_type(name), found.kind, found.form, found.schema)


def _plain_file(path: Path, what: str) -> None:
    """Refuse links above all: they would have the service read what is not the attempt's."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        raise AttemptRaised(f"The {what} of the attempt has gone again.") from None
    if not stat.S_ISREG(mode):
        raise AttemptRaised(f"The {what} that the attempt left is not a plain file.")
