"""What makes a clash the same in every run: its clash set and the GlobalIds of its two elements.

GlobalIds are not always unique. A file may stand in two places of a federation, and there are
models that give several elements the same one. There the name of the model tells elements apart,
and within a model the step id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ifcworks.ifc.bcf.identity import guid_of
from ifcworks.ifc.clash.model import Element, distinct


def clash_id(clash_set: str, one: str, other: str, *places: str) -> str:
    """The id of a clash, in whatever order its elements are named.

    Args:
        clash_set: name of the clash set.
        one: GlobalId of an element.
        other: GlobalId of the other one.
        places: where both are, if their GlobalIds do not tell them from others.
    """
    return guid_of("clash", clash_set, *sorted((one, other)), *sorted(places))


class Places:
    """Tells apart the elements of a clash set that have the same GlobalId.

    Elements of the same shape in the same place are one, however many models have them.

    Args:
        elements: all that were tested.
        models: names of the models, by number.
    """

    def __init__(self, elements: Iterable[Element], models: Sequence[str]) -> None:
        self._models = models
        once = distinct(elements)
        within = Counter((element.key[0], element.global_id) for element in once)
        self._repeated = {one for one, count in within.items() if count > 1}
        digests: dict[str, set[str]] = {}
        for element in once:
            digests.setdefault(element.global_id, set()).add(element.digest)
        self.ambiguous = frozenset(one for one, kinds in digests.items() if len(kinds) > 1) | {
            global_id for _, global_id in self._repeated
        }
        """GlobalIds that do not say which element is meant."""

    def of(self, one: Element, other: Element) -> tuple[str, ...]:
        """Where the two elements of a clash are, if that must be said."""
        if self.ambiguous.isdisjoint((one.global_id, other.global_id)):
            return ()
        return self._place(one), self._place(other)

    def _place(self, element: Element) -> str:
        model, step_id = element.key
        if element.global_id not in self.ambiguous:
            return element.global_id
        place = f"{self._models[model]}#{element.global_id}"
        return f"{place}#{step_id}" if (model, element.global_id) in self._repeated else place
