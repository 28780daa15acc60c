"""The file of a viewpoint (``visinfo.xsd``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ifcworks.ifc.bcf.cameras import ANYWHERE, Camera, PerspectiveCamera, Vector
from ifcworks.ifc.bcf.elements import (
    add,
    add_said,
    checked_guid,
    document,
    is_global_id,
    number_text,
)
from ifcworks.ifc.bcf.model import Component, Viewpoint

_COLOUR = re.compile(r"(?:[0-9A-F]{2}){3,4}\Z")


def viewpoint_file(view: Viewpoint, is_3: bool) -> bytes:
    """The content of a file ``.bcfv``."""
    root = ElementTree.Element("VisualizationInfo", Guid=checked_guid(view.guid))
    _add_components(root, view, is_3)
    camera = view.camera or (ANYWHERE if is_3 else None)
    if camera is not None:
        _add_camera(root, camera, is_3)
    if view.lines:
        lines = add(root, "Lines")
        for line in view.lines:
            element = add(lines, "Line")
            _add_vector(element, "StartPoint", line.start)
            _add_vector(element, "EndPoint", line.end)
    if view.clipping_planes:
        planes = add(root, "ClippingPlanes")
        for plane in view.clipping_planes:
            element = add(planes, "ClippingPlane")
            _add_vector(element, "Location", plane.location)
            _add_vector(element, "Direction", plane.direction)
    return document(root)


def _add_components(root: Element, view: Viewpoint, is_3: bool) -> None:
    components = add(root, "Components")
    if not is_3:
        _add_hints(components, view)
    if view.selection:
        _add_each(add(components, "Selection"), view.selection)
    visibility = add(components, "Visibility", DefaultVisibility=_truth(view.default_visibility))
    if is_3:
        _add_hints(visibility, view)
    if view.exceptions:
        _add_each(add(visibility, "Exceptions"), view.exceptions)
    colouring = [each for each in view.colouring if each.components]
    if colouring:
        element = add(components, "Coloring")
        for each in colouring:
            colour = add(element, "Color", Color=_colour(each.colour))
            _add_each(add(colour, "Components") if is_3 else colour, each.components)


def _add_hints(parent: Element, view: Viewpoint) -> None:
    add(
        parent,
        "ViewSetupHints",
        SpacesVisible=_truth(view.spaces_visible),
        SpaceBoundariesVisible=_truth(view.space_boundaries_visible),
        OpeningsVisible=_truth(view.openings_visible),
    )


def _add_each(parent: Element, components: Sequence[Component]) -> None:
    for component in components:
        known = is_global_id(component.global_id)
        element = add(parent, "Component", IfcGuid=component.global_id if known else "")
        add_said(element, "OriginatingSystem", component.originating_system)
        add_said(
            element,
            "AuthoringToolId",
            component.authoring_tool_id or ("" if known else component.global_id),
        )


def _add_camera(root: Element, camera: Camera, is_3: bool) -> None:
    is_perspective = isinstance(camera, PerspectiveCamera)
    element = add(root, "PerspectiveCamera" if is_perspective else "OrthogonalCamera")
    _add_vector(element, "CameraViewPoint", camera.position)
    _add_vector(element, "CameraDirection", camera.direction)
    _add_vector(element, "CameraUpVector", camera.up)
    if isinstance(camera, PerspectiveCamera):
        add(element, "FieldOfView", number_text(camera.field_of_view))
    else:
        add(element, "ViewToWorldScale", number_text(camera.height))
    if is_3:
        add(element, "AspectRatio", number_text(camera.aspect))


def _add_vector(parent: Element, name: str, vector: Vector) -> None:
    element = add(parent, name)
    for axis, value in zip("XYZ", vector, strict=True):
        add(element, axis, number_text(value))


def _colour(text: str) -> str:
    colour = text.removeprefix("#").upper()
    if not _COLOUR.match(colour):
        raise ValueError(f"'{text}' is no colour as RRGGBB or AARRGGBB.")
    return colour


def _truth(value: bool) -> str:
    return "true" if value else "false"
