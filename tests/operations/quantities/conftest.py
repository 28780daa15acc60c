"""Models with their index and geometry, and the quantities in them by element and name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ifcworks.operations.quantities import QuantitiesResult, quantities
from operations.index.conftest import SAMPLE, model_path, sample
from support.boxes import Boxes
from support.corpus import SHAPED
from support.measured import Measured

__all__ = ["sample"]

Rows = list[dict[str, Any]]
MODELS = (*SHAPED, *SAMPLE)


@pytest.fixture(scope="session", params=MODELS)
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Every model with shapes."""
    path = model_path(request.param, request)
    return Measured.of(path, tmp_path_factory.mktemp("measured"))


@pytest.fixture(scope="session")
def architecture(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Measured:
    """The sample building."""
    path = model_path("sample:architecture", request)
    return Measured.of(path, tmp_path_factory.mktemp("architecture"))


@pytest.fixture
def of_boxes(tmp_path: Path) -> Callable[[Boxes], Measured]:
    """A model of boxes with its index and geometry."""
    count = 0

    def make(boxes: Boxes) -> Measured:
        nonlocal count
        count += 1
        return Measured.of(boxes.write(tmp_path / f"{count}.ifc"), tmp_path / f"known-{count}")

    return make


def taken(model: Measured, **params: Any) -> tuple[QuantitiesResult, dict[str, Rows]]:
    """The result, and the pages by name."""
    result, files = model.run(quantities, format="json", **params)
    pages: dict[str, Rows] = json.loads(files["quantities.json"].read_text())
    return result, pages


def by_name(rows: Rows, name: str | None = None) -> dict[str, Any]:
    """The SI values of the one element of a name, by quantity."""
    return {row["Quantity"]: row["SI value"] for row in rows if row["Name"] == name}
