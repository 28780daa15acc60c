"""Values that do not fit their attributes cost themselves, and not the index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.questions import QUESTIONS
from ifcworks.ifc.index.questions.opened import Opened
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.sample import SampleFiles

VALUES = (
    *("$", "*", "'x'", "IFCLABEL('x')", "IFCREAL(1.5)", "IFCBOOLEAN(.T.)", "12", "1.5", ".T."),
    *(".NOTDEFINED.", "#1", "#99999999", "()", "('a','b')", "(1,2)", "(#1,#2)", '"0FF"', "''"),
)
PLACES = (
    ("IFCWALL", 2),  # Name
    ("IFCWALL", 8),  # PredefinedType
    ("IFCWALLTYPE", 9),  # PredefinedType
    ("IFCDOOR", 8),  # OverallHeight
    ("IFCBUILDINGSTOREY", 9),  # Elevation
    ("IFCPROPERTYSET", 4),  # HasProperties
    ("IFCPROPERTYSINGLEVALUE", 0),  # Name
    ("IFCPROPERTYSINGLEVALUE", 2),  # NominalValue
    ("IFCQUANTITYLENGTH", 3),  # LengthValue
    ("IFCMATERIALLAYER", 1),  # LayerThickness
    ("IFCMATERIAL", 0),  # Name
    ("IFCRELCONTAINEDINSPATIALSTRUCTURE", 4),  # RelatedElements
    ("IFCRELAGGREGATES", 4),  # RelatingObject
    ("IFCRELDEFINESBYTYPE", 5),  # RelatingType
    ("IFCSIUNIT", 1),  # UnitType
)
_ARGUMENT = re.compile(r"'(?:[^']|'')*'|\((?:[^()']|'[^']*'|\([^()]*\))*\)|[^,()']+(?:\([^()]*\))?")


def spoilt(text: str, value: str) -> str:
    """The first instance of each of the classes, with the value in that place."""
    for kind, place in PLACES:
        match = re.search(rf"^#\d+={kind}\((.*)\);$", text, re.MULTILINE)
        assert match is not None, kind
        argument = list(_ARGUMENT.finditer(text, *match.span(1)))[place]
        text = text[: argument.start()] + value + text[argument.end() :]
    return text


@pytest.mark.parametrize("value", VALUES)
def test_every_question_is_answered(sample: SampleFiles, tmp_path: Path, value: str) -> None:
    path, target = tmp_path / "spoilt.ifc", tmp_path / "index.duckdb"
    path.write_text(spoilt(sample.architecture.read_text(), value))

    build_index(path, target, tmp_path / "scratch")

    with open_index(target) as connection:
        index = Opened(connection)
        [(walls,)] = index.rows("SELECT count(*) FROM elements WHERE class = 'IfcWall'")
        assert walls > 5
        for question in ("summary", "tree", "elements", "materials", "quantities"):
            assert QUESTIONS[question](index).model_dump_json()
        for number in index.names:
            assert QUESTIONS["card"](index, element=f"#{number}").model_dump_json()
