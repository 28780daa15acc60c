"""Two versions of a model, compared in tests without a service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ifcworks.ifc.diff.outcome import Change, Difference, Finding, Kind
from ifcworks.ifc.diff.request import DiffRequest
from ifcworks.ifc.diff.run import Version, compare
from ifcworks.ifc.geometry.cache import write_cache
from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.knowing import compute_geometry
from support.boxes import Boxes

Differ = Callable[..., Difference]
"""Compares what a function makes with what it makes after an edit."""

PLAIN = DiffRequest()


def known(model: Path) -> Version:
    """Index and geometry of a model, beside it."""
    folder = model.with_suffix(".known")
    version = Version(folder / "index.duckdb", folder / "model.geometry")
    if not folder.exists():
        folder.mkdir()
        build_index(model, version.index, folder / "scratch")
        assert version.geometry is not None
        write_cache(version.geometry, compute_geometry(model, folder / "scratch", 2)[1])
    return version


def compared(old: Path, new: Path, request: DiffRequest = PLAIN) -> Difference:
    """What differs between two models."""
    return compare(known(old), known(new), request)


def by_kind(difference: Difference) -> dict[str, set[str | None]]:
    """GlobalIds by kind; of changed elements by what of them differs, joined with commas."""
    found: dict[str, set[str | None]] = {}
    for finding in difference.findings:
        kind = ",".join(finding.aspects) if finding.kind is Kind.CHANGED else finding.kind.value
        found.setdefault(kind, set()).add(finding.element.global_id)
    return found


def named(boxes: Boxes, name: str) -> Any:
    """The only product of a name."""
    [found] = [product for product in boxes.products if product.Name == name]
    return found


def only(difference: Difference) -> Finding:
    """The only finding."""
    [finding] = difference.findings
    return finding


def changes(difference: Difference) -> dict[str, Change]:
    """What differs of the only element that does."""
    return {change.name: change for change in only(difference).changes}
