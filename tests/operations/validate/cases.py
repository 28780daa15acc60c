"""Small pairs of model and requirement, each for one rule of the standard, with the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from support.ids_files import (
    PROHIBITED,
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

_UNITS = """
#900=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#901=IFCSIUNIT(*,.MASSUNIT.,$,.GRAM.);
#902=IFCSIUNIT(*,.THERMODYNAMICTEMPERATUREUNIT.,$,.DEGREE_CELSIUS.);
#903=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);
#910=IFCUNITASSIGNMENT((#900,#901,#902,#903));
"""
_PROJECT = {
    "IFC2X3": "#800=IFCPROJECT('0PROJECT00000000000000',#950,$,$,$,$,$,$,#910);",
    "IFC4": "#800=IFCPROJECT('0PROJECT00000000000000',$,$,$,$,$,$,$,#910);",
    "IFC4X3_ADD2": "#800=IFCPROJECT('0PROJECT00000000000000',$,$,$,$,$,$,$,#910);",
}
_WALL = "#1=IFCWALL('0WALL00000000000000001',$,'Wall',$,$,$,$,$,$);"


@dataclass(frozen=True)
class Case:
    """A pair with its verdict.

    Attributes:
        expected: pass, fail or invalid.
    """

    name: str
    expected: str
    ids: str
    ifc: str

    def __str__(self) -> str:
        return f"{self.expected}-{self.name.replace(' ', '_')}"


CASES: list[Case] = []


def model(body: str, schema: str = "IFC4") -> str:
    """A STEP file."""
    return (
        "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\n"
        f"FILE_NAME('m.ifc','2026-01-01T00:00:00',(''),(''),'','','');\nFILE_SCHEMA(('{schema}'));\n"
        f"ENDSEC;\nDATA;{_UNITS}{_PROJECT[schema]}\n{body.strip()}\nENDSEC;\nEND-ISO-10303-21;\n"
    )


def case(
    expected: str,
    name: str,
    body: str,
    requirements: list[str] | None,
    applies: list[str] | None = None,
    occurs: tuple[str, str] = REQUIRED,
    schema: str = "IFC4",
    versions: str | None = None,
) -> None:
    """Add a case about walls, unless it says otherwise."""
    text = document(
        specification(
            name, applies or [entity("IFCWALL")], requirements, occurs, versions or schema
        )
    )
    CASES.append(Case(name, expected, text, model(body, schema)))


def with_set(properties: str, name: str = "Foo_Bar") -> str:
    """A wall with a set of the properties that begin at #20."""
    numbers = ",".join(
        line.split("=")[0] for line in properties.strip().split("\n") if int(line[1:3]) < 40
    )
    return (
        f"{_WALL}\n{properties.strip()}\n"
        f"#10=IFCPROPERTYSET('0SET000000000000000001',$,'{name}',$,({numbers}));\n"
        "#11=IFCRELDEFINESBYPROPERTIES('0REL000000000000000001',$,$,$,(#1),#10);"
    )


def single(value: str, name: str = "Foo", number: int = 20, unit: str = "$") -> str:
    """A property of one value."""
    return f"#{number}=IFCPROPERTYSINGLEVALUE('{name}',$,{value},{unit});\n"


def value_case(expected: str, name: str, value: str, kind: str, wanted: str | None) -> None:
    """A case of a property with one value."""
    case(expected, name, with_set(single(value)), [prop("Foo_Bar", "Foo", kind, wanted)])


