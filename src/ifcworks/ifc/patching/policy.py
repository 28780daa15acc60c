"""What of the recipes of ifcpatch a service must not hand to strangers.

A recipe is a program that trusts whoever calls it: it opens the paths that it is given, writes
where it is told, and would talk to a database server. What follows was decided from their sources;
a test fails when ifcpatch has a recipe that opens files and is not named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_BLENDER = (
    "It works inside Blender with the Bonsai add-on (it imports bpy, bmesh and bonsai), which are "
    "not part of ifcworks. Run it in Bonsai."
)

_UNSTEADY = (
    "It crashes or hangs now and then, in the part of ifcopenshell that copies instances between "
    "files. Use the operation 'merge', which also merges what both models have."
)


MODEL, DATABASE = "model.ifc", "model.sqlite"
"""What files that recipes make are called, so that who asks for a run can say where they go."""
SEVERAL = "*.ifc"
"""Several models, called after what is in the model."""


@dataclass(frozen=True)
class Handling:
    """How a recipe is treated.

    Attributes:
        unavailable: why it is not run at all.
        files: its parameters that name files to read, which are taken as references to files.
        chosen: arguments that nobody can give, with the value that they always have; a folder or
            file of the attempt's own where that is one of ``OWN_FOLDER`` and ``OWN_DATABASE``.
        makes: the file that it makes, or ``SEVERAL``; None if only a run tells.
        plain_storeys: whether it makes file names of the names of storeys.
    """

    unavailable: str | None = None
    files: frozenset[str] = frozenset()
    chosen: Mapping[str, str] = field(default_factory=dict)
    makes: str | None = MODEL
    plain_storeys: bool = False


OWN_FOLDER = "\0folder"
OWN_DATABASE = "\0database"

HANDLING: Mapping[str, Handling] = {
    # Reads a file of borehole data, and lists a folder of documents: that is an empty one here.
    "AGS2IFC": Handling(files=frozenset({"ags_file"}), chosen={"docs_dir": OWN_FOLDER}),
    "FixRevitTINs": Handling(unavailable=_BLENDER),
    "FixRevit2025TINs": Handling(unavailable=_BLENDER),
    # Would write to any path, or connect to any MySQL server: it writes SQLite to a file of ours.
    "ExtractPropertiesToSQLite": Handling(makes=DATABASE),
    "Ifc2Sql": Handling(
        makes=DATABASE,
        chosen={
            "sql_type": "SQLite",
            "host": "",
            "username": "",
            "password": "",
            "database": OWN_DATABASE,
        },
    ),
    # In ifcopenshell 0.9 it now and then crashes or hangs in file.add, with one pair of models.
    "MergeProjects": Handling(unavailable=_UNSTEADY, files=frozenset({"filepaths"})),
    # Writes files called after storeys, whose names may hold a path, into any folder.
    "SplitByBuildingStorey": Handling(
        chosen={"output_dir": OWN_FOLDER}, makes=SEVERAL, plain_storeys=True
    ),
}

TRUSTED = Handling()
"""How all others are treated: they work on the opened model alone."""

CUSTOM = Handling(makes=None)
"""How recipes of the administrator are treated."""


def handling(name: str) -> Handling:
    """How a recipe of ifcpatch is treated."""
    return HANDLING.get(name, TRUSTED)
