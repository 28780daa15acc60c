"""Opening models of any packing, and the parser's messages."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ifcworks.errors import (
    ArchiveUnsafe,
    FileEmpty,
    FileKindUnsupported,
    FileRefused,
    FileTruncated,
    ModelUnreadable,
    SchemaUnsupported,
)
from ifcworks.ifc.reading import open_model, plain_step, read_model
from ifcworks.ifc.unpacking import UnpackLimits
from support.step_files import PEOPLE, gzipped, step_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a name without suffix"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "scratch" / "deep"


def test_a_plain_model_is_read_in_place(path: Path, scratch: Path) -> None:
    path.write_bytes(step_file(schema="IFC2X3"))
    assert open_model(path, scratch).schema_identifier == "IFC2X3"
    assert plain_step(path, scratch) == path
    assert not scratch.exists()


def test_gzip_and_zip_are_unpacked_into_scratch(path: Path, scratch: Path) -> None:
    path.write_bytes(gzipped(step_file()))
    assert open_model(path, scratch).by_id(2).Name == "o"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
        archive.writestr("folder/other name.ifc", step_file(PEOPLE.replace("'o'", "'zipped'")))
    assert open_model(path, scratch).by_id(2).Name == "zipped"
    assert plain_step(path, scratch) == scratch / "model.ifc"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", FileEmpty),
        (b"%PDF-1.4", FileKindUnsupported),
        (step_file()[:-25], FileTruncated),
        (gzipped(step_file())[:-9], FileTruncated),
        (gzipped(b"<html>"), FileKindUnsupported),
        (gzipped(gzipped(step_file())), FileRefused),
        (step_file(schema="IFC4X3_RC2"), SchemaUnsupported),
        (step_file().replace(b"HEADER;", b""), ModelUnreadable),
        (b"PK\3\4" + bytes(100), FileTruncated),
        (b"PK\5\6" + bytes(18), ArchiveUnsafe),
    ],
)
def test_every_failure_is_a_refusal(
    data: bytes, error: type[FileRefused], path: Path, scratch: Path
) -> None:
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        open_model(path, scratch)
    assert str(path.name) not in caught.value.detail


def test_a_missing_file_and_the_limits_are_refusals_too(path: Path, scratch: Path) -> None:
    with pytest.raises(ModelUnreadable, match="No such file"):
        open_model(path, scratch)
    path.write_bytes(gzipped(step_file()))
    with pytest.raises(ArchiveUnsafe):
        open_model(path, scratch, UnpackLimits(total=100))


def test_the_messages_of_the_parser_are_kept(path: Path, scratch: Path) -> None:
    body = PEOPLE + "#9=IFCPERSONANDORGANIZATION(#1,#77,$);\n#10=IFCPERSON($);\n"
    path.write_bytes(step_file(body))
    messages = read_model(path, scratch).messages
    count, dangling = sorted(messages, key=lambda m: m.step_id or 0, reverse=True)
    assert (count.severity, count.code, count.step_id) == ("warning", "VAL016", 10)
    assert (dangling.severity, dangling.step_id, dangling.line) == ("error", 9, 10)
    assert dangling.message.endswith("not found in line 10")


def test_a_syntax_error_is_located(path: Path, scratch: Path) -> None:
    bad = "#9=IFCDIRECTION((*,1.));\n#10=IFCCARTESIANPOINT((1.,2.,1.E400));\n"
    path.write_bytes(step_file(PEOPLE + bad))
    with pytest.raises(ModelUnreadable, match=r"1\.E400 in line 11 .*\(instance #10\)") as caught:
        open_model(path, scratch)
    assert (caught.value.context["step_id"], caught.value.context["line"]) == (10, 11)


def test_models_do_not_share_messages(path: Path, scratch: Path, tmp_path: Path) -> None:
    path.write_bytes(step_file("#10=IFCPERSON($);\n"))
    good = tmp_path / "good"
    good.write_bytes(step_file())
    assert len(read_model(path, scratch).messages) == 1
    assert read_model(good, scratch).messages == ()
    assert len(read_model(path, scratch).messages) == 1


def test_the_corpus_is_read(corpus: Path, scratch: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" not in path.name:
            assert open_model(path, scratch).schema_identifier.startswith("IFC")


@pytest.mark.parametrize(
    ("declared", "edition"),
    [("IFC4X3", "IFC4X3_ADD2"), ("ifc4_add2", "IFC4"), ("IFC2X3_TC1", "IFC2X3")],
)
@pytest.mark.parametrize("pack", [bytes, gzipped])
def test_another_edition_of_a_standard_is_read_as_the_supported_one_and_said(
    path: Path, scratch: Path, declared: str, edition: str, pack: Callable[[bytes], bytes]
) -> None:
    original = pack(step_file(schema=declared))
    path.write_bytes(original)
    read = read_model(path, scratch)
    assert read.model.schema_identifier == edition
    assert read.model.by_id(2).Name == "o"
    assert [(m.code, m.severity) for m in read.messages] == [("schema-edition", "info")]
    assert declared.upper() in read.messages[0].message
    assert path.read_bytes() == original


def test_what_is_wrong_with_an_instance_that_is_read_later_ends_nothing(
    path: Path, scratch: Path
) -> None:
    # The library would write into a log that is gone.
    path.write_bytes(step_file("#9=IFCWALL('0000000000000000000009',$,'W',$,$,$,$,$,$,$,$);\n"))
    model = open_model(path, scratch, lazy=True)
    assert [wall.Name for wall in model.by_type("IfcWall")] == ["W"]