# Properties by value and type.
value_case("pass", "text equals", "IFCLABEL('Bar')", "IFCLABEL", "Bar")
value_case("fail", "text is case sensitive", "IFCLABEL('bar')", "IFCLABEL", "Bar")
value_case("fail", "an empty text is no value", "IFCLABEL('')", "IFCLABEL", None)
value_case("fail", "null is no value", "$", "IFCLABEL", None)
value_case("pass", "false is a value", "IFCBOOLEAN(.F.)", "IFCBOOLEAN", None)
value_case("pass", "false as 0", "IFCBOOLEAN(.F.)", "IFCBOOLEAN", "0")
value_case("fail", "false is not true", "IFCBOOLEAN(.F.)", "IFCBOOLEAN", "true")
value_case("invalid", "booleans in capitals", "IFCBOOLEAN(.F.)", "IFCBOOLEAN", "FALSE")
value_case("fail", "an unknown logical is no value", "IFCLOGICAL(.U.)", "IFCLOGICAL", None)
value_case("pass", "a known logical", "IFCLOGICAL(.T.)", "IFCLOGICAL", "true")
value_case("pass", "a number as text is text", "IFCLABEL('1')", "IFCLABEL", "1")
value_case("pass", "an integer", "IFCINTEGER(42)", "IFCINTEGER", "42")
value_case("invalid", "an integer with a point", "IFCINTEGER(42)", "IFCINTEGER", "42.0")
value_case("invalid", "an integer ending in a point", "IFCINTEGER(42)", "IFCINTEGER", "42.")
value_case("pass", "a real with exponent", "IFCREAL(1234.5)", "IFCREAL", "1.2345E3")
value_case("invalid", "a real with comma", "IFCREAL(42.3)", "IFCREAL", "42,3")
value_case("pass", "a duration of nothing", "IFCDURATION('P0D')", "IFCDURATION", None)
value_case("pass", "durations are texts", "IFCDURATION('PT16H')", "IFCDURATION", "PT16H")
value_case("fail", "durations are not computed", "IFCDURATION('P2D')", "IFCDURATION", "PT48H")
value_case("fail", "dates are texts", "IFCDATE('2022-01-01+00:00')", "IFCDATE", "2022-01-01")
value_case("fail", "the type is exact", "IFCMASSMEASURE(2.)", "IFCTIMEMEASURE", "2")
value_case(
    "fail",
    "a positive length is no length",
    "IFCPOSITIVELENGTHMEASURE(2.)",
    "IFCLENGTHMEASURE",
    None,
)
value_case("invalid", "a type that does not exist", "IFCLABEL('x')", "IFCRABBIT", None)
value_case("pass", "millimetres to metres", "IFCLENGTHMEASURE(2000.)", "IFCLENGTHMEASURE", "2")
value_case("fail", "metres are meant", "IFCLENGTHMEASURE(2.)", "IFCLENGTHMEASURE", "2")
value_case("pass", "grams to kilograms", "IFCMASSMEASURE(500.)", "IFCMASSMEASURE", "0.5")
value_case(
    "pass",
    "degrees Celsius to kelvin",
    "IFCTHERMODYNAMICTEMPERATUREMEASURE(20.)",
    "IFCTHERMODYNAMICTEMPERATUREMEASURE",
    "293.15",
)
value_case(
    "pass",
    "a bound that is met after conversion",
    "IFCLENGTHMEASURE(4100.)",
    "IFCLENGTHMEASURE",
    restriction("double", maxInclusive="4.1"),
)
value_case("fail", "an unknown logical has no name", "IFCLOGICAL(.U.)", "IFCLOGICAL", "UNKNOWN")
value_case("pass", "letters beyond ASCII", r"IFCLABEL('\X2\00C4\X0\rger')", "IFCLABEL", "Ärger")
value_case("fail", "an enumeration of texts", "IFCLABEL('z')", "IFCLABEL", one_of("x", "y"))
value_case("pass", "a pattern", "IFCLABEL('WT01')", "IFCLABEL", pattern("WT[0-9]{2}"))
value_case(
    "fail", "a pattern is about the whole", "IFCLABEL('xWT01x')", "IFCLABEL", pattern("WT[0-9]{2}")
)
value_case(
    "pass",
    "patterns in or",
    "IFCLABEL('ab12')",
    "IFCLABEL",
    restriction(pattern=["[A-Z]{2}[0-9]{2}", "[a-z]{2}[0-9]{2}"]),
)
value_case(
    "pass", "a dollar is a letter in a pattern", "IFCLABEL('5$')", "IFCLABEL", pattern("[0-9]$")
)
value_case(
    "pass", "classes of letters", r"IFCLABEL('\X2\00DC\X0\ber')", "IFCLABEL", pattern(r"\p{Lu}\w+")
)
value_case(
    "pass", "subtraction of letters", "IFCLABEL('bcd')", "IFCLABEL", pattern("[a-z-[aeiou]]+")
)
value_case("invalid", "a pattern that is none", "IFCLABEL('a')", "IFCLABEL", pattern("[a-"))
value_case("invalid", "a pattern about numbers", "IFCREAL(1.)", "IFCREAL", pattern(".*"))
value_case(
    "invalid",
    "a base that does not fit",
    "IFCLABEL('1')",
    "IFCLABEL",
    restriction("double", minInclusive="1"),
)
value_case("invalid", "bounds of texts", "IFCLABEL('1')", "IFCLABEL", restriction(minInclusive="1"))
value_case(
    "invalid",
    "digits are not part of IDS",
    "IFCREAL(1.)",
    "IFCREAL",
    restriction("double", totalDigits="3"),
)
value_case("pass", "length", "IFCLABEL('AB')", "IFCLABEL", restriction(length="2"))
value_case(
    "fail", "least length", "IFCLABEL('A')", "IFCLABEL", restriction(minLength="2", maxLength="3")
)
value_case(
    "fail",
    "greatest length",
    "IFCLABEL('ABCD')",
    "IFCLABEL",
    restriction(minLength="2", maxLength="3"),
)
value_case(
    "pass",
    "bounds may be inclusive",
    "IFCREAL(10.)",
    "IFCREAL",
    restriction("double", minInclusive="0", maxInclusive="10"),
)
value_case(
    "fail",
    "bounds may be exclusive",
    "IFCREAL(10.)",
    "IFCREAL",
    restriction("double", minExclusive="0", maxExclusive="10"),
)
value_case(
    "fail",
    "bounds have no tolerance",
    "IFCREAL(41.9999999)",
    "IFCREAL",
    restriction("double", minInclusive="42"),
)
for _value, _wanted, _verdict in (
    *(("0.9999981", "1.", "pass"), ("0.999997", "1.", "fail"), ("1.0000019", "1.", "pass")),
    *(("1.000003", "1.", "fail"), ("0.0000009", "0.", "pass"), ("0.0000011", "0.", "fail")),
    *(("-0.0000009", "0.", "pass"), ("-1.0000019", "-1.", "pass"), ("-1.000003", "-1.", "fail")),
    *(("99999.8999991", "100000.", "pass"), ("99999.899998", "100000.", "fail")),
    *(("-1000001.", "-1000000.", "pass"), ("-1000001.00001", "-1000000.", "fail")),
    *(("0.0000010999", "0.0000001", "pass"), ("0.0000011002", "0.0000001", "fail")),
    *(("-0.0000008999", "0.0000001", "pass"), ("-0.0000009002", "0.0000001", "fail")),
):
    value_case(
        _verdict, f"tolerance {_value} of {_wanted}", f"IFCREAL({_value})", "IFCREAL", _wanted
    )

