"""The sample building: every clash between architecture and services, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from operations.clash.conftest import Clash

CHECKS: dict[str, dict[str, Any]] = {
    "intersection": {"mode": "intersection", "tolerance": 0.002},
    "collision": {"mode": "collision"},
    "collision_or_touching": {"mode": "collision", "allow_touching": True},
    "clearance_50": {"mode": "clearance", "clearance": 0.05},
    "clearance_20": {"mode": "clearance", "clearance": 0.02},
}


@pytest.mark.parametrize("check", CHECKS)
def test_every_clash_is_found_and_nothing_else(
    run: Clash, sample: dict[str, Path], check: str
) -> None:
    truth = json.loads(sample["truth"].read_text())["clashes"]
    wanted = {
        frozenset((pair["architecture"]["global_id"], pair["services"]["global_id"])): (
            pair["reported_by"][check],
            pair["kind"],
        )
        for pair in truth["pairs"]
    }
    models = {name: sample[name] for name in ("architecture", "services")}
    done = run(models, reports=[], **CHECKS[check])
    expected = {pair for pair, (said, kind) in wanted.items() if said or kind == "hard"}
    assert done.pairs() == expected
    assert done.result.complete
    for clash in done.clashes():
        hard = wanted[frozenset((clash["a_global_id"], clash["b_global_id"]))][1] == "hard"
        assert (clash["volume"] is not None and clash["volume"] > 0) == hard
        assert clash["a_model"] == "architecture"
        # The insulation alone is in no system.
        assert bool(clash["b_systems"]) == (clash["b_ifc_class"] != "IfcCovering")


def test_the_distance_of_a_clearance_is_what_is_between(
    run: Clash, sample: dict[str, Path]
) -> None:
    truth = json.loads(sample["truth"].read_text())["clashes"]
    models = {name: sample[name] for name in ("architecture", "services")}
    done = run(models, reports=[], **CHECKS["clearance_50"])
    found = {c["b_global_id"]: c["distance"] for c in done.clashes()}
    for pair in truth["pairs"]:
        if pair["reported_by"]["clearance_50"]:
            assert found[pair["services"]["global_id"]] == pytest.approx(pair["distance"], abs=1e-3)
