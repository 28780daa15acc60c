"""An attribute of many elements."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ifcworks.errors import ParametersInvalid
from ifcworks.operations.set_attribute import set_attribute
from support.boxes import Boxes
from support.editing import run


def walls(folder: Path) -> Path:
    boxes = Boxes()
    for number in range(3):
        boxes.add((number, 0, 0), name=f"W{number}")
    path = folder / "walls.ifc"
    boxes.file.write(str(path))
    return path


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("Name", "Ä 𝄞 'q'"), ("PredefinedType", "SOLIDWALL"), ("Tag", "12"), ("ObjectType", "")],
)
def test_it_is_set_and_nothing_else_changes(tmp_path: Path, attribute: str, value: str) -> None:
    source = walls(tmp_path)
    what = {"selector": "IfcWall", "attribute": attribute, "value": value, "write": True}
    ran = run(set_attribute, tmp_path / "a", source, **what)
    assert {getattr(w, attribute) for w in ran.model().by_type("IfcWall")} == {value}
    old, new = source.read_bytes().split(b"\n"), ran.path().read_bytes().split(b"\n")
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 3


def test_removing_and_what_cannot_be_done(tmp_path: Path) -> None:
    source = walls(tmp_path)

    def reasons(folder: str, **params: Any) -> Any:
        return run(set_attribute, tmp_path / folder, source, selector="IfcWall", **params).result

    assert reasons("a", attribute="Name", remove=True).changes_total == 3
    assert reasons("b", attribute="GlobalId", value="x").reasons == {"read-only": 3}
    assert reasons("c", attribute="Nmae", value="x").reasons == {"no-such-attribute": 3}
    assert reasons("d", attribute="PredefinedType", value="X").reasons == {"not-allowed": 3}
    assert reasons("e", attribute="Representation", remove=True).reasons == {"read-only": 3}
    with pytest.raises(ParametersInvalid, match="name of an attribute"):
        reasons("f", attribute="Pset.Name", value="x")


def test_what_has_no_global_id_is_told_by_its_number(tmp_path: Path, corpus: Path) -> None:
    source = corpus / "unicode-names-ifc2x3.ifc"
    asked = {"selector": "IfcMaterial", "attribute": "Name", "write": True}
    ran = run(set_attribute, tmp_path / "run", source, value="a\n'b' \\ \U0001f600", **asked)
    assert all(change.global_id.startswith("#") for change in ran.result.changes)
    assert {m.Name for m in ran.model().by_type("IfcMaterial")} == {"a\n'b' \\ \U0001f600"}
    refused = run(set_attribute, tmp_path / "no", source, value="x", **asked | {"attribute": "No"})
    assert refused.result.problems[0].global_id.startswith("#")


def test_elements_whose_global_id_or_name_is_no_text(tmp_path: Path) -> None:
    source = walls(tmp_path)
    text = source.read_text()
    for number, replacement in enumerate((r"IFCWALL($,\2,", r"IFCWALL(7,\2,")):
        text = re.sub(rf"IFCWALL\('([^']*)',([^,]*),(?='W{number}')", replacement, text)
    source.write_text(text.replace("'W2'", "5"))
    what = {"selector": "IfcWall", "attribute": "Description", "value": "D"}
    changes = run(set_attribute, tmp_path / "a", source, **what).result.changes
    first, second = (change.global_id for change in changes[:2])
    assert (first[0], second) == ("#", "7")
    assert [change.name for change in changes] == ["W0", "W1", "5"]
