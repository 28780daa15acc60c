"""Property facets against the sets that the standard defines."""

from __future__ import annotations

from ifcworks.ifc.ids.constraints import Restriction, named
from ifcworks.ifc.ids.document import PropertyFacet
from ifcworks.ifc.ids.standard_sets import StandardSet, standard_sets

_RESERVED = "Pset_"
Found = tuple[int, str]


def set_problems(facet: PropertyFacet, schema: str) -> tuple[list[Found], frozenset[str] | None]:
    """What a required property asks of sets of the standard that these do not have.

    Returns:
        line and reason of each problem, and the classes that can have the sets; None where that
        says nothing, since others can be meant.
    """
    sets, given = standard_sets(schema), named(facet.property_set)
    line = facet.property_set.line or facet.line
    what = f"names that begin with {_RESERVED} are reserved for the standard"
    found = [
        (line, f"{schema} has no set '{text}', and {what}")
        for text in given
        if text.startswith(_RESERVED) and text not in sets
    ]
    meant = [sets[text] for text in given if text in sets] or _by_pattern(facet, sets)
    if found or not meant or len(meant) < len(given):
        return found, None
    fitting = [
        (name, kind)
        for one in meant
        for name, kind in one.properties.items()
        if facet.base_name.matches(name)
    ]
    line = facet.base_name.line or facet.line
    if not fitting:
        found.append((line, f"{facet.property_set} of {schema} has no property {facet.base_name}"))
    elif facet.data_type is not None:
        types = {kind for _, kind in fitting}
        if None not in types and facet.data_type not in types:
            known = " or ".join(sorted(kind for kind in types if kind is not None))
            said = f"{fitting[0][0]} of {facet.property_set} is of {known}, not {facet.data_type}"
            found.append((facet.line, f"{said}, in {schema}"))
    if not all(one.classes for one in meant):
        return found, None
    return found, frozenset[str]().union(*(one.classes for one in meant))


def _by_pattern(facet: PropertyFacet, sets: dict[str, StandardSet]) -> list[StandardSet]:
    """The sets that a pattern means, if it can mean sets of the standard only."""
    name = facet.property_set
    patterns = name.conditions.get("pattern", ()) if isinstance(name, Restriction) else ()
    if not patterns or any("|" in text or not text.startswith(_RESERVED) for text in patterns):
        return []
    return [one for text, one in sets.items() if name.matches(text)]
