"""Questions to an index: functions of an open index and plain arguments, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ifcworks.ifc.index.answers import Answer
from ifcworks.ifc.index.questions.card import card
from ifcworks.ifc.index.questions.elements import elements
from ifcworks.ifc.index.questions.inventory import classifications, materials, quantities
from ifcworks.ifc.index.questions.summary import summary
from ifcworks.ifc.index.questions.tree import tree

QUESTIONS: Mapping[str, Callable[..., Answer]] = {
    "card": card,
    "classifications": classifications,
    "elements": elements,
    "materials": materials,
    "quantities": quantities,
    "summary": summary,
    "tree": tree,
}
"""The questions; each takes an ``Opened`` and named arguments that JSON can say."""
