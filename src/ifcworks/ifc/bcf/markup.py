"""The file of a topic (``markup.xsd``)."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ifcworks.ifc.bcf.elements import (
    add,
    add_date,
    add_said,
    checked_guid,
    date_text,
    document,
    is_global_id,
    said,
)
from ifcworks.ifc.bcf.model import Comment, HeaderFile, Topic

NO_TITLE, NO_AUTHOR, NO_TYPE, NO_STATUS = "(no title)", "(unknown)", "Issue", "Open"
"""Stand where a text is blank that must not be."""


def file_names(place: int) -> tuple[str, str]:
    """What the files of a topic's viewpoint and of its picture are called."""
    number = f"_{place}" if place else ""
    return f"viewpoint{number}.bcfv", f"snapshot{number}.png"


def markup_file(topic: Topic, is_3: bool) -> bytes:
    """The content of a file ``markup.bcf``."""
    root = ElementTree.Element("Markup")
    if topic.files:
        header = add(root, "Header")
        files = add(header, "Files") if is_3 else header
        for file in topic.files:
            _add_file(files, file)
    element = add(
        root,
        "Topic",
        Guid=checked_guid(topic.guid),
        TopicType=said(topic.type, NO_TYPE),
        TopicStatus=said(topic.status, NO_STATUS),
    )
    _add_texts(element, topic, is_3)
    related = add(element, "RelatedTopics") if is_3 and topic.related else element
    for guid in topic.related:
        add(related, "RelatedTopic", Guid=checked_guid(guid))
    # In 2.1 comments and viewpoints stand beside the topic, in 3.0 within it.
    parent = add(element, "Comments") if is_3 and topic.comments else root
    for comment in topic.comments:
        _add_comment(parent, comment)
    parent = add(element, "Viewpoints") if is_3 and topic.viewpoints else root
    for place, view in enumerate(topic.viewpoints):
        view_file, picture_file = file_names(place)
        entry = add(parent, "ViewPoint" if is_3 else "Viewpoints", Guid=checked_guid(view.guid))
        add(entry, "Viewpoint", view_file)
        if view.snapshot is not None:
            add(entry, "Snapshot", picture_file)
        add(entry, "Index", str(place))
    return document(root)


def _add_file(parent: Element, file: HeaderFile) -> None:
    known = is_global_id(file.ifc_project)
    element = add(parent, "File", IfcProject=file.ifc_project if known else "")
    add_said(element, "Filename", file.filename)
    add_date(element, "Date", file.date)
    add_said(element, "Reference", file.reference)


def _add_texts(element: Element, topic: Topic, is_3: bool) -> None:
    links = [link for link in topic.reference_links if said(link)]
    parent = add(element, "ReferenceLinks") if is_3 and links else element
    for link in links:
        add(parent, "ReferenceLink", link)
    add(element, "Title", said(topic.title, NO_TITLE))
    add_said(element, "Priority", topic.priority)
    if topic.index is not None:
        add(element, "Index", str(topic.index))
    labels = [label for label in topic.labels if said(label)]
    parent = add(element, "Labels") if is_3 and labels else element
    for label in labels:
        add(parent, "Label" if is_3 else "Labels", label)
    add(element, "CreationDate", date_text(topic.creation_date))
    add(element, "CreationAuthor", said(topic.author, NO_AUTHOR))
    add_date(element, "ModifiedDate", topic.modified_date)
    add_said(element, "ModifiedAuthor", topic.modified_author)
    add_date(element, "DueDate", topic.due_date)
    add_said(element, "AssignedTo", topic.assigned_to)
    add_said(element, "Stage", topic.stage)
    add_said(element, "Description", topic.description)


def _add_comment(parent: Element, comment: Comment) -> None:
    element = add(parent, "Comment", Guid=checked_guid(comment.guid))
    add(element, "Date", date_text(comment.date))
    add(element, "Author", said(comment.author, NO_AUTHOR))
    add(element, "Comment", said(comment.text, "-"))
    if comment.viewpoint_guid is not None:
        add(element, "Viewpoint", Guid=checked_guid(comment.viewpoint_guid))
    add_date(element, "ModifiedDate", comment.modified_date)
    add_said(element, "ModifiedAuthor", comment.modified_author)
