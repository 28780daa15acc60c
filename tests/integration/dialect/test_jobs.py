"""Jobs in the words of clients: how they end, how they are tried again, and the file they made."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.dialect import MEMBERS, Node
from support.services import wait_until


def ours(node: Node, manner: str, **parameters: Any) -> str:
    """The id of a job that behaves as told; it is asked for in this service's own words."""
    body = {"parameters": {"manner": manner, **parameters}, "force": True}
    answer = node.client.post("/api/v1/operations/behave/jobs", json=body)
    assert answer.status_code == 202, answer.text
    job_id: str = answer.json()["id"]
    return job_id


def test_all_members_are_there_from_the_first_look_on(node: Node) -> None:
    job_id = ours(node, "well", seconds=1.0)
    seen = [node.status(job_id)]
    assert set(seen[0]) == MEMBERS
    assert seen[0]["status"] in ("queued", "started")
    assert seen[0]["result"] is None
    assert seen[0]["ended_at"] is None
    assert seen[0]["execution_time_seconds"] is None
    ended = node.ended(job_id)
    assert ended["status"] == "finished"
    assert ended["result"]["success"] is True
    for moment in ("created_at", "started_at", "ended_at"):
        assert ended[moment].endswith("Z")
        datetime.fromisoformat(ended[moment])
    assert ended["execution_time_seconds"] >= 0
    assert ended["progress"] == 100


def test_a_cancelled_job_has_failed_and_is_not_tried_again(node: Node) -> None:
    job_id = ours(node, "hang")
    wait_until(lambda: node.status(job_id)["status"] == "started")
    assert node.client.post(f"/api/v1/jobs/{job_id}/cancel").status_code == 200
    ended = node.ended(job_id)
    assert ended["status"] == "failed"
    assert ended["error"].startswith("ValueError: The job was cancelled")
    assert node.client.get(f"/tasks/{job_id}/result").status_code == 409


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("segfault", "Work-horse terminated"),
        ("allocate", "MemoryError"),
        ("refuse", "ValueError: This was asked to fail"),
        ("raise", "ValueError"),
    ],
)
def test_a_failed_job_says_whether_to_try_again(node: Node, manner: str, words: str) -> None:
    ended = node.ended(ours(node, manner))
    assert ended["status"] == "failed"
    assert ended["result"] is None
    assert words in ended["error"]


def test_a_failed_job_is_queued_again_under_its_id(node: Node, tmp_path: Path) -> None:
    job_id = ours(node, "refuse")
    assert node.ended(job_id)["status"] == "failed"
    assert node.post(f"/jobs/{job_id}/requeue") == {
        "job_id": job_id,
        "status": "queued",
        "requeued": True,
    }
    assert node.ended(job_id)["status"] == "failed"


def test_the_file_of_a_task_is_there_when_it_has_finished(node: Node) -> None:
    job_id = ours(node, "well", number=7, seconds=1.0)
    early = node.client.get(f"/tasks/{job_id}/result")
    assert early.status_code == 202
    assert early.json()["status"] in ("queued", "started")
    node.ended(job_id)
    told = node.get(f"/tasks/{job_id}/status")
    assert told["status"] == "finished"
    assert set(told) > MEMBERS
    done = node.client.get(told["result_url"])
    assert done.content == b"7\n"
    assert done.headers["content-disposition"].startswith("attachment")


def test_a_task_that_failed_says_why(node: Node) -> None:
    job_id = ours(node, "refuse")
    node.ended(job_id)
    answer = node.client.get(f"/tasks/{job_id}/result")
    assert answer.status_code == 500
    assert "This was asked to fail" in answer.json()["detail"]
    missing = node.client.get("/tasks/00000000-0000-4000-8000-000000000000/result")
    assert missing.status_code == 404


def test_the_file_of_a_task_is_the_output_asked_for(node: Node, sample: Path) -> None:
    model = node.upload(sample / "architecture.ifc", name="task.ifc")
    job_id = node.post("/ifccsv", {"filename": model, "output_filename": "task.csv"})["job_id"]
    node.ended(job_id)
    done = node.client.get(f"/tasks/{job_id}/result")
    assert done.headers["content-disposition"] == 'attachment; filename="task.csv"'
    assert done.content == node.download("/output/csv/task.csv")


def test_the_same_request_again_leaves_its_own_output(node: Node, sample: Path) -> None:
    model = node.upload(sample / "architecture.ifc", name="again.ifc")
    first = node.run("/ifccsv", {"filename": model, "output_filename": "one.csv"})
    second = node.run("/ifccsv", {"filename": model, "output_filename": "two.csv"})
    assert (first["output_path"], second["output_path"]) == (
        "/output/csv/one.csv",
        "/output/csv/two.csv",
    )
    assert node.download("/output/csv/one.csv") == node.download("/output/csv/two.csv")
    again = node.run("/ifccsv", {"filename": model, "output_filename": "one.csv"})
    assert again["version_id"] == first["version_id"] == "1"
    other = node.run(
        "/ifccsv", {"filename": model, "output_filename": "one.csv", "query": "IfcDoor"}
    )
    assert other["version_id"] == "2"


def test_fields_that_mean_nothing_here_are_named(node: Node, sample: Path) -> None:
    model = node.upload(sample / "architecture.ifc", name="fields.ifc")
    result = node.run(
        "/ifccsv", {"filename": model, "output_filename": "f.csv", "mystery": 1, "other": [2]}
    )
    assert "mystery, other" in result["warning"]


def test_a_selector_that_is_none_is_not_tried_again(node: Node, sample: Path) -> None:
    model = node.upload(sample / "architecture.ifc", name="selector.ifc")
    body = {"filename": model, "output_filename": "s.csv", "query": "IfcWall, ,,"}
    ended = node.ended(node.post("/ifccsv", body)["job_id"])
    assert ended["status"] == "failed"
    assert "ValueError" in ended["error"]
