"""The sample building against its own requirements, as its truth has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ifcworks.ifc.ids.audit import audit
from ifcworks.ifc.ids.reading import read_ids
from operations.validate.checking import both


@pytest.mark.parametrize("name", ["architecture.ifc", "architecture-v2.ifc"])
def test_truth(name: str, sample: Path, tmp_path: Path) -> None:
    rows = json.loads((sample / "truth.json").read_text())["requirements"][name]
    ids = read_ids(sample / "requirements.ids", "requirements.ids")
    assert audit(ids) == []
    checked, _ = both(ids, sample / name, tmp_path)
    assert [o.specification.name for o in checked.specifications] == [row["name"] for row in rows]
    for outcome, row in zip(checked.specifications, rows, strict=True):
        ids_of = {n: checked.elements[n].global_id for n in outcome.applicable}
        failing = {ids_of[n] for n in outcome.failed}
        assert outcome.specification.identifier == row["identifier"]
        assert outcome.status is (row["status"] == "pass"), row["name"]
        assert len(outcome.applicable) == row["applicable"], row["name"]
        if outcome.requirements:
            assert failing == set(row["failing"]), row["name"]
            assert set(ids_of.values()) - failing == set(row["passing"]), row["name"]
