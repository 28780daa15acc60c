"""Floor plans side by side.

ifcopenshell's SVG writer draws all storeys on top of each other, in one group each. Here they are
set in a row on one sheet, with their names.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from pathlib import Path

_STOREY = re.compile(r'^    <g id="storey-.*?^    </g>\n', re.M | re.S)
_NAME = re.compile(r'data-name="([^"]*)"')
_ROOT = re.compile(r"<svg[^>]*>")
_TEXT = re.compile(r"^ *<text .*?</text>", re.M)
_GUID = re.compile(r'data-guid="([^"]*)"')
_HEADING = 20
"""The name above a plan takes this part of its height."""
_SQUARE = "&amp;#178;"
_STYLE = """    <style type="text/css"><![CDATA[
        .IfcSlab path, .IfcRoof path, .IfcCovering path, .IfcSite path { fill: #eeeeee; }
        .IfcSpace path { fill: #b8d4e8; fill-opacity: .35; }
        .IfcFurnishingElement path, .IfcFurniture path { fill: #d8d8d8; }
        .IfcDoor path { stroke: #222222; stroke-width: 1; vector-effect: non-scaling-stroke; }
        .IfcDoor path.swing { stroke-width: .5; }
    ]]></style>
"""


def arrange(
    path: Path, width: float, height: float, unit: str, only: Collection[str] = ()
) -> list[str]:
    """Rewrite the file as a sheet; the names of the storeys on it, in its order.

    ``width`` and ``height`` are the room of one plan, as the writer was told; ``unit`` is ``mm``
    for plans to scale and ``px`` for plans fitted into the room. ``only`` keeps these storeys, by
    name or GlobalId.
    """
    # The writer escapes the square of m² twice.
    text = path.read_text(encoding="utf-8").replace(_SQUARE, "&#178;")
    heading = height / _HEADING
    names: list[str] = []
    plans: list[str] = []
    for match in _STOREY.finditer(text):
        name, guid = _attribute(_NAME, match[0]), _attribute(_GUID, match[0])
        if "<path" not in match[0] or (only and name not in only and guid not in only):
            continue
        number = len(names)
        names.append(name)
        plans.append(
            f'    <g class="plan" transform="translate({number * width:g} {heading:g})">\n'
            f'    <text x="{width / 50:g}" y="{-heading / 3:g}" '
            f'style="font-size:{heading / 2:g}px">{escape(name)}</text>\n'
            f"{_texts_last(match[0])}    </g>\n"
        )
    total = width * max(len(plans), 1)
    tall = height + heading
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{total:g}{unit}" height="{tall:g}{unit}" viewBox="0 0 {total:g} {tall:g}">'
    )
    rest = _STOREY.sub("", text)
    rest = _ROOT.sub(lambda _: root, rest, count=1)
    end = rest.rindex("</svg>")
    path.write_text(rest[:end] + _STYLE + "".join(plans) + rest[end:], encoding="utf-8")
    return names


def _texts_last(group: str) -> str:
    """The group with its texts at its end, so that no wall is drawn over them."""
    texts = _TEXT.findall(group)
    rest = _TEXT.sub("", group).rstrip()
    return rest.removesuffix("</g>") + "".join(f"{text}\n" for text in texts) + "    </g>\n"


def _attribute(pattern: re.Pattern[str], group: str) -> str:
    found = pattern.search(group)
    return unescape(found[1]) if found else ""
