"""Requests become parameters that the operations take, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.translations.all import TRANSLATIONS
from ifcworks.api.dialect.translations.base import Plan
from ifcworks.ifc.conversion.formats import Format, misplaced
from ifcworks.operations.registry import Registry


class _Anything:
    """Finds every file."""

    def ref(self, text: str, *, pin: str | None = None, folders: Sequence[str] = ()) -> str:
        return f"{text}@{pin}" if pin else text


def planned(route: str, **body: Any) -> Plan:
    """The plan for a request, whose parameters are valid for the operation."""
    translation = TRANSLATIONS[route]
    plan = translation.plan(translation.request(**body), _Anything())  # type: ignore[arg-type]
    Registry.discover().get(plan.operation).params.model_validate(plan.parameters, strict=False)
    return plan


def converted(**more: Any) -> Plan:
    return planned("/ifcconvert", **{"input_filename": "a.ifc", "output_filename": "a.glb", **more})


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        (["IfcWall", " IfcSlab "], ["IfcWall", "IfcSlab"]),
        (["entities", "IfcWall", "IfcDoor"], ["IfcWall", "IfcDoor"]),
        (["entities IfcWall IfcDoor"], ["IfcWall", "IfcDoor"]),
        (['IfcWall, Name="A b"'], ['IfcWall, Name="A b"']),
        (["attribute", "GlobalId", "1hOSvn6df7F8_7GcBWlRGQ"], ["1hOSvn6df7F8_7GcBWlRGQ"]),
        (["attribute Name Main*"], ['IfcProduct, Name="Main*"']),
        ([], []),
        ([""], []),
        (None, []),
    ],
)
def test_filters_of_ifcconvert(given: list[str] | None, chosen: list[str]) -> None:
    assert converted(include=given).parameters["include"] == chosen
    assert converted(exclude=given).parameters["exclude"] == chosen


@pytest.mark.parametrize("given", [["layers", "A"], ["attribute", "Name"], ["arg"]])
def test_filters_that_are_not_understood(given: list[str]) -> None:
    with pytest.raises(HTTPException) as refused:
        converted(include=given)
    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    "name", ["a.glb", "a.OBJ", "a.dae", "a.step", "a.svg", "a.xml", "a.ifczip"]
)
def test_every_flag_is_done_or_named(name: str) -> None:
    flags = [
        *("verbose", "plan", "weld_vertices", "use_world_coords", "convert_back_units"),
        *("sew_shells", "merge_boolean_operands", "disable_opening_subtractions"),
    ]
    plan = converted(
        output_filename=name,
        **dict.fromkeys(flags, True),
        model=False,
        bounds="800x600",
        log_file="a.log",
    )
    told = " ".join(plan.notes)
    for flag in ("plan", "convert_back_units", "sew_shells", "model", "log_file"):
        assert f"{flag}:" in told
    format_ = Format(plan.parameters["format"])
    assert not misplaced(format_, {name: 1 for name, value in plan.parameters.items() if value})
    assert plan.parameters.get("openings") is False or "disable_opening" in told
    assert plan.parameters.get("svg_size") == "800x600" or "bounds:" in told


def test_an_obj_has_its_materials_beside_it() -> None:
    outputs = converted(output_filename="/output/x/House.OBJ").outputs
    assert {name: str(path) for name, path in outputs.items()} == {
        "model.obj": "/output/x/House.OBJ",
        "model.mtl": "/output/x/House.mtl",
    }


def test_columns_with_all_that_is_said_of_them() -> None:
    plan = planned(
        "/ifccsv",
        filename="a.ifc",
        output_filename="a.xlsx",
        format="xlsx",
        attributes=["class", "Name", "Qto_WallBaseQuantities.Length", ""],
        headers=["Class", "", "Length"],
        groups=[{"name": "class", "type": "GROUP"}, {"name": "Name", "type": "VARIES"}],
        sort=[{"name": "class", "order": "DESC"}],
        summaries=[{"name": "Qto_WallBaseQuantities.Length", "type": "SUM"}],
        formatting=[{"name": "Name", "format": "upper({{value}})"}, {"name": "x", "format": "y"}],
    )
    assert plan.parameters["columns"] == [
        {"query": "class", "header": "Class", "group": "GROUP"},
        {"query": "Name", "group": "VARIES", "format": "upper({{value}})"},
        {"query": "Qto_WallBaseQuantities.Length", "header": "Length", "summary": "SUM"},
    ]
    assert plan.parameters["sort"] == ["-class"]
    assert str(plan.outputs["table.xlsx"]) == "/output/xlsx/a.xlsx"
    assert plan.notes == ["formatting: not among the attributes, so ignored: x."]


def test_what_ifcdiff_compares() -> None:
    both = {"old_file": "a.ifc", "new_file": "b.ifc"}
    usual = planned("/ifcdiff", **both)
    assert usual.parameters["compare"] == ["class", "attributes", "placement", "geometry"]
    assert str(next(iter(usual.outputs.values()))) == "/output/diff/diff.json"
    pinned = planned("/ifcdiff", **both, old_version_id="1", relationships=["property"])
    assert pinned.parameters["old"] == "a.ifc@1"
    assert pinned.parameters["compare"] == ["properties", "quantities"]


def test_names_of_outputs_when_none_is_given() -> None:
    for route, body, path in (
        (
            "/ifccsv/import",
            {"ifc_filename": "/uploads/a.b.ifc", "csv_filename": "x"},
            "ifc_updated",
        ),
        ("/ifc2json", {"filename": "s3://bucket/uploads/a.b.ifc"}, "json"),
    ):
        (output,) = planned(route, **body).outputs.values()
        assert str(output).startswith(f"/output/{path}/a.b")


@pytest.mark.parametrize(
    ("route", "given", "meant"),
    [
        (
            "/ifccsv",
            {"format": "", "delimiter": "", "null": None, "query": "", "headers": "", "sort": []},
            {},
        ),
        ("/ifccsv", {"attributes": " Name ,class,"}, {"attributes": ["Name", "class"]}),
        ("/ifccsv", {"attributes": '["Name"]'}, {"attributes": ["Name"]}),
        ("/ifccsv", {"format": "XLSX "}, {"format": "xlsx"}),
        ("/ifccsv", {"delimiter": r"\t"}, {"delimiter": "\t"}),
        ("/ifccsv", {"include_global_id": "false"}, {"include_global_id": False}),
        (
            "/ifccsv",
            {"attributes": ["", "Name"], "headers": ["x", "N"], "sort": "Name"},
            {"attributes": ["Name"], "headers": ["N"], "sort": [{"name": "Name"}]},
        ),
        ("/ifcconvert", {"include": "IfcWall", "exclude": ""}, {"include": ["IfcWall"]}),
        ("/ifcconvert", {"plan": "", "model": None, "bounds": "", "use_world_coords": "0"}, {}),
        ("/ifcdiff", {"output_file": "", "relationships": [""], "old_version_id": ""}, {}),
        (
            "/ifcdiff",
            {"relationships": "Property, type"},
            {"relationships": ["property", "type"]},
        ),
        ("/ifcclash", {"tolerance": "0.02", "clearance": ""}, {"tolerance": 0.02}),
        ("/ifcclash", {"mode": "Collision"}, {"mode": "collision"}),
        (
            "/ifcclash",
            {"clash_sets": '{"name": "x", "a": "a.ifc", "b": {"file": "b.ifc", "mode": ""}}'},
            {"clash_sets": [{"name": "x", "a": [{"file": "a.ifc"}], "b": [{"file": "b.ifc"}]}]},
        ),
        ("/ifctester", {"report_type": "HTML"}, {"report_type": "html"}),
        ("/ifctester", {"report_type": ""}, {}),
        ("/ifc2json", {"output_filename": None, "input_version_ids": ""}, {}),
        ("/ifc2json", {"input_version_id": 2}, {"input_version_id": "2"}),
    ],
)
def test_what_forms_and_scripts_send_is_read_as_meant(
    route: str, given: dict[str, Any], meant: dict[str, Any]
) -> None:
    assert planned(route, **NEEDED[route] | given) == planned(route, **NEEDED[route] | meant)


NEEDED: dict[str, dict[str, Any]] = {
    "/ifccsv": {"filename": "a.ifc", "output_filename": "a"},
    "/ifcconvert": {"input_filename": "a.ifc", "output_filename": "a.glb"},
    "/ifcdiff": {"old_file": "a.ifc", "new_file": "b.ifc"},
    "/ifcclash": {
        "clash_sets": [{"name": "x", "a": [{"file": "a.ifc"}]}],
        "output_filename": "c.json",
    },
    "/ifctester": {"ifc_filename": "a.ifc", "ids_filename": "a.ids", "output_filename": "r"},
    "/ifc2json": {"filename": "a.ifc"},
}


def test_an_empty_text_may_be_a_value() -> None:
    plan = planned("/ifccsv", **NEEDED["/ifccsv"], null="", groups=[{"name": "Name"}])
    assert plan.parameters["null"] == ""


@pytest.mark.parametrize(
    ("name", "format_", "written", "noted"),
    [
        ("a.xlsx", None, "xlsx", False),
        ("a.ODS", "", "ods", False),
        ("a.txt", None, "csv", False),
        ("a.xlsx", "csv", "csv", True),
    ],
)
def test_the_format_of_a_table(name: str, format_: str | None, written: str, noted: bool) -> None:
    plan = planned("/ifccsv", filename="a.ifc", output_filename=name, format=format_)
    assert plan.parameters["format"] == written
    assert [str(path) for path in plan.outputs.values()] == [f"/output/{written}/{name}"]
    assert bool(plan.notes) == noted


def test_a_delimiter_where_there_is_none_costs_nothing_but_a_note() -> None:
    plan = planned("/ifccsv", filename="a.ifc", output_filename="a.xlsx", delimiter=";")
    assert "delimiter" not in plan.parameters
    assert plan.notes == ["delimiter: means nothing for xlsx."]


def test_clash_sets_of_ifcclash_files() -> None:
    sets = [
        {"name": "", "a": [{"file": "a.ifc"}], "tolerance": 0.5},
        {"name": "x", "a": [{"file": "a.ifc"}], "mode": "clearance", "clearance": 1},
        {"name": "x", "a": [{"file": "b.ifc"}]},
    ]
    plan = planned("/ifcclash", clash_sets=sets, output_filename="c.json")
    first, second, third = plan.parameters["clash_sets"]
    assert [one["name"] for one in (first, second, third)] == ["Clash set 1", "x", "x (2)"]
    assert first["tolerance"] == 0.5
    assert (second["mode"], second["clearance"]) == ("clearance", 1)
    assert "mode" not in third
    assert plan.parameters["mode"] == "intersection"
    assert "'x (2)'" in " ".join(plan.notes)


def test_what_nobody_knows_is_named_wherever_it_stands() -> None:
    request = TRANSLATIONS["/ifcclash"].request(
        clash_sets=[{"name": "x", "a": [{"file": "a.ifc", "color": 1}], "id": 2}],
        output_filename="c.json",
        surprise=3,
    )
    assert request.strangers() == {"surprise", "clash_sets.id", "clash_sets.a.color"}


def test_what_has_no_meaning_is_refused() -> None:
    for given in (
        {"tolerance": "much"},
        {"tolerance": "inf"},
        {"mode": "touch"},
        {"clash_sets": "[{"},
        {"clash_sets": []},
    ):
        with pytest.raises(ValidationError):
            planned("/ifcclash", **NEEDED["/ifcclash"] | given)
