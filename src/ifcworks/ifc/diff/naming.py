"""What objects are called in reports."""

from __future__ import annotations

from collections.abc import Sequence

from ifcworks.ifc.diff.outcome import Element
from ifcworks.ifc.diff.side import Side

_ELEMENTS = """
SELECT e.id, e.global_id, e.class, e.predefined_type, e.name, e.tag, t.name, s.name
FROM {at}.elements e
LEFT JOIN {at}.elements t ON t.id = e.type_id
LEFT JOIN {at}.elements s ON s.id = e.storey_id
WHERE e.id IN (SELECT unnest(?::BIGINT[]))
"""
_ALL = "SELECT id, name, storey_id FROM {at}.elements"
_CLASSES = """
SELECT DISTINCT id, class FROM {at}.relations WHERE id IN (SELECT unnest(?::BIGINT[]))
"""


class Names:
    """What the objects of both versions are called; asked for when first needed."""

    def __init__(self, old: Side, new: Side) -> None:
        self._sides = (old, new)
        self._known: list[dict[int, tuple[str | None, int | None]]] = [{}, {}]

    def elements(
        self, old: Sequence[int], new: Sequence[int]
    ) -> tuple[dict[int, Element], dict[int, Element]]:
        """Elements of both versions by their numbers."""
        before, after = (
            {row[0]: Element(*row) for row in side.ask(_ELEMENTS, list(ids))} if ids else {}
            for side, ids in zip(self._sides, (old, new), strict=True)
        )
        return before, after

    def said(self, side: int, row: int) -> str:
        """Class and name of the object in a row; its GlobalId or number if it has none."""
        of = self._sides[side]
        number = int(of.ids[row])
        name = self._all(side)[number][0] or of.global_ids[row] or f"#{number}"
        return f"{of.classes[row]} {name}"

    def with_storey(self, side: int, row: int, said: str | None) -> str | None:
        """A container's words with the storey that the element in a row stands in, if another."""
        of = self._sides[side]
        storey = self._all(side)[int(of.ids[row])][1]
        container = int(of.columns["container_id"][row])
        if said is None or storey is None or storey == int(of.ids[container]):
            return said
        name = self._all(side).get(storey, (None, None))[0]
        return f"{said}, {name}" if name else said

    def relation_classes(self, side: int, ids: Sequence[int]) -> dict[int, str]:
        """The classes of relations by their numbers."""
        if not ids:
            return {}
        return dict(self._sides[side].ask(_CLASSES, list(ids)))

    def _all(self, side: int) -> dict[int, tuple[str | None, int | None]]:
        if not self._known[side]:
            self._known[side] = {
                number: (name, storey) for number, name, storey in self._sides[side].ask(_ALL)
            }
        return self._known[side]
