"""The service does what its OpenAPI document says, for requests that nobody would think of.

Requests are made up from the document, valid and invalid ones, alone and one after another with
what the one before answered. They run against a real service with a toy operation, so that the
whole life of a job is covered. Every answer must be documented: status, content type, headers and
schema; no 5xx; what is valid is accepted, what is not is refused.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.openapi import from_url

from ifcworks.api.tus import MEDIA_TYPE
from ifcworks.settings import Settings
from support.live import live
from support.services import python_path
from support.step_files import step_file

EXAMPLES = int(os.environ.get("IFCWORKS_TEST_EXAMPLES", "3"))

# Each exception below is one that no schema can say. All other checks hold everywhere.
CONFIG = f"""
seed = 20261122
max-failures = 50

[generation]
max-examples = {EXAMPLES}
deterministic = true
no-shrink = true
# NUL is refused in all texts, because PostgreSQL keeps none; JSON Schema cannot say "no NUL" short
# of a pattern on every string. tests/unit/api/test_bodies.py holds it.
allow-x00 = false

[phases.stateful]
max-steps = 5

# Whether bytes are a model, and a name one of a file, shows only in them.
[[operations]]
include-operation-id = "upload_file"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "413", "415", "422"]

# A cursor is opaque: only one that the service gave is valid.
[[operations]]
include-operation-id = ["list_jobs", "list_files", "list_results", "list_clashes"]
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "422"]

# Whether a text can name a file has more to it than a schema can say.
[[operations]]
include-operation-id-regex = "^(request_.*|save_artifact|change_clash(es)?)$"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "409", "422"]

# A project that was just made is there; the clashes that are named in the body are not.
[[operations]]
include-operation-id = "change_clashes"
[operations.checks.ensure_resource_availability]
enabled = false

# Whether a file is a model that can be read, with such an element, shows only in it.
[[operations]]
include-operation-id-regex = "^model_"
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "415", "416", "422"]

# Whether a range lies within the content depends on the content.
[[operations]]
include-operation-id = ["download_file", "download_version", "download_artifact"]
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "404", "416"]

# tus demands 412 for a wrong version, whatever else is wrong; what is valid depends on the bytes.
[[operations]]
include-operation-id = ["begin_upload", "upload_offset", "continue_upload", "end_upload"]
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "404", "409", "413", "415", "422", "460"]
[operations.checks.negative_data_rejection]
expected-statuses = ["400", "404", "405", "409", "412", "413", "415", "422", "460"]
[operations.checks.missing_required_header]
expected-statuses = ["400", "412", "415", "422"]
"""


@schemathesis.serializer(MEDIA_TYPE)
def _tus_body(context: schemathesis.SerializationContext, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PYTHONPATH", python_path())
    settings = Settings(data=tmp_path / "data", operations=["support.gentle"], slots=2)
    with live(settings) as (url, _):
        httpx2.post(f"{url}/api/v1/projects/default/files?name=house.ifc", content=step_file())
        yield url


def test_the_service_does_what_its_document_says(url: str) -> None:
    schema = from_url(f"{url}/openapi.json", config=SchemathesisConfig.from_str(CONFIG))
    wrong: list[str] = []
    answers: Counter[str] = Counter()
    for event in from_schema(schema).execute():
        if isinstance(event, (events.NonFatalError, events.FatalError)):
            wrong.append(repr(event))
        if isinstance(event, events.ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                operation = event.recorder.cases[case_id].value.operation.label
                interaction = event.recorder.interactions[case_id]
                if interaction.response is not None:
                    answers[f"{operation} {interaction.response.status_code}"] += 1
                for check in checks:
                    if check.status is Status.FAILURE and check.failure_info is not None:
                        failure = check.failure_info
                        answer = interaction.response.text if interaction.response else ""
                        wrong.append(
                            f"{operation}: {failure.failure}\n{failure.code_sample}\n{answer}"
                        )
    for answer, count in sorted(answers.items()):
        print(f"{count:5} {answer}")  # noqa: T201 -- shown with -s, and when the test fails
    assert not wrong, "\n\n".join(text[:2000] for text in wrong[:20])
    # The life of a job was seen, and not only requests that nothing came of.
    for seen in (
        "POST /api/v1/operations/echo/jobs 202",
        "POST /api/v1/operations/echo/jobs 200",
        "GET /api/v1/jobs/{job_id} 200",
        "GET /api/v1/jobs/{job_id}/result 200",
        "GET /api/v1/jobs/{job_id}/artifacts 200",
    ):
        assert answers[seen], seen
