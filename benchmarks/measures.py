"""The measurements. Each takes a running service and yields rows."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from benchmarks import plain
from benchmarks.row import Row
from benchmarks.service import Peak, Service

TINY_JOBS = 200
UPLOAD_MB = 500
CORPUS = Path(os.environ.get("IFCWORKS_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))


def _seconds(command: list[str], runs: int = 5) -> float:
    """The median wall time of a command."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def tiny_jobs(service: Service) -> Iterator[Row]:
    """What a job costs that does nothing."""
    began = time.perf_counter()
    with ThreadPoolExecutor(4) as threads:
        jobs = list(threads.map(lambda n: service.run("tiny", {"number": n}), range(TINY_JOBS)))
    elapsed = time.perf_counter() - began
    latencies = [
        (
            datetime.fromisoformat(job["started_at"]) - datetime.fromisoformat(job["created_at"])
        ).total_seconds()
        for job in jobs
    ]
    bare = _seconds([sys.executable, "-c", "import ifcopenshell.geom"])
    answered = {job["result"]["number"] for job in jobs}
    yield Row(
        f"tiny jobs lost of {TINY_JOBS}", TINY_JOBS - len(answered), "jobs", "none lost", 0, 0
    )
    yield Row(
        f"start latency of {TINY_JOBS} tiny jobs, median",
        1000 * statistics.median(latencies),
        "ms",
        "a Python process that imports ifcopenshell.geom",
        1000 * bare,
        50,
    )
    yield Row(
        "a tiny job from request to answer, 4 clients, mean",
        1000 * elapsed * 4 / TINY_JOBS,
        "ms",
        "a Python process that imports ifcopenshell.geom",
        1000 * bare,
        1000 * bare,
    )


def office(service: Service) -> Iterator[Row]:
    """A real model from upload to GLB, and the same request again."""
    model = CORPUS / "office-a-ifc2x3.ifc"
    with tempfile.TemporaryDirectory() as folder:
        reference = plain.run(model, Path(folder) / "office.glb")
    request = {"model": model.name, "format": "glb"}
    began = time.perf_counter()
    service.upload(model)
    service.run("convert", request)
    elapsed = time.perf_counter() - began
    again = time.perf_counter()
    service.run("convert", request)
    again = time.perf_counter() - again
    with Peak(service.attempts_memory, every=0.02) as peak:
        for operation in ("index", "geometry"):
            service.run(operation, {"model": model.name}, force=True)
        service.run("convert", request, force=True)
    yield Row(
        "office-a: upload to GLB ready",
        elapsed,
        "s",
        "plain script: open, tessellate with opencascade, write GLB",
        reference["seconds"],
        3,
    )
    yield Row(
        "office-a: the same request again",
        again,
        "s",
        "plain script: open, tessellate with opencascade, write GLB",
        reference["seconds"],
        0.1,
    )
    yield Row(
        "office-a: peak memory of index, geometry and conversion, all processes and the template",
        peak.value / 2**20,
        "MiB",
        "plain script",
        reference["peak_mb"],
        400,
    )


def duplex(service: Service) -> Iterator[Row]:
    """The model on which the fastest kernel crashes."""
    model = CORPUS / "duplex-architecture-ifc2x3.ifc"
    with tempfile.TemporaryDirectory() as folder:
        shapes = plain.run(model, Path(folder) / "duplex.glb")["shapes"]
    service.upload(model)
    for kernel in ("hybrid-cgal-simple-opencascade", "hybrid-manifold-opencascade"):
        job = service.run("convert", {"model": model.name, "format": "glb", "kernel": kernel})
        yield Row(
            f"duplex: shapes missing with {kernel}",
            shapes - job["result"]["elements"],
            "shapes",
            "shapes that opencascade gives",
            shapes,
            0,
        )


def upload(service: Service) -> Iterator[Row]:
    """The memory of the API process while a large file comes in."""
    head = b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\n"
    head += b"FILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
    line = b"#1=IFCCARTESIANPOINT((0.,0.,0.));\n" * 30000
    count = UPLOAD_MB * 10**6 // len(line)

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(count):
            yield line
        yield b"ENDSEC;\nEND-ISO-10303-21;\n"

    before = service.resident()
    began = time.perf_counter()
    with Peak(service.resident, every=0.02) as peak:
        service.http.post(
            "/projects/default/files", params={"name": "large.ifc"}, content=body()
        ).raise_for_status()
    elapsed = time.perf_counter() - began
    yield Row(
        f"growth of the API process during an upload of {UPLOAD_MB} MB",
        max(0.0, (peak.value - before) / 2**20),
        "MiB",
        "the size of the upload",
        UPLOAD_MB * 10**6 / 2**20,
        50,
    )
    with tempfile.TemporaryDirectory() as folder:
        copied = time.perf_counter()
        with (Path(folder) / "copy").open("wb") as file:
            for part in body():
                file.write(part)
            os.fsync(file.fileno())
        copied = time.perf_counter() - copied
    yield Row(
        f"upload of {UPLOAD_MB} MB",
        elapsed,
        "s",
        "writing the same bytes to a file",
        copied,
        30,
    )


def command_line(service: Service) -> Iterator[Row]:
    """How long a person waits for help."""
    yield Row(
        "ifcworks --help",
        _seconds([sys.executable, "-m", "ifcworks", "--help"]),
        "s",
        "a Python process that imports ifcopenshell",
        _seconds([sys.executable, "-c", "import ifcopenshell"]),
        0.5,
    )
