"""A file against syntax, header, schema and rules."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.validate
import pytest
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.checking.findings import Findings
from ifcworks.ifc.checking.rules import RuleCheck
from ifcworks.operations.check import CheckParams, CheckResult, check
from ifcworks.operations.workspace import Workspace
from support.step_files import gzipped, step_file

Run = Callable[..., tuple[CheckResult, dict[str, Path]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the operation on a file."""

    def run(model: bytes | Path, **params: Any) -> tuple[CheckResult, dict[str, Path]]:
        path = model if isinstance(model, Path) else tmp_path / "model.ifc"
        if isinstance(model, bytes):
            path.write_bytes(model)
        work = Workspace(inputs={"house.ifc": path}, folder=tmp_path / "attempt")
        given = CheckParams.model_validate({"model": "house.ifc", **params})
        result = check.function(given, work)
        assert isinstance(result, CheckResult)
        return result, work.artifacts

    return run


GUID = "'0WALL00000000000000001'"
HEADER = b"FILE_NAME('house.ifc','2026-01-02T03:04:05',('A. Author'),('Org'),'pre','origin','auth')"
FAULTS = {
    "syntax, a bracket missing": (
        step_file(f"#1=IFCWALL({GUID},$,$,$,$,$,$,$,$;\n"),
        "syntax",
        "grammar",
        8,
    ),
    "syntax, a number twice": (
        step_file("#1=IFCORGANIZATION($,'a',$,$,$);\n#1=IFCORGANIZATION($,'b',$,$,$);\n"),
        "syntax",
        "duplicate number",
        9,
    ),
    "syntax, a letter beyond ASCII": (
        step_file("#1=IFCORGANIZATION($,'\u00e4',$,$,$);\n"),
        "syntax",
        None,
        None,
    ),
    "header, a value missing": (
        step_file().replace(b",'auth')", b")"),
        "header",
        "FILE_NAME",
        None,
    ),
    "schema, what must be given": (
        step_file("#1=IFCORGANIZATION($,$,$,$,$);\n"),
        "schema",
        "IfcOrganization.Name",
        None,
    ),
    "schema, an entity of a wrong class": (
        step_file("#1=IFCPERSONANDORGANIZATION(#2,#2,$);\n#2=IFCORGANIZATION($,'o',$,$,$);\n"),
        "schema",
        None,
        None,
    ),
    "schema, a GlobalId that is none": (
        step_file("#1=IFCWALL('x',$,$,$,$,$,$,$,$);\n"),
        "schema",
        "IfcGloballyUniqueId",
        None,
    ),
    "schema, a GlobalId twice": (
        step_file(f"#1=IFCWALL({GUID},$,$,$,$,$,$,$,$);\n#2=IFCWALL({GUID},$,$,$,$,$,$,$,$);\n"),
        "schema",
        "IfcRoot.UR1",
        None,
    ),
    "where, a user's type without a word": (
        step_file(f"#1=IFCWALL({GUID},$,$,$,$,$,$,$,.USERDEFINED.);\n"),
        "where rule",
        "IfcWall.CorrectPredefinedType",
        None,
    ),
    "where, a value of a type": (
        step_file("#1=IFCPROPERTYSINGLEVALUE('a',$,IFCPOSITIVELENGTHMEASURE(-1.),$);\n"),
        "where rule",
        "IfcPositiveLengthMeasure.WR1",
        None,
    ),
    "global, two projects": (
        step_file(
            "#1=IFCPROJECT('0PROJECT00000000000001',$,'a',$,$,$,$,$,$);\n"
            "#2=IFCPROJECT('0PROJECT00000000000002',$,'b',$,$,$,$,$,$);\n"
        ),
        "global rule",
        "IfcSingleProjectInstance",
        None,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str, run: Run) -> None:
    model, part, rule, line = FAULTS[name]
    result, files = run(model)
    found = [r for r in result.rules if r.part == part and rule in (None, r.rule)]
    assert found, [(r.part, r.rule) for r in result.rules]
    assert result.errors
    if line is not None:
        assert found[0].listed[0].line == line
    report = json.loads(files["check.json"].read_text())
    assert report["errors"] == result.errors
    assert len(report["rules"]) == len(result.rules)
    assert "house.ifc" in files["check.html"].read_text()


def test_nothing_is_wrong(run: Run) -> None:
    result, files = run(step_file())
    assert (result.errors, result.warnings, result.not_checked) == (0, 0, [])
    assert "No errors were found." in files["check.html"].read_text()


def test_instances_are_named(run: Run) -> None:
    result, _ = run(step_file(f"#7=IFCWALL({GUID},$,'North',$,$,$,$,$,.USERDEFINED.);\n"))
    [rule] = [r for r in result.rules if r.rule == "IfcWall.CorrectPredefinedType"]
    [finding] = rule.listed
    assert (finding.step_id, finding.ifc_class, finding.name) == (7, "IfcWall", "North")
    assert finding.global_id == GUID.strip("'")
    assert "USERDEFINED" in rule.meaning


def test_lists_are_cut_and_counts_are_not(run: Run) -> None:
    walls = "".join(f"#{n}=IFCORGANIZATION($,$,$,$,$);\n" for n in range(1, 30))
    result, files = run(step_file(walls), max_listed=5)
    [rule] = [r for r in result.rules if r.rule == "IfcOrganization.Name"]
    assert (rule.count, len(rule.listed)) == (29, 5)
    assert "24" in files["check.html"].read_text()


def test_a_file_that_cannot_be_read_has_findings(run: Run, tmp_path: Path) -> None:
    result, _ = run(step_file()[:-40] + b"#9=IFCWALL('a',((((\n")
    assert result.errors
    assert result.rules[0].part == "syntax"


def test_a_byte_order_mark_is_a_finding(run: Run) -> None:
    result, _ = run(b"\xef\xbb\xbf" + step_file())
    assert not result.is_readable
    [rule] = result.rules
    assert "byte order mark" in rule.listed[0].what


def test_a_reader_that_stops_early_is_a_finding(run: Run) -> None:
    rows = [f"#{n}=IFCORGANIZATION($,'{n}',$,$,$);\n" for n in range(1, 9)]
    rows[2] = rows[2].replace(";", "; /*")
    result, _ = run(step_file("".join(rows)), max_syntax_mb=0)
    [finding] = next(rule for rule in result.rules if rule.rule == "end").listed
    assert finding.step_id == 3
    assert finding.line == 10
    assert "5 instances follow" in finding.what
    whole = "/* " + rows[0] + " */" + rows[1]  # a comment is none
    result, _ = run(step_file(whole + "".join(rows[3:])), max_syntax_mb=0)
    assert not result.rules


def test_what_is_not_checked_is_said(run: Run) -> None:
    result, files = run(step_file(), rules=False, max_syntax_mb=0)
    assert len(result.not_checked) == 2
    assert "Not everything could be checked." in files["check.html"].read_text()


def test_an_instance_that_cannot_be_checked_is_named(run: Run) -> None:
    result, _ = run(step_file("#4=IFCWALL(12345,$,'North',$,$,$,$,$,$);\n"))
    [rule] = [r for r in result.rules if r.rule == "unreadable"]
    assert (rule.part, rule.listed[0].step_id) == ("schema", 4)
    assert any("#4" in sentence for sentence in result.not_checked)
    # What the validation turns on while it looks is off again.
    assert not ifcopenshell_wrapper.get_feature("use_attribute_value_derived")


def test_packed_files(run: Run) -> None:
    assert run(gzipped(step_file()))[0].errors == 0


def test_the_time_for_rules_is_limited(corpus: Path) -> None:
    findings = Findings(10)
    model = ifcopenshell.open(corpus / "pcert-building-hvac-ifc4x3.ifc")
    RuleCheck(model, findings, 0.0, lambda done, said: None).run()
    [said] = findings.not_checked
    assert "not checked are" in said


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    "name", ["bad-double-guids-ifc2x3", "fzk-haus-ifc4", "pcert-building-structural-ifc4x3"]
)
def test_the_same_as_ifcopenshell(name: str, corpus: Path, run: Run) -> None:
    """Rules and instances are those of ``ifcopenshell.validate`` with EXPRESS rules."""
    logger = ifcopenshell.validate.json_logger()
    logger.set_instance = None  # so that rules name their instances
    model = ifcopenshell.open(corpus / f"{name}.ifc")
    ifcopenshell.validate.validate(model, logger, express_rules=True)
    expected = Counter[Any]()
    for statement in logger.statements:
        rule = statement.get("type") in ("entity_rule", "simpletype_rule")
        expected[statement["attribute"] if rule else "schema"] += 1
    result, _ = run(corpus / f"{name}.ifc", max_syntax_mb=0)
    found = Counter[Any]()
    for rule in result.rules:
        if rule.part != "syntax":
            found[rule.rule if rule.part == "where rule" else "schema"] += rule.count
    assert found == expected
