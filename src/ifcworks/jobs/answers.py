"""Store what an attempt made, before the ledger speaks of it."""

from __future__ import annotations

import json
import mimetypes
import stat
from pathlib import Path

from ifcworks.errors import AttemptRaised
from ifcworks.files.blobs import Blob, BlobStore
from ifcworks.files.catalog import Content
from ifcworks.ifc.recognition import recognise
from ifcworks.ifc.unpacking import UnpackLimits
from ifcworks.jobs.job import Artifact, Job
from ifcworks.jobs.ledger import Answer
from ifcworks.jobs.sandbox.request import Outcome

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
    """The media type of an artifact by its suffix."""
    suffix = Path(name).suffix.lower()
    return _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def keep(blobs: BlobStore, job: Job, outcome: Outcome, folder: Path) -> Answer:
    """Store result and artifacts of an attempt that came to a good end in ``folder``.

    Raises:
        AttemptRaised: what it left is not what an attempt leaves.
        StorageFull, StorageUnavailable.
    """
    kept = tuple(
        Artifact(job.id, name, _artifact(blobs, folder, name), media_type(name))
        for name in outcome.artifacts
    )
    made = {artifact.name: artifact.blob for artifact in kept}
    files = {item.ref: item.file_id for item in job.inputs}
    versions = tuple(
        (files[ref], _content(folder / "artifacts" / name, made[name]))
        for ref, name in outcome.versions.items()
        if ref in files and name in made
    )
    result = folder / "result.json"
    _plain_file(result, "result")
    if result.stat().st_size > INLINE_RESULT:
        return Answer(None, blobs.put_file(result), kept, versions)
    try:
        value = json.loads(result.read_bytes())
    except ValueError as error:
        raise AttemptRaised(f"The result that the attempt left is not JSON: {error}.") from None
    return Answer(value, None, kept, versions)


def _content(path: Path, blob: Blob) -> Content:
    """What an artifact is that becomes a version of a file."""
    with path.open("rb") as stream:
        found = recognise(stream, blob.size, UnpackLimits(), expected=None)
    return Content(blob, found.kind, found.form, found.schema, found.media_type)


def _artifact(blobs: BlobStore, folder: Path, name: str) -> Blob:
    if Path(name).name != name:
        raise AttemptRaised(f"The attempt left an artifact under a name that is a path: '{name}'.")
    path = folder / "artifacts" / name
    _plain_file(path, f"artifact '{name}'")
    return blobs.put_file(path)


def _plain_file(path: Path, what: str) -> None:
    """Refuse links above all: they would have the service read what is not the attempt's."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        raise AttemptRaised(f"The {what} of the attempt has gone again.") from None
    if not stat.S_ISREG(mode):
        raise AttemptRaised(f"The {what} that the attempt left is not a plain file.")