# Properties by cardinality and set.
_BAR = with_set(single("IFCLABEL('Bar')"))
case("fail", "no sets at all", _WALL, [prop("Foo_Bar", "Foo", "IFCLABEL")])
case("fail", "a set without the property", _BAR, [prop("Foo_Bar", "Other", "IFCLABEL")])
case(
    "pass",
    "optional and not there",
    _WALL,
    [prop("Foo_Bar", "Foo", "IFCLABEL", cardinality="optional")],
)
case(
    "pass",
    "optional and right",
    _BAR,
    [prop("Foo_Bar", "Foo", "IFCLABEL", "Bar", cardinality="optional")],
)
case(
    "fail",
    "optional and wrong",
    _BAR,
    [prop("Foo_Bar", "Foo", "IFCLABEL", "Baz", cardinality="optional")],
)
case(
    "fail",
    "optional and of another type",
    _BAR,
    [prop("Foo_Bar", "Foo", "IFCTEXT", cardinality="optional")],
)
case("invalid", "optional without type", _BAR, [prop("Foo_Bar", "Foo", cardinality="optional")])
case("fail", "prohibited and there", _BAR, [prop("Foo_Bar", "Foo", cardinality="prohibited")])
case("pass", "prohibited and not there", _BAR, [prop("Foo_Bar", "Other", cardinality="prohibited")])
case(
    "fail",
    "prohibited in any set",
    _BAR,
    [prop(pattern("Foo.*"), pattern("F.*"), cardinality="prohibited")],
)
case(
    "invalid",
    "prohibited with type",
    _BAR,
    [prop("Foo_Bar", "Foo", "IFCLABEL", cardinality="prohibited")],
)
case("invalid", "a value without type", _BAR, [prop("Foo_Bar", "Foo", None, "Bar")])
_TWO = with_set(single("IFCLABEL('x')", "Foobar") + single("IFCLABEL('y')", "Foobaz", 21))
case(
    "pass",
    "all matching properties, one of",
    _TWO,
    [prop("Foo_Bar", pattern("Foo.*"), "IFCLABEL", one_of("x", "y"))],
)
case("fail", "all matching properties", _TWO, [prop("Foo_Bar", pattern("Foo.*"), "IFCLABEL", "x")])
_SETS = (
    _BAR
    + """
#30=IFCPROPERTYSINGLEVALUE('{0}',$,IFCLABEL('z'),$);
#31=IFCPROPERTYSET('0SET000000000000000002',$,'Foo_Baz',$,(#30));
#32=IFCRELDEFINESBYPROPERTIES('0REL000000000000000002',$,$,$,(#1),#31);"""
)
case("pass", "all matching sets", _SETS.format("Foo"), [prop(pattern("Foo_.*"), "Foo", "IFCLABEL")])
case(
    "fail",
    "one matching set without it",
    _SETS.format("Bar"),
    [prop(pattern("Foo_.*"), "Foo", "IFCLABEL")],
)
_TYPE = """
#40=IFCPROPERTYSINGLEVALUE('Foo',$,IFCLABEL('Bar'),$);
#41=IFCPROPERTYSET('0SET000000000000000003',$,'Foo_Bar',$,(#40));
#42=IFCWALLTYPE('0TYPE00000000000000001',$,'Type',$,$,(#41),$,$,$,.USERDEFINED.);
#43=IFCRELDEFINESBYTYPE('0REL000000000000000003',$,$,$,(#1),#42);"""
case("pass", "inherited from the type", _WALL + _TYPE, [prop("Foo_Bar", "Foo", "IFCLABEL", "Bar")])
case(
    "pass",
    "of the type itself",
    _WALL + _TYPE,
    [prop("Foo_Bar", "Foo", "IFCLABEL", "Bar")],
    [entity("IFCWALLTYPE")],
)
_OVER = with_set(single("IFCLABEL('Own')")) + _TYPE
case("pass", "own ones override", _OVER, [prop("Foo_Bar", "Foo", "IFCLABEL", "Own")])
case("fail", "overridden ones do not count", _OVER, [prop("Foo_Bar", "Foo", "IFCLABEL", "Bar")])

# Properties by kind.
_LIST = with_set("#20=IFCPROPERTYLISTVALUE('Foo',$,(IFCLABEL('X'),IFCLABEL('Y')),$);")
case("pass", "one of a list", _LIST, [prop("Foo_Bar", "Foo", "IFCLABEL", "Y")])
case("fail", "none of a list", _LIST, [prop("Foo_Bar", "Foo", "IFCLABEL", "Z")])
_LENGTHS = with_set(
    "#20=IFCPROPERTYLISTVALUE('Foo',$,(IFCLENGTHMEASURE(1000.),IFCLENGTHMEASURE(5000.)),$);"
)
case("pass", "one length of a list", _LENGTHS, [prop("Foo_Bar", "Foo", "IFCLENGTHMEASURE", "5")])
case(
    "pass",
    "all of a list within",
    _LENGTHS,
    [
        prop(
            "Foo_Bar",
            "Foo",
            "IFCLENGTHMEASURE",
            restriction("double", minInclusive="1", maxInclusive="5"),
        )
    ],
)
case(
    "fail",
    "not all of a list within",
    _LENGTHS,
    [prop("Foo_Bar", "Foo", "IFCLENGTHMEASURE", restriction("double", minInclusive="2"))],
)
_ENUM = with_set(
    "#20=IFCPROPERTYENUMERATEDVALUE('Status',$,(IFCLABEL('EXISTING'),IFCLABEL('DEMOLISH')),$);",
    "Pset_WallCommon",
)
case(
    "pass",
    "one of an enumerated",
    _ENUM,
    [prop("Pset_WallCommon", "Status", "IFCLABEL", "DEMOLISH")],
)
case("fail", "none of an enumerated", _ENUM, [prop("Pset_WallCommon", "Status", "IFCLABEL", "NEW")])


