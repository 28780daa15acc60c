"""Base quantities from the kept geometry, beside ifc5d."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import plain
from benchmarks.measures import CORPUS
from benchmarks.row import Row
from benchmarks.service import Service

_TOLERANCE = 0.005
_RUNS = 3
_REFERENCE = "ifc5d.qto of the opened model"


def quantities(service: Service) -> Iterator[Row]:
    """The quantities of a real model."""
    model = CORPUS / "office-a-ifc2x3.ifc"
    service.upload(model)
    yield from of_model(service, model, "office-a")


def of_model(service: Service, model: Path, name: str) -> Iterator[Row]:
    """Quantities of a model that the service has, as ifc5d measures them.

    Args:
        service: where it was uploaded.
        model: the same file.
        name: what it is called in the rows.
    """
    reference = plain.quantities(model)
    service.run("geometry", {"model": model.name})
    parameters = {"model": model.name, "format": "json", "rules": "ifc5d"}
    jobs = [service.run("quantities", parameters) for _ in range(_RUNS)]
    attempts = [service.attempt(job) for job in jobs]
    pages = service.http.get(service.url + service.artifact(jobs[0], "quantities.json")["url"])
    rows = pages.raise_for_status().json()["elements"]
    ours = {(r["GlobalId"], r["Set"], r["Quantity"]): r["Computed, SI"] for r in rows}
    closed = reference["values"]
    yield Row(
        f"{name}: base quantities, the whole job",
        min(_duration(attempt) for attempt in attempts),
        "s",
        _REFERENCE,
        reference["quantify"],
        reference["quantify"] / 5,
    )
    yield Row(
        f"{name}: quantities of closed meshes that differ by more than 0.5 %",
        sum(_differs(ours.get(tuple(key)), value) for *key, value in closed),
        "quantities",
        _REFERENCE,
        len(closed),
        0,
    )
    yield Row(
        f"{name}: peak memory of the quantities",
        max(attempt["peak_memory"] for attempt in attempts) / 2**20,
        "MiB",
        _REFERENCE,
        reference["peak_mb"],
        3 * reference["peak_mb"],
    )


def _differs(ours: float | None, theirs: float) -> bool:
    return ours is None or abs(ours - theirs) > _TOLERANCE * abs(theirs)


def _duration(attempt: dict[str, Any]) -> float:
    began, ended = (datetime.fromisoformat(attempt[at]) for at in ("started_at", "finished_at"))
    return (ended - began).total_seconds()
