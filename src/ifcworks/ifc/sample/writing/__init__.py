"""Writing a `Model` as an IFC file with ifcopenshell.api."""

from .file import write_model

__all__ = ["write_model"]
