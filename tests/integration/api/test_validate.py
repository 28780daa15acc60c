"""Requirements are held against a model through the whole service: upload, run, reports, rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2

from ifcworks.ifc.sample import write_sample
from ifcworks.settings import Settings
from support.ids_files import attribute, document, entity, specification
from support.live import live

FILES = "/api/v1/projects/default/files"


def run(client: httpx2.Client, *ids: str, **parameters: Any) -> dict[str, Any]:
    answer = client.post(
        "/api/v1/operations/validate/jobs",
        json={"parameters": {"model": "house.ifc", "ids": ids, **parameters}},
        headers={"Prefer": "wait=60"},
    )
    assert answer.status_code in (200, 202), answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_requirements_over_http(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample")
    met = document(specification("Walls", [entity("IFCWALL")], [attribute("GlobalId")]), title="T")
    settings = Settings(data=tmp_path / "data", slots=2, prepare="none")
    with live(settings) as (address, _), httpx2.Client(base_url=address, timeout=60) as client:
        for name, content in {
            "house.ifc": Path(sample.architecture).read_bytes(),
            "requirements.ids": Path(sample.requirements).read_bytes(),
            "met.ids": met.replace("UTF-8", "UTF-16").encode("utf-16"),
            "draft.ids": met.replace("IFCWALL", "IFCWLAL").encode(),
        }.items():
            stored = client.post(FILES, params={"name": name}, content=content)
            assert stored.status_code == 201, stored.text
            assert stored.json()["kind"] == name.rpartition(".")[2]

        job = run(client, "requirements.ids", "met.ids", reports=["json", "html"])
        assert job["state"] == "succeeded", job
        verdicts = [(one["title"], one["verdict"]) for one in job["result"]["ids"]]
        assert verdicts[1] == ("T", "passed")
        assert verdicts[0][1] == "failed"
        made = client.get(f"/api/v1/jobs/{job['id']}/artifacts").json()
        names = {artifact["name"] for artifact in made}
        assert names == {"report.json", "report-2.json", "report.html"}
        report = client.get(f"/api/v1/jobs/{job['id']}/artifacts/report-2.json").json()
        assert (report["title"], report["status"]) == ("T", True)

        rows = client.get("/api/v1/results/tester?data=true").json()["items"]
        counts = {row["ids_filename"]: (row["pass_count"], row["fail_count"]) for row in rows}
        assert {row["ifc_filename"] for row in rows} == {"house.ifc"}
        assert sum(failed for _, failed in counts.values()) == job["result"]["fail_count"] > 0
        assert counts["met.ids"][1] == 0 < counts["met.ids"][0]
        stored_verdict = next(row for row in rows if row["ids_filename"] == "met.ids")
        assert stored_verdict["test_results"]["verdict"] == "passed"

        refused = run(client, "draft.ids")
        assert refused["state"] == "failed"
        assert refused["problem"]["code"] == "ids-invalid"
        assert "IFCWLAL" in refused["problem"]["detail"]
