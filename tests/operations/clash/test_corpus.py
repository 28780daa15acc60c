"""Real models: each ends in a result that says what it could not test."""

from pathlib import Path

import pytest

from ifcworks.errors import NothingToDo
from operations.clash.conftest import Clash
from support.corpus import SHAPED


@pytest.mark.parametrize("name", SHAPED)
def test_a_real_model_against_itself(run: Clash, corpus: Path, name: str) -> None:
    done = run({"model": corpus / f"{name}.ifc"}, reports=["json", "html", "xlsx", "glb"])
    (one,) = done.result.clash_sets
    assert one.a == one.b > 0
    assert one.complete == (not one.not_tested)
    clashes = done.clashes()
    assert len({clash["id"] for clash in clashes}) == len(clashes) == done.result.clashes
    for clash in clashes:
        assert (clash["volume"] is None) == (clash["unmeasured"] is not None)


def test_a_model_without_elements_has_nothing_to_test(run: Clash, corpus: Path) -> None:
    with pytest.raises(NothingToDo):
        run({"model": corpus / "bad-errorfile-ifc2x3.ifc"})
