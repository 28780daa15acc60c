"""Solids and placements of the plan as IFC geometry."""

import ifcopenshell
import ifcopenshell.api.style
from ifcopenshell import entity_instance
from ifcopenshell.util.shape_builder import ShapeBuilder

from ifcworks.ifc.sample.geometry import (
    Disc,
    Extrusion,
    ISection,
    Placement,
    Point,
    Polygon,
    Profile,
)
from ifcworks.ifc.sample.model import Style


class ShapeWriter:
    """Draws extrusions in one file and one Body context, in the styles of the model."""

    def __init__(
        self, file: ifcopenshell.file, body: entity_instance, styles: tuple[Style, ...]
    ) -> None:
        """Write the surface styles into the file."""
        self._file = file
        self._body = body
        self._builder = ShapeBuilder(file)
        self._styles = {style.key: self._surface_style(style) for style in styles}

    def body(self, solids: tuple[Extrusion, ...]) -> entity_instance:
        """Return a Body representation of the solids, each in its own style."""
        items = [self._solid(solid) for solid in solids]
        return self._file.create_entity(
            "IfcShapeRepresentation", self._body, "Body", "SweptSolid", items
        )

    def profile(self, profile: Profile, name: str | None = None) -> entity_instance:
        """Return an IFC profile."""
        match profile:
            case Polygon(points, holes):
                outer, *inner = [self._outline(outline) for outline in (points, *holes)]
                return self._builder.profile(outer, name=name, inner_curves=inner)
            case Disc(radius, inner_radius) if inner_radius:
                return self._file.create_entity(
                    "IfcCircleHollowProfileDef",
                    "AREA",
                    name,
                    None,
                    radius,
                    radius - inner_radius,
                )
            case Disc(radius):
                return self._file.create_entity("IfcCircleProfileDef", "AREA", name, None, radius)
            case ISection(width, depth, web, flange):
                return self._file.create_entity(
                    "IfcIShapeProfileDef", "AREA", name, None, width, depth, web, flange
                )

    def local_placement(
        self, placement: Placement, parent: entity_instance | None
    ) -> entity_instance:
        """Return an object placement; `placement` is relative to `parent`."""
        axes = self._builder.create_axis2_placement_3d(placement.origin, placement.z, placement.x)
        return self._file.create_entity("IfcLocalPlacement", parent, axes)

    def _solid(self, solid: Extrusion) -> entity_instance:
        item = self._builder.extrude(
            self.profile(solid.profile),
            magnitude=solid.depth,
            position=solid.position.origin,
            extrusion_vector=solid.direction,
            position_z_axis=solid.position.z,
            position_x_axis=solid.position.x,
        )
        if solid.style is not None:
            ifcopenshell.api.style.assign_item_style(
                self._file, item=item, style=self._styles[solid.style]
            )
        return item

    def _outline(self, points: tuple[Point, ...]) -> entity_instance:
        return self._builder.polyline(points, closed=True)

    def _surface_style(self, style: Style) -> entity_instance:
        red, green, blue = style.colour
        surface = ifcopenshell.api.style.add_style(self._file, name=style.key)
        ifcopenshell.api.style.add_surface_style(
            self._file,
            style=surface,
            ifc_class="IfcSurfaceStyleShading",
            attributes={
                "SurfaceColour": {"Name": None, "Red": red, "Green": green, "Blue": blue},
                "Transparency": style.transparency,
            },
        )
        return surface
