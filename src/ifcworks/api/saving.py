"""Artifacts that are to become files of the project: what names they may have."""

from __future__ import annotations

from collections.abc import Mapping

from ifcworks.errors import ParametersInvalid
from ifcworks.files.names import clean_name
from ifcworks.ifc.recognition import expected_kind

_PROMISES = {"ifc": "an IFC model", "ids": "an IDS file", "bcf": "a BCF archive"}
"""Kinds that operations take by the names of files; all else may be called as people like."""


def check_saves(saves: Mapping[str, str]) -> None:
    """Refuse names for artifacts that would not be what was meant.

    Raises:
        FileNameInvalid: one cannot be the name of a file.
        ParametersInvalid: two artifacts would be versions of one file, or one is called like a file
            of another kind.
    """
    taken: dict[str, str] = {}
    for artifact, given in saves.items():
        name = clean_name(given)
        if name in taken:
            _refuse(f"save.{artifact}", f"'{taken[name]}' is to be saved as '{name}' already")
        taken[name] = artifact
        check_kind(f"save.{artifact}", name, expected_kind(artifact))


def check_kind(where: str, name: str, kind: str | None) -> None:
    """Refuse a name for something of a kind that promises another.

    Raises:
        ParametersInvalid.
    """
    promised = expected_kind(name)
    if promised in _PROMISES and kind != promised:
        _refuse(where, f"the name '{name}' is that of {_PROMISES[promised]}, which this is not")


def _refuse(where: str, what: str) -> None:
    raise ParametersInvalid(f"{where}: {what}.", errors=[{"where": where, "what": what}])
