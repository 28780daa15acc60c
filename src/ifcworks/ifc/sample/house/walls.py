"""Walls of three shapes, with their quantities and everything fitted into them.

The local x runs along a wall, y from its outer (or first) face to the other, z up. Outer walls
run anticlockwise round the house, so their local y points inwards.
"""

from dataclasses import dataclass

from ifcworks.ifc.sample.geometry import Extrusion, Placement, Polygon, along_x, along_y, box
from ifcworks.ifc.sample.model import Element, Sets

from .openings import Fitted, fitted_elements


@dataclass(frozen=True, slots=True)
class WallShape:
    """The body of a wall without openings; lengths in mm, the area of its first face in mm²."""

    solid: Extrusion
    length: float
    thickness: float
    height: float
    face: float


def upright(length: float, thickness: float, height: float, style: str) -> WallShape:
    """Return a wall with a level top."""
    solid = box((0.0, 0.0, 0.0), (length, thickness, height), style)
    return WallShape(solid, length, thickness, height, length * height)


def bevelled(
    length: float, thickness: float, height: float, inner_height: float, style: str
) -> WallShape:
    """Return a wall whose top rises from its first face inwards, as under the eaves."""
    section = Polygon(((0.0, 0.0), (thickness, 0.0), (thickness, inner_height), (0.0, height)))
    return WallShape(
        along_x(section, length, style=style), length, thickness, height, length * height
    )


def gabled(length: float, thickness: float, eaves: float, ridge: float, style: str) -> WallShape:
    """Return a wall that rises from the eaves at both ends to the ridge in its middle."""
    face = Polygon(((0.0, 0.0), (length, 0.0), (length, eaves), (length / 2, ridge), (0.0, eaves)))
    return WallShape(along_y(face, thickness, style=style), length, thickness, ridge, face.area)


def wall(
    key: str,
    name: str,
    storey: str,
    wall_type: str,
    place: Placement,
    shape: WallShape,
    *,
    classification: str,
    fitted: tuple[Fitted, ...] = (),
    voids: tuple[Element, ...] = (),
    voids_area: float = 0.0,
    psets: Sets | None = None,
) -> tuple[Element, ...]:
    """Return a wall, then its plain voids, then its openings with what fills them.

    `voids_area` is the area of the plain voids in mm², which the net quantities leave out too.
    """
    holes = sum(f.area for f in fitted) + voids_area
    gross = shape.solid.volume
    element = Element(
        key=key,
        ifc_class="IfcWall",
        name=name,
        container=storey,
        placement=place,
        solids=(shape.solid,),
        axis_length=shape.length,
        type=wall_type,
        classification=classification,
        psets=psets or {},
        quantities={
            "Qto_WallBaseQuantities": {
                "Length": shape.length,
                "Width": shape.thickness,
                "Height": shape.height,
                "GrossFootprintArea": shape.length * shape.thickness / 1e6,
                "GrossSideArea": shape.face / 1e6,
                "NetSideArea": (shape.face - holes) / 1e6,
                "GrossVolume": gross,
                "NetVolume": gross - holes * shape.thickness / 1e9,
            }
        },
    )
    openings = (
        part for f in fitted for part in fitted_elements(f, key, storey, place, shape.thickness)
    )
    return (element, *voids, *openings)
