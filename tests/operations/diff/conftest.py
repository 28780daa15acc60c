"""Models compared with what an edit makes of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ifcworks.ifc.diff.outcome import Difference
from ifcworks.ifc.diff.request import DiffRequest
from support.boxes import Boxes, house
from support.versions import Differ, compared


@pytest.fixture
def differ(tmp_path: Path) -> Differ:
    """Compares what a function makes with what it makes after an edit."""
    numbers = count()

    def differ(
        edit: Callable[[Boxes], Any],
        make: Callable[[], Boxes] = house,
        request: DiffRequest | None = None,
    ) -> Difference:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        boxes = make()
        old = boxes.write(folder / "old.ifc")
        edit(boxes)
        new = boxes.write(folder / "new.ifc")
        return compared(old, new, request or DiffRequest())

    return differ