def bounded(lower: str, upper: str, set_point: str = "$") -> str:
    """A wall with a property between bounds, in millimetres."""
    measures = [f"IFCLENGTHMEASURE({v})" if v != "$" else v for v in (upper, lower, set_point)]
    return with_set(
        f"#20=IFCPROPERTYBOUNDEDVALUE('Foo',$,{measures[0]},{measures[1]},$,{measures[2]});"
    )


def _bounded(expected: str, name: str, body: str, wanted: str | None) -> None:
    case(expected, f"bounded {name}", body, [prop("Foo_Bar", "Foo", "IFCLENGTHMEASURE", wanted)])


_WITHIN = restriction("double", minExclusive="2", maxInclusive="5")
for _verdict, _lower, _upper, _wanted in (
    *(("pass", "3000.", "4000.", _WITHIN), ("fail", "$", "4000.", _WITHIN)),
    *(("fail", "3000.", "$", _WITHIN), ("fail", "2000.", "3000.", _WITHIN)),
    *(("pass", "3000.", "5000.", _WITHIN), ("pass", "2000.", "4000.", "3")),
    *(("pass", "2000.", "4000.", "2"), ("pass", "2000.", "$", "2"), ("pass", "$", "2000.", "2")),
    *(("fail", "2000.", "4000.", "5"), ("fail", "$", "4000.", "5"), ("fail", "$", "$", "3")),
    *(("pass", "2000.", "$", None), ("fail", "$", "$", None)),
    ("pass", "3000.", "$", restriction("double", minInclusive="2")),
    ("fail", "$", "3000.", restriction("double", minInclusive="2")),
):
    _bounded(_verdict, f"{_lower} to {_upper} for {_wanted}", bounded(_lower, _upper), _wanted)
for _verdict, _wanted in (("pass", "1"), ("pass", "5"), ("pass", "3"), ("fail", "2")):
    _bounded(
        _verdict, f"with a set point for {_wanted}", bounded("1000.", "5000.", "3000."), _wanted
    )
_TABLE = with_set(
    "#20=IFCPROPERTYTABLEVALUE('Foo',$,(IFCLABEL('X')),(IFCLENGTHMEASURE(1000.)),$,$,$,$);"
)
case("pass", "the first column of a table", _TABLE, [prop("Foo_Bar", "Foo", "IFCLABEL", "X")])
case(
    "pass",
    "the second column of a table",
    _TABLE,
    [prop("Foo_Bar", "Foo", "IFCLENGTHMEASURE", "1")],
)
case("fail", "no cell of a table", _TABLE, [prop("Foo_Bar", "Foo", "IFCLABEL", "Y")])
case("fail", "no column of the type", _TABLE, [prop("Foo_Bar", "Foo", "IFCINTEGER", "1")])
_COMPLEX = with_set(
    "#20=IFCCOMPLEXPROPERTY('Foo',$,'u',(#40));\n#40=IFCPROPERTYSINGLEVALUE('Part',$,IFCLABEL('x'),$);"
)
case("fail", "complex ones are not looked into", _COMPLEX, [prop("Foo_Bar", "Foo", "IFCLABEL")])
case("fail", "parts of complex ones are none", _COMPLEX, [prop("Foo", "Part", "IFCLABEL")])
_REFERENCE = with_set("#20=IFCPROPERTYREFERENCEVALUE('Foo',$,$,#40);\n#40=IFCTABLE($,$,$);")
case("fail", "references are not supported", _REFERENCE, [prop("Foo_Bar", "Foo", "IFCLABEL")])
_QUANTITY = (
    _WALL
    + """
#20=IFCQUANTITYLENGTH('Foo',$,$,42000.,$);
#21=IFCELEMENTQUANTITY('0SET000000000000000001',$,'Foo_Bar',$,$,(#20));
#22=IFCRELDEFINESBYPROPERTIES('0REL000000000000000001',$,$,$,(#1),#21);"""
)
case("pass", "a quantity", _QUANTITY, [prop("Foo_Bar", "Foo", "IFCLENGTHMEASURE", "42")])
case("fail", "a quantity of another measure", _QUANTITY, [prop("Foo_Bar", "Foo", "IFCAREAMEASURE")])
_OWN_UNIT = with_set(
    single("IFCLENGTHMEASURE(2.)", unit="#40") + "#40=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);"
)
case(
    "pass",
    "the unit of the property itself",
    _OWN_UNIT,
    [prop("Foo_Bar", "Foo", "IFCLENGTHMEASURE", "2")],
)
_PANEL = """
#1=IFCDOOR('0DOOR00000000000000001',$,'Door',$,$,$,$,$,$,$,$,$,$);
#20=IFCDOORPANELPROPERTIES('0SET000000000000000001',$,'Foo_Bar',$,$,.SWINGING.,$,.LEFT.,$);
#21=IFCRELDEFINESBYPROPERTIES('0REL000000000000000001',$,$,$,(#1),#20);"""
_DOOR = [entity("IFCDOOR")]
case(
    "pass",
    "a predefined set",
    _PANEL,
    [prop("Foo_Bar", "PanelOperation", "IFCDOORPANELOPERATIONENUM", "SWINGING")],
    _DOOR,
)
case(
    "fail",
    "a predefined set with another value",
    _PANEL,
    [prop("Foo_Bar", "PanelOperation", "IFCDOORPANELOPERATIONENUM", "FOLDING")],
    _DOOR,
)
_MATERIAL_SET = """
#1=IFCMATERIAL('Concrete',$,$);
#20=IFCPROPERTYSINGLEVALUE('Foo',$,IFCLABEL('Bar'),$);
#21=IFCMATERIALPROPERTIES('Foo_Bar',$,(#20),#1);"""
case(
    "pass",
    "properties of a material",
    _MATERIAL_SET,
    [prop("Foo_Bar", "Foo", "IFCLABEL", "Bar")],
    [entity("IFCMATERIAL")],
)

