"""BCF archives: valid, the same every time, and readable by others."""

from __future__ import annotations

import hashlib
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import bcf.v2.model as v2
import pytest
from bcf.bcfxml import load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifcworks.ifc.bcf import Colouring, Project, Topic, Viewpoint, guid_of, write_bcf
from support.bcf_schema import violations, violations_of_archive
from support.topics import BROKEN, DATE, DUCT, PICTURE, WALL, topics, whole_topic

Version = Literal["2.1", "3.0"]
BOTH = pytest.mark.parametrize("version", ["2.1", "3.0"])
PROJECT = Project(guid_of("project"), "Office \x07")


@BOTH
def test_everything_is_valid_and_read_back(version: Version, tmp_path: Path) -> None:
    path, topic = tmp_path / "a.bcf", whole_topic()
    assert write_bcf(path, [topic], version, PROJECT) == 1
    assert violations_of_archive(path, version) == []
    read = load(path)
    assert read is not None
    with read as archive:
        assert archive.version.version_id == version
        assert archive.project.name == "Office \ufffd"
        (found,) = archive.topics.values()
        said = found.topic
        assert (said.guid, said.title, said.topic_type) == (topic.guid, topic.title, "Clash")
        assert (said.topic_status, said.priority, said.index) == ("Open", "Major", 3)
        assert (said.stage, said.assigned_to) == ("Design", "bob")
        assert said.description == "Line one\nline two \ufffd \ufffd"
        assert str(said.creation_date) == "2026-03-04T03:06:07Z"
        labels = said.labels if version == "2.1" else said.labels.label
        assert labels == ["Duct", "Wall"]
        files = found.header.file if version == "2.1" else found.header.files.file
        assert [(file.filename, file.ifc_project) for file in files] == [
            ("a.ifc", "1" * 22),
            ("b.ifc", None),
        ]
        comments = found.comments
        assert [each.comment for each in comments] == ["Move it <up> & away", "done"]
        assert comments[0].viewpoint.guid == topic.viewpoints[0].guid
        names = ["viewpoint.bcfv", "viewpoint_1.bcfv", "viewpoint_2.bcfv"]
        assert list(found.viewpoints) == names
        first, plan, bare = (found.viewpoints[name] for name in names)
        assert (first.snapshot, plan.snapshot, bare.snapshot) == (PICTURE, PICTURE + b"!", None)
        assert first.get_selected_guids() == [WALL.global_id, DUCT.global_id]
        assert first.get_elements_visibility() == (False, [WALL.global_id, DUCT.global_id])
        seen = first.visualization_info
        chosen = seen.components.selection.component
        assert (chosen[0].originating_system, chosen[0].authoring_tool_id) == ("Revit", "123")
        assert (chosen[2].ifc_guid, chosen[2].authoring_tool_id) == (None, BROKEN.global_id)
        colours = seen.components.coloring.color
        assert [each.color for each in colours] == ["FF0000", "800000FF"]
        camera, expected = seen.perspective_camera, topic.viewpoints[0].camera
        assert expected is not None
        at = camera.camera_view_point
        assert (at.x, at.y, at.z) == pytest.approx(expected.position, abs=1e-8)
        assert plan.visualization_info.orthogonal_camera.view_to_world_scale == 20


@BOTH
def test_the_names_of_files_are_those_that_readers_look_for(
    version: Version, tmp_path: Path
) -> None:
    write_bcf(tmp_path / "a.bcf", [whole_topic()], version, PROJECT)
    with zipfile.ZipFile(tmp_path / "a.bcf") as archive:
        names = archive.namelist()
    folder = whole_topic().guid
    assert names == [
        "bcf.version",
        "project.bcfp",
        f"{folder}/markup.bcf",
        f"{folder}/viewpoint.bcfv",
        f"{folder}/snapshot.png",
        f"{folder}/viewpoint_1.bcfv",
        f"{folder}/snapshot_1.png",
        f"{folder}/viewpoint_2.bcfv",
        *(["extensions.xml"] if version == "3.0" else []),
    ]


