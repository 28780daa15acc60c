"""Clashes from what is known of a model, beside ifcclash, and whether they are the same pairs.

``python -m benchmarks.clashing WHAT ARGUMENTS`` prints what it found as JSON. Seconds are those of
the processor, as ifcclash uses all of them.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.diffing import REVISE, know
from benchmarks.large import scaled
from benchmarks.measures import CORPUS
from benchmarks.memory import peak_kb
from benchmarks.row import Row
from benchmarks.service import Service

COPIES = 5
MODES = ("intersection", "collision", "clearance")
_WALLS = "IfcWall"
_TIMES_FASTER = {"walls": 10, "all": 3}
_AGAIN = 20
_RUNS = 3
_SETTINGS: dict[str, Any] = {
    "tolerance": 0.002,
    "check_all": True,
    "allow_touching": False,
    "clearance": 0.05,
}


def clash(service: Service) -> Iterator[Row]:
    """Clashes of a model and of five copies of it, in three modes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = CORPUS / "office-a-ifc2x3.ifc"
        for model, what in ((office, "office-a"), (scaled(folder, COPIES), f"{COPIES} copies")):
            known = know(folder, model)
            for scope in _TIMES_FASTER:
                for mode in MODES:
                    yield from _beside(model, known, what, scope, mode)
        yield from _again(folder, office)
        yield Row(
            "office-a: pairs that differ from ifcclash's on the same triangles, 6 checks",
            _run("same", office)["differing"],
            "pairs",
            "ifcclash's tree",
            0,
            0,
        )


def _beside(model: Path, known: Path, what: str, scope: str, mode: str) -> Iterator[Row]:
    reference = _run("ifcclash", model, scope, mode)
    measured = _run("clash", known, scope, mode)
    yield Row(
        f"{what}: clashes, {scope}, {mode}, with volumes, json and html",
        measured["seconds"],
        "CPU s",
        "ifcclash",
        reference["seconds"],
        reference["seconds"] / _TIMES_FASTER[scope],
    )
    yield Row(
        f"{what}: peak memory of clashes, {scope}, {mode}",
        measured["peak_kb"] / 1024,
        "MiB",
        "ifcclash",
        reference["peak_kb"] / 1024,
        2 * reference["peak_kb"] / 1024,
    )


def _again(folder: Path, old: Path) -> Iterator[Row]:
    new = folder / "revised.ifc"
    subprocess.run([sys.executable, REVISE, old, new], check=True, stdout=subprocess.DEVNULL)
    first, second = folder / f"{old.stem}.known", know(folder, new)
    measured = _run("again", first, second)
    reference = _run("ifcclash", new, "walls", "intersection")
    yield Row(
        "office-a: clashes of a revision, after a run on the version before",
        measured["seconds"],
        "CPU s",
        "ifcclash",
        reference["seconds"],
        reference["seconds"] / _AGAIN,
    )
    yield Row(
        "office-a: clashes that differ from a full run",
        measured["differing"],
        "clashes",
        "a full run",
        0,
        0,
    )


