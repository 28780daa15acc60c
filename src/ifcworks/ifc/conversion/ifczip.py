"""IFCZIP: the model as it is, deflated."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ifcworks.ifc.conversion.formats import Format
from ifcworks.ifc.conversion.outcome import Conversion

_BEGINNING = (1980, 1, 1, 0, 0, 0)


def write_ifczip(plain: Path, target: Path) -> Conversion:
    """Pack a STEP file into an archive that depends on its content alone."""
    entry = zipfile.ZipInfo("model.ifc", date_time=_BEGINNING)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with (
        zipfile.ZipFile(target, "w") as archive,
        plain.open("rb") as source,
        archive.open(entry, "w", force_zip64=plain.stat().st_size >= 1 << 31) as packed,
    ):
        while chunk := source.read(1 << 20):
            packed.write(chunk)
    return Conversion(Format.IFCZIP, [target.name], target.stat().st_size)
