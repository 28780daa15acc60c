"""A model held against the specifications of an IDS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from ifcworks.ifc.ids.checks import failures
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    Cardinality,
    EntityFacet,
    Facet,
    Ids,
    Specification,
)
from ifcworks.ifc.ids.facts import Element, Facts
from ifcworks.ifc.ids.outcome import Checked, Failure, RequirementOutcome, SpecificationOutcome
from ifcworks.ifc.ids.reading import IdsProblem

_AT_ONCE = 50_000


class CheckedModel(Protocol):
    """A model of which facts can be asked."""

    schema: str

    def facts_for(self, specification: Specification) -> Facts:
        """Who answers for a specification."""
        ...

    def anything(self, facts: Facts, facets: Sequence[Facet]) -> list[int]:
        """Ids of all instances that facets without a class can be about, in order."""
        ...


def check_ids(
    ids: Ids,
    name: str,
    model: CheckedModel,
    problems: tuple[IdsProblem, ...] = (),
    progress: Callable[[float, str], None] = lambda done, message: None,
) -> Checked:
    """Hold a model against all specifications of an IDS.

    Args:
        ids: the requirements.
        model: what is checked.
        name: the name of the IDS file, for reports.
        problems: what the audit has against it.
        progress: told of each specification, before and after it.
    """
    outcomes, elements = [], dict[int, Element]()
    count = len(ids.specifications)
    for number, specification in enumerate(ids.specifications):
        progress(number / count, f"{ids.title}: {specification.name} ({number + 1} of {count})")
        facts = model.facts_for(specification)
        outcomes.append(_check(specification, model, facts))
        missing = [n for n in outcomes[-1].applicable if n not in elements]
        elements.update((element.id, element) for element in facts.described(missing))
    progress(1.0, f"{ids.title}: {count} specifications")
    return Checked(ids, name, tuple(outcomes), elements, problems)


def _check(specification: Specification, model: CheckedModel, facts: Facts) -> SpecificationOutcome:
    applicable = _applicable(specification, model, facts)
    requirements = (
        ()
        if specification.cardinality is Cardinality.PROHIBITED
        else tuple(_requirement(facet, applicable, facts) for facet in specification.requirements)
    )
    reason = _wrong_count(specification, len(applicable))
    if reason and specification.cardinality is Cardinality.REQUIRED:
        requirements = tuple(RequirementOutcome(r.facet, {}, False) for r in requirements)
    return SpecificationOutcome(
        specification=specification,
        is_version=model.schema in specification.versions,
        applicable=applicable,
        requirements=requirements,
        status=not reason and all(outcome.status for outcome in requirements),
        reason=reason,
    )


def _applicable(specification: Specification, model: CheckedModel, facts: Facts) -> list[int]:
    facets = list(specification.applicability)
    entities = [facet for facet in facets if isinstance(facet, EntityFacet)]
    if entities:
        found = facts.candidates(entities[0].name)
        if entities[0].predefined_type is None:
            facets.remove(entities[0])
    else:
        found = model.anything(facts, facets)
    # Attributes are asked first: they are the cheapest.
    for facet in sorted(facets, key=lambda facet: not isinstance(facet, AttributeFacet)):
        found = [
            number
            for part in _parts(found)
            for number in _without(part, failures(facet, part, facts))
        ]
    return found


def _requirement(facet: Facet, applicable: list[int], facts: Facts) -> RequirementOutcome:
    found: dict[int, Failure] = {}
    for part in _parts(applicable):
        found.update(failures(facet, part, facts))
    return RequirementOutcome(facet, found, not found)


def _wrong_count(specification: Specification, count: int) -> str:
    if specification.cardinality is Cardinality.REQUIRED and not count:
        return "The model has no element that it applies to, and there must be one."
    if specification.cardinality is Cardinality.PROHIBITED and count:
        elements = "an element" if count == 1 else f"{count:,} elements"
        return f"The model has {elements} that it applies to, and there must be none."
    return ""


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _without(ids: Iterable[int], failed: dict[int, Failure]) -> Iterator[int]:
    return (number for number in ids if number not in failed)
