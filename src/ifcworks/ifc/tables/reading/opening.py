"""Reading a table of any format, told by its content."""

from __future__ import annotations

from pathlib import Path

from ifcworks.errors import FileKindUnsupported
from ifcworks.ifc.recognition import recognise
from ifcworks.ifc.tables.reading.sheet import Sheet
from ifcworks.ifc.unpacking import UnpackLimits

_TEXT = ("csv", "text", "unknown")


def read_table(
    path: Path,
    sheet: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Sheet:
    """Read a table.

    Args:
        path: CSV, TSV, XLSX, ODS, Parquet or JSON.
        sheet: which one of a book.
        delimiter: between the cells of text.
        encoding: of text.

    Raises:
        FileRefused: it is none of these, empty, cut off or damaged.
        ParametersInvalid: there is no such sheet.
    """
    with path.open("rb") as stream:
        found = recognise(stream, path.stat().st_size, UnpackLimits())
    match found.form:
        case "xlsx" | "ods":
            from ifcworks.ifc.tables.reading.sheets import read_sheets

            return read_sheets(path, found.form, sheet)
        case "parquet":
            from ifcworks.ifc.tables.reading.typed import read_parquet

            return read_parquet(path)
        case "json":
            from ifcworks.ifc.tables.reading.typed import read_json

            return read_json(path)
        case form if form in _TEXT:
            from ifcworks.ifc.tables.reading.text import read_text

            return read_text(path, delimiter, encoding)
    raise FileKindUnsupported(
        f"The table is a file of the form {found.form}. Give CSV, TSV, XLSX, ODS, Parquet or JSON."
    )