# Standard sets
_COMMON = with_set(single("IFCLABEL('F90')", "FireRating"), "Pset_WallCommon")
case(
    "pass",
    "a property of the standard",
    _COMMON,
    [prop("Pset_WallCommon", "FireRating", "IFCLABEL")],
)
case(
    "invalid",
    "a property that a standard set has not",
    _COMMON,
    [prop("Pset_WallCommon", "Rabbits", "IFCLABEL")],
)
case(
    "invalid",
    "a type that a standard property has not",
    _COMMON,
    [prop("Pset_WallCommon", "FireRating", "IFCREAL")],
)
case("invalid", "a reserved name", _COMMON, [prop("Pset_Rabbit", "FireRating", "IFCLABEL")])
case(
    "invalid",
    "a standard set of other classes",
    _COMMON,
    [prop("Pset_DoorCommon", "FireRating", "IFCLABEL")],
)
case(
    "pass",
    "a standard set on the type",
    _COMMON.replace("IFCWALL(", "IFCWALL(") + _TYPE,
    [prop("Foo_Bar", "Foo", "IFCLABEL")],
    [
        entity("IFCWALLTYPE"),
    ],
)

# Materials
_USE = "\n#19=IFCRELASSOCIATESMATERIAL('0REL000000000000000009',$,$,$,(#1),#20);"
for _name, _body in {
    "a material": "#20=IFCMATERIAL('{0}',$,$);",
    "the category of a material": "#20=IFCMATERIAL('n',$,'{0}');",
    "a material in a list": "#20=IFCMATERIALLIST((#21));\n#21=IFCMATERIAL('{0}',$,$);",
    "a category in a list": "#20=IFCMATERIALLIST((#21));\n#21=IFCMATERIAL('n',$,'{0}');",
    "a layer set": "#20=IFCMATERIALLAYERSET((#22),'{0}',$);\n"
    "#22=IFCMATERIALLAYER(#21,1.,$,$,$,$,$);\n"
    "#21=IFCMATERIAL('n',$,$);",
    "a layer": "#20=IFCMATERIALLAYERSET((#22),$,$);\n"
    "#22=IFCMATERIALLAYER(#21,1.,$,'{0}',$,$,$);\n"
    "#21=IFCMATERIAL('n',$,$);",
    "the category of a layer": "#20=IFCMATERIALLAYERSET((#22),$,$);\n"
    "#22=IFCMATERIALLAYER(#21,1.,$,$,$,'{0}',$);\n"
    "#21=IFCMATERIAL('n',$,$);",
    "the material of a layer": "#20=IFCMATERIALLAYERSET((#22),$,$);\n"
    "#22=IFCMATERIALLAYER(#21,1.,$,$,$,'c',$);\n"
    "#21=IFCMATERIAL('{0}',$,$);",
    "its category beside that of the layer": "#20=IFCMATERIALLAYERSET((#22),$,$);\n"
    "#22=IFCMATERIALLAYER(#21,1.,$,$,$,'c',$);\n"
    "#21=IFCMATERIAL('n',$,'{0}');",
    "a layer through its usage": "#20=IFCMATERIALLAYERSETUSAGE(#23,.AXIS2.,.POSITIVE.,0.,$);\n"
    "#23=IFCMATERIALLAYERSET((#22),$,$);\n"
    "#22=IFCMATERIALLAYER(#21,1.,$,$,$,$,$);\n"
    "#21=IFCMATERIAL('{0}',$,$);",
    "a profile": "#20=IFCMATERIALPROFILESET($,$,(#22),$);\n"
    "#22=IFCMATERIALPROFILE('{0}',$,#21,#24,$,$);\n"
    "#21=IFCMATERIAL('n',$,$);\n"
    "#24=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);",
    "the category of a profile": "#20=IFCMATERIALPROFILESET($,$,(#22),$);\n"
    "#22=IFCMATERIALPROFILE($,$,#21,#24,$,'{0}');\n"
    "#21=IFCMATERIAL('n',$,$);\n"
    "#24=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);",
    "the profiles at the other end": "#20=IFCMATERIALPROFILESETUSAGETAPERING(#25,$,$,#23,$);\n"
    "#23=IFCMATERIALPROFILESET('{0}',$,(#22),$);\n"
    "#25=IFCMATERIALPROFILESET($,$,(#22),$);\n"
    "#22=IFCMATERIALPROFILE($,$,$,#24,$,$);\n"
    "#24=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);",
    "the material of a profile": "#20=IFCMATERIALPROFILESET($,$,(#22),$);\n"
    "#22=IFCMATERIALPROFILE($,$,#21,#24,$,$);\n"
    "#21=IFCMATERIAL('n',$,'{0}');\n"
    "#24=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);",
    "a constituent": "#20=IFCMATERIALCONSTITUENTSET($,$,(#22));\n"
    "#22=IFCMATERIALCONSTITUENT('{0}',$,#21,$,$);\n"
    "#21=IFCMATERIAL('n',$,$);",
    "the category of a constituent": "#20=IFCMATERIALCONSTITUENTSET($,$,(#22));\n"
    "#22=IFCMATERIALCONSTITUENT($,$,#21,$,'{0}');\n"
    "#21=IFCMATERIAL('n',$,$);",
    "the material of a constituent": "#20=IFCMATERIALCONSTITUENTSET($,$,(#22));\n"
    "#22=IFCMATERIALCONSTITUENT($,$,#21,$,$);\n"
    "#21=IFCMATERIAL('{0}',$,$);",
}.items():
    for _verdict, _text in (("pass", "Foo"), ("fail", "Other")):
        case(
            _verdict,
            f"{_name} called {_text}",
            f"{_WALL}\n{_body.format(_text)}{_USE}",
            [material("Foo")],
        )
