"""Ctrl-C while the service comes up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from ifcworks.jobs.sandbox.processes import children
from support.services import wait_until


def test_it_ends_without_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ifcworks", "serve", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        # The template is loading by then; before it has a group of its own, it dies with the rest.
        wait_until(lambda: [pid for pid in children(process.pid) if os.getpgid(pid) == pid])
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert "KeyboardInterrupt" not in said
    assert process.returncode in (0, 130)
