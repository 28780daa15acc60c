"""Several models as one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import ifcopenshell
import ifcopenshell.util.unit

from ifcworks.errors import ModelsDiffer
from ifcworks.ifc.merging.joining import join
from ifcworks.ifc.merging.matching import match, match_placements
from ifcworks.ifc.merging.placing import Matrix, shift_between
from ifcworks.ifc.merging.sameness import Sayings
from ifcworks.ifc.merging.units import UnitsOfWhole, convert
from ifcworks.ifc.reading import open_model
from ifcworks.ifc.subset.model import SplitModel, StepModel

Spatial = Literal["global-id", "name", "elevation", "none"]
Duplicates = Literal["new-id", "keep-first", "refuse"]
Georeference = Literal["convert", "ignore"]


@dataclass(frozen=True)
class Wishes:
    """How models are to be put together."""

    spatial: Spatial
    duplicates: Duplicates
    georeference: Georeference


@dataclass(frozen=True)
class Added:
    """What became of a further model.

    Attributes:
        instances: that were added.
        shared: objects that were in the result already.
        by_name: spatial parts of these that were found by name.
        renamed: GlobalIds that were taken, with those given instead.
        converted: factors by which values were multiplied, by type of unit.
        moved: how far its origin was moved, in units of the first model; None if not at all.
    """

    instances: int
    shared: int
    by_name: int
    renamed: dict[str, str]
    converted: dict[str, float]
    moved: tuple[float, float, float] | None


def merge(
    first: Path,
    others: Sequence[Path],
    target: Path,
    scratch: Path,
    wishes: Wishes,
    progress: Callable[[float, str], None] = lambda fraction, message: None,
    names: Sequence[str | None] = (),
) -> list[Added]:
    """Put models together, one after the other, into the project of the first.

    Args:
        first: the first model.
        others: those to add.
        target: the file to make.
        scratch: a folder for intermediate files.
        wishes: how.
        progress: told how far it is, from 0 to 1.
        names: what the others are called, for errors.

    Raises:
        FileRefused: a model cannot be read.
        ModelNotEditable: the text of one is too unusual.
        ModelsDiffer: they do not fit; says what to do.
    """
    scratch.mkdir(exist_ok=True)
    opened = open_model(first, scratch / "main", lazy=True)
    _check_project(opened, "The first model")
    whole, found = Sayings(StepModel(first, scratch / "main")), list[Added]()
    units, keep_in = UnitsOfWhole(opened), scratch / "added.step"
    for number, path in enumerate(others, 2):
        progress((number - 2) / len(others), f"adding model {number} of {len(others) + 1}")
        own = scratch / str(number)
        called = names[number - 2] if names else None
        name = f"Model {number} ({called})" if called else f"Model {number}"
        found.append(_added(opened, units, whole, path, own, keep_in, wishes, name))
        shutil.rmtree(own, ignore_errors=True)
    progress(0.95, f"writing {len(whole):,} instances")
    whole.write(target)
    return found


def _check_project(file: ifcopenshell.file, name: str) -> None:
    if not file.by_type("IfcProject"):
        raise ModelsDiffer(f"{name} has no IfcProject, so that it has no units to go by.")


def _added(
    opened: ifcopenshell.file,
    units: UnitsOfWhole,
    ours: Sayings,
    path: Path,
    scratch: Path,
    keep_in: Path,
    wishes: Wishes,
    name: str,
) -> Added:
    other = open_model(path, scratch / "other", lazy=True)
    if opened.schema != other.schema:
        raise ModelsDiffer(
            f"The first model is {opened.schema} and {name} is {other.schema}. Bring it to "
            f"{opened.schema} first, with the operation 'migrate'."
        )
    _check_project(other, name)
    factors = units.differing(other, name)
    further = units.further(other)
    shift = None
    if wishes.georeference == "convert":
        shift = shift_between(opened, other, factors.get("LENGTHUNIT", 1.0), name)
    if shift is not None:
        _check_placements(other, name)
    if factors:
        del other
        other = open_model(path, scratch / "converted-from")
        convert(other, factors)
        path = scratch / "converted.ifc"
        other.write(str(path))
    del other
    model = SplitModel(path, scratch / "other")
    theirs = Sayings(model)
    length = ifcopenshell.util.unit.calculate_unit_scale(opened)
    lift = 0.0 if shift is None else float(shift[2, 3])
    keep_first = wishes.duplicates == "keep-first"
    matched = match(ours, theirs, wishes.spatial, keep_first, length, lift)
    if matched.different and wishes.duplicates == "refuse":
        listed = ", ".join(theirs.global_id(p).decode("latin-1") for p in matched.different[:10])
        raise ModelsDiffer(
            f"{len(matched.different):,} objects of {name} have the GlobalId of another object: "
            f"{listed}. Let them have new ones with duplicates=new-id."
        )
    if shift is None:
        match_placements(ours, theirs, matched)
    joined = join(ours, theirs, model, matched, shift, further, keep_in)
    return Added(
        joined.added,
        len(matched.objects),
        matched.by_name,
        joined.renamed,
        factors,
        _moved(shift),
    )


def _check_placements(file: ifcopenshell.file, name: str) -> None:
    for kind in ("IfcGridPlacement", "IfcLinearPlacement"):
        try:
            found = file.by_type(kind)
        except RuntimeError:
            continue
        if found:
            raise ModelsDiffer(
                f"{name} has another origin than the first model, and elements placed by "
                f"{kind}, which cannot be moved. Bring it to the same origin first."
            )


def _moved(shift: Matrix | None) -> tuple[float, float, float] | None:
    if shift is None:
        return None
    x, y, z = (float(value) for value in shift[:3, 3])
    return x, y, z
