"""What a job leaves beside its answer: rows of results, and files that its artifacts become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ifcworks.errors import FileNameInvalid, ResultNotFound
from ifcworks.files.catalog import File
from ifcworks.jobs.job import Job, JobState
from ifcworks.results.questions import Kind, Wanted
from support.boxes import Boxes
from support.services import Harness, StartService, wait_until


@pytest.fixture
def real(start_service: StartService) -> Harness:
    return start_service(operations=["ifcworks.operations"], prepare="none")


@pytest.fixture
def house(real: Harness, tmp_path: Path) -> File:
    boxes = Boxes()
    boxes.add((0, 0, 0))
    return upload(real, "house.ifc", boxes.write(tmp_path / "house.ifc").read_bytes())


def upload(harness: Harness, name: str, content: bytes) -> File:
    project = harness.service.catalog.project("default")
    with harness.service.intake.receive(project, name) as receiving:
        receiving.write(content)
        return receiving.finish().file


def rows(harness: Harness, job: Job, kind: Kind = Kind.CONVERSION) -> list[dict[str, Any]]:
    return harness.service.results.rows(kind, Wanted(job_id=job.id), 100, data=True).rows


def submit(harness: Harness, saves: dict[str, str], **params: Any) -> Job:
    project = harness.service.catalog.project("default")
    job = harness.service.jobs.submit(project, "convert", params, saves=saves)
    job = harness.wait_for(job)
    assert job.state is JobState.SUCCEEDED, job.problem
    return job


def test_a_conversion_stands_in_its_table(real: Harness, house: File) -> None:
    job = submit(real, {}, model="house.ifc", format="obj")

    [row] = rows(real, job)
    assert row["input_filename"] == "house.ifc"
    assert row["output_filename"] == "model.obj"
    assert row["conversion_options"]["format"] == "obj"
    assert real.service.results.row(Kind.CONVERSION, row["id"]) == row


def test_a_failed_job_leaves_no_row(real: Harness, house: File) -> None:
    job = real.finish("convert", model="house.ifc", format="glb", include=["IfcDoor"])

    assert job.state is JobState.FAILED
    assert rows(real, job) == []
    with pytest.raises(ResultNotFound):
        real.service.results.row(Kind.CONVERSION, 1)


def test_an_answer_from_the_stored_result_has_a_row_under_its_own_names(
    real: Harness, house: File
) -> None:
    first = submit(real, {}, model="house.ifc")
    path = real.service.blobs.local_path(house.newest.blob, Path("unused"))
    upload(real, "twin.ifc", path.read_bytes())

    second = submit(real, {}, model="twin.ifc")

    assert second.answered_from == first.id
    [row] = rows(real, second)
    assert row["input_filename"] == "twin.ifc"
    assert row["conversion_options"] == rows(real, first)[0]["conversion_options"]


def test_an_artifact_becomes_a_file_and_then_its_next_version(real: Harness, house: File) -> None:
    project = real.service.catalog.project("default")
    first = submit(real, {"model.xml": "tree.xml"}, model="house.ifc", format="xml")
    file, version = real.service.catalog.resolve(project, "tree.xml")
    assert (file.kind, version.number, version.made_by) == ("other", 1, first.id)
    assert rows(real, first)[0]["output_filename"] == "tree.xml"

    # From the stored result, and under a name that another file has.
    second = submit(real, {"model.xml": "house.ifc"}, model="house.ifc@1", format="xml")
    assert second.answered_from == first.id
    _, version = real.service.catalog.resolve(project, "house.ifc")
    assert (version.number, version.made_by, version.form) == (2, second.id, "xml")
    assert [(name, made.number) for name, made in real.service.catalog.made_by(second.id)] == [
        ("house.ifc", 2)
    ]


def test_a_model_that_is_kept_is_prepared_as_an_upload_is(
    start_service: StartService, tmp_path: Path
) -> None:
    real = start_service(operations=["ifcworks.operations"], prepare="index")
    boxes = Boxes()
    boxes.add((0, 0, 0))
    upload(real, "house.ifc", boxes.write(tmp_path / "house.ifc").read_bytes())
    job = submit(real, {"model.ifczip": "packed.ifczip"}, model="house.ifc", format="ifczip")

    project = real.service.catalog.project("default")
    file, version = real.service.catalog.resolve(project, "packed.ifczip")
    assert (file.kind, version.form, version.made_by) == ("ifc", "ifczip", job.id)
    wait_until(
        lambda: any(
            item.file_id == file.id
            for one in real.service.ledger.jobs(operations=["index"])
            for item in one.inputs
        )
    )


@pytest.mark.parametrize("name", ["", "..", "a\0b", "x" * 300])
def test_a_name_that_cannot_be_one_is_refused_before_anything_is_entered(
    real: Harness, house: File, name: str
) -> None:
    project = real.service.catalog.project("default")
    with pytest.raises(FileNameInvalid):
        real.service.jobs.submit(
            project, "convert", {"model": "house.ifc"}, saves={"model.glb": name}
        )
    assert real.service.ledger.jobs(operations=["convert"]) == []
