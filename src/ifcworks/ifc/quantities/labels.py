"""What elements are made of and classified as, for tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

# As the view materials_summary: one material of an element is all of it.
_MATERIALS = """
SELECT element_id, name, coalesce(
    fraction, CASE WHEN count(*) OVER (PARTITION BY element_id) = 1 THEN 1 END
)
FROM materials WHERE name IS NOT NULL ORDER BY element_id, position
"""
_CLASSIFICATIONS = """
SELECT element_id, system, coalesce(identification, name), name FROM classifications
ORDER BY element_id, position
"""
NO_MATERIAL: Mapping[str, float | None] = {}


@dataclass(frozen=True)
class Labels:
    """What elements are called by, by step id.

    Attributes:
        materials: the share of each material, from 0 to 1; None where shares are not known.
        classifications: codes, each with its system.
    """

    materials: Mapping[int, Mapping[str, float | None]]
    classifications: Mapping[int, tuple[str, ...]]

    def material(self, element: int) -> str | None:
        """All materials of an element as one text."""
        return ", ".join(self.materials.get(element, NO_MATERIAL)) or None

    def classification(self, element: int) -> str | None:
        """All codes of an element as one text."""
        return "; ".join(self.classifications.get(element, ())) or None


def labels_of(index: duckdb.DuckDBPyConnection) -> Labels:
    """Materials and classifications of all elements of a model."""
    materials: dict[int, dict[str, float | None]] = defaultdict(dict)
    for number, name, share in index.execute(_MATERIALS).fetchall():
        of_element = materials[number]
        before = of_element.get(name, 0.0)
        of_element[name] = None if share is None or before is None else before + share
    codes: dict[int, dict[str, None]] = defaultdict(dict)
    for number, system, code, name in index.execute(_CLASSIFICATIONS).fetchall():
        text = " ".join(part for part in (system, code) if part)
        if name and name != code:
            text = f"{text} {name}"
        codes[number][text] = None
    return Labels(materials, {number: tuple(found) for number, found in codes.items()})
