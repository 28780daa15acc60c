"""The words that topics use for their types, statuses and so on, which BCF 3.0 wants listed."""

from __future__ import annotations

from xml.etree import ElementTree

from ifcworks.ifc.bcf.elements import add, document, said
from ifcworks.ifc.bcf.markup import NO_AUTHOR, NO_STATUS, NO_TYPE
from ifcworks.ifc.bcf.model import Topic

_LISTS = {
    "TopicTypes": "TopicType",
    "TopicStatuses": "TopicStatus",
    "Priorities": "Priority",
    "TopicLabels": "TopicLabel",
    "Users": "User",
    "SnippetTypes": "SnippetType",
    "Stages": "Stage",
}
_STATUSES = ("Open", "Closed")


class UsedWords:
    """Collects the words of topics."""

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = {name: set() for name in _LISTS}
        # What a reader may set a topic to.
        self._words["TopicStatuses"].update(_STATUSES)

    def add(self, topic: Topic) -> None:
        """Take in the words of a topic."""
        words = self._words
        words["TopicTypes"].add(said(topic.type, NO_TYPE))
        words["TopicStatuses"].add(said(topic.status, NO_STATUS))
        words["Priorities"].add(topic.priority)
        words["TopicLabels"].update(topic.labels)
        words["Stages"].add(topic.stage)
        words["Users"].update(
            {said(topic.author, NO_AUTHOR), topic.assigned_to, topic.modified_author}
        )
        for comment in topic.comments:
            words["Users"].update({said(comment.author, NO_AUTHOR), comment.modified_author})

    def extensions_file(self) -> bytes:
        """The content of the file ``extensions.xml``."""
        root = ElementTree.Element("Extensions")
        for name, item in _LISTS.items():
            element = add(root, name)
            for word in sorted(filter(said, self._words[name])):
                add(element, item, word)
        return document(root)
