"""Recognising uploads: what is taken, what is refused, and in which words."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ifcworks.errors import (
    ArchiveUnsafe,
    FileEmpty,
    FileKindUnsupported,
    FileRefused,
    FileTruncated,
    ModelUnreadable,
    SchemaUnsupported,
)
from ifcworks.ifc.recognition import Recognised, expected_kind, glance, recognise
from ifcworks.ifc.unpacking import UnpackLimits
from support.step_files import gzipped, step_file

LIMITS = UnpackLimits()
IDS = b'<?xml version="1.0"?><ids xmlns="http://standards.buildingsmart.org/IDS"><info/></ids>'


def run(data: bytes, expected: str | None = "ifc", limits: UnpackLimits = LIMITS) -> Recognised:
    return recognise(io.BytesIO(data), len(data), limits, expected)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("schema", ["IFC2X3", "IFC4", "IFC4X3_ADD2"])
def test_a_step_file_is_recognised_with_its_schema(schema: str) -> None:
    found = run(step_file(schema=schema))
    assert found == Recognised("ifc", "step", schema, "application/x-step")


@pytest.mark.parametrize("before", [b"\n\r\n  ", b"/* by hand */\n", b"/* a */ \n/* b */"])
@pytest.mark.parametrize("after", [b"", b"\0\0\0", b"\r\n\r\n", b"\x1a"])
def test_blanks_and_comments_around_are_tolerated(before: bytes, after: bytes) -> None:
    assert run(before + step_file() + after).schema == "IFC4"


def test_the_schema_is_found_after_comments_and_deceptive_texts() -> None:
    data = step_file(description="'FILE_SCHEMA((''IFC2X3''));'").replace(
        b"FILE_SCHEMA", b"/* FILE_SCHEMA(('X')); */ File_Schema"
    )
    assert run(data).schema == "IFC4"


def test_packed_models_are_recognised() -> None:
    assert run(gzipped(step_file())).form == "gzip+step"
    assert run(gzipped(step_file()[:50]) + gzipped(step_file()[50:])).schema == "IFC4"
    assert run(gzipped(step_file()) + b"\0" * 100).schema == "IFC4"
    packed = run(zipped({"folder/model.IFC": step_file(), "readme.txt": b"hello"}))
    assert packed == Recognised("ifc", "ifczip", "IFC4", "application/zip")
    assert run(zipped({"no suffix": step_file(schema="IFC2X3")})).schema == "IFC2X3"
    mac = {"model.ifc": step_file(), "__MACOSX/._model.ifc": b"\0\5\x16\7attributes"}
    assert run(zipped(mac)).form == "ifczip"


@pytest.mark.parametrize(
    ("data", "kind", "form"),
    [
        (IDS, "ids", "xml"),
        (b"<a><b/></a>", "other", "xml"),
        (b'{"a": [1, 2]}\n', "json", "json"),
        (b"name,count\nwall,1\ndoor,2\n", "table", "csv"),
        (b"name;count\nwall;1\n", "table", "csv"),
        (b"just some words\nand more\n", "other", "text"),
        (b"%PDF-1.7 ...", "other", "pdf"),
        (b"\0\1\2\3", "other", "unknown"),
        (zipped({"bcf.version": b"<Version/>", "a/markup.bcf": b""}), "bcf", "bcf"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "table", "xlsx"),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "table",
            "ods",
        ),
        (zipped({"photo.jpg": b"\xff\xd8\xff"}), "other", "zip"),
        (gzipped(b"words"), "other", "gzip"),
    ],
)
def test_other_kinds_are_recognised_when_anything_goes(data: bytes, kind: str, form: str) -> None:
    found = run(data, expected=None)
    assert (found.kind, found.form, found.schema) == (kind, form, None)


@pytest.mark.parametrize("kind", ["ids", "bcf", "table", "json"])
def test_a_model_is_refused_where_another_kind_is_expected(kind: str) -> None:
    with pytest.raises(FileKindUnsupported, match=r"but this is an IFC model\.") as caught:
        run(step_file(), expected=kind)
    assert caught.value.context["expected"] == kind


ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00" + bytes(16) + bytes(4)
revit = ole.ljust(512, b"\0") + "RootBasicFileInfo".encode("utf-16-le").ljust(512, b"\0")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (revit, r"a Revit model \(\.rvt\)"),
        (b"AC1032\0\0\0\0", "a DWG drawing"),
        (b"<!DOCTYPE html><html><title>Log in</title>", "an HTML page"),
        (b"\n<html lang='en'>", "an HTML page"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"\x7fELF\2\1\1", "an executable program"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "a Git LFS pointer"),
        (bytes(5000), "a file of zero bytes"),
        (b"hello world, no model", "a text file that begins with 'hello world, no model'"),
        (b"   \n", "a blank text file"),
        (IDS, "an IDS file"),
        (b"<a/>", "an XML file with the root element <a>"),
        (b"\x01\x02\x03", "data of an unknown format"),
        (gzipped(b"%PDF-1.7"), "a gzip file that holds a PDF document"),
        (zipped({"[Content_Types].xml": b"", "xl/a.xml": b""}), "an Excel workbook"),
        (zipped({"bcf.version": b""}), "a BCF file"),
        (zipped({"model.ifc": b"%PDF-"}), "'model.ifc' is a PDF document"),
    ],
)
def test_what_is_no_model_is_named(data: bytes, what: str) -> None:
    with pytest.raises(
        FileKindUnsupported, match=f"Expected an IFC model .*, but this is .*{what}"
    ):
        run(data)


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", FileEmpty, "empty"),
        (gzipped(b""), FileEmpty, "empty inside"),
        (step_file()[:-30], FileTruncated, r"without END-ISO-10303-21;.* begins is #2\."),
        (gzipped(step_file())[:-12], FileTruncated, "ends early"),
        (gzipped(step_file()[:-30]), FileTruncated, "END-ISO"),
        (zipped({"m.ifc": step_file()})[:-30], FileTruncated, "directory at its end is missing"),
        (zipped({"m.ifc": step_file()[:-30]}), FileTruncated, "END-ISO"),
        (step_file(schema="AUTOMOTIVE_DESIGN"), SchemaUnsupported, "not an IFC model"),
        (step_file(schema="IFC2X2_FINAL"), SchemaUnsupported, "older than IFC2X3"),
        (step_file(schema="IFC4X3_RC2"), SchemaUnsupported, "release candidate"),
        (step_file(schema="IFC4','IFC2X3"), SchemaUnsupported, "several schemas"),
        (json.dumps({"header": {"ifcxVersion": "ifcx_alpha"}}).encode(), SchemaUnsupported, "IFC5"),
        (step_file().replace(b"FILE_SCHEMA", b"X"), ModelUnreadable, "no FILE_SCHEMA"),
        (step_file().decode().encode("utf-16"), ModelUnreadable, "UTF-16"),
        (b"\xef\xbb\xbf" + step_file(), ModelUnreadable, "byte order mark"),
        (step_file().lower(), ModelUnreadable, "capital letters"),
        (
            b"<ifcXML xmlns='http://www.iai-tech.org/ifcXML/IFC2x3/FINAL'>",
            FileKindUnsupported,
            "SPF",
        ),
        (zipped({"m.ifcxml": b"<ifcXML/>"}), FileKindUnsupported, "ifcXML file"),
        (zipped({"a.txt": b"x"}), ArchiveUnsafe, "holds no IFC model; it holds 'a.txt'"),
        (zipped({}), ArchiveUnsafe, "holds nothing"),
        (zipped({"a.ifc": step_file(), "b.ifc": step_file()}), ArchiveUnsafe, "holds 2 models"),
        (zipped({"a.zip": zipped({"m.ifc": step_file()})}), ArchiveUnsafe, "another archive"),
        (gzipped(gzipped(step_file())), ArchiveUnsafe, "only once"),
        (gzipped(zipped({"m.ifc": step_file()})), ArchiveUnsafe, "only once"),
        (zipped({"../../etc/m.ifc": step_file()}), ArchiveUnsafe, "leads out"),
        (zipped({"C:\\m.ifc": step_file()}), ArchiveUnsafe, "leads out"),
        (zipped({"m.ifc": step_file()}, zipfile.ZIP_BZIP2), ArchiveUnsafe, "unusual method"),
    ],
)
def test_what_is_wrong_with_a_model_is_said(
    data: bytes, error: type[FileRefused], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        run(data)
    assert type(caught.value) is error
    assert caught.value.detail.endswith(".")


def test_encrypted_members_are_refused() -> None:
    data = bytearray(zipped({"m.ifc": step_file()}))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(ArchiveUnsafe, match="encrypted"):
        run(bytes(data))


def test_links_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("m.ifc")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveUnsafe, match="link"):
        run(out.getvalue())


@pytest.mark.parametrize("packed_as", ["gzip", "zip"])
def test_bombs_are_stopped_by_ratio_and_by_total(packed_as: str) -> None:
    data = b"ISO-10303-21;" + bytes(20 << 20)
    bomb = gzipped(data) if packed_as == "gzip" else zipped({"m.ifc": data})
    with pytest.raises(ArchiveUnsafe, match="200 times its size"):
        run(bomb)
    with pytest.raises(ArchiveUnsafe, match="more than 100,000 bytes"):
        run(bomb, limits=UnpackLimits(total=100_000))


def test_too_many_members_are_refused() -> None:
    data = zipped({f"{number}.txt": b"" for number in range(20)})
    with pytest.raises(ArchiveUnsafe, match="20 entries"):
        run(data, limits=UnpackLimits(members=10))


def test_a_lying_size_in_the_zip_directory_does_not_help() -> None:
    data = bytearray(zipped({"m.ifc": step_file() + bytes(1 << 20)}))
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(FileRefused):
        run(bytes(data))


def test_xml_with_entities_is_refused_and_cut_xml_told_from_wrong() -> None:
    bomb = b'<!DOCTYPE ids [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ids>&b;</ids>'
    with pytest.raises(FileKindUnsupported, match="declares entities"):
        run(bomb, expected="ids")
    with pytest.raises(FileTruncated, match="still open"):
        run(IDS[:-6], expected="ids")
    with pytest.raises(FileKindUnsupported, match="not well-formed"):
        run(IDS.replace(b"<info/>", b"<info></inf>"), expected="ids")


def test_json_that_stops_is_truncated() -> None:
    with pytest.raises(FileTruncated, match="last bracket"):
        run(b'{"a": [1, 2', expected="json")


@pytest.mark.parametrize("name", ["m.ifc", "M.IFCZIP", "m.ifcxml", "m.ifc.gz"])
def test_names_that_promise_a_model(name: str) -> None:
    assert expected_kind(name) == "ifc"


def test_glance_refuses_only_what_is_certain() -> None:
    page = b"<!doctype html>" + b" " * 1000
    with pytest.raises(FileKindUnsupported, match="HTML"):
        glance(page, "m.ifc")
    with pytest.raises(FileKindUnsupported, match="gzip file that holds a PDF"):
        glance(gzipped(b"%PDF-1.7" + bytes(1000)), "m.ifc.gz")
    with pytest.raises(SchemaUnsupported):
        glance(step_file(schema="IFC5") + bytes(600), "m.ifc")
    with pytest.raises(ArchiveUnsafe):
        glance(gzipped(gzipped(step_file())), "m.ifc.gz")
    glance(page, "page.html")
    glance(b"", "m.ifc")
    glance(b"%PD", "m.ifc")
    glance(b"/* a comment that goes on " + b"x" * 1000, "m.ifc")
    glance(b"\n" * 1000, "m.ifc")
    glance(gzipped(b"/* a comment that goes on " + b"x" * 1000), "m.ifc.gz")
    glance(zipped({"m.ifc": step_file()})[:30], "m.ifc")
    glance(step_file() + bytes(600), "m.ifc")


@given(cut=st.integers(0, 4096))
def test_glance_never_refuses_the_start_of_a_good_file(cut: int) -> None:
    for data in (step_file(), gzipped(step_file()), zipped({"m.ifc": step_file()})):
        glance(data[:cut], "m.ifc")


SEEDS = [
    step_file(),
    gzipped(step_file()),
    zipped({"m.ifc": step_file(), "a.txt": b"a"}),
    IDS,
    zipped({"[Content_Types].xml": b"<a/>", "xl/a.xml": b"<a/>"}),
]
KINDS = st.sampled_from([None, "ifc", "ids", "table", "json", "bcf", "other"])


def never_surprises(data: bytes, expected: str | None) -> None:
    limits = UnpackLimits(total=1 << 20)
    try:
        found = recognise(io.BytesIO(data), len(data), limits, expected)
        assert expected in (None, "other", found.kind)
    except FileRefused:
        pass
    with contextlib.suppress(FileRefused):
        glance(data[:4096], "model.ifc")


@given(data=st.binary(max_size=3000), expected=KINDS)
@example(data=b"PK\x05\x06" + bytes(18), expected=None)
@example(data=b"<?xml version='1.0' encoding='utf-7'?><a/>", expected="ids")
@example(data=b"\x1f\x8b", expected=None)
def test_random_bytes_never_surprise(data: bytes, expected: str | None) -> None:
    never_surprises(data, expected)


@given(
    start=st.sampled_from(
        [b"ISO-10303-21;", b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08", b"<", b"{", ole]
    ),
    data=st.binary(max_size=2000),
    expected=KINDS,
)
def test_random_bytes_after_a_known_start_never_surprise(
    start: bytes, data: bytes, expected: str | None
) -> None:
    never_surprises(start + data, expected)


@settings(max_examples=300)
@given(
    seed=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=4)), max_size=6),
    cut=st.integers(0, 2000),
    expected=KINDS,
)
def test_mutations_never_surprise(
    seed: bytes, edits: list[tuple[int, bytes]], cut: int, expected: str | None
) -> None:
    data = bytearray(seed)
    for at, new in edits:
        at %= len(data)
        data[at : at + len(new)] = new
    never_surprises(bytes(data[: len(data) - cut % len(data)]), expected)


@pytest.mark.parametrize("data", [step_file().rstrip(), gzipped(step_file())])
def test_a_truncated_model_is_never_taken_for_whole(data: bytes) -> None:
    for cut in range(len(data)):
        with pytest.raises(FileRefused):
            run(data[:cut])


def test_memory_stays_flat(tmp_path: Path) -> None:
    plain = tmp_path / "big"
    with plain.open("wb") as out:
        out.write(step_file()[:-30])
        out.seek(64 << 20)
        out.write(b"\nENDSEC;\nEND-ISO-10303-21;\n")
    packed = tmp_path / "big.gz"
    with plain.open("rb") as source, gzip.open(packed, "wb", 1) as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)
    tracemalloc.start()
    try:
        for path in (plain, packed):
            with path.open("rb") as stream:
                found = recognise(stream, path.stat().st_size, UnpackLimits(ratio=1e6), "ifc")
            assert found.schema == "IFC4"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_the_module_needs_no_ifcopenshell() -> None:
    code = "import sys, ifcworks.ifc.recognition; print('ifcopenshell' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_the_corpus_is_recognised(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        with path.open("rb") as stream:
            if "rc2" in path.name:
                with pytest.raises(SchemaUnsupported):
                    recognise(stream, path.stat().st_size, LIMITS, "ifc")
            else:
                assert recognise(stream, path.stat().st_size, LIMITS, "ifc").form == "step"
    with (corpus / "example.ids").open("rb") as stream:
        size = (corpus / "example.ids").stat().st_size
        assert recognise(stream, size, LIMITS, "ids").kind == "ids"
