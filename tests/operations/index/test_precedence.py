"""Which of several answers holds, which unit a value has, and what old schemas say otherwise."""

from __future__ import annotations

from pathlib import Path

from ifcworks.ifc.index.questions.card import card
from ifcworks.ifc.index.questions.elements import elements
from ifcworks.ifc.index.questions.inventory import quantities
from ifcworks.ifc.index.questions.opened import Opened
from ifcworks.ifc.reading import open_model
from operations.index import edge_models, test_truth
from operations.index.conftest import Indexed
from operations.index.edge_models import defines, pset, single, values, wall
from operations.index.test_edges import asked, built, write


def project(number: int, *units: int) -> str:
    """A project that assigns units."""
    listed = ",".join(f"#{unit}" for unit in units)
    return (
        f"#{number + 1}=IFCUNITASSIGNMENT(({listed}));\n"
        f"#{number}=IFCPROJECT({edge_models.guid(number)},$,'P',$,$,$,$,$,#{number + 1});\n"
    )


def typed_by(number: int, type_: int, *objects: int) -> str:
    """Give a type to objects."""
    listed = ",".join(f"#{o}" for o in objects)
    guid = edge_models.guid(number)
    return f"#{number}=IFCRELDEFINESBYTYPE({guid},$,$,$,({listed}),#{type_});\n"


def wall_type(number: int, *sets: int) -> str:
    """A type of walls that has sets."""
    listed = f"({','.join(f'#{s}' for s in sets)})" if sets else "$"
    guid = edge_models.guid(number)
    return f"#{number}=IFCWALLTYPE({guid},$,'T',$,$,{listed},$,$,$,.STANDARD.);\n"


def test_a_set_that_an_element_and_its_type_share_is_not_lost(tmp_path: Path) -> None:
    body = (
        wall(1)
        + single(10, "a", "IFCLABEL('x')")
        + pset(20, "P", 10)
        + wall_type(30, 20)
        + typed_by(31, 30, 1)
        + defines(32, 20, 1)
    )
    with built(write(tmp_path, body)) as connection:
        sql = "SELECT element_id, value, source FROM element_properties ORDER BY ALL"
        assert asked(connection, sql) == [(1, "x", "instance"), (30, "x", "instance")]
        sets = asked(connection, "SELECT source FROM element_psets WHERE element_id = 1")
        assert sorted(sets) == [("instance",), ("type",)]


def test_a_complex_property_takes_the_place_of_another_with_its_parts(tmp_path: Path) -> None:
    body = (
        wall(1)
        + single(10, "old", "IFCLABEL('x')")
        + single(11, "new", "IFCLABEL('y')")
        + "#12=IFCCOMPLEXPROPERTY('c',$,'u',(#10));\n#13=IFCCOMPLEXPROPERTY('c',$,'u',(#11));\n"
        + "#14=IFCPROPERTYREFERENCEVALUE('v',$,$,$);\n"
        + single(15, "v", "IFCLABEL('kept')")
        + pset(20, "P", 12, 15)
        + pset(21, "P", 13, 14)
        + wall_type(30, 20)
        + typed_by(31, 30, 1)
        + defines(32, 21, 1)
    )
    path = write(tmp_path, body)
    with built(path) as connection:
        sql = "SELECT property, kind FROM element_properties WHERE element_id = 1 ORDER BY ALL"
        expected = [("c", "complex"), ("c/new", "single"), ("v", "reference"), ("v", "single")]
        assert asked(connection, sql) == expected
        [found] = card(Opened(connection), "#1").psets
        assert sorted((p.name, p.kind) for p in found.properties) == expected
        test_truth.test_property_and_quantity_sets(Indexed(open_model(path, tmp_path), connection))
        assert elements(Opened(connection), properties=["P.c/old"]).total == 0
        assert elements(Opened(connection), properties=["P.c/new=y"]).total == 1


def test_types_and_sets_only_where_the_schema_has_them(tmp_path: Path) -> None:
    body = (
        single(10, "a", "IFCLABEL('x')")
        + pset(20, "P", 10)
        + wall_type(30)
        + wall_type(31)
        + f"#32=IFCPROJECTLIBRARY({edge_models.guid(32)},$,'L',$,$,$,$,$,$);\n"
        + typed_by(40, 30, 31, 32)
        + defines(41, 20, 31, 32)
    )
    path = write(tmp_path, body)
    with built(path) as connection:
        assert asked(connection, "SELECT element_id FROM element_psets") == [(32,)]
        indexed = Indexed(open_model(path, tmp_path), connection)
        test_truth.test_types_containers_wholes_and_storeys(indexed)
        test_truth.test_property_and_quantity_sets(indexed)


