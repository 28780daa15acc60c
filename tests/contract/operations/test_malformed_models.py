"""Models that are wrong in many ways: every operation says so, or it costs the one element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.boxes import house
from support.demands import DEMANDS, IDS, Carrying, carrying

_ASKED = {
    *("check", "clash", "diff", "extract", "merge", "migrate", "quantities"),
    *("set-attribute", "set-classification", "validate"),
}
_ONCE = {"clash clearance", "migrate IFC2X3", "migrate IFC4"}
_DEMANDS = tuple(d for d in DEMANDS if d.operation in _ASKED and d.name not in _ONCE)


_WALL = r"IFCWALL\('([^']*)',([^,]*),'{}'"
MALFORMED = (
    (_WALL.format("Front"), r"IFCWALL(12345,\2,'Front'"),
    (_WALL.format("Back"), r"IFCWALL($,\2,'Back'"),
    (_WALL.format("Left"), r"IFCWALL('\1',\2,7"),
    (r"IFCWALL\((.*'Right'.*)\);", r"IFCWALL(\1,$,$);"),
    # A storey is placed relative to itself, and an element at nothing.
    (r"#(\d+)=IFCLOCALPLACEMENT\(\$,", r"#\1=IFCLOCALPLACEMENT(#\1,"),
    (r"IFCLOCALPLACEMENT\(\$,#\d+\)", "IFCLOCALPLACEMENT($,#99999)"),
)
UNREADABLE = ((r"IFCCARTESIANPOINT\(\(0\.,", "IFCCARTESIANPOINT((1.E400,"),)
"""What is refused, as far as an operation reads it."""


@pytest.fixture(scope="module")
def carry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrying]:
    with carrying(tmp_path_factory.mktemp("attempts")) as carry:
        yield carry


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (MALFORMED, {"ok", "nothing-to-do"}),
        (UNREADABLE, {"ok", "model-unreadable"}),
    ],
    ids=["malformed", "unreadable"],
)
def test_it_is_said_and_nothing_worse(
    carry: Carrying, tmp_path: Path, wrong: tuple[tuple[str, str], ...], words: set[str]
) -> None:
    text = house().write(tmp_path / "house.ifc").read_text()
    for pattern, replacement in wrong:
        text, count = re.subn(pattern, replacement, text, count=1)
        assert count == 1
    model = tmp_path / "wrong.ifc"
    model.write_text(text)
    outcomes = list(carry.all_of(model, {IDS: _requirements(tmp_path)}, _DEMANDS))
    assert [f"{demand.name}: {ended.amiss}" for demand, ended in outcomes if ended.amiss] == []
    assert {ended.word for _, ended in outcomes} == words


def _requirements(folder: Path) -> Path:
    path = folder / IDS
    path.write_text(
        '<ids xmlns="http://standards.buildingsmart.org/IDS"><info><title>Names</title></info>'
        '<specifications><specification name="Walls" ifcVersion="IFC4">'
        '<applicability minOccurs="0" maxOccurs="unbounded">'
        "<entity><name><simpleValue>IFCWALL</simpleValue></name></entity></applicability>"
        "<requirements><attribute><name><simpleValue>Name</simpleValue></name></attribute>"
        "</requirements></specification></specifications></ids>"
    )
    return path
