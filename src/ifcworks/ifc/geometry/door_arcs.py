"""The swing of doors drawn into floor plans.

ifcopenshell's writer draws arcs into the box around the door in the world, which is another thing
once a door is turned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import ifcopenshell
import ifcopenshell.util.placement
import numpy as np
from ifcopenshell.util.unit import calculate_unit_scale

from ifcworks.ifc.geometry.door_swings import Swing, leaves_of, swings_of
from ifcworks.ifc.geometry.model import Float64

_ATTRIBUTES = r'(?:[^">]|"[^"]*")*'
_PART = re.compile(
    rf'<g {_ATTRIBUTES}data-plane="([^"]*)" data-matrix3="([^"]*)"{_ATTRIBUTES}>|'
    rf'<g {_ATTRIBUTES}class="(?:cut )?IfcDoor(?:StandardCase)?"{_ATTRIBUTES}data-guid="([^"]*)"'
    rf"{_ATTRIBUTES}>\n(.*?)(?= *</g>)",
    re.S,
)
_PATH = re.compile(r'<path [^>]*?\bd="([^"]*)"')
_POINT = re.compile(r"([ML]) *([-+.\deE]+),([-+.\deE]+)")
_UPRIGHT = 0.99
_INDENT = " " * 12


def draw_door_arcs(path: Path, file: ifcopenshell.file, offset: Float64) -> None:
    """Add the swing of every door that is drawn in a plan of the file to what is drawn of it.

    ``path`` is an SVG file as ifcopenshell writes it, with units of metres; ``offset`` is what was
    added to all coordinates, metres.
    """
    doors = {door.GlobalId: door for door in file.by_type("IfcDoor")}
    scale = float(calculate_unit_scale(file))
    plane, sheet = np.eye(4), np.eye(3)

    def with_arcs(match: re.Match[str]) -> str:
        nonlocal plane, sheet
        if match[1]:
            plane, sheet = (np.array(json.loads(unescape(match[n]))) for n in (1, 2))
            return match[0]
        door = doors.get(unescape(match[3]))
        if door is None or not (leaves := leaves_of(door)):
            return match[0]
        frame = _placement(door, scale)
        frame[:3, 3] += offset
        frame = np.linalg.inv(plane) @ frame
        if not abs(frame[2, 2]) > _UPRIGHT:
            return match[0]
        # Sheets have y downwards.
        on_sheet = sheet @ np.diag([1.0, -1.0, 1.0]) @ frame[np.ix_([0, 1, 3], [0, 1, 3])]
        inverse = np.asarray(np.linalg.inv(on_sheet), dtype=np.float64)
        cut = [_mapped(inverse, line) for line in _lines(match[4])]
        swings = swings_of(leaves, (door.OverallWidth or 0.0) * scale, cut)
        return match[0] + "".join(f"{_INDENT}{_path(on_sheet, swing)}\n" for swing in swings)

    path.write_text(_PART.sub(with_arcs, path.read_text(encoding="utf-8")), encoding="utf-8")


def _placement(door: ifcopenshell.entity_instance, scale: float) -> Float64:
    """The door's system in the world, metres; not a number if the file has none that makes sense.

    ``scale`` is the file's unit of length in metres.
    """
    try:
        frame = ifcopenshell.util.placement.get_local_placement(door.ObjectPlacement)
    except (AttributeError, TypeError, ValueError):
        # A placement on a grid, or a broken one.
        return np.full((4, 4), np.nan)
    frame[:3, 3] *= scale
    return np.asarray(frame, dtype=np.float64)


def _lines(group: str) -> Iterator[Float64]:
    """The lines of the paths in the group, float64 (n, 2), in the units of the sheet."""
    for path in _PATH.findall(group):
        line: list[tuple[float, float]] = []
        for command, x, y in _POINT.findall(path):
            if command == "M" and line:
                yield np.array(line)
                line = []
            line.append((float(x), float(y)))
        if line:
            yield np.array(line)


def _mapped(matrix: Float64, points: Float64) -> Float64:
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2], dtype=np.float64)


def _path(on_sheet: Float64, swing: Swing) -> str:
    """The open leaf and the quarter circle from it to the closed one."""
    hinge, closed, free = _mapped(on_sheet, np.array([swing.hinge, swing.closed, swing.open]))
    radius = float(np.linalg.norm(free - hinge))
    (ux, uy), (vx, vy) = free - hinge, closed - hinge
    clockwise = int(ux * vy - uy * vx > 0)
    return (
        f'<path class="swing" d="M{hinge[0]:.4f},{hinge[1]:.4f} L{free[0]:.4f},{free[1]:.4f} '
        f'A{radius:.4f},{radius:.4f} 0 0,{clockwise} {closed[0]:.4f},{closed[1]:.4f}"/>'
    )
