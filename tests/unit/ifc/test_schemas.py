"""The list of schemas is that of the installed ifcopenshell."""

from __future__ import annotations

import ifcopenshell
import pytest

from ifcworks.errors import SchemaUnsupported
from ifcworks.ifc.schemas import READ_AS, SUPPORTED, supported_schema


def test_the_supported_schemas_are_those_compiled_into_ifcopenshell() -> None:
    compiled = set(ifcopenshell.ifcopenshell_wrapper.schema_names())
    assert compiled - {"HEADER_SECTION_SCHEMA"} == set(SUPPORTED)


def test_small_letters_name_the_same_schema() -> None:
    assert supported_schema(["Ifc4"]) == "IFC4"


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([], "no schema at all"),
        (["IFC4X1"], "IFC4X3_ADD2 has replaced"),
        (["IFC2X2_FINAL"], "older"),
        (["X" * 500], "X…'"),
    ],
)
def test_a_refusal_says_what_is_supported(names: list[str], says: str) -> None:
    with pytest.raises(SchemaUnsupported, match=says) as caught:
        supported_schema(names)
    assert all(name in caught.value.detail for name in SUPPORTED)
    assert len(caught.value.detail) < 300


def test_other_editions_are_read_as_one_that_is_supported() -> None:
    assert supported_schema(["ifc4x3"]) == "IFC4X3"
    assert set(READ_AS.values()) <= set(SUPPORTED)
    assert not set(READ_AS) & set(SUPPORTED)
