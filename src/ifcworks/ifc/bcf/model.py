"""What a BCF archive holds, in the words of BCF. World coordinates in metres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ifcworks.ifc.bcf.cameras import Camera, Vector


@dataclass(frozen=True)
class Project:
    """The project that the topics belong to."""

    guid: str
    name: str = ""


@dataclass(frozen=True)
class HeaderFile:
    """A model that a topic is about.

    Attributes:
        filename: its name.
        ifc_project: GlobalId of its IfcProject.
        date: of the model.
        reference: where it is kept, such as an address.
    """

    filename: str
    ifc_project: str = ""
    date: datetime | None = None
    reference: str = ""


@dataclass(frozen=True)
class Component:
    """An element of a model.

    Attributes:
        global_id: its GlobalId. One that is malformed is written as ``authoring_tool_id``.
        originating_system: the software that it was made with.
        authoring_tool_id: how that software calls it.
    """

    global_id: str
    originating_system: str = ""
    authoring_tool_id: str = ""


@dataclass(frozen=True)
class Colouring:
    """Elements in one colour: ``RRGGBB``, or ``AARRGGBB``, in hexadecimal digits."""

    colour: str
    components: tuple[Component, ...]


@dataclass(frozen=True)
class ClippingPlane:
    """Hides what lies on the side that its direction points to."""

    location: Vector
    direction: Vector


@dataclass(frozen=True)
class Line:
    """A line drawn into the view."""

    start: Vector
    end: Vector


@dataclass(frozen=True)
class Viewpoint:
    """A view of the model.

    Attributes:
        guid: of the view.
        camera: None leaves the view where it is. BCF 3.0 must have one: it gets ``ANYWHERE`` then.
        selection: the elements that are selected.
        colouring: elements shown in colours of their own.
        default_visibility: whether elements are seen that are no exceptions.
        exceptions: the elements to which the contrary applies.
        spaces_visible: whether spaces are seen.
        space_boundaries_visible: whether the boundaries of spaces are seen.
        openings_visible: whether openings are seen.
        lines: drawn into the view.
        clipping_planes: cut the model open.
        snapshot: a picture of the view, as PNG.
    """

    guid: str
    camera: Camera | None = None
    selection: tuple[Component, ...] = ()
    colouring: tuple[Colouring, ...] = ()
    default_visibility: bool = True
    exceptions: tuple[Component, ...] = ()
    spaces_visible: bool = False
    space_boundaries_visible: bool = False
    openings_visible: bool = False
    lines: tuple[Line, ...] = ()
    clipping_planes: tuple[ClippingPlane, ...] = ()
    snapshot: bytes | None = None


@dataclass(frozen=True)
class Comment:
    """What somebody said about a topic, perhaps about one of its views."""

    guid: str
    date: datetime
    author: str
    text: str
    viewpoint_guid: str | None = None
    modified_date: datetime | None = None
    modified_author: str = ""


@dataclass(frozen=True)
class Topic:
    """An issue.

    Attributes:
        guid: of the topic; ``guid_of`` makes one that stays the same from run to run.
        title: in a line.
        creation_date: when it came up. One without a time zone counts as UTC.
        author: who says so, such as an e-mail address.
        type: such as ``Clash``.
        status: such as ``Open``.
        priority: such as ``Major``; empty for none, as with all texts that follow.
        labels: words to find it by.
        stage: of the project.
        description: the whole of it, in lines.
        assigned_to: who shall settle it.
        index: its place among the topics.
        modified_date: when it was changed last.
        modified_author: by whom.
        due_date: when it shall be settled.
        files: the models that it is about.
        reference_links: addresses of what more there is to know.
        related: GUIDs of other topics.
        comments: the oldest first.
        viewpoints: the first is what readers show at first.
    """

    guid: str
    title: str
    creation_date: datetime
    author: str
    type: str = "Issue"
    status: str = "Open"
    priority: str = ""
    labels: tuple[str, ...] = ()
    stage: str = ""
    description: str = ""
    assigned_to: str = ""
    index: int | None = None
    modified_date: datetime | None = None
    modified_author: str = ""
    due_date: datetime | None = None
    files: tuple[HeaderFile, ...] = ()
    reference_links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    viewpoints: tuple[Viewpoint, ...] = ()
