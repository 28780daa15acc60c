"""ODS, written as it goes: libraries for it build the whole document in memory first."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ifcworks.ifc.tables.writing.limits import check_fits
from ifcworks.ifc.tables.writing.request import GLOBAL_ID
from ifcworks.ifc.tables.writing.table import ABOUT_SHEET, SHEET, Table
from ifcworks.ifc.tables.writing.widths import width
from ifcworks.ifc.tables.writing.xlsx import fits_number

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = ("office", "table", "text", "style", "manifest")
_NAMES = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in _SPACES)
_FO = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = f"""{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_CONFIG = f"{_URN}:config:1.0"
_SETTINGS = """<config:config-item-set config:name="ooo:view-settings">
<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>
<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>
<config:config-item config:name="ActiveTable" config:type="string">{sheet}</config:config-item>
<config:config-item-map-named config:name="Tables">
<config:config-item-map-entry config:name="{sheet}">
{items}</config:config-item-map-entry>
</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>
</config:config-item-set>"""
_FROZEN = 2
_STYLES = """<office:automatic-styles>
<style:style style:name="free" style:family="table-cell">
<style:table-cell-properties style:cell-protect="none"/></style:style>
<style:style style:name="locked" style:family="table-cell">
<style:text-properties fo:color="#666666"/></style:style>
<style:style style:name="header" style:family="table-cell">
<style:table-cell-properties fo:background-color="#DDE6EF"/>
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="unseen" style:family="table">
<style:table-properties table:display="false"/></style:style>
"""
_CENTIMETRES_OF_CHARACTER = 0.22
_SEVERAL_SPACES = re.compile("  +|^ +| +$|\t")
_NOT_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REPLACEMENT = "\ufffd"
_END = "</table:table-cell>"
_RETURN = {"\r": "&#13;"}


def write_ods(table: Table, target: Path, protect: bool) -> int:
    """Write a table as a sheet, with a hidden one that says what its columns mean.

    Returns:
        How many cells held characters that ODS cannot have, such as control codes; they are
        replaced by U+FFFD.

    Raises:
        TableTooLarge: a sheet cannot hold it.
    """
    columns = table.typed()
    check_fits(table, columns)
    written = _Cells()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        # First and as it is, so that the kind of file can be told from its beginning.
        package.writestr("mimetype", _MIMETYPE, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("settings.xml", _settings(table))
        with package.open("content.xml", "w", force_zip64=True) as stream:
            for piece in _content(table, columns, protect, written):
                stream.write(piece.encode())
    return written.replaced


def _content(table: Table, columns: list[list[Any]], protect: bool, cells: _Cells) -> Iterator[str]:
    yield f'{_HEAD}<office:document-content {_NAMES} {_FO} office:version="1.3">\n{_STYLES}'
    for place, (header, values) in enumerate(zip(table.headers, columns, strict=True)):
        size = width(header, values) * _CENTIMETRES_OF_CHARACTER
        yield (
            f'<style:style style:name="co{place}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{size:.2f}cm"/></style:style>\n'
        )
    yield "</office:automatic-styles>\n<office:body><office:spreadsheet>\n"
    locked = [column.query == GLOBAL_ID for column in table.columns]
    protected = ' table:protected="true"' if protect and any(locked) else ""
    yield f'<table:table table:name="{SHEET}"{protected}>\n'
    for place, is_locked in enumerate(locked):
        style = "locked" if is_locked else "free"
        yield (
            f'<table:table-column table:style-name="co{place}" '
            f'table:default-cell-style-name="{style}"/>\n'
        )
    yield "<table:table-header-rows>\n"
    yield cells.row(table.headers, ["header"] * len(locked))
    yield "</table:table-header-rows>\n"
    styles = ["locked" if is_locked else "free" for is_locked in locked]
    for row in zip(*columns, strict=True):
        yield cells.row(row, styles)
    if last := table.last_row():
        yield cells.row(["" if text is None else text for text in last], styles)
    yield f'</table:table>\n<table:table table:name="{ABOUT_SHEET}" table:style-name="unseen">\n'
    yield '<table:table-column table:number-columns-repeated="3"/>\n'
    for about in table.about():
        yield cells.row(about, ["locked"] * len(about))
    # The drop-down arrows of a filter.
    last_cell = f"{_letters(len(columns))}{table.rows + 1}"
    yield (
        "</table:table>\n<table:database-ranges><table:database-range "
        f'table:name="{SHEET}" table:target-range-address="{SHEET}.A1:{SHEET}.{last_cell}" '
        'table:display-filter-buttons="true"/></table:database-ranges>\n'
        "</office:spreadsheet></office:body></office:document-content>\n"
    )


def _settings(table: Table) -> str:
    """How the sheet is seen at first: its header, and GlobalIds in front, stay in view."""
    columns = int(table.columns[0].query == GLOBAL_ID)
    settings = {
        "HorizontalSplitMode": _FROZEN * columns,
        "HorizontalSplitPosition": columns,
        "VerticalSplitMode": _FROZEN,
        "VerticalSplitPosition": 1,
        "PositionRight": columns,
        "PositionBottom": 1,
        "ActiveSplitRange": 2 + columns,
    }
    items = "".join(
        f'<config:config-item config:name="{name}" '
        f'config:type="{"int" if "Position" in name else "short"}">{value}'
        "</config:config-item>\n"
        for name, value in settings.items()
    )
    return (
        f'{_HEAD}<office:document-settings xmlns:office="{_URN}:office:1.0" '
        f'xmlns:config="{_CONFIG}" office:version="1.3"><office:settings>'
        f"{_SETTINGS.format(sheet=SHEET, items=items)}"
        "</office:settings></office:document-settings>\n"
    )


class _Cells:
    """Writes rows of cells, and counts those in which a character had to be replaced."""

    def __init__(self) -> None:
        self.replaced = 0

    def row(self, values: Iterable[Any], styles: list[str]) -> str:
        cells = map(self._cell, values, styles)
        return f"<table:table-row>{''.join(cells)}</table:table-row>\n"

    def _cell(self, value: Any, style: str) -> str:
        start = f'<table:table-cell table:style-name="{style}"'
        if value == "":
            return f"{start}/>"
        if isinstance(value, bool):
            word = "true" if value else "false"
            kind = f'"boolean" office:boolean-value="{word}"'
            return f"{start} office:value-type={kind}><text:p>{word.upper()}</text:p>{_END}"
        if fits_number(value):
            kind = f'"float" office:value="{value!r}"'
            return f"{start} office:value-type={kind}><text:p>{value!r}</text:p>{_END}"
        text = self._clean(str(value))
        lines = "".join(
            f"<text:p>{_SEVERAL_SPACES.sub(_as_elements, escape(line, _RETURN))}</text:p>"
            for line in text.split("\n")
        )
        # Not every reader knows the element for a tab.
        exact = f" office:string-value={quoteattr(text)}" if "\t" in text else ""
        return f'{start} office:value-type="string"{exact}>{lines}{_END}'

    def _clean(self, text: str) -> str:
        clean, count = _NOT_OF_XML.subn(_REPLACEMENT, text)
        self.replaced += count > 0
        return clean


def _as_elements(match: re.Match[str]) -> str:
    """Space that XML readers would take for one blank."""
    found = match[0]
    return "<text:tab/>" if found == "\t" else f'<text:s text:c="{len(found)}"/>'


def _letters(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(ord("A") + place) + name
    return name
