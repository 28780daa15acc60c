"""What a run has found, in all forms that are wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ifcworks import __version__
from ifcworks.ifc.bcf import BcfVersion
from ifcworks.ifc.clash.describing import Described
from ifcworks.ifc.clash.register import set_json
from ifcworks.ifc.clash.reports import write_book, write_page
from ifcworks.ifc.clash.topics import write_topics
from ifcworks.ifc.clash.viewing import write_elements


@dataclass(frozen=True)
class Publishing:
    """What reports need beside the clashes.

    Attributes:
        models: names of the models.
        sides: of each clash set, its sides as they were asked for.
        clashes: of each clash set, its clashes as ``register.clashes_json`` tells them.
        bcf_topics: the most topics that BCF may have.
        scratch: a folder for intermediate files.
        progress: takes a fraction and a sentence.
    """

    models: Sequence[str]
    sides: Sequence[Mapping[str, Sequence[Mapping[str, Any]]]]
    clashes: Sequence[Sequence[Mapping[str, Any]]]
    bcf_version: BcfVersion
    bcf_topics: int
    scratch: Path
    progress: Callable[[float, str], None]


def publish(told: Sequence[Described], how: Publishing, paths: Mapping[str, Path]) -> list[str]:
    """Write reports: ``json``, ``html``, ``xlsx``, ``bcf`` and ``glb``, each to its path.

    Returns:
        Sentences on what is not in them.
    """
    notes: list[str] = []
    when = datetime.now(UTC)
    if "json" in paths:
        sets = [
            set_json(one, sides, clashes, how.models)
            for one, sides, clashes in zip(told, how.sides, how.clashes, strict=True)
        ]
        paths["json"].write_text(json.dumps(sets, allow_nan=False))
    if "html" in paths:
        write_page(paths["html"], told, how.models, when, "clash.json" if "json" in paths else "")
    if "xlsx" in paths:
        notes += write_book(paths["xlsx"], told, how.models, when, how.scratch)
    if "glb" in paths:
        everything = [clash for one in told for clash in one.clashes]
        write_elements(paths["glb"], everything, f"ifcworks {__version__}")
    if "bcf" in paths:
        count = min(sum(len(one.clashes) for one in told), how.bcf_topics)
        left_out = write_topics(
            paths["bcf"],
            told,
            how.bcf_version,
            when,
            how.bcf_topics,
            lambda done: how.progress(done / count, f"picture {done + 1:,} of {count:,}"),
        )
        if left_out:
            notes.append(f"{left_out:,} clashes are not in clash.bcf; bcf_topics raises the limit.")
    return notes
