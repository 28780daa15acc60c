"""The operation ``inspect`` on files, as any caller runs it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from ifcworks.errors import FileTruncated, SchemaUnsupported
from ifcworks.operations.base import ModelRef
from ifcworks.operations.inspect import InspectParams, InspectResult, inspect
from ifcworks.operations.registry import Registry
from ifcworks.operations.workspace import Workspace
from support.step_files import gzipped, step_file


def run(path: Path, folder: Path) -> InspectResult:
    folder.mkdir(exist_ok=True)
    work = Workspace(inputs={"m": path}, folder=folder)
    result = inspect.function(InspectParams(model=ModelRef("m")), work)
    assert isinstance(result, InspectResult)
    return result


def shown(result: InspectResult) -> str:
    out = io.StringIO()
    assert inspect.show is not None
    Console(file=out, width=120).print(inspect.show(result))
    return out.getvalue()


def test_it_is_registered() -> None:
    assert Registry.discover().get("inspect") is inspect


def test_the_module_is_cheap_to_import() -> None:
    code = (
        "import sys, ifcworks.operations.inspect;"
        "print({'ifcopenshell', 'numpy', 'rich'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_preload_names_modules_that_exist() -> None:
    import importlib

    for name in inspect.preload:
        importlib.import_module(name)


def test_a_tiny_model_goes_through_and_progress_rises(tmp_path: Path) -> None:
    path = tmp_path / "secret-name.ifc"
    path.write_bytes(gzipped(step_file()))
    seen: list[float] = []
    work = Workspace(
        inputs={"m": path},
        folder=tmp_path,
        on_progress=lambda fraction, message: seen.append(fraction),
    )
    result = inspect.function(InspectParams(model=ModelRef("m")), work)
    assert isinstance(result, InspectResult)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert result.size.entities == 2
    assert "secret-name" not in result.model_dump_json()
    assert InspectResult.model_validate_json(result.model_dump_json()) == result
    assert "no-project" in shown(result)


def test_a_cut_model_fails_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "m.ifc"
    path.write_bytes(step_file()[:-20])
    with pytest.raises(FileTruncated):
        run(path, tmp_path)


ODDITIES = {
    "placement of a wrong class": "#5=IFCLOCALPLACEMENT($,#4);\n"
    "#6=IFCSITE('x',$,$,$,$,#5,$,$,$,$,$,$,$,$);\n",
    "numbers where texts belong": "#5=IFCSITE(1,$,2.,.T.,$,$,$,3,$,'a','b','c',$,$);\n",
    "texts where lists belong": "#5=IFCUNITASSIGNMENT('x');\n"
    "#6=IFCPROJECT($,$,$,$,$,$,$,'y',#5);\n",
    "units that are none": "#5=IFCUNITASSIGNMENT((#4,#6));\n#6=IFCPROJECT($,$,$,$,$,$,$,$,#5);\n",
    "all attributes missing": "".join(
        f"#{number}={name}();\n"
        for number, name in enumerate(
            (
                "IFCPROJECT",
                "IFCSITE",
                "IFCBUILDINGSTOREY",
                "IFCWALL",
                "IFCAPPLICATION",
                "IFCMATERIAL",
                "IFCRELASSOCIATESMATERIAL",
                "IFCRELCONTAINEDINSPATIALSTRUCTURE",
                "IFCRELAGGREGATES",
                "IFCRELDEFINESBYTYPE",
                "IFCPROPERTYSET",
                "IFCMAPCONVERSION",
                "IFCGEOMETRICREPRESENTATIONCONTEXT",
            ),
            start=10,
        )
    ),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_one_oddity_never_fails_the_whole(oddity: str, tmp_path: Path) -> None:
    path = tmp_path / "m.ifc"
    path.write_bytes(step_file("#4=IFCWALL($,$,$,$,$,$,$,$,$);\n" + ODDITIES[oddity]))
    result = run(path, tmp_path)
    assert result.problems
    assert shown(result)


def test_the_whole_corpus_goes_through(corpus: Path, tmp_path: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" in path.name:
            with pytest.raises(SchemaUnsupported, match="IFC4X3_RC2"):
                run(path, tmp_path)
            continue
        result = run(path, tmp_path)
        assert result.schema_identifier in shown(result)
        if not path.name.startswith("bad-"):
            assert not [p for p in result.problems if p.severity == "error"], path.name


def test_office_a(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus / "office-a-ifc2x3.ifc", tmp_path)
    assert result.schema_identifier == "IFC2X3"
    assert (result.size.entities, result.size.products) == (62_930, 1_090)
    assert result.length_unit_metres is not None
    assert result.structure.storeys
    assert result.materials


def test_double_guids_are_listed(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus / "bad-double-guids-ifc2x3.ifc", tmp_path)
    double = next(p for p in result.problems if p.code == "duplicate-global-id")
    assert double.count == 3
    assert set(double.global_ids) == {
        "1EzyXtTtv7RAinwkFVr6_I",
        "2CND9gmL0OS2wPqFz8m2Fi",
        "07BlEPCtfBWxTlR5_aJi8s",
    }
    assert set(double.step_ids) == {6147, 6425, 54, 64, 22809, 22819}
    assert "6425" in shown(result)


def test_what_was_silently_lost_is_told(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus / "bad-errorfile-ifc2x3.ifc", tmp_path)
    worst = result.problems[0]
    assert (worst.code, worst.count) == ("instances-not-read", 6_177)
    assert "line 15" in worst.message
