"""Fixtures of the tests of ``import-table``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ifcopenshell
import pytest

from ifcworks.operations.base import ModelRef
from ifcworks.operations.export_table import ExportTableParams, export_table
from ifcworks.operations.import_table import ImportTableParams, ImportTableResult, import_table
from ifcworks.operations.workspace import Workspace
from support.step_files import step_file


def guid(number: int) -> str:
    return f"1edit{number:017d}"


def _g(number: int) -> str:
    return f"'{guid(number)}'"


def _single(number: int, name: str, value: str) -> str:
    return f"#{number}=IFCPROPERTYSINGLEVALUE('{name}',$,{value},$);\n"


def _set(number: int, name: str, members: str) -> str:
    return f"#{number}= IFCPROPERTYSET({_g(number)},#9,'{name}','why',({members}));\n"


def _give(number: int, definition: int, objects: str) -> str:
    arguments = f"{_g(number)},#9,'given',$,({objects}),#{definition}"
    return f"#{number}=IFCRELDEFINESBYPROPERTIES({arguments});\n"


WALLS = "".join(
    (
        "#7=IFCPERSON($,'x',$,$,$,$,$,$);\n#8=IFCORGANIZATION($,'o',$,$,$);\n",
        "#6=IFCPERSONANDORGANIZATION(#7,#8,$);\n#5=IFCAPPLICATION(#8,'1','a','a');\n",
        "#9=IFCOWNERHISTORY(#6,#5,$,.ADDED.,$,$,$,0);\n",
        "/* #1=IFCWALL('in a comment'); */\n",
        f"#1=IFCWALL({_g(1)},#9,'One; \\X2\\00DC\\X0\\',  $ ,'',$,$,'007',.STANDARD.);\n",
        f"#2=IFCWALL({_g(2)},#9,'Two''s',$,$,$,$,'8',$);\n",
        f"#3=IFCWALL({_g(3)},#9,'Three',$,$,$,$,$,$);\n",
        f"#4=IFCDOOR({_g(4)},#9,'Door',$,$,$,$,$,2.0999999999999996,0.9,$,$,$);\n",
        f"#10=IFCWALLTYPE({_g(10)},#9,'Type',$,$,(#21),$,$,$,.NOTDEFINED.);\n",
        f"#11=IFCRELDEFINESBYTYPE({_g(11)},#9,$,$,(#1,#2,#3),#10);\n",
        _single(31, "FireRating", "IFCLABEL('REI 30')"),
        _single(32, "IsExternal", "IFCBOOLEAN(.F.)"),
        _single(33, "ThermalTransmittance", "IFCTHERMALTRANSMITTANCEMEASURE(0.24)"),
        _single(34, "Reference", "IFCIDENTIFIER('12')"),
        _single(35, "Certain", "IFCLOGICAL(.U.)"),
        _single(36, "Count", "IFCINTEGER(3)"),
        _single(37, "Ratio", "IFCREAL(3.)"),
        _single(38, "Plan", "$"),
        "#39=IFCPROPERTYENUMERATEDVALUE('Status',$,(IFCLABEL('NEW')),#51);\n",
        "#40=IFCPROPERTYLISTVALUE('Several',$,(IFCLABEL('a'),IFCLABEL('b')),$);\n",
        "#51=IFCPROPERTYENUMERATION('States',(IFCLABEL('NEW'),IFCLABEL('EXISTING')),$);\n",
        _set(21, "Pset_WallCommon", "#31"),
        _set(22, "Pset_WallCommon", "#32,#33,#34"),
        _set(23, "Mine", "#35,#36,#37,#38,#39,#40"),
        _set(24, "Other", "#37"),
        _give(61, 22, "#1,#2"),
        _give(62, 23, "#1"),
        _give(63, 24, "#4"),
        "#71=IFCQUANTITYVOLUME('NetVolume',$,$,2.5,$);\n",
        f"#72=IFCELEMENTQUANTITY({_g(72)},#9,'Qto_WallBaseQuantities',$,$,(#71));\n",
        _give(64, 72, "#1"),
    )
)
"""Walls that share a set, one property in two sets, values of each type."""

Import = Callable[..., tuple[ImportTableResult, Workspace]]


@pytest.fixture
def walls(tmp_path: Path) -> Path:
    path = tmp_path / "walls.ifc"
    path.write_bytes(step_file(WALLS))
    return path


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    """Runs the operation."""
    count = 0

    def run(model: Path, table: Path, **params: Any) -> tuple[ImportTableResult, Workspace]:
        nonlocal count
        count += 1
        folder = tmp_path / f"import-{count}"
        folder.mkdir()
        known = {"index": {"m": params.pop("index")}} if "index" in params else {}
        work = Workspace(inputs={"m": model, "t": table}, folder=folder, known=known)
        given = ImportTableParams.model_validate({"model": "m", "table": "t", **params})
        result = import_table.function(given, work)
        assert isinstance(result, ImportTableResult)
        return result, work

    return run


@dataclass
class Edited:
    """What became of a model and a table of a few cells."""

    result: ImportTableResult
    before: bytes
    path: Path | None

    @property
    def after(self) -> bytes:
        assert self.path is not None
        return self.path.read_bytes()

    @cached_property
    def model(self) -> ifcopenshell.file:
        assert self.path is not None
        return ifcopenshell.open(self.path)

    def changed(self) -> tuple[list[bytes], list[bytes]]:
        """Lines that are only before, and only after."""
        old, new = self.before.splitlines(), self.after.splitlines()
        return [x for x in old if x not in new], [x for x in new if x not in old]


Edit = Callable[..., Edited]


@pytest.fixture
def edit(walls: Path, imported: Import, tmp_path: Path) -> Edit:
    """Imports a table of a header and rows into the walls, as CSV; cells are written as given."""

    def run(header: Sequence[str], *rows: Sequence[str], **params: Any) -> Edited:
        table = tmp_path / "edit.csv"
        with table.open("w", newline="") as stream:
            csv.writer(stream).writerows([["GlobalId", *header], *rows])
        params = {"write": True, **params}
        result, work = imported(walls, table, **params)
        assert list(work.versions.values()) == ([result.artifact] if result.written else [])
        return Edited(result, walls.read_bytes(), work.artifacts.get("model.ifc"))

    return run


def exported(model: Path, folder: Path, index: Path | None = None, **params: Any) -> Path:
    """A table of a model."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {"index": {"m": index}} if index else {}
    work = Workspace(inputs={"m": model}, folder=folder, known=known)
    given = ExportTableParams.model_validate({"model": ModelRef("m"), **params})
    result = export_table.function(given, work)
    return work.artifacts[result.artifact]  # type: ignore[attr-defined]
