"""Pictures of triangles as PNG, drawn on the processor alone."""

from ifcworks.ifc.pictures.part import Part
from ifcworks.ifc.pictures.rendering import render

__all__ = ["Part", "render"]
