"""Header, applications and project, whole and in pieces."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell

from ifcworks.ifc.summary.identity import read_applications, read_header, read_project
from support.step_files import step_file

APPLICATIONS = (
    "#1=IFCORGANIZATION($,'Maker',$,$,$);\n"
    "#2=IFCAPPLICATION(#1,'1.0','Tool','T');\n"
    "#3=IFCAPPLICATION(#1,'1.0','Tool','T');\n"
    "#4=IFCAPPLICATION($,'2.0',$,$);\n"
)


def opened(data: bytes, tmp_path: Path) -> ifcopenshell.file:
    path = tmp_path / "m.ifc"
    path.write_bytes(data)
    return ifcopenshell.open(path)


def test_a_full_header(tmp_path: Path) -> None:
    description = "'ViewDefinition [CoordinationView_V2.0, QuantityTakeOff]','Comment [x]'"
    header = read_header(opened(step_file(description=description), tmp_path))
    assert header.view_definitions == ["CoordinationView_V2.0", "QuantityTakeOff"]
    assert header.implementation_level == "2;1"
    assert (header.name, header.timestamp) == ("house.ifc", "2026-01-02T03:04:05")
    assert (header.author, header.organisation) == (["A. Author"], ["Org"])
    assert (header.preprocessor, header.originating_system) == ("pre", "origin")
    assert header.authorisation == "auth"


def test_an_empty_header(tmp_path: Path) -> None:
    header = read_header(opened(step_file(description="", name="$,$,$,$,$,$,$"), tmp_path))
    assert (header.description, header.name, header.author) == ([], None, [])
    assert header.originating_system is None


def test_texts_are_decoded(tmp_path: Path) -> None:
    data = step_file(name=r"'H\X2\00E4\X0\user','',('\S\|'),(''),'','',''")
    header = read_header(opened(data, tmp_path))
    assert header.name == "Häuser"


def test_applications_come_once_each(tmp_path: Path) -> None:
    first, second = read_applications(opened(step_file(APPLICATIONS), tmp_path))
    assert (first.name, first.version, first.developer) == ("Tool", "1.0", "Maker")
    assert (second.name, second.version, second.developer) == (None, "2.0", None)


def test_a_project_may_be_missing(tmp_path: Path) -> None:
    assert read_project(opened(step_file(), tmp_path)) is None
    body = "#1=IFCPROJECT('0aaaaaaaaaaaaaaaaaaaa1',$,'P','D',$,'Long','Ph',$,$);\n"
    project = read_project(opened(step_file(body), tmp_path))
    assert project is not None
    assert (project.name, project.long_name, project.phase) == ("P", "Long", "Ph")
