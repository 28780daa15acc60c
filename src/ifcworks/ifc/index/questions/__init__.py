"""Questions to an index: functions of a connection and plain arguments, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ifcworks.ifc.index.answers import Answer
from ifcworks.ifc.index.questions.card import card
from ifcworks.ifc.index.questions.summary import summary
from ifcworks.ifc.index.questions.tree import tree

QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    "card": card,
    "summary": summary,
    "tree": tree,
}
"""The questions; each takes a connection and named arguments that JSON can say."""
