"""Colours, materials and classification codes of the house."""

from ifcworks.ifc.sample.geometry import ISection
from ifcworks.ifc.sample.model import (
    ConstituentSet,
    LayerSet,
    Material,
    MaterialDefinition,
    ProfileSet,
    Style,
)

STYLES = (
    Style("render", (0.93, 0.90, 0.83)),
    Style("plaster", (0.95, 0.95, 0.93)),
    Style("concrete", (0.66, 0.66, 0.64)),
    Style("floor", (0.72, 0.58, 0.42)),
    Style("tiles", (0.60, 0.25, 0.18)),
    Style("brick", (0.55, 0.30, 0.24)),
    Style("frame", (0.24, 0.27, 0.30)),
    Style("glass", (0.62, 0.80, 0.88), transparency=0.7),
    Style("front-door", (0.16, 0.36, 0.30)),
    Style("wood", (0.70, 0.52, 0.34)),
    Style("white", (0.96, 0.96, 0.96)),
    Style("steel", (0.50, 0.53, 0.56)),
    Style("grass", (0.45, 0.60, 0.32)),
    Style("paving", (0.74, 0.71, 0.66)),
    Style("fabric", (0.33, 0.42, 0.55)),
    Style("room", (0.55, 0.75, 0.90), transparency=0.85),
)

HEB200 = ISection(width=200.0, depth=200.0, web=9.0, flange=15.0)

STEEL_DENSITY = 7850.0
CONCRETE_DENSITY = 2400.0

MATERIALS: tuple[MaterialDefinition, ...] = (
    Material("render", "Lime cement render", "plaster"),
    Material("insulation", "Mineral wool", "insulation"),
    Material("brick", "Calcium silicate brick", "brick"),
    Material("plaster", "Gypsum plaster", "plaster"),
    Material("gypsum-board", "Gypsum board", "gypsum"),
    Material("concrete", "Concrete C25/30", "concrete"),
    Material("screed", "Cement screed", "concrete"),
    Material("impact", "Impact sound insulation", "insulation"),
    Material("tiles", "Clay roof tile", "ceramic"),
    Material("timber", "Spruce", "wood"),
    Material("oak", "Oak", "wood"),
    Material("aluminium", "Aluminium", "aluminium"),
    Material("glass", "Insulating glass", "glass"),
    Material("steel", "Steel S235", "steel"),
    Material("clinker", "Clinker brick", "brick"),
    Material("stone", "Natural stone", "stone"),
    Material("ceramic", "Sanitary ceramic", "ceramic"),
    LayerSet(
        "outer-wall",
        "Outer wall 350",
        (
            ("Render", "render", 20.0),
            ("Insulation", "insulation", 140.0),
            ("Masonry", "brick", 175.0),
            ("Plaster", "plaster", 15.0),
        ),
    ),
    LayerSet(
        "inner-wall",
        "Inner wall 175",
        (
            ("Plaster", "plaster", 15.0),
            ("Masonry", "brick", 145.0),
            ("Plaster", "plaster", 15.0),
        ),
    ),
    LayerSet(
        "partition",
        "Partition 115",
        (
            ("Board", "gypsum-board", 12.5),
            ("Studs and wool", "insulation", 90.0),
            ("Board", "gypsum-board", 12.5),
        ),
    ),
    LayerSet(
        "floor",
        "Floor 250",
        (
            ("Slab", "concrete", 180.0),
            ("Impact sound insulation", "impact", 20.0),
            ("Screed", "screed", 50.0),
        ),
    ),
    LayerSet(
        "roof",
        "Pitched roof 250",
        (
            ("Lining", "gypsum-board", 12.5),
            ("Insulation between rafters", "insulation", 180.0),
            ("Tiles on battens", "tiles", 57.5),
        ),
    ),
    ConstituentSet("window", "Aluminium window", (("Framing", "aluminium"), ("Glazing", "glass"))),
    ConstituentSet("inner-door", "Timber door", (("Framing", "timber"), ("Leaf", "timber"))),
    ConstituentSet(
        "front-door",
        "Oak door with light",
        (("Framing", "aluminium"), ("Leaf", "oak"), ("Glazing", "glass")),
    ),
    ProfileSet("heb200", "HEB200", "steel", HEB200),
)

CLASSIFICATION = "House Element Codes"

OUTER_WALLS, INNER_WALLS, FLOORS, ROOFS = "H.21", "H.22", "H.23", "H.27"
STAIRS, FRAME, WINDOWS, DOORS, ENTRANCES = "H.24", "H.28", "H.31", "H.32", "H.33"

CODES = {
    OUTER_WALLS: "Outer walls",
    INNER_WALLS: "Inner walls",
    FLOORS: "Floors",
    STAIRS: "Stairs and railings",
    ROOFS: "Roofs",
    FRAME: "Frame",
    WINDOWS: "Windows",
    DOORS: "Doors",
    ENTRANCES: "Entrances",
}
