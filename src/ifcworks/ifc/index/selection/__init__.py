"""Choosing objects of a model by selectors, answered from its index."""

from __future__ import annotations

from ifcworks.ifc.index.selection.choosing import chosen

__all__ = ["chosen"]
