"""What an attempt leaves is looked at before it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ifcworks.errors import AttemptRaised
from ifcworks.files.blobs import BlobStore
from ifcworks.jobs.answers import INLINE_RESULT, keep, media_type
from ifcworks.jobs.ledger import Answer
from ifcworks.jobs.sandbox.request import Outcome

JOB: Any = type("Job", (), {"id": "job", "inputs": ()})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "attempt"
    (folder / "artifacts").mkdir(parents=True)
    (folder / "result.json").write_text('{"n": 1}')
    (folder / "secret").write_text("secret")
    return folder


def kept(folder: Path, *artifacts: str) -> Answer:
    blobs = BlobStore.local(folder.parent / "files")
    return keep(blobs, JOB, Outcome(None, list(artifacts)), folder)


def test_a_small_result_is_kept_in_the_row_and_a_large_one_as_a_blob(folder: Path) -> None:
    assert kept(folder).result == {"n": 1}

    (folder / "result.json").write_text('"' + "x" * INLINE_RESULT + '"')
    answer = kept(folder)
    assert answer.result is None
    assert answer.result_blob is not None
    assert answer.result_blob.size == INLINE_RESULT + 2


@pytest.mark.parametrize("text", ["", "{", "\x00", '{"n": 1} x'])
def test_a_result_that_is_not_json(folder: Path, text: str) -> None:
    (folder / "result.json").write_text(text)

    with pytest.raises(AttemptRaised, match="not JSON"):
        kept(folder)


def test_texts_that_no_database_holds_are_made_fit(folder: Path) -> None:
    name = "nul \0, half \ud800, whole \U0001f600, spelled \\u0000"
    fit = "nul \ufffd, half \ufffd, whole \U0001f600, spelled \\u0000"
    (folder / "result.json").write_text(json.dumps({"names": [name], name: 1}))
    values = {"clash_set_name": name, "clash_data": {"clashes": [{"a_name": name}]}}
    records = [{"table": "clash_results", "values": values}]
    (folder / "records.json").write_text(json.dumps(records))
    answer = keep(BlobStore.local(folder), JOB, Outcome(None, [], records=True), folder)
    assert answer.result == {"names": [fit], fit: 1}
    [record] = answer.records
    expected = {"clash_set_name": fit, "clash_data": {"clashes": [{"a_name": fit}]}}
    assert record.values == expected


def test_a_result_that_is_not_text(folder: Path) -> None:
    (folder / "result.json").write_bytes(b'"\xff"')

    with pytest.raises(AttemptRaised, match="not JSON"):
        kept(folder)


def test_a_result_that_is_missing_or_a_link(folder: Path) -> None:
    (folder / "result.json").unlink()
    with pytest.raises(AttemptRaised, match="has gone"):
        kept(folder)

    (folder / "result.json").symlink_to(folder / "secret")
    with pytest.raises(AttemptRaised, match="not a plain file"):
        kept(folder)


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "a/b", "", ".", ".."])
def test_an_artifact_name_that_leads_elsewhere(folder: Path, name: str) -> None:
    with pytest.raises(AttemptRaised):
        kept(folder, name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m.GLB", "model/gltf-binary"),
        ("t.csv", "text/csv; charset=utf-8"),
        ("t.json", "application/json"),
        ("m.ifc", "application/x-step"),
        ("noend", "application/octet-stream"),
    ],
)
def test_media_types(name: str, expected: str) -> None:
    assert media_type(name) == expected
