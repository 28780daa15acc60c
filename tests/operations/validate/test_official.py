"""The official test cases: the expected verdict stands in the name of each."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from operations.validate.checking import verdict_of


def test_score(official: Path, indexes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = sorted(official.rglob("*.ids"))
    assert pairs
    score, wrong = Counter[str](), []
    for pair in pairs:
        expected = pair.name.split("-")[0]
        found = verdict_of(pair, pair.with_suffix(".ifc"), indexes)
        score[f"{pair.parent.name} {found == expected}"] += 1
        if found != expected:
            wrong.append(f"{pair.parent.name}/{pair.name}: {found}")
    with capsys.disabled():
        right = len(pairs) - len(wrong)
        sys.stderr.write(
            f"\nofficial IDS cases: {right} of {len(pairs)} are right: {dict(score)}\n"
        )
    assert not wrong
