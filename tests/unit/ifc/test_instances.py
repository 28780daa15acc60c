"""Counting what stands in the text of a STEP file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcworks.ifc import instances
from ifcworks.ifc.instances import Written, count_written, survey
from support.step_files import step_file

BODY = "#1=IFCPERSON($,'x',$,$,$,$,$,$);\n#2 = IfcPerson($,'it''s = IFC /*',$,$,$,$,$,$);\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.ifc"


def test_comments_and_texts_are_told_apart(path: Path) -> None:
    path.write_bytes(step_file(BODY + "/* #3=IFCPERSON(); */\n#4=IFCPERSON();\n"))
    assert count_written(path) == 5  # with the commented one and the one in the text
    assert survey(path) == Written(3)


def test_an_open_comment_is_found_with_its_line(path: Path) -> None:
    path.write_bytes(step_file(BODY + "/* never closed\n#4=IFCPERSON();\n"))
    assert survey(path) == Written(2, open_comment=10)


def test_an_open_text_is_found(path: Path) -> None:
    path.write_bytes(step_file(BODY + "#3=IFCPERSON('open);\n"))
    assert survey(path).open_string


def test_nothing_is_lost_between_chunks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(step_file("#1=IFCPERSON();\n" * 500))
    for size in (7, 64, 1000):
        monkeypatch.setattr(instances, "_CHUNK", size)
        assert count_written(path) == 500