@BOTH
def test_the_same_topics_give_the_same_bytes(version: Version, tmp_path: Path) -> None:
    digests = set()
    for number in range(2):
        path = tmp_path / f"{number}.bcf"
        write_bcf(path, [whole_topic("a"), whole_topic("b")], version, PROJECT)
        digests.add(hashlib.sha256(path.read_bytes()).digest())
    assert len(digests) == 1


@BOTH
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=st.lists(topics, max_size=2, unique_by=lambda topic: topic.guid))
def test_whatever_models_say_is_valid(version: Version, made: list[Topic], tmp_path: Path) -> None:
    path = tmp_path / "a.bcf"
    write_bcf(path, made, version, PROJECT)
    assert violations_of_archive(path, version) == []


@BOTH
def test_no_topics_make_a_valid_archive(version: Version, tmp_path: Path) -> None:
    path = tmp_path / "a.bcf"
    assert write_bcf(path, [], version) == 0
    assert violations_of_archive(path, version) == []
    read = load(path)
    assert read is not None
    with read as archive:
        assert archive.topics == {}


def test_extensions_list_each_word_that_topics_use(tmp_path: Path) -> None:
    path, topic = tmp_path / "a.bcf", whole_topic()
    write_bcf(path, [topic, replace(topic, guid=guid_of("b"), status="Reviewed")], "3.0")
    read = load(path)
    assert read is not None
    with read as archive:
        words = archive.extensions
    assert words.topic_types.topic_type == ["Clash"]
    assert words.topic_statuses.topic_status == ["Closed", "Open", "Reviewed"]
    assert words.priorities.priority == ["Major"]
    assert words.topic_labels.topic_label == ["Duct", "Wall"]
    assert words.users.user == ["ann@example.com", "bob"]
    assert words.stages.stage == ["Design"]


def test_what_is_no_guid_colour_or_number_is_refused(tmp_path: Path) -> None:
    topic = whole_topic()
    view = topic.viewpoints[0]
    for wrong in (
        replace(topic, guid="../../etc"),
        replace(topic, viewpoints=(replace(view, colouring=(Colouring("red", (WALL,)),)),)),
        replace(topic, viewpoints=(Viewpoint("x"),)),
    ):
        with pytest.raises(ValueError, match="is no"):
            write_bcf(tmp_path / "a.bcf", [wrong])
    with pytest.raises(ValueError, match="Two topics"):
        write_bcf(tmp_path / "a.bcf", [topic, topic])


def test_ten_thousand_topics_need_no_memory(tmp_path: Path) -> None:
    """But for the table of contents, which a zip has at its end."""
    picture, count = bytes(20_000), 2_000

    def many() -> Iterator[Topic]:
        for number in range(count):
            view = Viewpoint(guid_of("view", str(number)), snapshot=picture)
            yield Topic(guid_of(str(number)), f"No. {number}", DATE, "me", viewpoints=(view,))

    tracemalloc.start()
    write_bcf(tmp_path / "a.bcf", many())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "a.bcf").stat().st_size > count * len(picture)
    assert most < 8 << 20


def test_the_check_itself_sees_what_is_wrong() -> None:
    point = "<{0}><X>0</X><Y>0</Y><Z>1</Z></{0}>"
    camera = (
        f"<PerspectiveCamera>{point.format('CameraViewPoint')}{point.format('CameraDirection')}"
        f"{point.format('CameraUpVector')}<FieldOfView>60</FieldOfView></PerspectiveCamera>"
    )
    components = '<Components><Visibility DefaultVisibility="true"/></Components>'

    def found(inside: str, guid: str = guid_of("x")) -> list[str]:
        text = f'<VisualizationInfo Guid="{guid}">{inside}</VisualizationInfo>'
        return violations(text.encode(), v2.VisualizationInfo)

    assert found(components + camera) == []
    for wrong in (
        camera + components,
        components + components,
        components.replace("Visibility", "Visible"),
        components + camera.replace("60", "400"),
        components + camera.replace("<X>0</X>", "<X>zero</X>"),
        components + camera.replace("<X>0</X>", ""),
        components.replace("/>", ' Other="1"/>'),
    ):
        assert found(wrong) != []
    assert found(components, guid="x") != []
