"""Specifications with facets of every kind, that find something in most models."""

from __future__ import annotations

from support.ids_files import (
    PROHIBITED,
    REQUIRED,
    attribute,
    classification,
    entity,
    material,
    one_of,
    part_of,
    pattern,
    prop,
    restriction,
    specification,
)

_CONTAINED, _AGGREGATED = "IFCRELCONTAINEDINSPATIALSTRUCTURE", "IFCRELAGGREGATES"
_ELEMENTS = pattern("IFC(WALL|WALLSTANDARDCASE|SLAB|DOOR|WINDOW|BEAM|COLUMN|MEMBER|COVERING)")
_FIXTURES = pattern("IFC(FLOWTERMINAL|LIGHTFIXTURE|AIRTERMINAL|OUTLET|FURNISHINGELEMENT)")

MANY_FACETS = [
    specification(
        "Names of elements",
        [entity(_ELEMENTS)],
        [
            attribute("Name", pattern(".*:.*:.*")),
            attribute("Name", restriction(minLength="5", maxLength="40")),
            attribute("Description"),
            attribute("Tag", pattern(r"\d+")),
            attribute("ObjectType", pattern(".*"), cardinality="optional"),
            attribute(pattern("(Name|LongName|ObjectType)")),
            attribute("Description", cardinality="prohibited"),
        ],
        identifier="A-1",
    ),
    specification(
        "Doors and their size",
        [entity(one_of("IFCDOOR", "IFCWINDOW"))],
        [
            attribute("OverallHeight"),
            entity(one_of("IFCDOOR", "IFCWINDOW")),
            entity("IFCDOOR"),
            prop(pattern(".*"), pattern("(Level|Reference|IsExternal|FireRating)")),
        ],
    ),
    specification(
        "Common sets",
        [entity(_ELEMENTS)],
        [
            prop(pattern("Pset_.*Common"), "IsExternal", "IFCBOOLEAN"),
            prop(pattern("Pset_.*Common"), "IsExternal", "IFCBOOLEAN", "true"),
            prop(pattern("Pset_.*Common"), "Reference", "IFCIDENTIFIER"),
            prop(pattern("Pset_.*Common"), "FireRating", "IFCLABEL", cardinality="optional"),
            prop("Pset_WallCommon", "LoadBearing", "IFCBOOLEAN", "false"),
            prop("PSet_Revit_Constraints", "Level"),
            prop("PSet_Revit_Constraints", pattern(".*Offset.*"), "IFCLENGTHMEASURE"),
            prop("PSet_Revit_Other", "Category", "IFCLABEL", one_of("Walls", "Doors")),
            prop(pattern(".*"), "Reference", cardinality="prohibited"),
        ],
    ),
    specification(
        "Quantities",
        [entity(pattern("IFC(WALL|WALLSTANDARDCASE|SLAB|SPACE)"))],
        [
            prop(
                pattern(".*(Quantities|Quantity.*)"),
                pattern("(Gross|Net).*Area.*"),
                "IFCAREAMEASURE",
            ),
            prop(pattern(".*Quantities"), pattern(".*"), "IFCLENGTHMEASURE"),
            prop("BaseQuantities", "NetVolume"),
        ],
    ),
    specification(
        "Walls by their sets",
        [
            entity(pattern("IFCWALL.*")),
            prop(pattern("Pset_.*"), "IsExternal", "IFCBOOLEAN", "true"),
        ],
        [material(), attribute("Name")],
    ),
    specification(
        "Elements with a material",
        [entity(_ELEMENTS), material()],
        [material(pattern(".*(oncrete|eton|ood|lass|etal|rick|teel).*")), material("Air")],
    ),
    specification(
        "Materials, if any",
        [entity(_ELEMENTS)],
        [material(pattern("[A-M].*"), cardinality="optional")],
    ),
    specification(
        "No glass",
        [entity(_ELEMENTS)],
        [material(pattern(".*[gG]lass.*"), cardinality="prohibited")],
    ),
    specification(
        "Classified",
        [entity(_ELEMENTS)],
        [classification(pattern(".+")), classification("Uniclass", pattern("EF.*"))],
    ),
    specification(
        "Where elements stand",
        [entity(_ELEMENTS)],
        [
            part_of("IFCBUILDINGSTOREY", _CONTAINED),
            part_of("IFCBUILDINGSTOREY"),
            part_of("IFCBUILDING"),
            part_of(pattern(".*"), _AGGREGATED),
            part_of("IFCSPACE", _CONTAINED, cardinality="prohibited"),
        ],
    ),
    specification(
        "Fillings",
        [entity(one_of("IFCDOOR", "IFCWINDOW", "IFCOPENINGELEMENT"))],
        [
            part_of(pattern("IFCWALL.*"), "IFCRELVOIDSELEMENT IFCRELFILLSELEMENT"),
            part_of(pattern(".*"), "IFCRELASSIGNSTOGROUP"),
        ],
    ),
    specification(
        "Storeys",
        [entity("IFCBUILDINGSTOREY")],
        [attribute("Elevation"), attribute("Name")],
        REQUIRED,
    ),
    specification(
        "Rooms", [entity("IFCSPACE")], [attribute("LongName"), part_of("IFCBUILDINGSTOREY")]
    ),
    specification(
        "Fixtures", [entity(_FIXTURES)], [attribute("Name"), prop(pattern(".*"), pattern(".*"))]
    ),
    specification("Proxies", [entity("IFCBUILDINGELEMENTPROXY")], None, PROHIBITED),
    specification(
        "Types",
        [entity(pattern("IFC.*TYPE"))],
        [attribute("Name"), prop(pattern(".*"), "Reference")],
    ),
    specification(
        "Predefined", [entity("IFCSLAB", "FLOOR")], [entity("IFCSLAB", pattern("FLOOR|ROOF"))]
    ),
    specification("Of users", [entity(_ELEMENTS)], [entity(_ELEMENTS, pattern("[A-Z_]+"))]),
    specification("A lift", [entity("IFCTRANSPORTELEMENT")], [attribute("Name")], REQUIRED),
    specification(
        "Materials by name", [entity("IFCMATERIAL")], [attribute("Name", pattern("[^-]*"))]
    ),
    specification(
        "Units", [entity("IFCSIUNIT")], [attribute("Prefix", "MILLI"), attribute("Name")]
    ),
    specification("Any with a tag", [attribute("Tag", pattern("[0-9]+"))], [attribute("Name")]),
    specification(
        "Any external", [prop(pattern("Pset_.*"), "IsExternal", "IFCBOOLEAN", "true")], [material()]
    ),
]
