"""ifcopenshell's writers under faults: the file is written, without the culprits alone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ifcworks.ifc.geometry import serialization
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.options import FALLBACK_KERNEL, GeometryOptions
from ifcworks.ifc.geometry.serialization import Written, serialize
from support.boxes import Boxes, row

KERNEL = {"dae": "hybrid-cgal-simple-opencascade", "stp": FALLBACK_KERNEL}
Hook = Callable[[int, str], None]


def segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang() -> None:
    time.sleep(600)


def written(boxes: Boxes, path: Path, name: str, hook: Hook | None = None) -> Written:
    native = name == "stp"
    return serialize(
        boxes.file,
        products_with_shape(boxes.file),
        path,
        name,
        GeometryOptions(kernel=KERNEL[name], native=native, world_coordinates=native),
        {"use-element-names": True},
        processes=2,
        element_timeout=1.0,
        hook=hook,
    )


@pytest.mark.parametrize("name", KERNEL)
def test_all_are_written_where_nothing_happens(tmp_path: Path, name: str) -> None:
    boxes = row(9)
    path = tmp_path / f"model.{name}"
    result = written(boxes, path, name)
    assert list(result.elements) == [p.id() for p in boxes.products]
    text = path.read_text(encoding="utf-8", errors="replace")
    assert all(f"Box {n}" in text or f"Box_{n}" in text for n in range(9))


@pytest.mark.parametrize("name", KERNEL)
@pytest.mark.parametrize(("fault", "reason"), [(segfault, "crashed"), (hang, "timed-out")])
def test_an_element_that_always_fails_is_left_out(
    tmp_path: Path, name: str, fault: Callable[[], None], reason: str
) -> None:
    boxes = row(9)
    culprit = boxes.products[4].id()

    def hook(element: int, kernel: str) -> None:
        if element == culprit:
            fault()

    path = tmp_path / f"model.{name}"
    result = written(boxes, path, name, hook)
    assert [(t.element, t.reason) for t in result.left_out] == [(culprit, reason)]
    assert list(result.elements) == [p.id() for p in boxes.products if p.id() != culprit]
    text = path.read_text(encoding="utf-8", errors="replace")
    assert "Box 5" in text or "Box_5" in text
    assert "Box 4" not in text
    assert "Box_4" not in text


def test_what_only_the_fallback_can_do_is_written(tmp_path: Path) -> None:
    boxes = row(9)
    culprit = boxes.products[4].id()

    def hook(element: int, kernel: str) -> None:
        if element == culprit and kernel != FALLBACK_KERNEL:
            segfault()

    result = written(boxes, tmp_path / "model.dae", "dae", hook)
    assert [(t.element, t.reason) for t in result.fallbacks] == [(culprit, "crashed")]
    assert list(result.elements) == [p.id() for p in boxes.products]


def test_elements_that_kill_the_writing_alone_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if every element were good by itself, and only the writer died over some.
    monkeypatch.setattr(serialization, "_probe", lambda *arguments: None)
    boxes = row(9)
    culprits = {boxes.products[2].id(), boxes.products[6].id()}

    def hook(element: int, kernel: str) -> None:
        if element in culprits:
            segfault()

    result = written(boxes, tmp_path / "model.dae", "dae", hook)
    assert {t.element for t in result.left_out} == culprits
    assert {t.reason for t in result.left_out} == {"crashed"}
    assert len(result.elements) == 7


def test_a_silent_failure_gets_its_other_chance(tmp_path: Path) -> None:
    boxes = row(4)
    broken = boxes.add((0, 5, 0), (1, 1, 1))
    broken.Representation.Representations[0].Items[0].SweptArea.XDim = 0.0
    result = written(boxes, tmp_path / "model.dae", "dae")
    assert [(t.element, t.reason) for t in result.left_out] == [(broken.id(), "failed")]
    assert len(result.elements) == 4


def test_a_writer_that_dies_of_nothing_in_particular_is_an_error(tmp_path: Path) -> None:
    boxes = row(3)
    with pytest.raises(RuntimeError):
        written(boxes, tmp_path / "no" / "such" / "folder" / "model.stp", "stp")
