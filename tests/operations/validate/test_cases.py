"""Each rule of the standard, by a pair made for it, from the index and from the opened file."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.validate.cases import CASES, Case
from operations.validate.checking import verdict_of


@pytest.mark.parametrize("case", CASES, ids=str)
def test_verdict(case: Case, tmp_path: Path, indexes: Path) -> None:
    ids, ifc = tmp_path / "case.ids", tmp_path / "case.ifc"
    ids.write_text(case.ids, encoding="utf-8")
    ifc.write_text(case.ifc, encoding="ascii")
    assert verdict_of(ids, ifc, indexes) == case.expected


def test_names_differ() -> None:
    names = [str(case) for case in CASES]
    assert sorted(set(names)) == sorted(names)
