"""The archive: written as the topics come, the same bytes for the same topics."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ifcworks.ifc.bcf.elements import add, add_said, checked_guid, document, said
from ifcworks.ifc.bcf.extensions import UsedWords
from ifcworks.ifc.bcf.markup import file_names, markup_file
from ifcworks.ifc.bcf.model import Project, Topic
from ifcworks.ifc.bcf.visinfo import viewpoint_file

BcfVersion = Literal["2.1", "3.0"]

_DATE = (1980, 1, 1, 0, 0, 0)


def write_bcf(
    path: Path,
    topics: Iterable[Topic],
    version: BcfVersion = "2.1",
    project: Project | None = None,
) -> int:
    """Write topics, in the order in which they come; only one at a time is in memory.

    Args:
        path: the file to make.
        topics: may be made while they are written.
        version: of BCF.
        project: that they belong to.

    Returns:
        How many topics there are.

    Raises:
        ValueError: a GUID, colour or number is none, or two topics have the same GUID.
    """
    is_3 = version == "3.0"
    words = UsedWords()
    written: set[str] = set()
    with zipfile.ZipFile(path, "w", allowZip64=True) as archive:
        _write(archive, "bcf.version", _version_file(version))
        if project is not None:
            _write(archive, "project.bcfp", _project_file(project, is_3))
        for topic in topics:
            guid = checked_guid(topic.guid)
            if guid in written:
                raise ValueError(f"Two topics have the GUID {guid}.")
            written.add(guid)
            words.add(topic)
            _write(archive, f"{guid}/markup.bcf", markup_file(topic, is_3))
            for place, view in enumerate(topic.viewpoints):
                view_file, picture_file = file_names(place)
                _write(archive, f"{guid}/{view_file}", viewpoint_file(view, is_3))
                if view.snapshot is not None:
                    _write(archive, f"{guid}/{picture_file}", view.snapshot)
        if is_3:
            _write(archive, "extensions.xml", words.extensions_file())
    return len(written)


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    # A PNG is compressed already.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    archive.writestr(entry, content, compresslevel=6)


def _version_file(version: str) -> bytes:
    root = ElementTree.Element("Version", VersionId=version)
    if version == "2.1":
        add(root, "DetailedVersion", version)
    return document(root)


def _project_file(project: Project, is_3: bool) -> bytes:
    root: Element = ElementTree.Element("ProjectInfo" if is_3 else "ProjectExtension")
    element = add(root, "Project", ProjectId=said(project.guid))
    add_said(element, "Name", project.name)
    if not is_3:
        # The words that a project allows: these archives do not restrict them.
        add(root, "ExtensionSchema")
    return document(root)
