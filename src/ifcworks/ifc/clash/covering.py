"""What a run of a clash set can speak of, for its history."""

from __future__ import annotations

from collections.abc import Sequence

from ifcworks.ifc.clash.elements import Model
from ifcworks.ifc.clash.history import Coverage, CoveredModel
from ifcworks.ifc.clash.identity import Places
from ifcworks.ifc.clash.model import Element, Found
from ifcworks.ifc.clash.register import asked_json


def coverage_of(models: Sequence[Model], found: Found) -> Coverage:
    """What was judged: elements tested on either side, and what else their models have.

    An element that could not be tested, or not with all others, stands among the others of its
    model.
    """
    clash_set = found.clash_set
    numbers = sorted({source.model for source in (*clash_set.a, *clash_set.b)})
    places = Places((*found.a, *found.b), [model.name for model in models])
    return Coverage(
        asked=asked_json(clash_set),
        models=[_covered(models[number], found) for number in numbers],
        ambiguous=sorted(places.ambiguous),
    )


def _covered(model: Model, found: Found) -> CoveredModel:
    a, b = (_of(model, found.judged(side)) for side in (found.a, found.b))
    others = model.global_ids() - a - b
    return CoveredModel(
        name=model.name, project=model.project, a=sorted(a), b=sorted(b), others=sorted(others)
    )


def _of(model: Model, elements: Sequence[Element]) -> set[str]:
    return {element.global_id for element in elements if element.key[0] == model.number}
