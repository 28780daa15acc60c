"""ifcopenshell's own writers (DAE, STEP, IGES, SVG, Turtle), so that they cannot take us down.

One child process computes and writes all elements. If it dies, what each element gives is found
out by batches as for triangles; then the writing is repeated with what is good, and without an
element over which the writer itself dies, until it comes to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.geom

from ifcworks.ifc.geometry.children import Child, Ending, memory_of_each
from ifcworks.ifc.geometry.elements import batches, has_body
from ifcworks.ifc.geometry.model import Trouble
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.routing import Router, voids_of
from ifcworks.ifc.geometry.supervisor import Supervisor
from ifcworks.ifc.geometry.work import ElementHook, Failed, Order, Worker, order_of

NATIVE_FORMATS = frozenset({"stp", "igs", "svg"})
"""Writers that take exact shapes of opencascade; shapes of other kernels crash them."""

_WRITING_FACTOR = 20
"""The writer may take so many times longer over an element than the kernel may."""
_FINISHING = 3600.0


@dataclass(frozen=True)
class Written:
    """What a serializer has written.

    Attributes:
        elements: step ids, sorted.
    """

    elements: Sequence[int]
    fallbacks: Sequence[Trouble]
    left_out: Sequence[Trouble]
    kernel: str


@dataclass(frozen=True)
class Step:
    """Where the writing child is: it ``computes``, ``writes`` or ``finishes`` this element."""

    phase: str
    element: int = 0


@dataclass
class _State:
    """What is known so far about the elements."""

    usual: list[int]
    fallback: dict[int, Trouble]
    left_out: dict[int, Trouble]


def serialize(
    file: ifcopenshell.file,
    elements: Sequence[ifcopenshell.entity_instance],
    path: Path,
    format_name: str,
    options: GeometryOptions,
    writer_settings: Mapping[str, Any],
    processes: int,
    element_timeout: float = 30.0,
    progress: Callable[[int, int], None] = lambda done, total: None,
    hook: ElementHook | None = None,
) -> Written:
    """Write elements with the serializer of this name, such as ``dae`` or ``stp``.

    ``options.kernel`` has to be opencascade for ``NATIVE_FORMATS``. ``writer_settings`` are
    further settings of ifcopenshell, by name. ``hook`` is called in the child before an element is
    handed to the writer; for tests.

    Raises:
        RuntimeError: the writer fails over no element in particular.
    """
    options = options.of_one_kernel()
    numbers = [element.id() for element in elements]
    body = {number for number in numbers if has_body(file.by_id(number))}
    state = _State(list(numbers), {}, {})
    probed = False
    while True:
        writing = _Writing(file, path, format_name, options, writer_settings, hook)
        memory = memory_of_each(1)
        run = _watch(writing, state, memory, element_timeout, progress, len(numbers))
        if run.ending is None:
            missing = sorted(body - run.written - set(state.left_out))
            if not missing:
                break
            if len(missing) > 1 and not probed:
                # One of them may have kept the kernel from looking at the others.
                probed = True
                _probe(file, options, state, processes, element_timeout, hook)
                continue
            # What the kernel passed over in silence gets its other chance.
            other = options != options.of_fallback()
            again = other and not set(missing) <= set(state.fallback)
            silence = "The geometry kernel gave no shape for it."
            for number in missing:
                trouble = Trouble(number, "failed", silence)
                if again and number not in state.fallback:
                    state.usual.remove(number)
                    state.fallback[number] = trouble
                else:
                    state.left_out[number] = state.fallback.pop(number, trouble)
            if not again:
                break
        elif not probed:
            probed = True
            _probe(file, options, state, processes, element_timeout, hook)
        else:
            _drop(state, run, run.ending)
    if not path.exists() or not path.stat().st_size:
        # Some writers say nothing when they cannot write.
        raise RuntimeError("The writer of the format wrote no file.")
    return Written(
        elements=sorted(run.written),
        fallbacks=[t for n, t in sorted(state.fallback.items()) if n in run.written],
        left_out=[state.left_out[number] for number in sorted(state.left_out)],
        kernel=options.kernel,
    )


def _probe(
    file: ifcopenshell.file,
    options: GeometryOptions,
    state: _State,
    processes: int,
    element_timeout: float,
    hook: ElementHook | None,
) -> None:
    """Find the elements that the kernel cannot compute, with all processes and without writing."""
    supervisor = Supervisor(
        target=Worker(file, options, hook).run,
        has_body=lambda number: has_body(file.by_id(number)),
        processes=processes,
        element_timeout=element_timeout,
        sink=lambda done: None,
        fallback_differs=options != options.of_fallback(),
    )
    products = [file.by_id(number) for number in state.usual]
    router = Router(file, options, voids_of(file, options))
    outcome = supervisor.run(batches(products, router, {}))
    state.fallback.update({trouble.element: trouble for trouble in outcome.fallbacks})
    state.left_out.update({trouble.element: trouble for trouble in outcome.left_out})
    apart = set(state.fallback) | set(state.left_out)
    state.usual = [number for number in state.usual if number not in apart]


def _drop(state: _State, run: _Watched, ending: Ending) -> None:
    """Leave the element out over which the writer died.

    Raises:
        RuntimeError: it died over no element in particular, so that nothing is left to try.
    """
    culprit = run.step.element if run.step.phase == "writes" else run.next_in_order()
    if not culprit:
        raise RuntimeError(ending.detail)
    detail = ending.detail.replace("geometry kernel", "writer of the format")
    state.left_out[culprit] = Trouble(culprit, ending.reason, detail)
    state.fallback.pop(culprit, None)
    if culprit in state.usual:
        state.usual.remove(culprit)


@dataclass(frozen=True)
class _Watched:
    """How far one run of the writing child came; ``ending`` is why it died, if it did."""

    written: set[int]
    step: Step
    ending: Ending | None
    order: Sequence[int] = ()

    def next_in_order(self) -> int:
        """The element that the kernel was busy with; 0 if none is known."""
        if self.step.phase != "computes":
            return 0
        return next((number for number in self.order if number not in self.written), 0)


def _watch(
    writing: _Writing,
    state: _State,
    memory: int,
    element_timeout: float,
    progress: Callable[[int, int], None],
    total: int,
) -> _Watched:
    child = Child(writing.run, memory, ())
    limits = {"computes": element_timeout, "writes": element_timeout * _WRITING_FACTOR}
    written: set[int] = set()
    order: list[int] = []
    step, failure = Step("computes"), ""
    try:
        child.commands.send((tuple(state.usual), tuple(state.fallback)))
        while True:
            limit = limits.get(step.phase, _FINISHING)
            deadline = time.monotonic() + limit
            if not child.answers.poll(max(deadline - time.monotonic(), 0)):
                child.kill()
                return _Watched(
                    written, step, Ending("timed-out", f"It took longer than {limit:g} s."), order
                )
            try:
                report = child.answers.recv()
            except (EOFError, OSError):
                ending = child.ending()
                if failure:
                    ending = Ending("failed", failure)
                return _Watched(written, step, ending, order)
            if isinstance(report, Failed):
                failure = report.detail
                continue
            if isinstance(report, Order):
                order += [number for task in report.tasks for number in task]
                continue
            step = report
            if step.phase == "computes" and step.element:
                written.add(step.element)
                progress(len(written), total)
            elif step.phase == "done":
                child.kill()
                return _Watched(written, step, None)
    except BaseException:
        child.kill()
        raise


@dataclass(frozen=True, eq=False)
class _Writing:
    """The child's side: compute elements and write them one by one."""

    file: ifcopenshell.file
    path: Path
    format_name: str
    options: GeometryOptions
    writer_settings: Mapping[str, Any]
    hook: ElementHook | None

    def run(self, commands: Connection[Any, Any], answers: Connection[Any, Any]) -> None:
        usual, fallback = commands.recv()
        try:
            self._write(usual, fallback, answers)
        except RuntimeError as error:
            answers.send(Failed(None, f"The writer of the format raised an error: {error}."))
            raise

    def _write(
        self, usual: Sequence[int], fallback: Sequence[int], answers: Connection[Any, Any]
    ) -> None:
        settings = self.options.settings()
        for name, value in self.writer_settings.items():
            settings.set(name, value)
        factory = getattr(ifcopenshell.geom.serializers, self.format_name)
        # Being made, a writer sets what it needs of the kernel; so the settings stay these.
        writer = factory(str(self.path), settings)
        writer.setFile(self.file)
        writer.setUnitNameAndMagnitude("METRE", 1.0)
        writer.writeHeader()
        self._elements(writer, settings, usual, self.options.kernel, answers)
        last = self.options.of_fallback()
        settings.set("enable-layerset-slicing", last.layer_sets)
        self._elements(writer, settings, fallback, last.kernel, answers)
        answers.send(Step("finishes"))
        writer.finalize()
        # Some writers write the end of their file when they are deleted.
        del writer
        answers.send(Step("done"))

    def _elements(
        self,
        writer: Any,
        settings: ifcopenshell.geom.settings,
        numbers: Sequence[int],
        kernel: str,
        answers: Connection[Any, Any],
    ) -> None:
        if not numbers:
            return
        include = [self.file.by_id(number) for number in numbers]
        iterator = ifcopenshell.geom.iterator(
            settings, self.file, 1, include=include, geometry_library=kernel
        )
        if not iterator.initialize():
            return
        answers.send(order_of(iterator))
        while True:
            element = iterator.get()
            # An empty shape is a failure that nobody would notice in the file.
            if self.options.native or len(element.geometry.verts_buffer):
                if self.hook is not None:
                    self.hook(element.id, kernel)
                answers.send(Step("writes", element.id))
                writer.write(element)
                answers.send(Step("computes", element.id))
            if not iterator.next():
                return
