"""What makes an IDS invalid, and what does not, apart from any model."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcworks.errors import IdsInvalid
from ifcworks.ifc.ids.audit import audit
from ifcworks.ifc.ids.reading import read_ids
from support.ids_files import (
    REQUIRED,
    attribute,
    classification,
    document,
    entity,
    material,
    one_of,
    part_of,
    pattern,
    prop,
    restriction,
    specification,
)

_WALL = entity("IFCWALL")
_NAME = attribute("Name")


def said(
    folder: Path,
    requirement: str,
    applies: str = _WALL,
    versions: str = "IFC4",
    replace: tuple[str, str] = ("", ""),
) -> str:
    """What is wrong with an IDS of one requirement; empty if nothing is."""
    text = document(specification("S", [applies], [requirement], REQUIRED, versions))
    path = folder / "case.ids"
    path.write_text(text.replace(*replace) if replace[0] else text, encoding="utf-8")
    try:
        return "; ".join(map(str, audit(read_ids(path, "case.ids"))))
    except IdsInvalid as error:
        return str(error)


def label(value: str) -> str:
    """A requirement of a text."""
    return prop("Foo_Bar", "Foo", "IFCLABEL", value)


@pytest.mark.parametrize(
    ("requirement", "what"),
    [
        (label(restriction()), "says nothing"),
        (
            prop("Foo_Bar", "Foo", "IFCBOOLEAN", one_of("true", base="boolean")),
            "xs:enumeration has no meaning for xs:boolean",
        ),
        (prop("Foo_Bar", "Foo", "IFCCOUNTMEASURE", "3.5"), "no value of xs:integer"),
        (
            prop("Foo_Bar", "Foo", "IFCINTEGER", restriction("double", minInclusive="1")),
            "of xs:double, but the values are of xs:integer",
        ),
        (prop("Foo_Bar", "Foo", "IFCURIREFERENCE", "a b"), "no value of xs:anyURI"),
        (prop("Foo_Bar", "Foo", "IFCCOMPOUNDPLANEANGLEMEASURE"), "are lists"),
        (prop(restriction("double", pattern="F.*"), "Foo"), "names are of xs:string"),
        (entity(one_of("IFCWALL", "IFCWLAL")), "no class 'IFCWLAL'"),
        (entity(one_of("IFCKERB", "IFCPAVEMENT")), "no class 'IFCKERB'"),
        (attribute(one_of("Name", "Nmae")), "no class of IFC4 has a direct attribute 'Nmae'"),
        (attribute("Name", "", cardinality="optional"), "needs a value"),
        (prop(one_of("Pset_Rabbit", "Foo_Bar"), "Foo"), "no set 'Pset_Rabbit'"),
        (prop(one_of("Pset_WallCommon", "Pset_SlabCommon"), "Foo"), "has no property Foo"),
        (prop(pattern("Pset_W.*Common"), "Foo"), "has no property Foo"),
        (prop(one_of("Pset_DoorCommon", "Pset_SlabCommon"), "Status"), "no element"),
        (classification(""), "must not be empty"),
        (part_of("IFCSITE", cardinality="optional"), "optional"),
    ],
)
def test_invalid(requirement: str, what: str, tmp_path: Path) -> None:
    assert what in said(tmp_path, requirement)


@pytest.mark.parametrize(
    "requirement",
    [
        entity(one_of("IFCWALL", "IFCPAVEMENT")),
        attribute(one_of("Name", "StartPoint")),
        prop("Foo_Bar", "Foo", "IFCLOGICAL", "UNKNOWN"),
        prop("Foo_Bar", "Foo", "IFCURIREFERENCE", restriction("anyUri", pattern="https://.*")),
        prop("Foo_Bar", "Foo", "IFCREAL", restriction("decimal", minInclusive="1")),
        prop(one_of("Pset_WallCommon", "Foo_Bar"), "Foo", "IFCLABEL"),
        prop(pattern("(Pset_WallCommon|Foo_Bar)"), "Foo", "IFCLABEL"),
        prop(pattern("Pset_W.*Common"), "FireRating", "IFCLABEL"),
        prop("Pset_Rabbit", "Foo", cardinality="prohibited"),
        attribute("OverallHeight", cardinality="prohibited"),
    ],
)
def test_valid(requirement: str, tmp_path: Path) -> None:
    assert said(tmp_path, requirement) == ""


def test_what_can_be_classified_and_has_a_material(tmp_path: Path) -> None:
    of_material = entity("IFCMATERIAL")
    assert said(tmp_path, classification("S"), of_material) == ""
    assert "can meet" in said(tmp_path, classification("S"), of_material, "IFC2X3")
    assert "can meet" in said(tmp_path, material("Wood"), of_material)
    assert said(tmp_path, material("Wood"), entity("IFCAIRTERMINAL"), "IFC2X3") == ""


def test_occurs_are_one_where_they_are_not_given(tmp_path: Path) -> None:
    assert "maxOccurs 1" in said(tmp_path, _NAME, replace=(' maxOccurs="unbounded"', ""))


def test_a_draft_is_read_if_it_is_as_the_standard_says(tmp_path: Path) -> None:
    assert said(tmp_path, _NAME, replace=("/IDS/1.0/", "/IDS/0.9.7/")) == ""
    for location in ("/IDS/0.9.6/ids.xsd", "/IDS/ids_09.xsd"):
        older = ("/IDS/1.0/ids.xsd", location)
        assert "IDS 0.9.x, a draft" in said(tmp_path, _NAME, versions="IFC4X3", replace=older)


def test_comments_within_values_are_none_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.ids"
    text = document(specification("S", [_WALL], [attribute("Name", "Wall")]))
    path.write_text(text.replace(">Wall<", "><!-- the -->Wa<!-- name -->ll<"), encoding="utf-8")
    (facet,) = read_ids(path, "a.ids").specifications[0].requirements
    assert str(getattr(facet, "value", "")) == "Wall"


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE ids [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><ids '
    assert "document type definition" in said(tmp_path, _NAME, replace=("<ids ", bomb))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ids"
    text = document(specification("S", [_WALL], [attribute("Name", "Tür")]))
    stated = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    path.write_bytes(stated.encode(encoding))
    (facet,) = read_ids(path, "a.ids").specifications[0].requirements
    assert str(getattr(facet, "value", "")) == "Tür"


def test_a_wrong_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.ids"
    path.write_bytes(document(specification("Tür", [_WALL], [_NAME])).encode("cp1252"))
    with pytest.raises(IdsInvalid, match=r"line \d+: this is no XML"):
        read_ids(path, "a.ids")