def _run(what: str, *arguments: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.clashing", what, *map(str, arguments)],
        check=True,
        capture_output=True,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _operation(
    known: str, params: dict[str, Any], earlier: Path | None = None
) -> tuple[float, list[dict[str, Any]], Path]:
    from ifcworks.operations.clash import STATE, ClashParams
    from ifcworks.operations.clash import clash as operation
    from ifcworks.operations.workspace import Workspace

    folder = Path(tempfile.mkdtemp(dir=known))
    files = {
        kind: {"model": Path(known) / name}
        for kind, name in (("index", "index.duckdb"), ("geometry", "model.geometry"))
    }
    work = Workspace({"model": Path(known)}, folder, files, earlier)
    began = time.process_time()
    operation.function(ClashParams(**{"models": ["model"], **params}), work)
    seconds = time.process_time() - began
    data = [record.values["clash_data"] for record in work.records]
    return seconds, data, work.artifacts[STATE]


def _params(scope: str, mode: str) -> dict[str, Any]:
    if scope == "all":
        return {"mode": mode}
    source = {"file": "model", "selector": _WALLS}
    sides = {"a": [{**source, "mode": "include"}], "b": [{**source, "mode": "exclude"}]}
    return {"mode": mode, "clash_sets": [{"name": scope, **sides}], "models": []}


def _clash(known: str, scope: str, mode: str) -> dict[str, float]:
    """The fastest of some runs, as in a process that has the libraries loaded."""
    runs = [_operation(known, _params(scope, mode)) for _ in range(_RUNS)]
    return {"seconds": min(seconds for seconds, _, _ in runs)}


def _rerun(old: str, new: str) -> dict[str, float]:
    params = _params("walls", "intersection")
    state = _operation(old, params)[2]
    runs = [_operation(new, {**params, "reports": []}, state) for _ in range(_RUNS)]
    full = _operation(new, {**params, "reports": []})
    return {
        "seconds": min(seconds for seconds, _, _ in runs),
        "differing": sum(one != other for one, other in zip(runs[0][1], full[1], strict=True)),
    }


def _ifcclash(model: str, scope: str, mode: str) -> dict[str, float]:
    from ifcclash.ifcclash import Clasher, ClashSettings

    began = time.process_time()
    settings = ClashSettings()
    settings.logger = logging.getLogger("ifcclash")
    clasher = Clasher(settings)
    sides: dict[str, Any] = {"a": [{"file": model}]}
    if scope == "walls":
        sides = {
            "a": [{"file": model, "mode": "i", "selector": _WALLS}],
            "b": [{"file": model, "mode": "e", "selector": _WALLS}],
        }
    clasher.clash_sets = [{"name": scope, "mode": mode, **_SETTINGS, **sides}]
    clasher.clash()
    return {"seconds": time.process_time() - began}


def _same(model: str) -> dict[str, float]:
    """Pairs that only one of the two finds on the triangles of one kernel."""
    import ifcopenshell
    import ifcopenshell.geom

    from ifcworks.ifc.clash.candidates import close_pairs
    from ifcworks.ifc.clash.model import ClashSet, Element, Judge, Mode
    from ifcworks.ifc.clash.testing import Tester, gap_of

    file = ifcopenshell.open(model)
    products = set(file.by_type("IfcElement")) - set(file.by_type("IfcFeatureElement"))
    tree = ifcopenshell.geom.tree(backend="opencascade.trianglebvh")
    elements = []
    for shape in ifcopenshell.geom.iterate(ifcopenshell.geom.settings(), file, 1, include=products):
        tree.add_element(shape)
        matrix = np.array(shape.transformation.matrix).reshape(4, 4).T
        points = np.array(shape.geometry.verts).reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
        faces = np.array(shape.geometry.faces, np.int64).reshape(-1, 3)
        if not len(faces):
            continue
        low, high = points.min(axis=0), points.max(axis=0)
        elements.append(
            Element((0, shape.id), shape.guid, "", None, points, faces, low, high, shape.guid)
        )
    walls = [e for e in elements if file.by_id(e.key[1]).is_a(_WALLS)]
    rest = [e for e in elements if not file.by_id(e.key[1]).is_a(_WALLS)]
    ask: dict[Mode, Callable[..., Any]] = {
        Mode.INTERSECTION: lambda *s: tree.clash_intersection_many(
            *s, tolerance=0.002, check_all=True
        ),
        Mode.COLLISION: lambda *s: tree.clash_collision_many(*s, allow_touching=False),
        Mode.CLEARANCE: lambda *s: tree.clash_clearance_many(*s, clearance=0.05, check_all=True),
    }
    differing = 0
    for a, b in ((walls, rest), (elements, elements)):
        for mode in Mode:
            clash_set = ClashSet("same", (), mode=mode, judge=Judge.TRIANGLES)
            first, second = close_pairs(a, b, gap_of(clash_set))
            pairs = [(a[i], b[j]) for i, j in zip(first, second, strict=True) if a[i] is not b[j]]
            hits = Tester().test(clash_set, pairs, lambda fraction: None).hits
            found = {frozenset((hit.a[1], hit.b[1])) for hit in hits}
            sides = [[file.by_id(e.key[1]) for e in side] for side in (a, b)]
            said = {frozenset((c.a.id(), c.b.id())) for c in ask[mode](*sides)}
            differing += len(found ^ said)
    return {"differing": differing}


if __name__ == "__main__":
    does: dict[str, Callable[..., dict[str, float]]] = {
        "clash": _clash,
        "again": _rerun,
        "ifcclash": _ifcclash,
        "same": _same,
    }
    answer = does[sys.argv[1]](*sys.argv[2:])
    answer["peak_kb"] = peak_kb()
    sys.stdout.write(json.dumps(answer) + "\n")
