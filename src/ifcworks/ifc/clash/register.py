"""Clashes as JSON: what ifcclash writes, with what else is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ifcworks.ifc.clash.describing import Clash, Described, Party
from ifcworks.ifc.clash.grouping import Group
from ifcworks.ifc.clash.model import ClashSet, Mode

Sides = dict[tuple[str, tuple[int, int]], dict[str, Any]]


def clash_json(clash: Clash, group: Group | None, sides: Sides) -> dict[str, Any]:
    """A clash: the ten fields of ifcclash, then our own. Lengths in metres, volumes in m³.

    ``sides`` keeps what is said of elements, as most have several clashes.
    """
    hit, overlap = clash.hit, clash.hit.overlap
    return {
        "a_global_id": clash.a.element.global_id,
        "b_global_id": clash.b.element.global_id,
        "a_ifc_class": clash.a.element.ifc_class,
        "b_ifc_class": clash.b.element.ifc_class,
        "a_name": clash.a.element.name,
        "b_name": clash.b.element.name,
        "type": hit.kind,
        "p1": list(hit.p1),
        "p2": list(hit.p2),
        "distance": hit.distance,
        "id": clash.id,
        "ambiguous": clash.ambiguous,
        **_side("a", clash.a, sides),
        **_side("b", clash.b, sides),
        "volume": overlap.volume if overlap else None,
        "depth": overlap.depth if overlap else None,
        "overlap": {"low": list(overlap.low), "high": list(overlap.high)} if overlap else None,
        "unmeasured": hit.unmeasured,
        "group": group.id if group else None,
    }


def _side(side: str, party: Party, sides: Sides) -> dict[str, Any]:
    key = (side, party.element.key)
    if key not in sides:
        sides[key] = {
            f"{side}_model": party.model,
            f"{side}_storey": party.storey,
            f"{side}_systems": list(party.systems),
            f"{side}_materials": list(party.materials),
        }
    return sides[key]


def settings_json(clash_set: ClashSet) -> dict[str, Any]:
    """What a clash set asks of its mode, in the words of ifcclash, and its filters."""
    words: dict[Mode, tuple[str, ...]] = {
        Mode.INTERSECTION: ("tolerance", "check_all"),
        Mode.COLLISION: ("allow_touching",),
        Mode.CLEARANCE: ("clearance", "check_all"),
    }
    said = asdict(clash_set)
    names = (*words[clash_set.mode], "judge", "min_volume", "min_depth")
    return {name: said[name] for name in names}


def asked_json(clash_set: ClashSet) -> dict[str, Any]:
    """What decides in a clash set which pairs clash: its mode, and the settings of it."""
    return {"mode": clash_set.mode.value, **settings_json(clash_set)}


def clashes_json(one: Described) -> list[dict[str, Any]]:
    """The clashes of a set, the gravest first."""
    sides: Sides = {}
    return [clash_json(clash, one.group(number), sides) for number, clash in enumerate(one.clashes)]


def set_json(
    one: Described,
    sources: Mapping[str, Sequence[Mapping[str, Any]]],
    clashes: Sequence[Mapping[str, Any]],
    models: Sequence[str],
) -> dict[str, Any]:
    """A clash set as ifcclash writes it: ``clashes`` has them by ``GlobalId-GlobalId``.

    Where GlobalIds are not unique and two clashes would have the same key, the later one has its
    id behind it.

    Args:
        one: the clash set.
        sources: its sides as they were asked for, by ``a`` and ``b``.
        clashes: as ``clashes_json`` gives them.
        models: names of the models.
    """
    by_pair: dict[str, Mapping[str, Any]] = {}
    for clash in clashes:
        key = f"{clash['a_global_id']}-{clash['b_global_id']}"
        by_pair[key if key not in by_pair else f"{key}-{clash['id']}"] = clash
    found = one.found
    return {
        "name": found.clash_set.name,
        **asked_json(found.clash_set),
        **sources,
        "clashes": by_pair,
        "complete": found.complete,
        "not_tested": [
            {
                "model": models[item.model],
                "global_id": item.global_id,
                "ifc_class": item.ifc_class,
                "name": item.name,
                "reason": item.reason,
            }
            for item in found.untested
        ],
        "repeated_global_ids": list(found.repeated),
        "groups": [
            {"id": group.id, "name": group.name, "clashes": [clash.id for clash in members]}
            for group, members in one.members().items()
        ],
    }
