"""Where artifacts go."""

from pathlib import Path

import pytest

from ifcworks.cli.outputs import destination
from ifcworks.errors import FileNotFound, NameTaken, StorageUnavailable


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "house.ifc").write_text("the input")
    monkeypatch.chdir(folder)
    return folder


def made(here: Path, *names: str) -> list[Path]:
    folder = here.parent / "artifacts"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(f"new {name}")
    return [folder / name for name in names]


def placed(
    here: Path, output: str | None, *names: str, overwrite: bool = False, model: str = "house.ifc"
) -> list[str]:
    inputs = [(here / model).resolve()]
    target = destination(output, inputs, "convert", overwrite=overwrite)
    return [str(path) for path in target.place(made(here, *names))]


@pytest.mark.parametrize(
    ("output", "artifacts", "names"),
    [
        (None, ["model.glb"], ["house.glb"]),
        (None, ["model.obj", "model.mtl"], ["house.obj", "house.mtl"]),
        (None, ["ground.svg", "roof.svg"], ["house-ground.svg", "house-roof.svg"]),
        (None, ["check.json", "check.html"], ["house-check.json", "house-check.html"]),
        ("shed.glb", ["model.glb"], ["shed.glb"]),
        ("shed.step", ["model.stp"], ["shed.step"]),
        ("shed.obj", ["model.obj", "model.mtl"], ["shed.obj", "shed.mtl"]),
        ("shed.mtl", ["model.obj", "model.mtl"], ["shed.obj", "shed.mtl"]),
        ("shed.svg", ["ground.svg", "roof.svg"], ["shed.svg", "shed-roof.svg"]),
        ("new/", ["model.glb"], ["new/house.glb"]),
        ("new/deep/", ["a.svg", "b.svg"], ["new/deep/house-a.svg", "new/deep/house-b.svg"]),
        (".", ["model.glb"], ["house.glb"]),
    ],
)
def test_names(here: Path, output: str | None, artifacts: list[str], names: list[str]) -> None:
    assert placed(here, output, *artifacts) == names
    assert sorted(p for p in names if Path(p).is_file()) == sorted(names)
    assert not list(here.rglob(".*"))


def test_a_model_finds_its_materials_under_their_new_name(here: Path) -> None:
    obj, mtl = made(here, "model.obj", "model.mtl")
    body = "v 0 0 0\n" * 1000
    obj.write_text(f"# made\nmtllib model.mtl\n{body}")
    destination("a b.obj", [here / "house.ifc"], "convert", overwrite=False).place([obj, mtl])
    assert (here / "a b.obj").read_text() == f"# made\nmtllib a b.mtl\n{body}"
    assert (here / "a b.mtl").read_text() == "new model.mtl"


def test_the_name_of_a_packed_input_loses_both_suffixes(here: Path) -> None:
    (here / "house.v2.ifc.gz").touch()
    assert placed(here, None, "model.glb", model="house.v2.ifc.gz") == ["house.v2.glb"]


def test_an_existing_output_is_refused_before_any_work(here: Path) -> None:
    (here / "old.glb").write_text("old")
    with pytest.raises(NameTaken, match=r"'old\.glb' exists already"):
        placed(here, "old.glb", "model.glb")
    assert (here / "old.glb").read_text() == "old"
    assert placed(here, "old.glb", "model.glb", overwrite=True) == ["old.glb"]
    assert (here / "old.glb").read_text() == "new model.glb"


def test_an_existing_companion_is_not_replaced_either(here: Path) -> None:
    (here / "shed.mtl").write_text("old")
    with pytest.raises(NameTaken, match=r"'shed\.mtl' exists already"):
        placed(here, "shed.obj", "model.obj", "model.mtl")
    assert (here / "shed.mtl").read_text() == "old"


def test_names_that_were_not_asked_for_get_a_number_instead(here: Path) -> None:
    for number in range(2):
        (here / f"house{f'-{number + 1}' if number else ''}.mtl").write_text("old")
    assert placed(here, None, "model.obj", "model.mtl") == ["house-3.obj", "house-3.mtl"]
    assert placed(here, None, "model.obj", "model.mtl", overwrite=True) == [
        "house.obj",
        "house.mtl",
    ]


@pytest.mark.parametrize("overwrite", [False, True])
def test_an_input_is_never_overwritten(here: Path, overwrite: bool) -> None:
    with pytest.raises(NameTaken, match="is an input"):
        placed(here, "../here/house.ifc", "model.ifc", overwrite=overwrite)
    assert placed(here, None, "model.ifc", overwrite=overwrite) == ["house-convert.ifc"]
    assert (here / "house.ifc").read_text() == "the input"


def test_an_input_behind_a_link_is_never_overwritten(here: Path) -> None:
    (here / "link.ifc").symlink_to("house.ifc")
    with pytest.raises(NameTaken, match="is an input"):
        placed(here, "link.ifc", "model.ifc", overwrite=True)


def test_a_missing_folder_is_named(here: Path) -> None:
    with pytest.raises(FileNotFound, match="no folder 'nowhere'"):
        placed(here, "nowhere/out.glb", "model.glb")


def test_a_folder_that_cannot_be_written_to_is_named(here: Path) -> None:
    (here / "file").touch()
    target = destination("file/", [here / "house.ifc"], "convert", overwrite=False)
    with pytest.raises(StorageUnavailable, match="cannot be written"):
        target.place(made(here, "model.glb"))


def test_files_get_the_permissions_that_new_files_have(here: Path) -> None:
    placed(here, "a.glb", "model.glb")
    (here / "plain").touch()
    assert (here / "a.glb").stat().st_mode == (here / "plain").stat().st_mode
