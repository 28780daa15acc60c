"""Whether a run asks for clashes such as one that was found by an earlier run, asked differently.

Settings are as ``register.settings_json`` gives them, with the mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Settings = Mapping[str, Any]


def asks_for(clash: Mapping[str, Any], then: Settings, now: Settings) -> bool:
    """Whether a clash, as it was then, is one that a run of now would say.

    Where that is not known, because other things decide now, the answer is no.

    Args:
        clash: in the form of ``register.clash_json``.
        then: what the run was asked that has found it.
        now: what the run is asked that has not.
    """
    if then == now:
        return True
    if then["judge"] != now["judge"]:
        return False
    volume, depth = clash["volume"], clash["depth"]
    if volume is not None and (volume < now["min_volume"] or depth < now["min_depth"]):
        return False
    if now["mode"] == "intersection":
        if volume is not None and depth > now["tolerance"]:
            return True
        return bool(then["mode"] == "intersection" and now["tolerance"] <= then["tolerance"])
    in_each_other = volume is not None or clash["type"] in ("protrusion", "pierce")
    if now["mode"] == "collision":
        touches = then["mode"] == "collision" and now["allow_touching"] >= then["allow_touching"]
        return in_each_other or bool(touches)
    return in_each_other or bool(clash["distance"] < now["clearance"])
