"""Reports for people: pages of HTML that need nothing else, and workbooks."""

from ifcworks.ifc.reports.model import (
    Column,
    Fact,
    HtmlReport,
    MatrixSection,
    PictureSection,
    Section,
    Sheet,
    TableSection,
    TextSection,
    Tile,
    Tone,
)
from ifcworks.ifc.reports.page import write_html
from ifcworks.ifc.reports.workbooks import facts_sheet, write_workbook

__all__ = [
    "Column",
    "Fact",
    "HtmlReport",
    "MatrixSection",
    "PictureSection",
    "Section",
    "Sheet",
    "TableSection",
    "TextSection",
    "Tile",
    "Tone",
    "facts_sheet",
    "write_html",
    "write_workbook",
]
