"""What operations there are, without importing them."""

import sys
from pathlib import Path

import pytest

from ifcworks.cli import catalogue
from ifcworks.errors import ParametersInvalid
from ifcworks.operations.registry import Registry
from ifcworks.settings import Settings

HEAD = "from ifcworks.operations.base import operation as op, OperationParams, OperationResult\n"
HEAD += "from ifcworks.operations.workspace import Workspace\n"
BODY = """
class P(OperationParams):
    pass

class R(OperationResult):
    pass

NAME = "plain"

@op({name}, title={title})
def f(params: P, work: Workspace) -> R:
    "Do it."
"""


def as_pairs(registry: Registry) -> list[tuple[str, str]]:
    return [(operation.name, operation.title) for operation in registry]


@pytest.mark.parametrize("package", ["ifcworks.operations", "support.toys", "support.crafts"])
def test_it_finds_what_the_registry_finds(package: str) -> None:
    found = catalogue.declared([package])
    assert [(item.name, item.title) for item in found] == as_pairs(Registry.discover(package))
    for item in found:
        assert item.load().name == item.name


def test_reading_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path, monkeypatch, "quiet_pack", '"one"', '"One"')
    [found] = catalogue.declared(["quiet_pack"])
    assert (found.name, found.title, found.module) == ("one", "One", "quiet_pack.it")
    assert "quiet_pack.it" not in sys.modules


def test_a_declaration_that_is_not_plain_text_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path, monkeypatch, "odd_pack", "NAME * 2", '"Twice"')
    [found] = catalogue.declared(["odd_pack"])
    assert (found.name, found.title) == ("plainplain", "Twice")


def test_a_missing_package_is_named() -> None:
    with pytest.raises(ParametersInvalid, match=r"no Python package 'nowhere\.at\.all'"):
        catalogue.declared(["nowhere.at.all"])


def test_packages_are_those_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IFCWORKS_OPERATIONS", raising=False)
    assert list(catalogue.packages()) == Settings().operations
    monkeypatch.setenv("ifcworks_operations", '["a.b", "c"]')
    assert list(catalogue.packages()) == Settings().operations == ["a.b", "c"]
    monkeypatch.delenv("ifcworks_operations")
    (tmp_path / ".env").write_text('IFCWORKS_OPERATIONS=["d"]\n')
    assert list(catalogue.packages()) == Settings().operations == ["d"]


def package(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, first: str, title: str
) -> None:
    (folder / name).mkdir()
    (folder / name / "__init__.py").touch()
    (folder / name / "it.py").write_text(HEAD + BODY.format(name=first, title=title))
    monkeypatch.syspath_prepend(str(folder))
