"""Pictures of triangles as PNG, drawn on the processor alone."""

from ifcworks.ifc.pictures.rendering import Part, render

__all__ = ["Part", "render"]
