"""Clashes through the whole service, over several versions of a model."""

from __future__ import annotations

from pathlib import Path

from ifcworks.jobs.job import JobState
from ifcworks.results.clashes import Search
from support.boxes import Boxes
from support.services import StartService


def model(path: Path, duct: float | None, more: float = 10.0) -> Path:
    """Two walls, one of them far off with a pipe, and a duct at this place, or none."""
    made = Boxes()
    made.add((0, 0, 0), (4, 0.2, 3), name="wall")
    made.add((20, 0, 0), (4, 0.2, 3), name="other wall")
    made.add((21, -1, 1), (0.1, 2, 0.1), "IfcPipeSegment", name="pipe")
    made.add((more, 50, 0), name="what has changed")
    if duct is not None:
        made.add((duct, -1, 1), (0.3, 2, 0.3), "IfcDuctSegment", name="duct")
    return made.write(path)


def test_a_clash_is_followed_over_versions(start_service: StartService, tmp_path: Path) -> None:
    real = start_service(operations=["ifcworks.operations"], prepare="none")
    project = real.service.catalog.project("default")
    steps = ((1.0, 10.0), (1.0, 11.0), (8.0, 11.0), (1.0, 11.0), (None, 11.0))
    seen, reused = [], []
    for duct, more in steps:
        content = model(tmp_path / "house.ifc", duct, more).read_bytes()
        with real.service.intake.receive(project, "house.ifc") as receiving:
            receiving.write(content)
            receiving.finish()
        job = real.finish("clash", models=["house.ifc"], a="IfcWall", b="IfcFlowSegment")
        assert job.state is JobState.SUCCEEDED, job.problem
        found = real.service.clashes.clashes(Search(project_id=project.id), limit=100)
        seen.append({clash.data["b_name"]: clash.state.value for clash in found})
        assert job.result is not None
        reused.append(job.result["clash_sets"][0]["reused"])
    assert seen == [
        {"pipe": "new", "duct": "new"},
        {"pipe": "persistent", "duct": "persistent"},
        {"pipe": "persistent", "duct": "resolved"},
        {"pipe": "persistent", "duct": "new"},
        {"pipe": "persistent", "duct": "element-missing"},
    ]
    assert reused == [0, 2, 1, 1, 1]
