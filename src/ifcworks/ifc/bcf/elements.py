"""XML elements with the texts, numbers, dates and GUIDs that BCF allows."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ifcworks.ifc.conversion.xml_writer import clean

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_GLOBAL_ID = re.compile(r"[0-9A-Za-z_$]{22}\Z")
_DECIMALS = 9
"""Of coordinates in metres, and of directions."""


def document(root: Element) -> bytes:
    """The element as a file."""
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A further element within one; empty text and attributes are left out."""
    element = ElementTree.SubElement(parent, name)
    if text:
        element.text = clean(text)
    for key, value in attributes.items():
        if value:
            element.set(key, clean(value))
    return element


def add_said(parent: Element, name: str, text: str) -> None:
    """A further element, if there is a text that is not blank, which BCF 3.0 forbids."""
    if said(text):
        add(parent, name, text)


def add_date(parent: Element, name: str, date: datetime | None) -> None:
    """A further element, if there is a date."""
    if date is not None:
        add(parent, name, date_text(date))


def said(text: str, otherwise: str = "") -> str:
    """The text, or another in its place if it is blank."""
    return text if text.strip() else otherwise


def date_text(date: datetime) -> str:
    """A date as XML Schema writes it, in UTC to the second."""
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_text(value: float) -> str:
    """A number, to the nanometre where it is a coordinate.

    Raises:
        ValueError: it is none, or infinite.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number that a viewpoint can hold.")
    return repr(round(float(value), _DECIMALS) + 0.0)


def checked_guid(guid: str) -> str:
    """The GUID in the lower case that BCF 3.0 demands.

    Raises:
        ValueError: it is none.
    """
    if not _GUID.match(guid.lower()):
        raise ValueError(f"'{guid}' is no GUID.")
    return guid.lower()


def is_global_id(text: str) -> bool:
    """Whether a GlobalId is one as BCF wants it."""
    return bool(_GLOBAL_ID.match(text))
