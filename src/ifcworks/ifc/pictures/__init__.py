"""Pictures of triangles as PNG, drawn on the processor alone."""

from ifcworks.ifc.pictures.elements import ElementPictures
from ifcworks.ifc.pictures.part import Colour, Part
from ifcworks.ifc.pictures.rendering import render

__all__ = ["Colour", "ElementPictures", "Part", "render"]
