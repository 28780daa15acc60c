"""Cells of ODS, and the styles that they have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from ifcworks.ifc.tables.workbook.limits import fits_number
from ifcworks.ifc.tables.workbook.model import Cell, SheetColumn

HEADER_STYLE, HIDDEN_STYLE = "header", "unseen"
_SEVERAL_SPACES = re.compile("  +|^ +| +$|\t")
_NOT_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REPLACEMENT = "\ufffd"
_END = "</table:table-cell>"
_RETURN = {"\r": "&#13;"}
_FIXED_STYLES = f"""<style:style style:name="{HEADER_STYLE}" style:family="table-cell">
<style:table-cell-properties fo:background-color="#DDE6EF"/>
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="{HIDDEN_STYLE}" style:family="table">
<style:table-properties table:display="false"/></style:style>
"""


class Cells:
    """Writes rows of cells, and counts those in which a character had to be replaced."""

    def __init__(self) -> None:
        self.replaced = 0

    def row(self, values: Iterable[Cell], styles: Iterable[str]) -> str:
        """A row; each cell in a style."""
        cells = map(self._cell, values, styles)
        return f"<table:table-row>{''.join(cells)}</table:table-row>\n"

    def _cell(self, value: Cell, style: str) -> str:
        start = f'<table:table-cell table:style-name="{style}"'
        if value is None or value == "":
            return f"{start}/>"
        if isinstance(value, bool):
            word = "true" if value else "false"
            kind = f'"boolean" office:boolean-value="{word}"'
            return f"{start} office:value-type={kind}><text:p>{word.upper()}</text:p>{_END}"
        if fits_number(value):
            kind = f'"float" office:value="{value!r}"'
            return f"{start} office:value-type={kind}><text:p>{value!r}</text:p>{_END}"
        text = self.clean(str(value))
        lines = "".join(
            f"<text:p>{_SEVERAL_SPACES.sub(_as_elements, escape(line, _RETURN))}</text:p>"
            for line in text.split("\n")
        )
        # Not every reader knows the element for a tab.
        exact = f" office:string-value={quoteattr(text)}" if "\t" in text else ""
        return f'{start} office:value-type="string"{exact}>{lines}{_END}'

    def clean(self, text: str) -> str:
        """The text without characters that XML cannot hold."""
        clean, count = _NOT_OF_XML.subn(_REPLACEMENT, text)
        self.replaced += count > 0
        return clean


def _as_elements(match: re.Match[str]) -> str:
    """Space that XML readers would take for one blank."""
    found = match[0]
    return "<text:tab/>" if found == "\t" else f'<text:s text:c="{len(found)}"/>'


def style_name(column: SheetColumn, fill: str | None = None) -> str:
    """The name of the style of a column's cells."""
    name = "locked" if column.locked else "free"
    if column.decimals is not None:
        name += f"-{column.decimals}"
    return name if fill is None else f"{name}-{fill}"


def styles_of(columns: Iterable[SheetColumn]) -> str:
    """The definitions of all styles that the cells of these columns may have."""
    found: dict[str, str] = {}
    for column in columns:
        for fill in (None, *column.fills.values()):
            found[style_name(column, fill)] = _style(column, fill)
        if column.decimals is not None:
            found[f"number-{column.decimals}"] = (
                f'<number:number-style style:name="number-{column.decimals}"><number:number '
                f'number:decimal-places="{column.decimals}" number:min-decimal-places='
                f'"{column.decimals}" number:min-integer-digits="1"/></number:number-style>\n'
            )
    # A style of numbers stands before what uses it.
    names = sorted(found, key=lambda name: (not name.startswith("number"), name))
    return _FIXED_STYLES + "".join(found[name] for name in names)


def _style(column: SheetColumn, fill: str | None) -> str:
    number = "" if column.decimals is None else f' style:data-style-name="number-{column.decimals}"'
    background = "" if fill is None else f' fo:background-color="#{fill}"'
    protect = "" if column.locked else ' style:cell-protect="none"'
    grey = '<style:text-properties fo:color="#666666"/>' if column.locked else ""
    properties = (
        f"<style:table-cell-properties{protect}{background}/>" if protect or background else ""
    )
    return (
        f'<style:style style:name="{style_name(column, fill)}" style:family="table-cell"{number}>'
        f"{properties}{grey}</style:style>\n"
    )


def styles_of_row(columns: Sequence[SheetColumn], row: Sequence[Cell]) -> Iterable[str]:
    """The names of the styles of a row's cells."""
    for column, value in zip(columns, row, strict=True):
        fill = column.fills.get(value) if isinstance(value, str) else None
        yield style_name(column, fill)
