"""ODS, written as it goes: libraries for it build the whole document in memory first."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from ifcworks.ifc.tables.workbook.limits import rows_that_fit
from ifcworks.ifc.tables.workbook.model import Sheet
from ifcworks.ifc.tables.workbook.ods_cells import (
    HEADER_STYLE,
    HIDDEN_STYLE,
    Cells,
    style_name,
    styles_of,
    styles_of_row,
)

_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = ("office", "table", "text", "style", "manifest")
_NAMES = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in _SPACES)
_FO = f'xmlns:fo="{_URN}:xsl-fo-compatible:1.0" xmlns:number="{_URN}:datastyle:1.0"'
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
<config:config-item config:name="ActiveTable" config:type="string">{active}</config:config-item>
<config:config-item-map-named config:name="Tables">
{sheets}</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>
</config:config-item-set>"""
_FROZEN = 2
_CENTIMETRES_OF_CHARACTER = 0.22
_DATE = (1980, 1, 1, 0, 0, 0)


def write_ods(target: Path, sheets: Sequence[Sheet]) -> int:
    """Write sheets as a workbook; the same sheets give the same bytes.

    Returns:
        How many cells held characters that ODS cannot have, such as control codes; they are
        replaced by U+FFFD.

    Raises:
        TableTooLarge: a sheet cannot hold its rows.
    """
    written = Cells()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        # First and as it is, so that the kind of file can be told from its beginning.
        package.writestr(_entry("mimetype", zipfile.ZIP_STORED), _MIMETYPE)
        package.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)
        package.writestr(_entry("settings.xml"), _settings(sheets))
        with package.open("content.xml", "w", force_zip64=True) as stream:
            for piece in _content(sheets, written):
                stream.write(piece.encode())
    return written.replaced


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry


def _content(sheets: Sequence[Sheet], cells: Cells) -> Iterator[str]:
    yield (
        f'{_HEAD}<office:document-content {_NAMES} {_FO} office:version="1.3">\n'
        "<office:automatic-styles>\n"
    )
    yield styles_of(column for sheet in sheets for column in sheet.columns)
    for number, sheet in enumerate(sheets):
        for place, column in enumerate(sheet.columns):
            size = column.width * _CENTIMETRES_OF_CHARACTER
            yield (
                f'<style:style style:name="co{number}-{place}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{size:.2f}cm"/>'
                "</style:style>\n"
            )
    yield "</office:automatic-styles>\n<office:body><office:spreadsheet>\n"
    ranges = []
    for number, sheet in enumerate(sheets):
        rows = yield from _sheet(number, sheet, cells)
        if sheet.has_header and sheet.columns:
            ranges.append(_filter(number, sheet, rows + 1))
    if ranges:
        yield f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>\n"
    yield "</office:spreadsheet></office:body></office:document-content>\n"


def _sheet(number: int, sheet: Sheet, cells: Cells) -> Generator[str, None, int]:
    """The sheet; returns how many rows it has."""
    columns = sheet.columns
    hidden = f' table:style-name="{HIDDEN_STYLE}"' if sheet.is_hidden else ""
    protected = ' table:protected="true"' if sheet.is_protected else ""
    yield f"<table:table table:name={quoteattr(sheet.name)}{hidden}{protected}>\n"
    for place, column in enumerate(columns):
        yield (
            f'<table:table-column table:style-name="co{number}-{place}" '
            f'table:default-cell-style-name="{style_name(column)}"/>\n'
        )
    if sheet.has_header:
        yield "<table:table-header-rows>\n"
        yield cells.row([column.header for column in columns], [HEADER_STYLE] * len(columns))
        yield "</table:table-header-rows>\n"
    plain = [style_name(column) for column in columns]
    has_fills = any(column.fills for column in columns)
    count = 0
    for row in rows_that_fit(sheet):
        yield cells.row(row, styles_of_row(columns, row) if has_fills else plain)
        count += 1
    if sheet.footer is not None:
        yield cells.row(sheet.footer, plain)
    yield "</table:table>\n"
    return count


def _filter(number: int, sheet: Sheet, rows: int) -> str:
    """The drop-down arrows of a filter."""
    name = sheet.name.replace("'", "''")
    area = f"'{name}'.A1:'{name}'.{_letters(len(sheet.columns))}{rows}"
    return (
        f'<table:database-range table:name="filter{number}" '
        f'table:target-range-address={quoteattr(area)} table:display-filter-buttons="true"/>'
    )


def _settings(sheets: Sequence[Sheet]) -> str:
    """How the sheets are seen at first: headers, and frozen columns, stay in view."""
    entries = "".join(_view(sheet) for sheet in sheets if sheet.has_header)
    shown = next((sheet.name for sheet in sheets if not sheet.is_hidden), sheets[0].name)
    return (
        f'{_HEAD}<office:document-settings xmlns:office="{_URN}:office:1.0" '
        f'xmlns:config="{_CONFIG}" office:version="1.3"><office:settings>'
        f"{_SETTINGS.format(active=quoteattr(shown)[1:-1], sheets=entries)}"
        "</office:settings></office:document-settings>\n"
    )


def _view(sheet: Sheet) -> str:
    columns = sheet.frozen_columns
    settings = {
        "HorizontalSplitMode": _FROZEN if columns else 0,
        "HorizontalSplitPosition": columns,
        "VerticalSplitMode": _FROZEN,
        "VerticalSplitPosition": 1,
        "PositionRight": columns,
        "PositionBottom": 1,
        "ActiveSplitRange": 3 if columns else 2,
    }
    items = "".join(
        f'<config:config-item config:name="{name}" '
        f'config:type="{"int" if "Position" in name else "short"}">{value}'
        "</config:config-item>\n"
        for name, value in settings.items()
    )
    return (
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>\n"
        f"{items}</config:config-item-map-entry>\n"
    )


def _letters(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(ord("A") + place) + name
    return name
