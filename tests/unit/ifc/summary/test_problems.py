"""Each problem is found in a model that has just that."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcworks.ifc.reading import read_model
from ifcworks.ifc.summary.problems import CAP, Problem, find_problems
from ifcworks.ifc.summary.structure import Containment, read_structure
from ifcworks.ifc.summary.units import length_scale
from support.step_files import step_file

SOUND = (
    "#1=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n"
    "#2=IFCUNITASSIGNMENT((#1));\n"
    "#3=IFCPROJECT('0aaaaaaaaaaaaaaaaaaaa1',$,'P',$,$,$,$,$,#2);\n"
    "#4=IFCBUILDINGSTOREY('0aaaaaaaaaaaaaaaaaaaa2',$,'S',$,$,$,$,$,.ELEMENT.,3000.);\n"
    "#5=IFCWALL('0aaaaaaaaaaaaaaaaaaaa3',$,'W',$,$,$,$,$,$);\n"
    "#6=IFCRELCONTAINEDINSPATIALSTRUCTURE('0aaaaaaaaaaaaaaaaaaaa4',$,$,$,(#5),#4);\n"
)
PLACED = (
    "#20=IFCCARTESIANPOINT((0.,0.,3100.));\n#21=IFCAXIS2PLACEMENT3D(#20,$,$);\n"
    "#22=IFCLOCALPLACEMENT($,#21);\n"
)


def problems(body: str, tmp_path: Path) -> list[Problem]:
    path = tmp_path / "m.ifc"
    path.write_bytes(step_file(body))
    read = read_model(path, tmp_path)
    length, containment = length_scale(read.model), Containment(read.model)
    structure = read_structure(read.model, length or 1.0, containment)
    return find_problems(read.model, read.messages, read.plain, structure, length, containment)


def test_a_sound_model_has_none(tmp_path: Path) -> None:
    assert problems(SOUND + "/* #7=IFCWALL(commented out) */\n", tmp_path) == []


@pytest.mark.parametrize(
    ("body", "code", "severity", "step_ids"),
    [
        (SOUND + "#9=IFCOWNERHISTORY(#77,$,$,$,$,$,$,1);\n", "dangling-reference", "error", [9]),
        (SOUND + "#5=IFCWALL('0aaaaaaaaaaaaaaaaaaaa3');\n", "duplicate-step-id", "error", [5]),
        (SOUND + "#9=IFCNONSENSE(1);\n", "unknown-class", "error", [9]),
        (SOUND + "#9=IFCPERSON($);\n", "attribute-count", "warning", [9]),
        (SOUND.replace(".MILLI.", ".GRAND."), "value-wrong-type", "error", [1]),
        (SOUND + "#9=IFCDIRECTION((1.,(2.)));\n", "value-wrong-type", "error", []),
        (SOUND.replace("aaa3'", "aaa2'"), "duplicate-global-id", "error", [4, 5]),
        (SOUND.replace("0aaaaaaaaaaaaaaaaaaaa3", "9#"), "invalid-global-id", "warning", [5]),
        (SOUND.replace("'0aaaaaaaaaaaaaaaaaaaa3'", "$"), "invalid-global-id", "warning", [5]),
        (SOUND.replace("#3=", "/*").replace("#2);\n", "*/\n"), "no-project", "error", []),
        (
            SOUND + "#9=IFCPROJECT('0aaaaaaaaaaaaaaaaaaaa9',$,$,$,$,$,$,$,#2);\n",
            "several-projects",
            "error",
            [3, 9],
        ),
        (SOUND.replace(",#2);", ",$);"), "no-length-unit", "error", [3]),
        (SOUND[: SOUND.index("#4=")], "no-products", "warning", []),
        (SOUND.replace("(#5),#4", "$,#4"), "element-without-container", "warning", [5]),
        (SOUND.replace(",3000.", ",$"), "storey-without-elevation", "warning", []),
        (
            SOUND.replace("'S',$,$,$", "'S',$,$,#22") + PLACED,
            "storey-elevation-differs",
            "info",
            [],
        ),
        (SOUND + "/* open\n#9=IFCPERSON();\n", "instances-not-read", "error", []),
        (SOUND.replace("'W'", "'Wände'"), "text-not-encoded", "error", []),
        (SOUND.replace("'0aaaaaaaaaaaaaaaaaaaa3'", "5"), "invalid-global-id", "warning", [5]),
    ],
)
def test_each_problem_is_found(
    body: str, code: str, severity: str, step_ids: list[int], tmp_path: Path
) -> None:
    found = {p.code: p for p in problems(body, tmp_path)}
    assert code in found, list(found)
    assert found[code].severity == severity
    assert found[code].step_ids == step_ids
    assert found[code].count >= 1
    assert found[code].message.endswith(".")


def test_openings_and_parts_need_no_container(tmp_path: Path) -> None:
    body = SOUND + (
        "#10=IFCOPENINGELEMENT('0aaaaaaaaaaaaaaaaaaab1',$,$,$,$,$,$,$,$);\n"
        "#11=IFCPLATE('0aaaaaaaaaaaaaaaaaaab2',$,$,$,$,$,$,$,$);\n"
        "#12=IFCRELAGGREGATES('0aaaaaaaaaaaaaaaaaaab3',$,$,$,#5,(#11));\n"
    )
    assert problems(body, tmp_path) == []


def test_lists_are_capped_and_counts_are_not(tmp_path: Path) -> None:
    walls = "".join(f"#{100 + n}=IFCWALL('1{n:021d}',$,$,$,$,$,$,$,$);\n" for n in range(3 * CAP))
    (loose,) = problems(SOUND + walls, tmp_path)
    assert (loose.count, len(loose.step_ids), len(loose.global_ids)) == (3 * CAP, CAP, CAP)


def test_the_worst_comes_first(tmp_path: Path) -> None:
    body = SOUND.replace("(#5),#4", "$,#4").replace("aaa3'", "aaa2'")
    assert [p.severity for p in problems(body, tmp_path)] == ["error", "warning"]


def test_a_global_id_of_a_wrong_type_breaks_nothing(tmp_path: Path) -> None:
    body = SOUND.replace("'0aaaaaaaaaaaaaaaaaaaa3'", "5").replace("(#5),#4", "$,#4")
    found = {p.code: p for p in problems(body, tmp_path)}
    assert found["element-without-container"].step_ids == [5]
    assert found["element-without-container"].global_ids == []
