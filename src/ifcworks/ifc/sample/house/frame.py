"""The steel beam that carries the floor over the living room, and the column under it."""

from ifcworks.ifc.sample.geometry import Extrusion, Placement, Polygon, X, Y, rectangle
from ifcworks.ifc.sample.model import Element, ElementType

from .catalogue import FRAME, HEB200, STEEL_DENSITY
from .dimensions import GROUND_ROOM_HEIGHT, LIVING_EAST, WEST

BEAM_AXIS = 4000.0
COLUMN_X = 2600.0
COLUMN, COLUMN_WALL = 120.0, 8.0

TYPES = (
    ElementType(
        key="beam",
        ifc_class="IfcBeamType",
        name="HEB200",
        predefined="BEAM",
        material="heb200",
        psets={"Pset_BeamCommon": {"LoadBearing": True, "FireRating": "R 30", "IsExternal": False}},
    ),
    ElementType(
        key="column",
        ifc_class="IfcColumnType",
        name="SHS 120 x 8",
        predefined="COLUMN",
        material="steel",
        psets={"Pset_ColumnCommon": {"LoadBearing": True, "IsExternal": False}},
    ),
)


def frame() -> tuple[Element, Element]:
    """Return the beam along x, hung under the floor slab, and the column."""
    span = LIVING_EAST - WEST
    middle = GROUND_ROOM_HEIGHT - HEB200.depth / 2
    # Local z runs along a beam and local y up, as IFC draws sections.
    beam = Extrusion(HEB200, span, style="steel")
    height = GROUND_ROOM_HEIGHT - HEB200.depth
    hollow = Polygon(
        rectangle(-COLUMN / 2, -COLUMN / 2, COLUMN, COLUMN),
        (
            rectangle(
                COLUMN_WALL - COLUMN / 2,
                COLUMN_WALL - COLUMN / 2,
                COLUMN - 2 * COLUMN_WALL,
                COLUMN - 2 * COLUMN_WALL,
            ),
        ),
    )
    column = Extrusion(hollow, height, style="steel")
    return (
        Element(
            key="beam",
            ifc_class="IfcBeam",
            name="Beam B1",
            container="ground",
            placement=Placement((WEST, BEAM_AXIS, middle), x=Y, z=X),
            solids=(beam,),
            type="beam",
            classification=FRAME,
            quantities={
                "Qto_BeamBaseQuantities": {
                    "Length": span,
                    "CrossSectionArea": HEB200.area / 1e6,
                    "GrossVolume": beam.volume,
                    "NetVolume": beam.volume,
                    "NetWeight": beam.volume * STEEL_DENSITY,
                }
            },
        ),
        Element(
            key="column",
            ifc_class="IfcColumn",
            name="Column C1",
            container="ground",
            placement=Placement((COLUMN_X, BEAM_AXIS, 0.0)),
            solids=(column,),
            type="column",
            classification=FRAME,
            quantities={
                "Qto_ColumnBaseQuantities": {
                    "Length": height,
                    "CrossSectionArea": hollow.area / 1e6,
                    "GrossVolume": column.volume,
                    "NetVolume": column.volume,
                    "NetWeight": column.volume * STEEL_DENSITY,
                }
            },
        ),
    )
