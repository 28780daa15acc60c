"""The files are the same on every run, and valid."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

import ifcopenshell
import ifcopenshell.validate
import pytest

from .conftest import Sample

_PROGRAM = """
import sys
from pathlib import Path
from ifcworks.ifc.sample import write_sample
write_sample(Path(sys.argv[1]))
"""


def test_another_process_with_another_hash_seed_writes_the_same_bytes(
    sample: Sample, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", _PROGRAM, str(tmp_path)], check=True, env=environment)
    for path in astuple(sample.files):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_directory_holds_these_five_files_and_no_other(sample: Sample) -> None:
    paths = astuple(sample.files)
    assert {p.name for p in paths} == {p.name for p in paths[0].parent.iterdir()}
    assert len(paths) == 5


@pytest.mark.parametrize("name", ["architecture.ifc", "services.ifc", "architecture-v2.ifc"])
def test_models_obey_the_schema(sample: Sample, name: str) -> None:
    assert _issues(sample.models()[name], express_rules=False) == []


# The rule files of ifcopenshell are opened and not closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", ["architecture.ifc", "services.ifc"])
def test_models_obey_the_express_rules(sample: Sample, name: str) -> None:
    assert _issues(sample.models()[name], express_rules=True) == []


@pytest.mark.parametrize("name", ["architecture.ifc", "architecture-v2.ifc"])
def test_no_global_id_is_used_twice(sample: Sample, name: str) -> None:
    ids = [root.GlobalId for root in sample.models()[name].by_type("IfcRoot")]
    assert len(ids) == len(set(ids))


def _issues(model: ifcopenshell.file, express_rules: bool) -> list[str]:
    logger = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(model, logger, express_rules=express_rules)
    return [
        statement["message"]
        for statement in logger.statements
        if statement.get("level") != "info" and "message" in statement
    ]
