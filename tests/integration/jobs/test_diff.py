"""A comparison through the service: what it needs is worked out first, its row is in SQL."""

from __future__ import annotations

from pathlib import Path

from ifcworks.jobs.job import JobState
from ifcworks.results.questions import Kind, Wanted
from support.boxes import row
from support.services import Harness, StartService


def test_two_versions_of_a_file_are_compared(start_service: StartService, tmp_path: Path) -> None:
    real: Harness = start_service(operations=["ifcworks.operations"], prepare="none")
    project = real.service.catalog.project("default")
    boxes = row(3)
    for depth in (5.0, 6.0):
        boxes.file.by_type("IfcExtrudedAreaSolid")[0].Depth = depth
        content = boxes.write(tmp_path / "boxes.ifc").read_bytes()
        with real.service.intake.receive(project, "boxes.ifc") as receiving:
            receiving.write(content)
            receiving.finish()

    job = real.finish("diff", old="boxes.ifc@1", new="boxes.ifc@2", forms=["json", "glb"])

    assert job.state is JobState.SUCCEEDED, job.problem
    [found] = real.service.results.rows(Kind.DIFF, Wanted(job_id=job.id), 100, data=True).rows
    assert (found["old_file"], found["new_file"]) == ("boxes.ifc@1", "boxes.ifc@2")
    assert found["diff_count"] == 1
    assert found["diff_data"]["aspects"] == {"geometry": 1}
