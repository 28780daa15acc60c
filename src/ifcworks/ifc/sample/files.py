"""Writing the five files of the sample building."""

from dataclasses import dataclass
from pathlib import Path

from .house import house
from .requirements import write_requirements
from .revision import revise
from .services import services
from .truth import write_truth
from .writing import write_model


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Where the files of the sample building are."""

    architecture: Path
    services: Path
    architecture_v2: Path
    requirements: Path
    truth: Path


def write_sample(directory: Path) -> SampleFiles:
    """Write the sample building into a directory, which is made if need be.

    The files are byte-identical on every run. `truth` states as JSON what is in the others: the
    counts, values and geometry of the models, the clashes between architecture and services, the
    changes from the first version of the architecture to the second, and the outcome of the
    requirements.
    """
    directory.mkdir(parents=True, exist_ok=True)
    architecture, building_services = house(), services()
    revised, changes = revise(architecture)
    files = SampleFiles(
        architecture=directory / architecture.file_name,
        services=directory / building_services.file_name,
        architecture_v2=directory / revised.file_name,
        requirements=directory / "requirements.ids",
        truth=directory / "truth.json",
    )
    write_model(architecture, files.architecture)
    write_model(building_services, files.services)
    write_model(revised, files.architecture_v2)
    write_requirements(files.requirements)
    write_truth(files.truth, architecture, building_services, revised, changes)
    return files
