"""Checks a model against an IDS both ways, and holds that they come to the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import ifcopenshell

from ifcworks.errors import IdsInvalid
from ifcworks.ifc.ids.audit import audit
from ifcworks.ifc.ids.document import Ids
from ifcworks.ifc.ids.evaluation import check_ids
from ifcworks.ifc.ids.model import IndexedModel, OpenedModel
from ifcworks.ifc.ids.outcome import Checked
from ifcworks.ifc.ids.reading import read_ids
from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.reading import open_model


def both(ids: Ids, path: Path, scratch: Path) -> tuple[Checked, ifcopenshell.file]:
    """What is found, the same from the index and from the opened file, and that file.

    Args:
        scratch: where indexes are kept, by the content of their model.
    """
    file = open_model(path, scratch / "unpacked")
    opened = check_ids(ids, "test.ids", OpenedModel(file))
    index = scratch / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.duckdb"
    if not index.exists():
        build_index(path, index, scratch / "scratch")
    with open_index(index) as connection:
        indexed = check_ids(ids, "test.ids", IndexedModel(connection, lambda: file))
    for one, other in zip(opened.specifications, indexed.specifications, strict=True):
        assert one == other, one.specification.name
    assert opened.elements == indexed.elements
    return indexed, file


def verdict_of(ids_path: Path, path: Path, scratch: Path) -> str:
    """Pass, fail or invalid."""
    try:
        ids = read_ids(ids_path, ids_path.name)
    except IdsInvalid:
        return "invalid"
    if audit(ids):
        return "invalid"
    return "pass" if both(ids, path, scratch)[0].status else "fail"
