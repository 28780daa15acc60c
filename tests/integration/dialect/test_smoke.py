"""A shell script with curl, as operators of ifcpipeline have one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from support.dialect import Node
from support.services import PATIENCE

JOBS = ("csv", "fast", "ids", "convert", "diff", "qto", "json", "patch", "clash")


def test_the_script_goes_through(node: Node, sample: Path, tmp_path: Path) -> None:
    script = Path(__file__).with_name("smoke.sh")
    done = subprocess.run(
        [script, str(node.client.base_url).rstrip("/"), sample, tmp_path],
        env={**os.environ, "ONLY": " ".join(JOBS)},
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("SMOKE TEST OK\n")
    assert {line.split()[0] for line in done.stdout.splitlines()} == {*JOBS, "SMOKE"}
