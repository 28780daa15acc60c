"""Whether XML is as the schemas of BCF demand, by what another library generated from them.

The schemas themselves may be passed on but not be changed (CC BY-ND), so they are not kept here.
The classes of ``bcf-client`` say the same: which elements and attributes there are, in which
order, how often, and what their texts may be.
"""

from __future__ import annotations

import re
import typing
import zipfile
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import bcf.v2.model as v2
import bcf.v3.model as v3
from xsdata.models.datatype import XmlDateTime

_ROOTS: dict[str, dict[str, Any]] = {
    "2.1": {
        "bcf.version": v2.Version,
        "project.bcfp": v2.ProjectExtension,
        "markup.bcf": v2.Markup,
        ".bcfv": v2.VisualizationInfo,
    },
    "3.0": {
        "bcf.version": v3.Version,
        "project.bcfp": v3.ProjectInfo,
        "extensions.xml": v3.Extensions,
        "markup.bcf": v3.Markup,
        ".bcfv": v3.VisualizationInfo,
    },
}


def violations_of_archive(path: Path, version: str) -> list[str]:
    """What in an archive is not as it must be."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".png"):
                continue
            root = next(kind for end, kind in _ROOTS[version].items() if name.endswith(end))
            found += [f"{name}: {each}" for each in violations(archive.read(name), root)]
    return found


def violations(content: bytes, kind: Any) -> list[str]:
    """What in a file is not as it must be."""
    root = ElementTree.fromstring(content)
    if root.tag != kind.__name__:
        return [f"the root is {root.tag}"]
    found = [*_of_element(root, kind, root.tag)]
    cameras = [child.tag for child in root if child.tag.endswith("Camera")]
    # A choice, which the classes do not tell from two that may both be there.
    if kind is v3.VisualizationInfo and len(cameras) != 1:
        found.append(f"{len(cameras)} cameras")
    return found


def _of_element(element: Element, kind: Any, at: str) -> typing.Iterator[str]:
    types = typing.get_type_hints(kind)
    known = {field.metadata["name"]: field for field in fields(kind)}
    attributes = {n: f for n, f in known.items() if f.metadata["type"] == "Attribute"}
    children = {n: f for n, f in known.items() if f.metadata["type"] == "Element"}
    for name in element.attrib.keys() - attributes.keys():
        yield f"{at} has no attribute {name}"
    for name, field in attributes.items():
        text = element.get(name)
        if text is not None:
            yield from _of_text(text, types[field.name], field, f"{at}/@{name}")
        elif field.metadata.get("required"):
            yield f"{at} lacks the attribute {name}"
    order = list(children)
    tags = [child.tag for child in element]
    for tag in set(tags) - children.keys():
        yield f"{at} has no element {tag}"
    places = [order.index(tag) for tag in tags if tag in children]
    if places != sorted(places):
        yield f"{at} has its elements in the order {tags}"
    if children and (element.text or "").strip():
        yield f"{at} has text"
    for name, field in children.items():
        count = tags.count(name)
        least = field.metadata.get("min_occurs", int(field.metadata.get("required", False)))
        is_list = typing.get_origin(types[field.name]) is list
        if count < least or (count > 1 and not is_list):
            yield f"{at} has {name} {count} times"
    for child in element:
        if child.tag not in children:
            continue
        field = children[child.tag]
        inner = _plain(types[field.name])
        if is_dataclass(inner):
            yield from _of_element(child, inner, f"{at}/{child.tag}")
        else:
            yield from _of_text(child.text or "", inner, field, f"{at}/{child.tag}")


def _plain(kind: Any) -> Any:
    """The type within an optional one or a list."""
    inner = [each for each in typing.get_args(kind) if each is not type(None)]
    return inner[0] if inner else kind


def _of_text(text: str, kind: Any, field: Field[Any], at: str) -> typing.Iterator[str]:
    rules, kind = field.metadata, _plain(kind)
    try:
        if kind is float:
            number = float(text)
            if not (
                rules.get("min_inclusive", -1e300) <= number <= rules.get("max_inclusive", 1e300)
                and rules.get("min_exclusive", -1e300) < number < rules.get("max_exclusive", 1e300)
            ):
                yield f"{at} is {text}"
        elif kind is int:
            int(text)
        elif kind is bool:
            if text not in ("true", "false"):
                yield f"{at} is {text}"
        elif kind is XmlDateTime:
            XmlDateTime.from_string(text)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            kind(text)
    except ValueError as error:
        yield f"{at}: {error}"
    if len(re.sub("[ \t\r\n]+", " ", text).strip(" ")) < rules.get("min_length", 0):
        yield f"{at} is blank"
    if "length" in rules and len(text) != rules["length"]:
        yield f"{at} has {len(text)} characters"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        yield f"{at} is {text}"
