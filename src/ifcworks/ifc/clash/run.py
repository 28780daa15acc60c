"""One run of clash detection: several clash sets over one federation of models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ifcworks.errors import NothingToDo
from ifcworks.ifc.clash.candidates import close_pairs
from ifcworks.ifc.clash.elements import Model
from ifcworks.ifc.clash.judging import Pair
from ifcworks.ifc.clash.model import ClashSet, Element, Found, Hit, Source, Untested, distinct
from ifcworks.ifc.clash.state import Earlier
from ifcworks.ifc.clash.testing import Tester, gap_of

Progress = Callable[[float, str], None]


def detect(
    models: Sequence[Model],
    clash_sets: Sequence[ClashSet],
    earlier: Mapping[str, Earlier],
    progress: Progress,
) -> list[Found]:
    """What each clash set finds.

    Args:
        models: as ``elements.models_of`` opens them; sources refer to them by number.
        clash_sets: what to look for; names differ.
        earlier: what an earlier run left of a clash set, by its name: pairs of elements that have
            not changed since are not tested again.
        progress: takes a fraction and a sentence.

    Raises:
        ParametersInvalid: a selector is malformed.
        NothingToDo: no clash set has elements to test on both of its sides.
    """
    tester = Tester()
    found: list[Found] = []
    for number, clash_set in enumerate(clash_sets):
        part = _part(progress, number, len(clash_sets))
        part(0.0, f"'{clash_set.name}': choosing elements")
        where = f"clash_sets[{number}]"
        found.append(_detect(models, clash_set, where, earlier.get(clash_set.name), tester, part))
    if all(one.empty for one in found):
        raise NothingToDo(" ".join(one.empty for one in found if one.empty))
    return found


def _part(progress: Progress, number: int, count: int) -> Progress:
    return lambda fraction, text: progress((number + fraction) / count, text)


def _detect(
    models: Sequence[Model],
    clash_set: ClashSet,
    where: str,
    earlier: Earlier | None,
    tester: Tester,
    progress: Progress,
) -> Found:
    untested: list[Untested] = []
    a, shapeless = _side(models, clash_set.a, f"{where}.a", untested)
    b = a
    if clash_set.b:
        b, more = _side(models, clash_set.b, f"{where}.b", untested)
        shapeless += more
    pairs, same = _pairs(models, a, b, gap_of(clash_set))
    fresh = pairs
    reused: list[Hit] = []
    if earlier is not None and earlier.fits(clash_set):
        fresh, reused = earlier.split(models, pairs)
    progress(0.1, f"'{clash_set.name}': testing {len(fresh):,} of {len(pairs):,} close pairs")
    tested = tester.test(
        clash_set,
        fresh,
        lambda fraction: progress(
            0.1 + 0.9 * fraction,
            f"'{clash_set.name}': testing {len(fresh):,} of {len(pairs):,} close pairs",
        ),
    )
    everyone = [*a, *b]
    given_up = [(_larger(pair), pair, why) for pair, why in tested.given_up]
    untested += [_not_compared(element, pair, why) for element, pair, why in given_up]
    return Found(
        clash_set=clash_set,
        hits=_in_order([*tested.hits, *reused]),
        a=a,
        b=b,
        pairs=len(pairs),
        reused=len(pairs) - len(fresh),
        untested=untested,
        shapeless=shapeless,
        same=same,
        repeated=sorted({one for model in models for one in model.repeated(distinct(everyone))}),
        empty=_empty(models, clash_set, a, b),
        unjudged=frozenset(element.key for element, _, _ in given_up),
    )


def _larger(pair: Pair) -> Element:
    return max(pair, key=lambda element: len(element.triangles))


def _not_compared(element: Element, pair: Pair, why: str) -> Untested:
    other = pair[1] if element is pair[0] else pair[0]
    reason = f"compared with {other.ifc_class} {other.global_id}: {why}"
    return Untested(element.key[0], element.global_id, element.ifc_class, element.name, reason)


def _empty(
    models: Sequence[Model], clash_set: ClashSet, a: Sequence[Element], b: Sequence[Element]
) -> str | None:
    for side, elements, sources in (("a", a, clash_set.a), ("b", b, clash_set.b or clash_set.a)):
        if not elements:
            names = " and ".join(sorted({models[source.model].name for source in sources}))
            return (
                f"Side {side} of the clash set '{clash_set.name}' has no element with a shape: its "
                f"selectors match none in {names}."
            )
    return None


def _side(
    models: Sequence[Model], sources: Sequence[Source], where: str, untested: list[Untested]
) -> tuple[list[Element], int]:
    """The elements of a side, each once, by model and step id."""
    elements: dict[tuple[int, int], Element] = {}
    shapeless = 0
    known = {(one.model, one.global_id) for one in untested}
    for number, source in enumerate(sources):
        chosen = models[source.model].choose(source, f"{where}[{number}].selector")
        elements.update((element.key, element) for element in chosen.elements)
        shapeless += chosen.shapeless
        for one in chosen.untested:
            if (one.model, one.global_id) not in known:
                known.add((one.model, one.global_id))
                untested.append(one)
    return [elements[key] for key in sorted(elements)], shapeless


def _pairs(
    models: Sequence[Model], a: Sequence[Element], b: Sequence[Element], gap: float
) -> tuple[list[Pair], int]:
    """Pairs to be tested, each once, and how many elements would have met themselves.

    An element meets itself where files have it in common; in a file that stands in two places
    each place has an element of its own. One that stands on both sides is ``a`` where its
    GlobalId is the smaller one, so that sides do not depend on the order of files.
    """
    first, second = close_pairs(a, b, gap)
    both = {e.key for e in a} & {e.key for e in b}
    seen: set[frozenset[tuple[int, int]]] = set()
    pairs: list[Pair] = []
    same = 0
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        one, other = a[i], b[j]
        if one.key == other.key:
            continue
        pair = frozenset((one.key, other.key))
        if pair in seen:
            continue
        seen.add(pair)
        if _is_same(models, one, other):
            same += 1
            continue
        if pair <= both and (other.global_id, other.key) < (one.global_id, one.key):
            one, other = other, one
        pairs.append((one, other))
    return pairs, same


def _is_same(models: Sequence[Model], one: Element, other: Element) -> bool:
    first, second = one.key[0], other.key[0]
    if one.global_id != other.global_id or first == second:
        return False
    return one.digest == other.digest or models[first].file != models[second].file


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.a, hit.b))
