"""What runs of a clash set leave for the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ifcworks.ifc.clash.history import Coverage, ModelOfRun
from ifcworks.operations.workspace import Record


def record_of(
    name: str,
    pairs: Sequence[tuple[str, str]],
    tested: Sequence[str],
    present: Sequence[str],
    min_volume: float = 0.0,
) -> Record:
    """What a run leaves that has found these pairs; each overlap is of 1 m³."""
    found = [
        {
            "id": f"{name}:{'-'.join(sorted(pair))}",
            "ambiguous": False,
            "a_global_id": pair[0],
            "b_global_id": pair[1],
            "a_model": "house.ifc",
            "b_model": "house.ifc",
            "volume": 1.0,
            "depth": 0.1,
        }
        for pair in pairs
    ]
    settings = {
        "tolerance": 0.002,
        "check_all": True,
        "judge": "solids",
        "min_volume": min_volume,
        "min_depth": 0.0,
    }
    model = ModelOfRun(name="house.ifc", project="p")
    others = sorted({*present} - {*tested})
    coverage = Coverage(
        asked={"mode": "intersection", **settings},
        models=[{**model, "a": [*tested], "b": [*tested], "others": others}],
        ambiguous=[],
    )
    data = {
        "name": name,
        "mode": "intersection",
        "settings": settings,
        "models": [model],
        "clashes": found,
    }
    values: dict[str, Any] = {
        "clash_set_name": name,
        "output_filename": "clash.json",
        "clash_count": len(found),
        "clash_data": data,
    }
    return Record("clash_results", values, coverage=coverage)
