"""Projects and files: names, versions, references."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ifcworks.errors import FileNotFound, NameTaken, ParametersInvalid, ProjectNotFound
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import Catalog, Project
from ifcworks.files.versions import Content


def content(letter: str = "a", kind: str = "ifc") -> Content:
    return Content(Blob(letter * 64, 10), kind, "step", "IFC4", "application/x-step")


def test_the_default_project_is_made_once(catalog: Catalog) -> None:
    catalog.ensure_default()

    assert [project.name for project in catalog.projects()] == ["default"]


@pytest.mark.parametrize("name", ["", "A", "-a", "a b", "ä", "a/b", "a" * 101, "a\n"])
def test_a_project_name_that_is_refused(catalog: Catalog, name: str) -> None:
    with pytest.raises(ParametersInvalid):
        catalog.add_project(name)


def test_a_project_name_that_is_taken(catalog: Catalog) -> None:
    with pytest.raises(NameTaken):
        catalog.add_project("default")


def test_a_project_that_is_not_there(catalog: Catalog) -> None:
    with pytest.raises(ProjectNotFound):
        catalog.project("nowhere")


def test_other_bytes_under_a_name_are_the_next_version(catalog: Catalog, project: Project) -> None:
    first, made_first = catalog.add_version(project, "m.ifc", content("a"))
    second, made_second = catalog.add_version(project, "m.ifc", content("b"))

    assert (made_first, made_second) == (True, True)
    assert second.id == first.id
    assert [version.number for version in catalog.versions(second)] == [2, 1]
    assert catalog.file(project, first.id) == second


def test_the_same_bytes_make_no_version(catalog: Catalog, project: Project) -> None:
    first, _ = catalog.add_version(project, "m.ifc", content("a"))

    assert catalog.add_version(project, "m.ifc", content("a")) == (first, False)


def test_bytes_of_an_older_version_make_a_new_one(catalog: Catalog, project: Project) -> None:
    for letter in "aba":
        file, _ = catalog.add_version(project, "m.ifc", content(letter))

    assert file.newest.number == 3


def test_the_same_name_in_two_projects_is_two_files(catalog: Catalog, project: Project) -> None:
    here, _ = catalog.add_version(project, "m.ifc", content())
    there, _ = catalog.add_version(catalog.add_project("other"), "m.ifc", content())

    assert here.id != there.id


def test_uploads_at_once_become_versions_without_gaps(catalog: Catalog, project: Project) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda letter: catalog.add_version(project, "m.ifc", content(letter)),
                "0123456789abcdef",
            )
        )

    file, _ = catalog.resolve(project, "m.ifc")
    assert [version.number for version in catalog.versions(file)] == list(range(16, 0, -1))


@pytest.mark.parametrize(
    ("ref", "number"), [("m.ifc", 2), ("m.ifc@1", 1), ("m.ifc@2", 2), ("{id}", 2), ("{id}@1", 1)]
)
def test_references(catalog: Catalog, project: Project, ref: str, number: int) -> None:
    catalog.add_version(project, "m.ifc", content("a"))
    file, _ = catalog.add_version(project, "m.ifc", content("b"))

    found, version = catalog.resolve(project, ref.format(id=file.id))

    assert (found.id, version.number) == (file.id, number)


@pytest.mark.parametrize(
    "ref",
    ["n.ifc", "m.ifc@3", "m.ifc@0", "m.ifc@", "m.ifc@x", "m.ifc@-1", "@1", "m.ifc@1@1", "²@²"],
)
def test_references_to_nothing(catalog: Catalog, project: Project, ref: str) -> None:
    catalog.add_version(project, "m.ifc", content())

    with pytest.raises(FileNotFound):
        catalog.resolve(project, ref)


def test_a_name_with_an_at_sign_means_itself_first(catalog: Catalog, project: Project) -> None:
    catalog.add_version(project, "m.ifc", content("a"))
    catalog.add_version(project, "m.ifc@1", content("b"))

    assert catalog.resolve(project, "m.ifc@1")[1].blob.sha256 == "b" * 64
    assert catalog.resolve(project, "m.ifc@1@1")[1].blob.sha256 == "b" * 64


def test_a_reference_finds_a_name_however_its_accents_are_written(
    catalog: Catalog, project: Project
) -> None:
    catalog.add_version(project, "Gebäude.ifc", content())

    assert catalog.resolve(project, "Geba\u0308ude.ifc")[0].name == "Gebäude.ifc"


@pytest.mark.parametrize("disguised_first", [True, False])
def test_no_file_hides_another_by_its_name(
    catalog: Catalog, project: Project, disguised_first: bool
) -> None:
    file, _ = catalog.add_version(project, "zz.ifc" if disguised_first else "a.ifc", content("a"))
    catalog.add_version(project, file.id, content("b"))

    assert catalog.resolve(project, file.id)[0].id == file.id


def test_a_deleted_file_is_gone_and_its_name_free(catalog: Catalog, project: Project) -> None:
    old, _ = catalog.add_version(project, "m.ifc", content())
    catalog.delete(old)

    assert catalog.files(project) == []
    for ref in (old.id, "m.ifc", "m.ifc@1"):
        with pytest.raises(FileNotFound):
            catalog.resolve(project, ref)
    with pytest.raises(FileNotFound):
        catalog.file(project, old.id)
    new, made = catalog.add_version(project, "m.ifc", content())
    assert made
    assert (new.id == old.id, new.newest.number) == (False, 1)


def test_lists_are_by_name_page_by_page_and_filtered(catalog: Catalog, project: Project) -> None:
    for name in ("c.ids", "a.ifc", "b_%.ifc"):
        catalog.add_version(project, name, content(kind=name[-3:]))

    def names(**filters: str | int) -> list[str]:
        return [file.name for file in catalog.files(project, **filters)]

    assert names() == ["a.ifc", "b_%.ifc", "c.ids"]
    assert names(limit=1, after="a.ifc") == ["b_%.ifc"]
    assert names(kind="ids") == ["c.ids"]
    assert names(name="_%") == ["b_%.ifc"]
    assert names(name="A.I") == ["a.ifc"]
