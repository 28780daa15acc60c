"""Paths that clients see, and the files that they mean; nothing leads out of the store."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.paths import (
    ROOTS,
    input_paths,
    is_inside,
    output_path,
    path_of,
    upload_name,
)
from ifcworks.files.names import clean_name

NASTY = st.lists(
    st.sampled_from(
        ["..", ".", "", "~", "uploads", "output", "csv", "etc", "s3:", "a.ifc", "ø", "C:", "\\"]
    )
    | st.text(max_size=6),
    max_size=6,
)


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [
        ("walls.csv", "/output/csv/walls.csv", "output~csv~walls.csv"),
        ("/output/csv/walls.csv", "/output/csv/walls.csv", "output~csv~walls.csv"),
        ("output/csv/walls.csv", "/output/csv/walls.csv", "output~csv~walls.csv"),
        ("s3://bucket/output/csv/a.csv", "/output/csv/a.csv", "output~csv~a.csv"),
        ("/examples/walls.csv", "/examples/walls.csv", "examples~walls.csv"),
        ("/uploads/walls.csv", "/uploads/walls.csv", "walls.csv"),
        ("chain/A/step1.ifc", "/output/chain/A/step1.ifc", "output~chain~A~step1.ifc"),
        ("/output/a//b/./c.csv", "/output/a/b/c.csv", "output~a~b~c.csv"),
        ("Wände 1.csv", "/output/csv/Wände 1.csv", "output~csv~Wände 1.csv"),
        ("a~b.csv", "/output/csv/a-b.csv", "output~csv~a-b.csv"),
    ],
)
def test_outputs_go_where_they_are_found(text: str, path: str, name: str) -> None:
    found = output_path(text, "csv")
    assert (str(found), found.file_name) == (path, name)
    assert path_of(name) == found
    assert input_paths(path)[0] == found


@pytest.mark.parametrize(
    "text",
    [
        *("/etc/passwd", "/tmp/x.csv", "C:\\x.csv", "\\\\host\\x.csv", "../x.csv", ""),
        *("/output/../../etc/passwd", "/output/csv/", "a/..", "/", "~/../x", "x\0.csv"),
        *("x" * 300 + ".csv", "\u202egpj.csv", "/outputs/x.csv", "/output"),
    ],
)
def test_what_leads_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(HTTPException) as refused:
        output_path(text, "csv")
    assert refused.value.status_code == 400


@given(NASTY.map("/".join), st.sampled_from(["csv", "patch"]))
def test_whatever_is_asked_for_lies_in_the_store(text: str, folder: str) -> None:
    try:
        path = output_path(text, folder)
    except HTTPException:
        return
    assert path.root in ROOTS
    assert ".." not in path.parts
    assert all(part and not re.search(r"[/\\\0]", part) for part in path.parts)
    assert clean_name(path.file_name) == path.file_name
    # It is found again under the path that the client was told, and listed under it.
    assert input_paths(str(path))[0].file_name == path.file_name
    assert path_of(path.file_name).file_name == path.file_name
    assert is_inside(str(path))


@given(NASTY.map("/".join))
def test_no_input_lies_elsewhere(text: str) -> None:
    try:
        paths = input_paths(text, ["csv"])
    except HTTPException:
        return
    for path in paths:
        assert path.root in ROOTS
        assert ".." not in path.parts
        assert path.parts


@given(st.text(min_size=1, max_size=100))
def test_every_file_has_a_path_that_leads_back_to_it(text: str) -> None:
    try:
        name = clean_name(text)
    except Exception:
        return
    assert path_of(name).file_name == name
    if not re.search(r"[~\s]", name):
        assert name in {path.file_name for path in input_paths(str(path_of(name)))}


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Mødel ÅÄ 1.ifc", "Mdel_AA_1.ifc"),
        ("house.ifc", "house.ifc"),
        ("C:\\models\\house.ifc", "house.ifc"),
        ("../../etc/house.ifc", "house.ifc"),
        (".hidden.ifc", "hidden.ifc"),
        ("a (1)+b.ifc", "a_1b.ifc"),
    ],
)
def test_names_of_uploads(given_name: str, kept: str) -> None:
    assert upload_name(given_name) == kept


def test_names_without_a_plain_letter_are_told_apart() -> None:
    for suffix in (".ifc", ".ifc.gz"):
        one, other = upload_name(f"模型{suffix}"), upload_name(f"建筑{suffix}")
        assert one != other
        assert one.endswith(suffix)
        assert other.endswith(suffix)
        assert upload_name(f"模型{suffix}") == one


@given(st.text(max_size=300))
def test_names_of_uploads_are_plain(text: str) -> None:
    name = upload_name(text)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
    assert name.strip(".") == name
    assert upload_name(unicodedata.normalize("NFC", name)) == name


def test_bare_names_are_looked_for_where_clients_mean_them() -> None:
    names = [str(path) for path in input_paths("Wände.csv", ["csv"])]
    assert names == [
        *("/uploads/Wände.csv", "/uploads/Wande.csv", "/output/csv/Wände.csv"),
        "/examples/Wände.csv",
    ]
    assert [str(p) for p in input_paths("s3://bucket/uploads/a.ifc")] == ["/uploads/a.ifc"]
    assert [str(p) for p in input_paths("chain/a.ifc")] == [
        *("/output/chain/a.ifc", "/uploads/chain/a.ifc"),
    ]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        *(("/uploads/a", True), ("a.ifc", True), ("/output/x/y", True), ("output/x", True)),
        *(("/etc/passwd", False), ("/uploads/../etc", False), ("", False), ("C:/a", False)),
    ],
)
def test_inside(text: str, inside: bool) -> None:
    assert is_inside(text) == inside
