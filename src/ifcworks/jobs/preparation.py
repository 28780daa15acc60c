"""What is worked out of a model as soon as it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from ifcworks.errors import IfcworksError
from ifcworks.files.catalog import Catalog, File, Project
from ifcworks.jobs.job import Job
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
        catalog: where the models are that jobs make.
        registry: kinds that none of its operations provides are left out.
        kinds: what to work out.
    """

    def __init__(
        self, jobs: JobService, catalog: Catalog, registry: Registry, kinds: Iterable[str]
    ) -> None:
        self._jobs = jobs
        self._catalog = catalog
        self._kinds = [kind for kind in kinds if registry.providers(kind)]

    def uploaded(self, project: Project, file: File) -> None:
        """Enter the jobs for the newest version of a file, if it is a model."""
        try:
            self._prepare(project, file)
        except IfcworksError as error:
            # The upload is safe; whoever asks about the model will have it worked out then.
            log.warning("a model could not be prepared", file=file.id, reason=error.detail)

    def made(self, job: Job) -> None:
        """Enter the jobs for the models that a job has made new versions of."""
        try:
            project = self._catalog.project_of(job.project_id)
            for _, version in self._catalog.made_by(job.id):
                self._prepare(project, self._catalog.file(project, version.file_id))
        except IfcworksError as error:
            log.warning("a model could not be prepared", made_by=job.id, reason=error.detail)

    def _prepare(self, project: Project, file: File) -> None:
        if file.kind == "ifc":
            self._jobs.prepare(project, file, self._kinds)
