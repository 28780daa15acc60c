"""Children that crash, hang, eat memory or are orphaned; each fault is real."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ifcworks.ifc.geometry import supervisor
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.geometry.options import FALLBACK_KERNEL, GeometryOptions
from ifcworks.ifc.geometry.tessellation import tessellate
from support.boxes import Boxes, row

Fault = Callable[[], None]


def segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang() -> None:
    time.sleep(600)


def eat_memory() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(16 << 20))


def grab_at_once() -> None:
    bytearray(1 << 40)


def grab_in_native_code() -> None:
    # What a kernel does: C++'s operator new.
    ctypes.CDLL("libstdc++.so.6")["_Znwm"](ctypes.c_size_t(1 << 40))


def tessellated(boxes: Boxes, culprits: dict[int, Fault], always: bool) -> Tessellation:
    def hook(element: int, kernel: str) -> None:
        if element in culprits and (always or kernel != FALLBACK_KERNEL):
            culprits[element]()

    return tessellate(
        boxes.file,
        products_with_shape(boxes.file),
        GeometryOptions(),
        processes=2,
        # Long enough for the others on a busy machine.
        element_timeout=1.5 if hang in culprits.values() else 20,
        memory=300 << 20,
        hook=hook,
    )


REASONS = [
    (segfault, "crashed"),
    (hang, "timed-out"),
    (eat_memory, "out-of-memory"),
    (grab_at_once, "out-of-memory"),
    (grab_in_native_code, "out-of-memory"),
]


@pytest.mark.parametrize(("fault", "reason"), REASONS)
def test_an_element_that_fails_always_is_left_out_and_told(fault: Fault, reason: str) -> None:
    boxes = row(30)
    culprit = boxes.products[13].id()
    result = tessellated(boxes, {culprit: fault}, always=True)
    assert [(t.element, t.reason) for t in result.left_out] == [(culprit, reason)]
    assert FALLBACK_KERNEL in result.left_out[0].detail
    assert not result.fallbacks
    expected = [p.id() for p in boxes.products if p.id() != culprit]
    assert [i.element for i in result.instances] == expected


@pytest.mark.parametrize(("fault", "reason"), REASONS)
def test_an_element_that_only_the_fallback_can_do_is_there(fault: Fault, reason: str) -> None:
    boxes = row(30)
    culprit = boxes.products[13].id()
    result = tessellated(boxes, {culprit: fault}, always=False)
    assert [(t.element, t.reason) for t in result.fallbacks] == [(culprit, reason)]
    assert not result.left_out
    assert [i.element for i in result.instances] == [p.id() for p in boxes.products]


def test_many_culprits_cost_none_of_the_others() -> None:
    boxes = row(60)
    numbers = [p.id() for p in boxes.products]
    culprits = dict.fromkeys(numbers[::7], segfault) | dict.fromkeys(numbers[3::20], eat_memory)
    result = tessellated(boxes, culprits, always=True)
    assert [t.element for t in result.left_out] == sorted(culprits)
    assert [i.element for i in result.instances] == [n for n in numbers if n not in culprits]


def test_every_element_failing_leaves_nothing_and_says_so() -> None:
    boxes = row(5)
    culprits = {p.id(): segfault for p in boxes.products}
    result = tessellated(boxes, culprits, always=True)
    assert not result.instances
    assert len(result.left_out) == 5


def test_elements_of_one_shape_are_told_apart() -> None:
    boxes = row(3)
    source = boxes.map_of((1, 1, 1))
    twins = [boxes.add((n, 9, 0), representation=boxes.mapped(source)) for n in range(8)]
    culprit = twins[4].id()
    result = tessellated(boxes, {culprit: segfault}, always=True)
    assert [t.element for t in result.left_out] == [culprit]
    assert len(result.instances) == 10


def test_a_shape_that_hangs_for_all_its_elements_is_not_waited_for_each_time() -> None:
    boxes = row(3)
    source = boxes.map_of((1, 1, 1))
    twins = [boxes.add((n, 9, 0), representation=boxes.mapped(source)) for n in range(40)]
    result = tessellated(boxes, {t.id(): hang for t in twins}, always=True)
    assert {t.element for t in result.left_out} == {t.id() for t in twins}
    assert {t.reason for t in result.left_out} == {"timed-out"}
    assert len(result.instances) == 3


def test_when_many_hang_the_others_are_waited_for_less_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "_MANY_HANG", 3)
    boxes = row(14)
    culprits = {wall.id(): hang for wall in boxes.products[2:10]}
    result = tessellated(boxes, culprits, always=True)
    assert {t.element for t in result.left_out} == set(culprits)
    told = {limit for t in result.left_out for limit in re.findall(r"than ([\d.]+) s", t.detail)}
    assert told == {"1.5", "0.15"}


def test_what_is_computed_in_spite_of_faults_is_the_same() -> None:
    boxes = row(30)
    culprit = boxes.products[13].id()
    clean = tessellated(boxes, {}, always=True)
    hurt = tessellated(boxes, {culprit: segfault}, always=False)
    assert [i.matrix.tobytes() for i in hurt.instances] == [
        i.matrix.tobytes() for i in clean.instances
    ]
    for ours, theirs in zip(hurt.instances, clean.instances, strict=True):
        if ours.element != culprit:
            mine, other = hurt.shapes[ours.shape], clean.shapes[theirs.shape]
            assert mine.vertices.tobytes() == other.vertices.tobytes()


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_no_child_is_left_behind() -> None:
    before = children()
    tessellated(row(10), {}, always=True)
    assert children() <= before


def test_a_crash_of_a_large_process_is_not_taken_for_a_lack_of_memory() -> None:
    hoard = b"x" * (600 << 20)
    boxes = row(10)
    culprit = boxes.products[3].id()
    result = tessellated(boxes, {culprit: segfault}, always=True)
    assert [trouble.reason for trouble in result.left_out] == ["crashed"]
    del hoard


ORPHANS = """
import os, sys, time
sys.path.insert(0, {tests!r})
from support.boxes import row
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tessellation import tessellate

def hook(element, kernel):
    print(os.getpid(), flush=True)
    time.sleep(600)

boxes = row(250)  # as many as two batches
tessellate(boxes.file, products_with_shape(boxes.file), GeometryOptions(), 2, hook=hook)
"""


def test_children_die_with_the_process_that_forked_them() -> None:
    tests = str(Path(__file__).parents[3])
    code = ORPHANS.format(tests=tests)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
    assert len(set(children)) == 2
    deadline = time.monotonic() + 10
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(_alive(child) for child in children)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
