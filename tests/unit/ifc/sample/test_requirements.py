"""ifctester comes to the verdicts that the truth expects."""

from __future__ import annotations

import ifctester.ids
import pytest

from .conftest import Sample

FACETS = {"Entity", "Attribute", "Property", "Classification", "Material", "PartOf"}


@pytest.fixture(scope="module")
def specifications(sample: Sample) -> ifctester.ids.Ids:
    """The requirements, valid against the XSD of IDS 1.0."""
    return ifctester.ids.open(str(sample.files.requirements), validate=True)


def test_all_facets_and_cardinalities_occur(specifications: ifctester.ids.Ids) -> None:
    required = [f for s in specifications.specifications for f in s.requirements]
    assert {type(f).__name__ for f in required} == FACETS
    cardinalities = {f.cardinality for f in required if hasattr(f, "cardinality")}
    assert cardinalities == {"required", "optional", "prohibited"}
    assert {s.get_usage() for s in specifications.specifications} == {
        "required",
        "optional",
        "prohibited",
    }


@pytest.mark.parametrize("name", ["architecture.ifc", "architecture-v2.ifc"])
def test_verdicts(sample: Sample, specifications: ifctester.ids.Ids, name: str) -> None:
    rows = sample.truth["requirements"][name]
    specifications.validate(sample.models()[name])
    assert [s.name for s in specifications.specifications] == [row["name"] for row in rows]
    for specification, row in zip(specifications.specifications, rows, strict=True):
        failing = {e.GlobalId for e in specification.failed_entities}
        passing = {e.GlobalId for e in specification.passed_entities} - failing
        assert specification.status == (row["status"] == "pass"), row["name"]
        assert len(specification.applicable_entities) == row["applicable"], row["name"]
        assert failing == set(row["failing"]), row["name"]
        assert passing == set(row["passing"]), row["name"]


def test_some_pass_wholly_and_some_fail_for_known_elements(sample: Sample) -> None:
    rows = sample.truth["requirements"]["architecture.ifc"]
    assert sum(row["status"] == "pass" for row in rows) >= 5
    assert sum(bool(row["failing"]) for row in rows) >= 5


def test_the_second_version_mends_one_and_breaks_another(sample: Sample) -> None:
    old, new = (
        {row["identifier"]: row for row in sample.truth["requirements"][name]}
        for name in ("architecture.ifc", "architecture-v2.ifc")
    )
    assert (old["S12"]["status"], new["S12"]["status"]) == ("fail", "pass")
    assert len(new["S08"]["failing"]) == len(old["S08"]["failing"]) + 1
