"""What is worked out of a model as soon as it is uploaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from ifcworks.errors import IfcworksError
from ifcworks.files.catalog import File, Project
from ifcworks.jobs.service import JobService
from ifcworks.operations.registry import Registry

log = structlog.get_logger()

PREPARED: Mapping[str, tuple[str, ...]] = {
    "all": ("index", "geometry"),
    "index": ("index",),
    "none": (),
}
"""The kinds of knowledge behind the values of the setting ``prepare``."""


class Preparation:
    """Enters the jobs that work out what will be asked of a new model.

    Args:
        jobs: where they are asked for.
        registry: kinds that none of its operations provides are left out.
        kinds: what to work out.
    """

    def __init__(self, jobs: JobService, registry: Registry, kinds: Iterable[str]) -> None:
        self._jobs = jobs
        self._kinds = [kind for kind in kinds if registry.providers(kind)]

    def __call__(self, project: Project, file: File) -> None:
        """Enter the jobs for a file's newest version, if it is a model."""
        if file.kind != "ifc":
            return
        try:
            self._jobs.prepare(project, file, self._kinds)
        except IfcworksError as error:
            # The upload is safe; whoever asks about the model will have it worked out then.
            log.warning("a model could not be prepared", file=file.id, reason=error.detail)