def test_units_are_those_that_ifcopenshell_finds(tmp_path: Path) -> None:
    kilopascal = "#50=IFCSIUNIT(*,.PRESSUREUNIT.,.KILO.,.PASCAL.);\n"
    body = (
        kilopascal + "#51=IFCSIUNIT(*,.FORCEUNIT.,.KILO.,.NEWTON.);\n"
        "#52=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"
        "#53=IFCDERIVEDUNITELEMENT(#51,1);\n#54=IFCDERIVEDUNITELEMENT(#52,-2);\n"
        "#55=IFCDERIVEDUNIT((#53,#54),.USERDEFINED.,'load');\n"
        "#56=IFCPROPERTYENUMERATION('E',(IFCREAL(1.),IFCREAL(2.)),#50);\n"
        + project(60, 52, 55)
        + edge_models.given(
            "IFCPROPERTYSINGLEVALUE('dimensions',$,IFCPRESSUREMEASURE(2.),$)",
            "IFCPROPERTYSINGLEVALUE('numeric',$,IFCNUMERICMEASURE(2.),$)",
            "IFCPROPERTYENUMERATEDVALUE('choice',$,(IFCREAL(1.)),#56)",
            "IFCPROPERTYTABLEVALUE('table',$,(IFCREAL(1.)),(IFCREAL(1.)),$,#52,#50,$)",
            "IFCPROPERTYTABLEVALUE('other',$,(IFCREAL(1.)),(IFCLENGTHMEASURE(1.)),$,$,$,$)",
        )
    )
    with built(write(tmp_path, body)) as connection:
        found = asked(connection, "SELECT name, unit, si FROM properties ORDER BY id")
    assert found == [
        *(("dimensions", "kN/m²", 2000.0), ("numeric", "kN/m²", 2000.0)),
        *(("choice", "kPa", None), ("table", "kPa", None), ("other", "m", None)),
    ]


def test_a_unit_with_an_offset_has_no_scale(tmp_path: Path) -> None:
    body = (
        "#50=IFCDIMENSIONALEXPONENTS(0,0,0,0,1,0,0);\n"
        "#51=IFCSIUNIT(*,.THERMODYNAMICTEMPERATUREUNIT.,$,.KELVIN.);\n"
        "#52=IFCMEASUREWITHUNIT(IFCREAL(1.8),#51);\n"
        "#53=IFCCONVERSIONBASEDUNITWITHOFFSET(#50,.THERMODYNAMICTEMPERATUREUNIT.,'FAHRENHEIT',#52,"
        "-459.67);\n" + project(60, 53) + values("IFCTHERMODYNAMICTEMPERATUREMEASURE(68.)")
    )
    with built(write(tmp_path, body)) as connection:
        found = asked(connection, "SELECT number, si, unit FROM properties")
        assert found == [(68.0, None, "FAHRENHEIT")]


def test_coverings_of_a_space_in_the_old_schema(tmp_path: Path) -> None:
    guid = edge_models.guid
    body = (
        f"#1=IFCSPACE({guid(1)},$,'S',$,$,$,$,$,.ELEMENT.,.INTERNAL.,$);\n"
        f"#2=IFCCOVERING({guid(2)},$,'C',$,$,$,$,$,.FLOORING.);\n"
        f"#3=IFCRELCOVERSSPACES({guid(3)},$,$,$,#1,(#2));\n"
    )
    with built(write(tmp_path, body, "IFC2X3")) as connection:
        assert asked(connection, "SELECT relating_id, related_id FROM relations") == [(1, 2)]


