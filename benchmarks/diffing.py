"""Two versions compared: from what is known of both, beside ifcdiff, and the truth of it.

``python -m benchmarks.diffing WHAT ARGUMENTS`` prints what it found as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.large import COPIES, scaled
from benchmarks.measures import CORPUS
from benchmarks.memory import peak_kb
from benchmarks.row import Row
from benchmarks.service import Service

REVISE = Path(
    os.environ.get("IFCWORKS_MAKE_REVISION", CORPUS.parent / "tools" / "make_revision.py")
)
"""Writes a revision of a model and the truth about it: SOURCE TARGET."""
_TIMES_FASTER = 50
_RUNS = 5
_RELATIONSHIPS = ("geometry", "attributes", "type", "property", "container")
_KINDS = {"attributes": "renamed", "placement": "moved", "properties": "property_changed"}


def diff(service: Service) -> Iterator[Row]:
    """Two versions of a model, of 4 and of 110 MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _pair(folder, CORPUS / "office-a-ifc2x3.ifc", "office-a")
        yield from _pair(folder, scaled(folder, COPIES), "110 MB")


def _pair(folder: Path, old: Path, what: str) -> Iterator[Row]:
    new = folder / f"{old.stem}-revised.ifc"
    subprocess.run([sys.executable, REVISE, old, new], check=True, stdout=subprocess.DEVNULL)
    truth = json.loads(new.with_name(f"{new.name}.truth.json").read_text())
    known = [str(know(folder, model)) for model in (old, new)]
    reference = _run("ifcdiff", old, new)
    made = folder / "diff.json"
    measured = _run("compare", *known, made)
    yield Row(
        f"{what}: two versions compared, from what is known of them to diff.json",
        measured["seconds"],
        "s",
        "ifcdiff, reading both included",
        reference["seconds"],
        reference["seconds"] / _TIMES_FASTER,
    )
    yield Row(
        f"{what}: changes missed or made up",
        _wrong(json.loads(made.read_text()), truth),
        "elements",
        "changes made",
        sum(map(len, truth.values())),
        0,
    )
    yield Row(
        f"{what}: peak memory of the comparison",
        measured["peak_kb"] / 1024,
        "MiB",
        "ifcdiff",
        reference["peak_kb"] / 1024,
        2 * reference["peak_kb"] / 1024,
    )


def _wrong(form: dict[str, Any], truth: dict[str, list[str]]) -> int:
    found: set[tuple[str, str]] = set()
    for kind in ("added", "deleted", "rematched"):
        found |= {(kind, element["global_id"]) for element in form[kind]}
    for element in form["changed"]:
        for aspect in {change["what"] for change in element["changes"]}:
            found.add((_KINDS.get(aspect, aspect), element["global_id"]))
    return len(found ^ {(kind, gid) for kind, gids in truth.items() for gid in gids})


def know(folder: Path, model: Path) -> Path:
    """A folder with the index and the geometry of a model."""
    known = folder / f"{model.stem}.known"
    known.mkdir()
    _run("know", model, known)
    return known


def _run(what: str, *arguments: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.diffing", what, *map(str, arguments)],
        check=True,
        capture_output=True,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _compute(model: str, folder: str) -> dict[str, float]:
    from ifcworks.ifc.geometry.cache import write_cache
    from ifcworks.ifc.index.build import build_index
    from ifcworks.ifc.knowing import compute_geometry

    source, known = Path(model), Path(folder)
    build_index(source, known / "index.duckdb", known / "scratch")
    _, tessellation = compute_geometry(source, known / "scratch", os.cpu_count() or 1)
    write_cache(known / "model.geometry", tessellation)
    return {}


def _compare(old: str, new: str, target: str) -> dict[str, float]:
    """The fastest of some runs, as in a process that has the libraries loaded."""
    import numpy.ma  # noqa: F401

    from ifcworks.ifc.diff.request import DiffRequest
    from ifcworks.ifc.diff.run import Version, compare
    from ifcworks.ifc.diff.writing.form import write_form

    versions = [
        Version(Path(at) / "index.duckdb", Path(at) / "model.geometry") for at in (old, new)
    ]
    request, seconds = DiffRequest(), []
    for _ in range(_RUNS):
        began = time.perf_counter()
        write_form(Path(target), compare(versions[0], versions[1], request), request)
        seconds.append(time.perf_counter() - began)
    return {"seconds": min(seconds)}


def _ifcdiff(old: str, new: str) -> dict[str, float]:
    import ifcopenshell
    from ifcdiff import IfcDiff

    began = time.perf_counter()
    files = ifcopenshell.open(old), ifcopenshell.open(new)
    comparison = IfcDiff(*files, list(_RELATIONSHIPS), is_shallow=False)
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        comparison.diff()
        comparison.export(f"{folder}/diff.json")
    return {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    does = {"know": _compute, "compare": _compare, "ifcdiff": _ifcdiff}
    answer = does[sys.argv[1]](*sys.argv[2:])
    answer["peak_kb"] = peak_kb()
    sys.stdout.write(json.dumps(answer) + "\n")
