"""What is loaded before anything is done."""

import subprocess
import sys

import pytest

HEAVY = {
    "alembic",
    "fastapi",
    "httpx2",
    "ifcopenshell",
    "ifcworks.settings",
    "numpy",
    "obstore",
    "pydantic",
    "pydantic_settings",
    "rich",
    "sqlalchemy",
    "structlog",
    "uvicorn",
}
CODE = f"""
import sys
from ifcworks.cli.main import run
code = run(sys.argv[1:])
loaded = sorted({HEAVY!r} & set(sys.modules))
sys.exit(f"loads {{loaded}}" if loaded else code)
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("words", [["inspect", "--help"], ["jobs", "-h"], ["serve", "-h"]])
def test_help_of_a_command_loads_pydantic_at_most(words: list[str]) -> None:
    code = CODE.replace(repr(HEAVY), repr(HEAVY - {"pydantic"}))
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
