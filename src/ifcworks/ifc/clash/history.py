"""What has become of clashes from one run of a clash set to the next.

A run says something only of what it has judged. A clash that it does not find is resolved if its
elements were tested with each other, and if the run asked for clashes such as this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from ifcworks.ifc.clash.asking import Settings, asks_for

State = Literal["new", "persistent", "resolved", "element-missing"]
ALIVE = ("new", "persistent")
"""States of clashes that are there."""


class ModelOfRun(TypedDict):
    """A model as a run knew it: its name, and the GlobalId of its IfcProject."""

    name: str
    project: str | None


class CoveredModel(ModelOfRun):
    """What was tested of a model on either side, and what else there is in it; GlobalIds."""

    a: list[str]
    b: list[str]
    others: list[str]


class Coverage(TypedDict):
    """What a run of a clash set can speak of.

    Keys:
        asked: mode and settings.
        models: those that the clash set is about.
        ambiguous: GlobalIds that do not say which element is meant.
    """

    asked: Settings
    models: list[CoveredModel]
    ambiguous: list[str]


@dataclass(frozen=True)
class Known:
    """A clash of earlier runs.

    Attributes:
        clash: as it was found last, in the form of ``register.clash_json``.
        asked: mode and settings of the run that has found it last.
        models: the models of that run.
    """

    clash: Mapping[str, Any]
    asked: Settings
    models: Sequence[ModelOfRun]


def compare(known: Mapping[str, Known], coverage: Coverage) -> dict[str, State]:
    """What has become of clashes that a run did not find: resolved, or element-missing.

    A clash of which the run does not say anything is not in the answer: it stays what it was.

    Args:
        known: clashes of earlier runs that this one has not found, by id.
        coverage: what it has judged.
    """
    judge = _Judge(coverage)
    states = {number: judge.state(one) for number, one in known.items()}
    return {number: state for number, state in states.items() if state is not None}


@dataclass(frozen=True)
class _Model:
    name: str
    project: str | None
    a: frozenset[str]
    b: frozenset[str]
    present: frozenset[str]


class _Judge:
    def __init__(self, coverage: Coverage) -> None:
        self._asked = coverage["asked"]
        self._ambiguous = frozenset(coverage["ambiguous"])
        self._models = []
        for one in coverage["models"]:
            a, b = frozenset(one["a"]), frozenset(one["b"])
            present = a | b | frozenset(one["others"])
            self._models.append(_Model(one["name"], one["project"], a, b, present))

    def state(self, known: Known) -> State | None:
        clash = known.clash
        if not clash["ambiguous"] and not self._ambiguous.isdisjoint(
            (clash["a_global_id"], clash["b_global_id"])
        ):
            return None  # if it is still there, then under another id
        first, second = (self._homes(known, side) for side in ("a", "b"))
        if first == [] or second == []:
            return "element-missing"
        if first is None or second is None or not asks_for(clash, known.asked, self._asked):
            return None
        one, other = clash["a_global_id"], clash["b_global_id"]
        tested = any(
            (one in home.a and other in there.b) or (one in home.b and other in there.a)
            for home in first
            for there in second
        )
        return "resolved" if tested else None

    def _homes(self, known: Known, side: str) -> list[_Model] | None:
        """The models that now have an element of a clash; None if that of then is not here."""
        global_id = known.clash[f"{side}_global_id"]
        own = self._now(known.clash[f"{side}_model"], known.models)
        if own is not None and global_id in own.present:
            return [own]
        # It may have moved to another model, or its model to another name.
        others = [model for model in self._models if global_id in model.present]
        if known.clash["ambiguous"]:
            others = []
        return others if others or own is not None else None

    def _now(self, name: str, models_then: Sequence[ModelOfRun]) -> _Model | None:
        """What a model of then is now: that of the same name, or else that of its IfcProject."""
        for model in self._models:
            if model.name == name:
                return model
        names_now = {model.name for model in self._models}
        gone = [one for one in models_then if one["name"] not in names_now]
        names_then = {one["name"] for one in models_then}
        came = [model for model in self._models if model.name not in names_then]
        project = next((one["project"] for one in gone if one["name"] == name), None)
        left = [one for one in gone if one["project"] == project]
        found = [model for model in came if model.project == project]
        if project is None or len(left) != 1 or len(found) != 1:
            return None
        return found[0]


def changed(
    before: Mapping[str, str], found: Iterable[str], settled: Mapping[str, str]
) -> dict[str, str]:
    """The state of each clash of which a run says something.

    Args:
        before: states of the clashes that were known, by id.
        found: ids of the clashes that the run has found.
        settled: what ``compare`` says of the others.
    """
    states = {number: "persistent" if before.get(number) in ALIVE else "new" for number in found}
    return {**states, **settled}
