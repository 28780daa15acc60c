"""The way in: from an open model to its triangles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import ifcopenshell
import numpy as np

from ifcworks.ifc.geometry.alike import alike
from ifcworks.ifc.geometry.elements import batches, has_body
from ifcworks.ifc.geometry.malformed import text_of
from ifcworks.ifc.geometry.meshes import Mesh
from ifcworks.ifc.geometry.model import Float64, Instance, Material, Shape, Tessellation, Trouble
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.patience import patience_with
from ifcworks.ifc.geometry.routing import Router, Voids, voids_of
from ifcworks.ifc.geometry.supervisor import Supervisor
from ifcworks.ifc.geometry.work import Done, ElementHook, Worker
from ifcworks.ifc.statements import Statements

Progress = Callable[[int, int], None]
"""Receives how many elements are done, and of how many."""


def tessellate(
    file: ifcopenshell.file,
    elements: Sequence[ifcopenshell.entity_instance],
    options: GeometryOptions,
    processes: int,
    element_timeout: float = 30.0,
    progress: Progress = lambda done, total: None,
    memory: int | None = None,
    hook: ElementHook | None = None,
    text: Path | None = None,
) -> Tessellation:
    """Triangles of products of an open model.

    The process forks, so it should have no threads of its own at this time.

    Args:
        file: the open model; the children inherit it.
        elements: products with a representation.
        options: how to compute.
        processes: children that compute at a time; the result does not depend on it.
        element_timeout: seconds that one element may take.
        progress: told now and then.
        memory: bytes that one child may allocate; by default a share of this process's limit.
        hook: called in the child before an element is reported; for tests.
        text: the plain STEP file that the model was read from; by it, elements that are written
            alike are computed once.
    """
    collector = _Collector(file, len(elements), progress)
    voids = voids_of(file, options)
    statements = Statements(text) if text is not None else None
    others = _others(file, statements, elements, options, voids, processes)
    computed = [element for element in elements if element.id() in others]
    supervisor = Supervisor(
        target=Worker(file, options, hook).run,
        has_body=lambda number: has_body(file.by_id(number)),
        processes=min(processes, max(len(computed) // 4, 1)),
        element_timeout=element_timeout,
        sink=collector,
        memory=memory,
        fallback_differs=options != options.of_fallback(),
        patience=patience_with(file, statements) if statements is not None else None,
    )
    outcome = supervisor.run(batches(computed, Router(file, options, voids), others))
    shapes, instances, materials = collector.result()
    return Tessellation(
        shapes=shapes,
        instances=instances,
        materials=materials,
        fallbacks=_of_all(outcome.fallbacks, others),
        left_out=[
            trouble
            for trouble in _of_all(outcome.left_out, others)
            if trouble.element not in collector
        ],
        kernel=options.kernel,
    )


def _others(
    file: ifcopenshell.file,
    statements: Statements | None,
    elements: Sequence[ifcopenshell.entity_instance],
    options: GeometryOptions,
    voids: Voids,
    processes: int,
) -> Mapping[int, tuple[int, ...]]:
    """The elements to compute, each with those that are like it, by step id."""
    if statements is None or options.native or options.layer_sets or options.world_coordinates:
        return dict.fromkeys((element.id() for element in elements), ())
    return alike(file, statements, elements, voids, processes)


def _of_all(troubles: Iterable[Trouble], others: Mapping[int, tuple[int, ...]]) -> list[Trouble]:
    """What happened to an element happened to those like it as well."""
    all_: dict[int, Trouble] = {}
    for trouble in troubles:
        for number in (trouble.element, *others.get(trouble.element, ())):
            all_.setdefault(number, replace(trouble, element=number))
    return [all_[number] for number in sorted(all_)]


class _Collector:
    """Puts together what the children send, in an order that does not depend on theirs."""

    def __init__(self, file: ifcopenshell.file, total: int, progress: Progress) -> None:
        self._file = file
        self._total = total
        self._progress = progress
        self._done = 0
        self._meshes: dict[bytes, Mesh] = {}
        self._placed: dict[int, list[tuple[bytes, Float64]]] = {}

    def __call__(self, done: Done) -> None:
        before = self._done
        self._done += 1 + len(done.others)
        if self._done // 16 > before // 16:
            self._progress(min(self._done, self._total), self._total)
        if done.key is None or done.matrix is None:
            return
        if done.mesh is not None:
            self._meshes.setdefault(done.key, done.mesh)
        self._placed.setdefault(done.element, []).append((done.key, done.matrix))
        if done.matrices is not None:
            for other, matrix in zip(done.others, done.matrices, strict=True):
                self._placed.setdefault(other, []).append((done.key, matrix))

    def __contains__(self, element: int) -> bool:
        """Whether an element has come out with a shape."""
        return element in self._placed

    def result(self) -> tuple[list[Shape], list[Instance], list[Material]]:
        """Shapes and materials in the order of their first use by the sorted elements."""
        shapes: list[Shape] = []
        instances: list[Instance] = []
        materials: dict[Material, int] = {}
        numbers: dict[bytes, int] = {}
        for element in sorted(self._placed):
            for key, matrix in self._placed[element]:
                if key not in numbers:
                    numbers[key] = len(shapes)
                    shapes.append(self._shape(self._meshes.pop(key), materials))
                instances.append(Instance(element, numbers[key], matrix))
        return shapes, instances, list(materials)

    def _shape(self, mesh: Mesh, materials: dict[Material, int]) -> Shape:
        lookup = [
            materials.setdefault(_named(self._file, material), len(materials))
            for material in mesh.materials
        ]
        # The last entry is the one that the kernel's -1 (no material) picks.
        table = np.array([*lookup, -1], dtype=np.int32)
        return Shape(
            vertices=mesh.vertices,
            triangles=mesh.triangles,
            materials=table[mesh.material_numbers],
            volume=mesh.volume,
            closed=mesh.closed,
        )


def _named(file: ifcopenshell.file, material: Material) -> Material:
    """The material under its name in the model, where it has one."""
    if material.step_id <= 0:
        return material
    name = text_of(file.by_id(material.step_id), "Name")
    return replace(material, name=name) if name else material