_EMPTY_SET = f"{_WALL}\n#20=IFCMATERIALCONSTITUENTSET($,$,$);{_USE}"
case("fail", "a set of nothing has no name", _EMPTY_SET, [material("Foo")])
case("pass", "a set of nothing is a material", _EMPTY_SET, [material()])
case("fail", "no material", _WALL, [material()])
case("pass", "optional and no material", _WALL, [material("Foo", cardinality="optional")])
_STONE = f"{_WALL}\n#20=IFCMATERIAL('Stone',$,$);{_USE}"
case("fail", "optional and another material", _STONE, [material("Foo", cardinality="optional")])
case("invalid", "optional without value", _STONE, [material(cardinality="optional")])
case("fail", "prohibited material", _STONE, [material(cardinality="prohibited")])
case("pass", "another material prohibited", _STONE, [material("Wood", cardinality="prohibited")])
_OF_TYPE = (
    _WALL
    + _TYPE
    + "\n#50=IFCMATERIAL('Foo',$,$);\n"
    + "#51=IFCRELASSOCIATESMATERIAL('0REL000000000000000005',$,$,$,(#42),#50);"
)
case("pass", "the material of the type", _OF_TYPE, [material("Foo")])
case(
    "fail",
    "the own material overrides",
    f"{_OF_TYPE}\n#20=IFCMATERIAL('Stone',$,$);{_USE}",
    [material("Foo")],
)

