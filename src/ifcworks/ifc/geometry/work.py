"""What a child process does with a batch of elements: run the kernel, report each as it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

import ifcopenshell
import ifcopenshell.geom
import numpy as np
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.meshes import Mesh, mesh_of
from ifcworks.ifc.geometry.model import Float64
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.placing import placed_alike

_GAVE_UP = ("[GEO050]", "[GEO060]")
"""Codes in ifcopenshell's log of the errors after which it takes no further element of a batch."""

ElementHook = Callable[[int, str], None]
"""Called with step id and kernel before an element is reported. Tests put faults here."""


@dataclass(frozen=True)
class Batch:
    """Elements to compute together.

    Attributes:
        elements: step ids.
        kernel: the geometry library to use.
        is_fallback: the kernel is the last resort.
        alone: its elements share one task of the kernel and were set apart as suspects.
        explain: say in which order the kernel takes them before the first is computed.
        then: the kernel for what this one does not get right, tried without telling anybody.
        volumes: least and greatest volume, by element, that can be right.
        others: step ids of elements that need no computing but a place, by the one like them.
    """

    elements: tuple[int, ...]
    kernel: str
    is_fallback: bool = False
    alone: bool = False
    explain: bool = False
    then: str | None = None
    volumes: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    others: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def for_kernel(
        self, kernel: str, elements: tuple[int, ...], is_fallback: bool = False, alone: bool = False
    ) -> Batch:
        """Some of the elements for another kernel; those like them go with them."""
        return Batch(
            elements=elements,
            kernel=kernel,
            is_fallback=is_fallback,
            alone=alone,
            explain=alone,
            others={number: self.others[number] for number in elements if number in self.others},
        )

    def joined(self, other: Batch) -> Batch | None:
        """This batch with the elements of another one too; nothing if they differ in kind."""
        if replace(other, elements=self.elements, others=self.others) != self:
            return None
        return replace(
            self, elements=self.elements + other.elements, others={**self.others, **other.others}
        )


@dataclass(frozen=True)
class Order:
    """The kernel's tasks in its order; each computes one shape for its elements."""

    tasks: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Done:
    """An element is computed, and so are those like it.

    Attributes:
        element: step id.
        key: names its mesh.
        mesh: comes with the first use of it.
        matrix: float64 (4, 4), from the mesh to the world.
        others: step ids of the elements like it.
        matrices: float64 (n, 4, 4) of these.
    """

    element: int
    key: bytes | None = None
    mesh: Mesh | None = None
    matrix: Float64 | None = None
    others: tuple[int, ...] = ()
    matrices: Float64 | None = None


@dataclass(frozen=True)
class Failed:
    """An element, or where ``element`` is nothing the rest of the batch, raised an error.

    It may be one of those that are like an element of the batch.
    """

    element: int | None
    detail: str


@dataclass(frozen=True)
class End:
    """The batch has come to its end.

    Attributes:
        gave_up: an entity that is not what it should be kept the kernel from looking at others.
    """

    gave_up: bool = False


Report: TypeAlias = Order | Done | Failed | End


class Worker:
    """Computes batches in a child process.

    Attributes:
        file: the open model, inherited by the fork.
        hook: called before each element is reported.
    """

    def __init__(
        self, file: ifcopenshell.file, options: GeometryOptions, hook: ElementHook | None = None
    ) -> None:
        self.file = file
        self.options = options
        self.hook = hook
        self._sent: set[bytes] = set()

    def run(self, commands: Connection[Any, Any], answers: Connection[Any, Any]) -> None:
        """Take batches and answer with reports until the commands end."""
        # Whoever validated a file in this process has left the log in JSON, without these codes.
        log_as_text: Any = ifcopenshell_wrapper.set_log_format_text
        log_as_text()
        while True:
            batch: Batch = commands.recv()
            ifcopenshell.get_log()  # which forgets it
            gave_up = False
            try:
                self._batch(batch, answers.send)
            except MALFORMED as error:
                if "bad_alloc" in str(error):
                    raise MemoryError from error
                answers.send(Failed(None, f"The geometry kernel raised an error: {error}."))
                gave_up = True
            log = ifcopenshell.get_log()
            answers.send(End(gave_up or any(code in log for code in _GAVE_UP)))

    def _batch(self, batch: Batch, report: Callable[[Report], None]) -> None:
        elements = [self.file.by_id(number) for number in batch.elements]
        options = self.options.of_fallback() if batch.is_fallback else self.options
        if batch.explain:
            settings = options.settings()
            settings.set("defer-processing-first-element", True)
            deferred = _iterator(settings, self.file, elements, batch.kernel)
            if deferred.initialize():
                report(order_of(deferred))
        settings = options.settings()
        iterator = _iterator(settings, self.file, elements, batch.kernel)
        if not iterator.initialize():
            return
        if not batch.explain:
            report(order_of(iterator))
        known: dict[str, tuple[bytes, Float64]] = {}
        while True:
            self._element(iterator.get(), batch, known, report)
            if not iterator.next():
                return

    def _element(
        self,
        element: Any,
        batch: Batch,
        known: dict[str, tuple[bytes, Float64]],
        report: Callable[[Report], None],
    ) -> None:
        number = element.id
        if self.hook is not None:
            self.hook(number, batch.kernel)
        if self.options.native:
            report(Done(number))
            return
        geometry = element.geometry
        mesh = None
        if geometry.id in known:
            key, origin = known[geometry.id]
        else:
            try:
                mesh = mesh_of(geometry)
            except ValueError as error:
                report(Failed(number, str(error)))
                return
            if mesh is None:
                return
            if not plausible(mesh, batch.volumes.get(number)):
                report(Failed(number, "The geometry kernel gave a shape of a wrong volume."))
                return
            key, origin = mesh.key(), mesh.origin
            known[geometry.id] = key, origin
            if key in self._sent:
                mesh = None
            else:
                self._sent.add(key)
        # The kernel writes matrices column by column.
        matrix = np.frombuffer(element.transformation_buffer, np.float64).reshape(4, 4).T.copy()
        matrix[:3, 3] += matrix[:3, :3] @ origin
        others = batch.others.get(number, ())
        if not others:
            report(Done(number, key, mesh, matrix))
            return
        placed, matrices = placed_alike(self.file, number, matrix, others)
        for lost in sorted(set(others) - set(placed)):
            report(Failed(lost, "Its placement cannot be understood."))
        report(Done(number, key, mesh, matrix, placed, matrices))


def plausible(mesh: Mesh, volumes: tuple[float, float] | None) -> bool:
    """Whether a shape can be right, by what is known of its volume."""
    return volumes is None or (mesh.closed and volumes[0] <= mesh.volume <= volumes[1])


def _iterator(
    settings: ifcopenshell.geom.settings,
    file: ifcopenshell.file,
    elements: Sequence[ifcopenshell.entity_instance],
    kernel: str,
) -> Any:
    return ifcopenshell.geom.iterator(
        settings, file, 1, include=list(elements), geometry_library=kernel
    )


def order_of(iterator: Any) -> Order:
    """The tasks of an initialised iterator."""
    # The method of the Python class is broken in 0.9.0 (it calls what was renamed).
    products_of: Any = ifcopenshell_wrapper.iterator.get_task_products
    tasks = products_of(iterator)
    return Order(tuple(tuple(product.id() for product in task) for task in tasks))
