"""Fixtures of the tests of ``convert``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ifcworks.operations.convert import ConvertResult
from support.boxes import house
from support.converting import run_convert

Convert = Callable[..., tuple[ConvertResult, Path]]


@pytest.fixture
def converted(tmp_path: Path) -> Convert:
    """Converts a model with parameters: the result and the main artifact."""
    count = 0

    def run(model: Path, **params: Any) -> tuple[ConvertResult, Path]:
        nonlocal count
        count += 1
        return run_convert(model, tmp_path / f"attempt-{count}", **params)

    return run


@pytest.fixture
def house_file(tmp_path: Path) -> Path:
    """The two-storey house of ``support.boxes``."""
    return house().write(tmp_path / "house.ifc")