# Parts
_GROUPED = """
#1=IFCELEMENTASSEMBLY('0ASSEMBLY0000000000001',$,$,$,$,$,$,$,$,$);
#2=IFCINVENTORY('0GROUP0000000000000001',$,$,$,'BUNNY',.USERDEFINED.,$,$,$,$,$);
#3=IFCRELASSIGNSTOGROUP('0REL000000000000000001',$,$,$,(#1),$,#2);
#4=IFCGROUP('0GROUP0000000000000002',$,$,$,$);
#5=IFCRELASSIGNSTOGROUP('0REL000000000000000002',$,$,$,(#2),$,#4);"""
_ASSEMBLY = [entity("IFCELEMENTASSEMBLY")]
_GROUP = "IFCRELASSIGNSTOGROUP"
case("pass", "a member of a group", _GROUPED, [part_of("IFCINVENTORY", _GROUP)], _ASSEMBLY)
case("pass", "a member of any group", _GROUPED, [part_of(pattern(".*"), _GROUP)], _ASSEMBLY)
case("pass", "a group within a group", _GROUPED, [part_of("IFCGROUP", _GROUP)], _ASSEMBLY)
case("fail", "groups are meant exactly", _GROUPED, [part_of("IFCSYSTEM", _GROUP)], _ASSEMBLY)
case(
    "pass",
    "the user's word of a group",
    _GROUPED,
    [part_of("IFCINVENTORY", _GROUP, "BUNNY")],
    _ASSEMBLY,
)
case(
    "fail",
    "another word of a group",
    _GROUPED,
    [part_of("IFCINVENTORY", _GROUP, "BUNNARY")],
    _ASSEMBLY,
)
case(
    "invalid",
    "no predefined type in IFC2X3",
    _GROUPED,
    [part_of("IFCINVENTORY", _GROUP, "BUNNY")],
    _ASSEMBLY,
    versions="IFC2X3 IFC4",
)
case("invalid", "a wall is no group", _GROUPED, [part_of("IFCWALL", _GROUP)], _ASSEMBLY)
case(
    "fail",
    "prohibited member",
    _GROUPED,
    [part_of("IFCINVENTORY", _GROUP, cardinality="prohibited")],
    _ASSEMBLY,
)
_PLACED = """
#1=IFCBEAM('0BEAM00000000000000001',$,$,$,$,$,$,$,$);
#2=IFCSPACE('0SPACE0000000000000001',$,$,$,'BURROW',$,$,$,$,.USERDEFINED.,$);
#3=IFCRELCONTAINEDINSPATIALSTRUCTURE('0REL000000000000000001',$,$,$,(#1),#2);
#4=IFCBUILDINGSTOREY('0STOREY000000000000001',$,$,$,$,$,$,$,$,$);
#5=IFCRELAGGREGATES('0REL000000000000000002',$,$,$,#4,(#2));
#6=IFCELEMENTASSEMBLY('0ASSEMBLY0000000000001',$,$,$,$,$,$,$,$,$);
#7=IFCPLATE('0PLATE0000000000000001',$,$,$,$,$,$,$,$);
#8=IFCRELAGGREGATES('0REL000000000000000003',$,$,$,#6,(#7));
#9=IFCRELCONTAINEDINSPATIALSTRUCTURE('0REL000000000000000004',$,$,$,(#6),#2);
#10=IFCMEMBER('0MEMBER000000000000001',$,$,$,$,$,$,$,$);
#11=IFCRELAGGREGATES('0REL000000000000000005',$,$,$,#7,(#10));"""
_BEAM, _PLATE, _MEMBER = ([entity(f"IFC{name}")] for name in ("BEAM", "PLATE", "MEMBER"))
_IN, _OF = "IFCRELCONTAINEDINSPATIALSTRUCTURE", "IFCRELAGGREGATES"
case("pass", "contained", _PLACED, [part_of("IFCSPACE", _IN)], _BEAM)
case(
    "pass",
    "contained in what has a predefined type",
    _PLACED,
    [part_of("IFCSPACE", _IN, "BURROW")],
    _BEAM,
)
case(
    "fail",
    "contained in another predefined type",
    _PLACED,
    [part_of("IFCSPACE", _IN, "WARREN")],
    _BEAM,
)
case("fail", "contained in a part of it", _PLACED, [part_of("IFCBUILDINGSTOREY", _IN)], _BEAM)
case("fail", "contained and not aggregated", _PLACED, [part_of("IFCBUILDINGSTOREY", _OF)], _BEAM)
case("pass", "any relation", _PLACED, [part_of("IFCBUILDINGSTOREY")], _BEAM)
case("fail", "a part is not contained itself", _PLACED, [part_of("IFCSPACE", _IN)], _PLATE)
case("pass", "a part is in the space somehow", _PLACED, [part_of("IFCSPACE")], _PLATE)
case("pass", "a part of a part", _PLACED, [part_of("IFCELEMENTASSEMBLY", _OF)], _MEMBER)
case("fail", "the whole is no part", _PLACED, [part_of(pattern(".*"), _OF)], _ASSEMBLY)
case(
    "fail",
    "the container is not contained",
    _PLACED,
    [part_of(pattern(".*"), _IN)],
    [entity("IFCSPACE")],
)
_NESTED = """
#1=IFCFURNITURE('0FURNITURE000000000001',$,$,$,'WATERBOTTLE',$,$,$,.USERDEFINED.);
#2=IFCDISCRETEACCESSORY('0ACCESSORY000000000001',$,$,$,$,$,$,$,$);
#3=IFCRELNESTS('0REL000000000000000001',$,$,$,#1,(#2));
#4=IFCMECHANICALFASTENER('0FASTENER0000000000001',$,$,$,$,$,$,$,$,$,$);
#5=IFCRELNESTS('0REL000000000000000002',$,$,$,#2,(#4));"""
case(
    "pass",
    "nested",
    _NESTED,
    [part_of("IFCFURNITURE", "IFCRELNESTS", "WATERBOTTLE")],
    [entity("IFCDISCRETEACCESSORY")],
)
case(
    "pass",
    "nested in what is nested",
    _NESTED,
    [part_of("IFCFURNITURE", "IFCRELNESTS")],
    [entity("IFCMECHANICALFASTENER")],
)
case(
    "fail",
    "the nest is not nested",
    _NESTED,
    [part_of(pattern(".*"), "IFCRELNESTS")],
    [entity("IFCFURNITURE")],
)
_FILLED = (
    _WALL
    + """
#2=IFCOPENINGELEMENT('0OPENING00000000000001',$,$,$,$,$,$,$,$);
#3=IFCRELVOIDSELEMENT('0REL000000000000000001',$,$,$,#1,#2);
#4=IFCWINDOW('0WINDOW000000000000001',$,$,$,$,$,$,$,$,$,$,$,$);
#5=IFCRELFILLSELEMENT('0REL000000000000000002',$,$,$,#2,#4);"""
)
_FILLS = "IFCRELVOIDSELEMENT IFCRELFILLSELEMENT"
case("pass", "a window in a wall", _FILLED, [part_of("IFCWALL", _FILLS)], [entity("IFCWINDOW")])
case("fail", "a window not in a slab", _FILLED, [part_of("IFCSLAB", _FILLS)], [entity("IFCWINDOW")])
case(
    "pass",
    "an opening of a wall",
    _FILLED,
    [part_of("IFCWALL", _FILLS)],
    [entity("IFCOPENINGELEMENT")],
)

