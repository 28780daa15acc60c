"""Cells: what ``ifcopenshell.util.selector.get_element_value`` says, for many elements at once."""

from __future__ import annotations

from ifcworks.ifc.index.cells.evaluation import Cells, cells
from ifcworks.ifc.index.cells.questions import NotInIndex

__all__ = ["Cells", "NotInIndex", "cells"]
