"""Two versions of a model, compared in tests without a service."""

from __future__ import annotations

from pathlib import Path

from ifcworks.ifc.diff.outcome import Difference, Kind
from ifcworks.ifc.diff.request import DiffRequest
from ifcworks.ifc.diff.run import Version, compare
from ifcworks.ifc.geometry.cache import write_cache
from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.knowing import compute_geometry

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
