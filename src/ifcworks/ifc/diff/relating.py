"""What objects are related with, before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.pairing import Pairs, digest
from ifcworks.ifc.diff.side import Numbers, Side

_RELATIONS = """
SELECT id, relating_id, related_id, hash(class) >> 1 AS kind,
    CASE class
        WHEN 'IfcRelConnectsPorts' THEN 1 WHEN 'IfcRelConnectsPortToElement' THEN 2 ELSE 0
    END AS port
FROM {at}.relations
WHERE class NOT IN (
    'IfcRelDefinesByType', 'IfcRelContainedInSpatialStructure', 'IfcRelAggregates', 'IfcRelNests',
    'IfcRelDeclares', 'IfcRelFillsElement'
)
"""
"""Those left out are compared as types, containers, wholes and hosts."""

_CONNECTED, _OWNED = 1, 2


@dataclass(frozen=True, eq=False)
class Relations:
    """Relations of a version: numbers of them, rows of their two ends, and their classes."""

    ids: Numbers
    ends: Numbers
    kinds: Numbers

    def only(self, rows: npt.NDArray[np.generic]) -> Relations:
        """Some of them."""
        return Relations(self.ids[rows], self.ends[rows], self.kinds[rows])


def read_relations(side: Side, in_scope: npt.NDArray[np.bool_]) -> Relations:
    """The relations between objects; those of ports are told of the elements that have them."""
    ids, relating, related, kinds, port = side.ask_numbers(_RELATIONS)
    ends = np.stack((side.rows(relating), side.rows(related)), axis=1)
    known = (ends >= 0).all(axis=1)
    connected, owned = port == _CONNECTED, (port == _OWNED) & known
    if connected.any():
        owners = side.columns["parent_id"].copy()
        owners[ends[owned, 0]] = ends[owned, 1]
        ports = ends[connected]
        lifted = np.where(ports >= 0, owners[ports], -1)
        hidden = (ports < 0) | ~in_scope[ports]
        ends[connected] = np.where(hidden, lifted, ports)
        known = (ends >= 0).all(axis=1)
    hidden_port = owned & ~in_scope[np.maximum(ends[:, 0], 0)]
    return Relations(ids, ends, kinds).only(known & ~hidden_port)


def changed_relations(
    relations: tuple[Relations, Relations],
    pairs: Pairs,
    in_scope: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
) -> tuple[Relations, Relations]:
    """Those that are only in the old, and those that are only in the new version.

    A relation with an element that was itself deleted or added is not among them: it went or came
    with that element.
    """
    old, new = relations
    gone = ((pairs.new_of[old.ends] < 0) & in_scope[0][old.ends]).any(axis=1)
    come = ((pairs.old_of[new.ends] < 0) & in_scope[1][new.ends]).any(axis=1)
    mapped = pairs.new_of[old.ends]
    mapped = np.where(mapped < 0, -2 - old.ends, mapped)
    before = digest([old.kinds, mapped[:, 0], mapped[:, 1]])
    after = digest([new.kinds, new.ends[:, 0], new.ends[:, 1]])
    return (
        _once(old, before, ~np.isin(before, after) & ~gone),
        _once(new, after, ~np.isin(after, before) & ~come),
    )


def _once(relations: Relations, keys: Numbers, wanted: npt.NDArray[np.bool_]) -> Relations:
    rows = np.flatnonzero(wanted)
    _, first = np.unique(keys[rows], return_index=True)
    return relations.only(rows[np.sort(first)])
