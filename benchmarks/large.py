"""A model of 110 MB: read once, tessellated once, then asked."""

from __future__ import annotations

import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import plain
from benchmarks.measures import CORPUS
from benchmarks.quantities import of_model
from benchmarks.row import Row
from benchmarks.service import Service

SCALE = Path(os.environ.get("IFCWORKS_SCALE_MODEL", CORPUS.parent / "tools" / "scale_model.py"))
"""Writes a large model made of copies of a small one: SOURCE TARGET COPIES."""
COPIES = 25
SMALLER = (5, 10)
COLUMNS = (
    *("class", "Name", "type.Name", "storey.Name"),
    *("PSet_Revit_Constraints.Level", "PSet_Revit_Other.Category"),
)
ASKED = 200


def scaled(folder: Path, copies: int) -> Path:
    """A model of so many office buildings."""
    path = folder / f"office-{copies}.ifc"
    source = CORPUS / "office-a-ifc2x3.ifc"
    subprocess.run([sys.executable, SCALE, source, path, str(copies)], check=True)
    return path


def large(service: Service) -> Iterator[Row]:
    """Index, geometry, questions, tables and quantities of a model of 110 MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = scaled(folder, COPIES)
        file = service.upload(model)
        opened = plain.opened(model)
        yield from _index(service, model, opened)
        yield from _questions(service, file)
        yield from _tables(service, model, folder)
        yield from _geometry(service, model, folder)
        yield from of_model(service, model, "110 MB")
        yield from _growth(service, folder)


def _index(service: Service, model: Path, opened: dict[str, float]) -> Iterator[Row]:
    attempt = service.attempt(service.run("index", {"model": model.name}))
    yield Row(
        "110 MB: index, the whole job",
        duration(attempt),
        "s",
        "ifcopenshell.open of it",
        opened["open"],
        2.5 * opened["open"],
    )
    yield Row(
        "110 MB: peak memory of the index",
        attempt["peak_memory"] / 2**20,
        "MiB",
        "ifcopenshell.open of it",
        opened["peak_mb"],
        1.5 * opened["peak_mb"],
    )


def _questions(service: Service, file: str) -> Iterator[Row]:
    base = f"/projects/default/files/{file}"
    page = service.http.get(f"{base}/elements", params={"limit": ASKED, "class": "IfcElement"})
    elements = [item["global_id"] for item in page.raise_for_status().json()["items"]]
    live = f"{service.url}/health/live"
    bare = _p95(lambda _: service.http.get(live).raise_for_status(), range(ASKED))
    for what, target, ask, things in (
        ("an element's card", 20, lambda e: f"{base}/elements/{e}", elements),
        ("the first level of the tree", 50, lambda _: f"{base}/tree", range(ASKED)),
        ("the summary", 50, lambda _: f"{base}/summary", range(ASKED)),
    ):
        service.http.get(ask(things[0])).raise_for_status()
        value = _p95(lambda thing, ask=ask: service.http.get(ask(thing)), things)
        yield Row(
            f"110 MB: {what} over HTTP, 95th percentile",
            1000 * value,
            "ms",
            "a request that does nothing",
            1000 * bare,
            target,
        )


def _tables(service: Service, model: Path, folder: Path) -> Iterator[Row]:
    own = folder / "plain.csv"
    reference = plain.table(model, own, "IfcElement", list(COLUMNS))
    parameters = {"model": model.name, "selector": "IfcElement", "columns": list(COLUMNS)}
    began = time.perf_counter()
    job = service.run("export-table", {**parameters, "format": "csv"})
    elapsed = time.perf_counter() - began
    yield Row(
        f"110 MB: table of {reference['rows']:,} elements with {len(COLUMNS)} columns",
        elapsed,
        "s",
        "ifccsv of the opened model",
        reference["table"],
        reference["table"] / 30,
    )
    made = service.http.get(service.url + service.artifact(job, "table.csv")["url"]).text
    expected = _rows(own.read_text(encoding="utf-8"))
    yield Row(
        "110 MB: rows of it that differ",
        (_rows(made) - expected).total() + (expected - _rows(made)).total(),
        "rows",
        "ifccsv of the opened model",
        expected.total(),
        0,
    )


def _geometry(service: Service, model: Path, folder: Path) -> Iterator[Row]:
    own = folder / "plain.glb"
    reference = plain.run(model, own)
    began = time.perf_counter()
    job = service.run("geometry", {"model": model.name})
    geometry = time.perf_counter() - began
    attempt = service.attempt(job)
    began = time.perf_counter()
    glb = service.run("convert", {"model": model.name, "format": "glb"})
    convert = time.perf_counter() - began
    iterator = "ifcopenshell's iterator with the kernel opencascade"
    yield Row(
        "110 MB: GLB, computed and written",
        geometry + convert,
        "s",
        iterator,
        reference["iterator"],
        reference["iterator"] / 5,
    )
    yield Row(
        "110 MB: shapes missing",
        reference["shapes"] - glb["result"]["elements"],
        "shapes",
        iterator,
        reference["shapes"],
        0,
    )
    began = time.perf_counter()
    service.run("convert", {"model": model.name, "format": "glb"})
    yield Row(
        "110 MB: the same GLB again",
        time.perf_counter() - began,
        "s",
        iterator,
        reference["iterator"],
        1,
    )
    viewer = service.artifact(job, "viewer.glb")["size"]
    yield Row(
        "110 MB: size of the viewer's GLB",
        viewer / 2**20,
        "MiB",
        "ifcopenshell's own GLB",
        own.stat().st_size / 2**20,
        own.stat().st_size / 2**20 / 3,
    )
    yield Row(
        "110 MB: peak memory of the geometry, its largest process",
        attempt["peak_memory"] / 2**20,
        "MiB",
        "plain script",
        reference["peak_mb"],
        reference["peak_mb"],
    )


def _growth(service: Service, folder: Path) -> Iterator[Row]:
    """Memory for each MB of IFC, of models of different sizes."""
    used: dict[str, list[tuple[float, float]]] = {"index": [], "geometry": []}
    for copies in (*SMALLER, COPIES):
        model = scaled(folder, copies)
        service.upload(model)
        for operation, points in used.items():
            attempt = service.attempt(service.run(operation, {"model": model.name}, force=True))
            points.append((model.stat().st_size / 1e6, attempt["peak_memory"] / 1e6))
    for operation, points in used.items():
        (small, least), _, (big, most) = points
        middle, between = points[1]
        straight = least + (most - least) * (middle - small) / (big - small)
        yield Row(
            f"{operation}: memory per MB of IFC",
            (most - least) / (big - small),
            "MB/MB",
            f"the same between {small:.0f} and {middle:.0f} MB",
            (between - least) / (middle - small),
            12,
        )
        yield Row(
            f"{operation}: memory at {middle:.0f} MB",
            between,
            "MB",
            "on a straight line between the smaller and the larger model",
            straight,
            1.15 * straight,
        )


def _rows(text: str) -> Counter[tuple[str, ...]]:
    return Counter(map(tuple, csv.reader(io.StringIO(text, newline=""))))


def duration(attempt: dict[str, Any]) -> float:
    """Seconds from the beginning of an attempt to its end."""
    began, ended = (datetime.fromisoformat(attempt[at]) for at in ("started_at", "finished_at"))
    return (ended - began).total_seconds()


def _p95(ask: Callable[[Any], Any], things: Any) -> float:
    times = []
    for thing in things:
        began = time.perf_counter()
        ask(thing)
        times.append(time.perf_counter() - began)
    return statistics.quantiles(times, n=20)[-1]
