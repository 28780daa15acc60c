"""Requirements against a model: ten specifications with JSON and page, beside ifctester."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import plain
from benchmarks.large import COPIES, duration, scaled
from benchmarks.measures import CORPUS
from benchmarks.row import Row
from benchmarks.service import Service

TEN = Path(__file__).parent / "ten.ids"
"""Ten specifications with facets of all kinds, about what is in an office building."""
LEAST_MEMORY = 400
"""MiB that a job may take in any case."""
TIMES = 5
"""So many times as fast as ifctester it must be."""


def office_requirements(service: Service) -> Iterator[Row]:
    """Ten specifications for a real model."""
    yield from _measured(service, CORPUS / "office-a-ifc2x3.ifc", "office-a")


def large_requirements(service: Service) -> Iterator[Row]:
    """Ten specifications for a model of 110 MB."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured(service, scaled(Path(folder), COPIES), "110 MB")


def _measured(service: Service, model: Path, name: str) -> Iterator[Row]:
    service.upload(TEN)
    service.upload(model)
    service.run("index", {"model": model.name})
    job = service.run("validate", {"model": model.name, "ids": [TEN.name]}, force=True)
    attempt = service.attempt(job)
    ours = service.http.get(f"/jobs/{job['id']}/artifacts/report.json").raise_for_status().json()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        theirs = plain.validated(model, TEN, report, Path(folder) / "report.html")
        expected = json.loads(report.read_text(encoding="utf-8"))
    reference = "ifctester: open, check, JSON and HTML report"
    yield Row(
        f"{name}: ten IDS specifications with JSON and page, the whole job",
        duration(attempt),
        "s",
        reference,
        theirs["validate"],
        theirs["validate"] / TIMES,
    )
    yield Row(
        f"{name}: peak memory of it",
        attempt["peak_memory"] / 2**20,
        "MiB",
        reference,
        theirs["peak_mb"],
        max(theirs["peak_mb"], LEAST_MEMORY),
    )
    verdicts, others = _verdicts(ours), _verdicts(expected)
    yield Row(
        f"{name}: verdicts of {len(others):,} that differ",
        sum(verdicts.get(key) != verdict for key, verdict in others.items())
        + len(verdicts.keys() - others.keys()),
        "verdicts",
        reference,
        len(others),
        0,
    )


def _verdicts(report: dict[str, Any]) -> dict[tuple[int, int, int], bool]:
    """Whether it passes, for each specification, requirement and element."""
    found = {}
    for place, specification in enumerate(report["specifications"]):
        found[place, -1, -1] = specification["status"]
        for other, requirement in enumerate(specification["requirements"]):
            for member, passed in (("passed_entities", True), ("failed_entities", False)):
                for entity in requirement[member]:
                    found[place, other, entity["id"]] = passed
    return found
