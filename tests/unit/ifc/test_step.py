"""The outside of STEP files agrees with what ifcopenshell reads."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import pytest

from ifcworks.errors import FileTruncated
from ifcworks.ifc.step import check_step, schema_of_head, starts_as_step
from support.step_files import step_file


@pytest.mark.parametrize(
    "before", [b"", b"\n\n \t", b"/* x */", b"\xef\xbb\xbf", b"\0", b"garbage ", b"/* open "]
)
def test_starts_are_judged_as_ifcopenshell_does(before: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m.ifc"
    path.write_bytes(before + step_file())
    try:
        ifcopenshell.open(path)
    except ifcopenshell.Error:
        read = False
    else:
        read = True
    assert starts_as_step(path.read_bytes()) is read


def test_the_schema_is_unknown_until_the_header_has_come() -> None:
    data = step_file()
    at = data.index(b"FILE_SCHEMA")
    assert schema_of_head(data[:at]) is None
    assert schema_of_head(data[: at + 15]) is None
    assert schema_of_head(data[: at + 25]) == "IFC4"


def test_the_refusal_names_the_last_instance() -> None:
    data = step_file("#12345=IFCPERSON($,'cut he")
    data = data[: data.index(b"cut he") + 6]
    with pytest.raises(FileTruncated, match="#12345"):
        check_step(data, data)