def test_documents_and_notations_of_the_old_schema(tmp_path: Path) -> None:
    guid = edge_models.guid
    body = (
        f"#1=IFCWALL({guid(1)},$,'W',$,$,$,$,$);\n"
        "#10=IFCDOCUMENTREFERENCE('https://page',$,$);\n"
        "#11=IFCDOCUMENTINFORMATION('D1','Plan','desc',(#10),$,$,$,$,$,$,$,$,$,$,$,$,$);\n"
        f"#12=IFCRELASSOCIATESDOCUMENT({guid(12)},$,$,$,(#1),#10);\n"
        "#20=IFCCLASSIFICATIONNOTATIONFACET('21');\n#21=IFCCLASSIFICATIONNOTATIONFACET('Ab');\n"
        "#22=IFCCLASSIFICATIONNOTATION((#20,#21));\n"
        f"#23=IFCRELASSOCIATESCLASSIFICATION({guid(23)},$,$,$,(#1),#22);\n"
    )
    with built(write(tmp_path, body, "IFC2X3")) as connection:
        sql = "SELECT identification, name, location, description FROM documents"
        assert asked(connection, sql) == [("D1", "Plan", "https://page", "desc")]
        assert asked(connection, "SELECT identification FROM classifications") == [("21 Ab",)]


def test_a_card_tells_attributes_as_what_they_are_and_what_fills_the_openings(
    tmp_path: Path,
) -> None:
    guid = edge_models.guid
    body = (
        f"#1=IFCWALL({guid(1)},$,'W',$,$,$,$,$);\n"
        f"#2=IFCOPENINGELEMENT({guid(2)},$,'O',$,$,$,$,$);\n"
        f"#3=IFCDOOR({guid(3)},$,'D',$,$,$,$,$,2.,1.);\n"
        f"#4=IFCRELVOIDSELEMENT({guid(4)},$,$,$,#1,#2);\n"
        f"#5=IFCRELFILLSELEMENT({guid(5)},$,$,$,#2,#3);\n"
        f"#6=IFCDOORSTYLE({guid(6)},$,'T',$,$,(#8),$,$,.DOUBLE_DOOR_FOLDING.,.WOOD.,.F.,.T.);\n"
        "#7=IFCPOSTALADDRESS($,$,$,$,$,$,$,$,$,$);\n"
        f"#8=IFCSOUNDPROPERTIES({guid(8)},$,'E',$,.T.,.NC.,(#10));\n"
        f"#9=IFCBUILDING({guid(9)},$,'B',$,$,$,$,$,.ELEMENT.,$,$,#7);\n"
        f"#10=IFCSOUNDVALUE({guid(10)},$,$,$,$,100.,$);\n"
    )
    with built(write(tmp_path, body, "IFC2X3")) as connection:
        opened = Opened(connection)
        assert [filling.id for filling in card(opened, "#1").fillings] == [3]
        style = card(opened, "#6")
        told = {attribute.name: attribute.value for attribute in style.attributes}
        assert (told["ParameterTakesPrecedence"], told["Sizeable"]) == (False, True)
        assert told["ConstructionType"] == "WOOD"
        [sound] = style.psets
        assert {p.name: p.value for p in sound.properties} == {
            "IsAttenuating": True,
            "SoundScale": "NC",
            "SoundValues": [{"ref": 10}],
        }
        building = {a.name: a.value for a in card(opened, "#9").attributes}
        assert building["BuildingAddress"] == {"ref": 7}


def test_a_storey_has_what_stands_in_its_parts(tmp_path: Path) -> None:
    guid = edge_models.guid
    body = (
        wall(1) + wall(2) + f"#3=IFCBUILDINGSTOREY({guid(3)},$,'Level',$,$,$,$,$,.COMPLEX.,$);\n"
        f"#4=IFCBUILDINGSTOREY({guid(4)},$,'Half level',$,$,$,$,$,.PARTIAL.,$);\n"
        f"#5=IFCRELAGGREGATES({guid(5)},$,$,$,#3,(#4));\n"
        f"#6=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(6)},$,$,$,(#1),#3);\n"
        f"#7=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(7)},$,$,$,(#2),#4);\n"
    )
    with built(write(tmp_path, body)) as connection:
        found = {
            name: [item.id for item in elements(Opened(connection), storey=name).items]
            for name in ("Level", "Half level")
        }
        assert found == {"Level": [1, 2, 4], "Half level": [2]}


def test_a_total_names_a_unit_only_where_it_is_in_it(tmp_path: Path) -> None:
    guid = edge_models.guid
    body = (
        wall(1)
        + "#10=IFCQUANTITYLENGTH('L',$,$,1000.,$);\n"
        + f"#11=IFCELEMENTQUANTITY({guid(11)},$,'Q',$,$,(#10));\n"
        + defines(12, 11, 1)
    )
    with built(write(tmp_path, body)) as connection:
        [group] = quantities(Opened(connection)).items
        assert [(t.name, t.unit, t.total) for t in group.quantities] == [("L", None, 1000.0)]