# Entities
_TERMINAL = """
#950=IFCOWNERHISTORY(#951,#952,$,.NOCHANGE.,$,$,$,0);
#951=IFCPERSONANDORGANIZATION(#953,#954,$);
#953=IFCPERSON($,'x',$,$,$,$,$,$);
#954=IFCORGANIZATION($,'x',$,$,$);
#952=IFCAPPLICATION(#954,'1','a','a');
#1=IFCFLOWTERMINAL('0TERMINAL0000000000001',#950,$,$,$,$,$,$);
#2=IFCAIRTERMINALTYPE('0TYPE00000000000000001',#950,$,$,$,$,$,$,$,.GRILLE.);
#3=IFCRELDEFINESBYTYPE('0REL000000000000000001',#950,$,$,(#1),#2);"""
case(
    "pass",
    "made by its type in IFC2X3",
    _TERMINAL,
    [entity("IFCAIRTERMINAL")],
    [entity("IFCAIRTERMINAL")],
    schema="IFC2X3",
)
case(
    "fail",
    "not made so by its type",
    _TERMINAL,
    [attribute("Name")],
    [entity("IFCLAMP")],
    schema="IFC2X3",
)
case(
    "pass",
    "with the predefined type of the type",
    _TERMINAL,
    [entity("IFCAIRTERMINAL", "GRILLE")],
    [entity("IFCAIRTERMINAL")],
    schema="IFC2X3",
)
_CUSTOM = "#1=IFCWALL('0WALL00000000000000001',$,'Wall',$,'WALDO',$,$,$,.USERDEFINED.);"
case("pass", "the user's own word", _CUSTOM, [entity("IFCWALL", "WALDO")])
case("pass", "USERDEFINED itself", _CUSTOM, [entity("IFCWALL", "USERDEFINED")])
case("pass", "a pattern of words", _CUSTOM, [entity("IFCWALL", pattern("WAL.*"))])
case("fail", "a pattern of other words", _CUSTOM, [entity("IFCWALL", pattern("FOO.*"))])
_UNDEFINED = _WALL + _TYPE.replace(".USERDEFINED.", ".NOTDEFINED.")
case("pass", "NOTDEFINED by the type", _UNDEFINED, [entity("IFCWALL", "NOTDEFINED")])
case(
    "pass",
    "walls beside what only another schema has",
    _WALL,
    [attribute("Name")],
    [entity(one_of("IFCWALL", "IFCPAVEMENT"))],
)
case("invalid", "a class in small letters", _WALL, [attribute("Name")], [entity("IfcWall")])
case("invalid", "a class of another schema", _WALL, [attribute("Name")], [entity("IFCPAVEMENT")])
case("invalid", "a clash of classes", _WALL, [entity("IFCSLAB")])
case(
    "pass",
    "walls by enumeration",
    _WALL,
    [attribute("Name")],
    [entity(one_of("IFCWALL", "IFCSLAB"))],
)

# Attributes
case("invalid", "an attribute of other classes", _WALL, [attribute("OverallHeight")])
case(
    "invalid",
    "an optional attribute without value",
    _WALL,
    [attribute("Name", cardinality="optional")],
)
case(
    "pass", "null attribute prohibited", _WALL, [attribute("Description", cardinality="prohibited")]
)
case("fail", "attribute prohibited", _WALL, [attribute("Name", cardinality="prohibited")])
case("pass", "a value prohibited", _WALL, [attribute("Name", "Other", cardinality="prohibited")])
case("fail", "this value prohibited", _WALL, [attribute("Name", "Wall", cardinality="prohibited")])
_HEIGHT = "#1=IFCDOOR('0DOOR00000000000000001',$,'Door',$,$,$,$,$,2100.,$,$,$,$);"
case("pass", "an attribute in metres", _HEIGHT, [attribute("OverallHeight", "2.1")], _DOOR)
case(
    "pass",
    "an attribute within bounds",
    _HEIGHT,
    [attribute("OverallHeight", restriction("double", minInclusive="2"))],
    _DOOR,
)

case(
    "pass",
    "prohibited where the class has it not",
    _WALL,
    [attribute("OverallHeight", cardinality="prohibited")],
)
case(
    "pass",
    "optional where the class has it not",
    _WALL,
    [attribute("OverallHeight", "2", cardinality="optional")],
)

# Classification
_CLASSED = (
    _WALL
    + """
#20=IFCCLASSIFICATION($,$,$,'Uniclass',$,$,$);
#21=IFCCLASSIFICATIONREFERENCE($,'EF_25',$,#20,$,$);
#22=IFCCLASSIFICATIONREFERENCE($,'EF_25_10',$,#21,$,$);
#23=IFCRELASSOCIATESCLASSIFICATION('0REL000000000000000001',$,$,$,(#1),#22);
#24=IFCCLASSIFICATION($,$,$,'Other',$,$,$);
#25=IFCCLASSIFICATIONREFERENCE($,'X',$,#24,$,$);
#26=IFCRELASSOCIATESCLASSIFICATION('0REL000000000000000002',$,$,$,(#1),#25);"""
)
case("pass", "a reference", _CLASSED, [classification("Uniclass", "EF_25_10")])
case("pass", "what a reference is a part of", _CLASSED, [classification("Uniclass", "EF_25")])
case("fail", "system and value of one reference", _CLASSED, [classification("Uniclass", "X")])
case(
    "invalid",
    "an optional system alone",
    _CLASSED,
    [classification("Uniclass", cardinality="optional")],
)
case(
    "pass",
    "applies to the classified",
    _CLASSED,
    [attribute("Name", "Wall")],
    [entity("IFCWALL"), classification("Uniclass")],
)
case(
    "fail",
    "applies to none",
    _CLASSED,
    [attribute("Name", "Wall")],
    [entity("IFCWALL"), classification("Omniclass")],
)

# Specifications
case(
    "fail",
    "required and none",
    "#1=IFCSLAB('0SLAB00000000000000001',$,$,$,$,$,$,$,$);",
    [attribute("Name")],
)
case("pass", "prohibited and none", _WALL, None, [entity("IFCSLAB")], PROHIBITED)
case("fail", "prohibited and one", _WALL, None, None, PROHIBITED)
case("invalid", "prohibited with requirements", _WALL, [attribute("Name")], None, PROHIBITED)
case("invalid", "other numbers of elements", _WALL, [attribute("Name")], None, ("2", "5"))
case("pass", "no class named", _WALL, [attribute("Name", "Wall")], [attribute("Name", "Wall")])
case(
    "pass",
    "a property and no class named",
    _BAR,
    [attribute("Name", "Wall")],
    [prop("Foo_Bar", "Foo", "IFCLABEL", "Bar")],
)
case("pass", "a material and no class named", _STONE, [entity("IFCWALL")], [material("Stone")])
