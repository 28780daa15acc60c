"""Where files come from, as the shell tests of ifcpipeline ask for it."""

from __future__ import annotations

from pathlib import Path

from support.dialect import Node


def test_a_chain_is_known_in_both_directions(node: Node, sample: Path) -> None:
    model = node.upload(sample / "architecture.ifc", name="root.ifc")
    table = node.run("/ifccsv", {"filename": model, "output_filename": "chain/A/table.csv"})
    assert table["output_key"] == "output/chain/A/table.csv"
    made = node.run(
        "/ifccsv/import",
        {
            "ifc_filename": "uploads/root.ifc",
            "csv_filename": "chain/A/table.csv",
            "output_filename": "chain/A/model.ifc",
        },
    )
    last = node.run("/ifc2json", {"filename": made["output_key"], "output_filename": "last.json"})

    told = node.get(f"/lineage/{last['output_key']}")
    assert told["self"]["sha256"] == last["sha256"]
    assert told["self"]["operation"] == "to-json"
    ancestors = {item["object_key"]: item for item in told["ancestors"]}
    assert set(ancestors) == {made["output_key"], table["output_key"], "uploads/root.ifc"}
    assert ancestors["uploads/root.ifc"]["kind"] == "root"
    assert ancestors[made["output_key"]]["depth"] == 1

    down = node.get("/lineage/uploads/root.ifc")
    assert {item["object_key"] for item in down["descendants"]} == {
        *(table["output_key"], made["output_key"], last["output_key"]),
    }
    assert down["ancestors"] == []


def test_of_a_later_version_nothing_was_made(node: Node, sample: Path) -> None:
    first = node.upload(sample / "architecture.ifc", name="days.ifc")
    made = node.run("/ifccsv", {"filename": first, "output_filename": "days.csv"})
    node.upload(sample / "architecture-v2.ifc", name="days.ifc")
    assert node.get("/lineage/uploads/days.ifc")["descendants"] == []
    old = node.get("/lineage/uploads/days.ifc?version_id=1")
    assert [item["object_key"] for item in old["descendants"]] == [made["output_key"]]
    versions = node.get("/audit/history/uploads/days.ifc")["versions"]
    assert [item["version_id"] for item in versions] == ["2", "1"]
    ancestors = node.get(f"/lineage/{made['output_key']}")["ancestors"]
    assert [item["sha256"] for item in ancestors] == [versions[1]["sha256"]]


def test_roots_and_equal_files(node: Node, sample: Path) -> None:
    node.upload(sample / "services.ifc", name="one.ifc")
    node.upload(sample / "services.ifc", name="other.ifc")
    roots = node.get("/audit/roots?limit=2")["roots"]
    assert [item["object_key"] for item in roots] == ["uploads/other.ifc", "uploads/one.ifc"]
    same = node.get(f"/audit/dedupe/{roots[0]['sha256']}")["matches"]
    assert {item["object_key"] for item in same} == {"uploads/one.ifc", "uploads/other.ifc"}


def test_of_what_there_is_not(node: Node) -> None:
    assert node.client.get("/lineage/output/csv/nothing.csv").status_code == 404
    assert node.client.get("/audit/history/nothing.ifc").status_code == 404


def test_of_a_job(node: Node, sample: Path) -> None:
    model = node.upload(sample / "architecture.ifc", name="of-job.ifc")
    job_id = node.post("/ifc2json", {"filename": model, "output_filename": "of-job.json"})["job_id"]
    node.ended(job_id)
    told = node.get(f"/lineage/job/{job_id}")
    assert [item["object_key"] for item in told["inputs"]] == ["uploads/of-job.ifc"]
    assert [item["object_key"] for item in told["outputs"]] == ["output/json/of-job.json"]
