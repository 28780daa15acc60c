"""Running operations that need index and geometry of a model, and feet in place of metres."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.knowing import know_geometry
from ifcworks.operations.base import Operation
from ifcworks.operations.workspace import Workspace
from support.boxes import Boxes

FOOT = 0.3048


@dataclass
class Measured:
    """A model with its index and geometry, and a folder for what is made of it."""

    path: Path
    folder: Path
    known: dict[str, dict[str, Path]] = field(default_factory=dict)
    _runs: int = 0

    @classmethod
    def of(cls, path: Path, folder: Path) -> Measured:
        """Work out what is to be known of a model."""
        folder.mkdir(parents=True, exist_ok=True)
        index = folder / "plain.duckdb"
        build_index(path, index, folder / "unpacked")
        know_geometry(
            path, index, folder / "unpacked", 2, lambda name: folder / name, lambda *told: None
        )
        known = {
            "index": {"m": folder / "index.duckdb"},
            "geometry": {"m": folder / "model.geometry"},
        }
        return cls(path, folder, known)

    def run(
        self, operation: Operation, inputs: dict[str, Path] | None = None, **params: Any
    ) -> tuple[Any, dict[str, Path]]:
        """The result of an operation, and the files that it made."""
        self._runs += 1
        folder = self.folder / f"attempt-{self._runs}"
        folder.mkdir()
        work = Workspace({"m": self.path, **(inputs or {})}, folder, self.known, processes=2)
        result = operation.function(operation.params.model_validate({"model": "m", **params}), work)
        return result, dict(work.artifacts)


def in_feet(boxes: Boxes) -> Boxes:
    """The same numbers as feet, square and cubic feet."""
    file = boxes.file
    metre, *_ = boxes.project.UnitsInContext.Units
    units = []
    for kind, name, si, power in (
        ("LENGTHUNIT", "FOOT", metre, 1),
        ("AREAUNIT", "SQUARE FOOT", ("AREAUNIT", "SQUARE_METRE"), 2),
        ("VOLUMEUNIT", "CUBIC FOOT", ("VOLUMEUNIT", "CUBIC_METRE"), 3),
    ):
        if isinstance(si, tuple):
            si = file.create_entity("IfcSIUnit", UnitType=si[0], Name=si[1])
        value = file.create_entity("IfcReal", FOOT**power)
        measure = file.create_entity("IfcMeasureWithUnit", value, si)
        exponents = file.create_entity("IfcDimensionalExponents", power, 0, 0, 0, 0, 0, 0)
        units.append(file.create_entity("IfcConversionBasedUnit", exponents, kind, name, measure))
    boxes.project.UnitsInContext.Units = units
    return boxes


def turned(boxes: Boxes, product: Any, axis: Any, reference: Any) -> None:
    """Turn a product: ``axis`` is where its z points, ``reference`` where its x points."""
    axes = product.ObjectPlacement.RelativePlacement
    axes.Axis = boxes.file.create_entity("IfcDirection", [float(x) for x in axis])
    axes.RefDirection = boxes.file.create_entity("IfcDirection", [float(x) for x in reference])


def in_metres(boxes: Boxes) -> Boxes:
    """The same with square and cubic metres stated, which a model may leave out."""
    assigned = boxes.project.UnitsInContext
    assigned.Units = [
        *assigned.Units,
        *(
            boxes.file.create_entity("IfcSIUnit", UnitType=kind, Name=name)
            for kind, name in (("AREAUNIT", "SQUARE_METRE"), ("VOLUMEUNIT", "CUBIC_METRE"))
        ),
    ]
    return boxes
