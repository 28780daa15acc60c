"""Every operation on real models ends in a result or a clear reason.

The suite takes a few models, among them the worst. With ``--every-model`` all of the corpus are
taken, and what came of it is written as a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ifcworks.ifc.sample import write_sample
from ifcworks.operations.registry import Registry
from support.demands import DEMANDS, IDS, KNOWING, OTHER, RATES, Carrying, carrying
from support.outcomes import Outcomes

MODELS = {
    "pcert-building-hvac-ifc4x3": {"nothing-to-do", "models-differ"},
    "unicode-names-ifc2x3": {"nothing-to-do", "models-differ"},
    "bad-double-guids-ifc2x3": {"nothing-to-do", "models-differ"},
    # Without elements, since a comment swallows them; without units, too.
    "bad-errorfile-ifc2x3": {"nothing-to-do", "models-differ", "recipe-failed"},
    "simple-road-ifc4x3-rc2": {"schema-unsupported"},
}
"""The models of the suite, and the reasons for which operations may have no result for them."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", Outcomes.models(metafunc.config) or [*MODELS])


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("others")
    write_sample(folder)
    rates = folder / RATES
    rates.write_text("unit,rate,class\nm3,100,IfcWall\nm2,10,IfcSlab\n")
    return {OTHER: folder / "services.ifc", IDS: folder / "requirements.ids", RATES: rates}


@pytest.fixture(scope="module")
def carry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrying]:
    with carrying(tmp_path_factory.mktemp("attempts")) as carry:
        yield carry


def test_it_ends_in_a_result_or_a_clear_reason(
    corpus: Path, others: dict[str, Path], carry: Carrying, outcomes: Outcomes, name: str
) -> None:
    amiss = []
    reasons = set()
    for demand, ended in carry.all_of(corpus / f"{name}.ifc", others):
        outcomes.note(name, demand.name, ended.word)
        if ended.amiss:
            amiss.append(f"{demand.name}: {ended.amiss}")
        if ended.problem is not None:
            reasons.add(ended.word)
    assert amiss == []
    assert reasons <= MODELS.get(name, {"nothing-to-do", "models-differ"})


def test_no_operation_is_forgotten() -> None:
    demanded = {demand.operation for demand in (*KNOWING, *DEMANDS)}
    assert demanded == {operation.name for operation in Registry.discover()}
