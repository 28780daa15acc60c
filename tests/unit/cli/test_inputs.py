"""Input files are checked before any work."""

from pathlib import Path

import pytest

from ifcworks.cli.inputs import input_paths
from ifcworks.errors import FileNotFound
from support.crafts.forge import ForgeParams


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("House.ifc", "shed.ifc", "notes.txt"):
        (tmp_path / name).touch()
    return tmp_path


def params(source: str, **more: object) -> ForgeParams:
    return ForgeParams.model_validate({"source": source, "form": "notes.txt", **more})


def test_every_reference_gets_its_path(here: Path) -> None:
    given = params("shed.ifc", parts=[{"name": "a", "file": "./House.ifc"}])
    assert input_paths(given) == {
        "shed.ifc": here / "shed.ifc",
        "notes.txt": here / "notes.txt",
        "./House.ifc": here / "House.ifc",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("house.ifc", "There is no file 'house.ifc'. Did you mean 'House.ifc'"),
        ("hose.ifc", "Did you mean 'House.ifc'"),
        ("zzzzz", "Did you mean 'House.ifc' or 'shed.ifc'?"),
        ("nowhere/x.ifc", "There is no folder 'nowhere' either."),
        (".", "'.' is a folder; name a file in it."),
    ],
)
def test_a_missing_file_is_named_with_near_matches(here: Path, given: str, said: str) -> None:
    with pytest.raises(FileNotFound) as error:
        input_paths(params(given))
    assert said in error.value.detail
