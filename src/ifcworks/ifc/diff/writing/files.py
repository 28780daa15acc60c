"""The files that tell of a difference, by their form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ifcworks.ifc.diff.outcome import Difference
from ifcworks.ifc.diff.request import Bcf, DiffRequest
from ifcworks.ifc.diff.run import Version
from ifcworks.ifc.diff.writing.form import write_form

NAMES = {
    "json": "diff.json",
    "ifcdiff": "ifcdiff.json",
    "xlsx": "diff.xlsx",
    "ods": "diff.ods",
    "html": "diff.html",
    "bcf": "diff.bcf",
    "glb": "diff.glb",
}


def write_files(
    difference: Difference,
    request: DiffRequest,
    forms: Sequence[str],
    old: Version,
    new: Version,
    bcf: Bcf,
    artifact: Callable[[str], Path],
    scratch: Path,
) -> tuple[list[str], list[str]]:
    """Write the files of some forms.

    Args:
        difference: what they tell.
        request: what was compared.
        forms: keys of ``NAMES``.
        old: the version before.
        new: the version after.
        bcf: how the topics are made.
        artifact: gives the path of a file by its name.
        scratch: a folder for intermediate files, made if it is needed.

    Returns:
        Names of the files, and sentences on what is not in them.
    """
    made, notes = [], []
    for form in forms:
        path = artifact(NAMES[form])
        made.append(NAMES[form])
        match form:
            case "json":
                write_form(path, difference, request)
            case "ifcdiff":
                from ifcworks.ifc.diff.writing.ifcdiff import write_ifcdiff

                write_ifcdiff(path, difference)
            case "xlsx" | "ods":
                from ifcworks.ifc.diff.writing.sheets import write_sheets

                scratch.mkdir(exist_ok=True)
                notes += write_sheets(path, difference, form, scratch)
            case "html":
                from ifcworks.ifc.diff.writing.page import write_page

                write_page(path, difference, request)
            case "bcf":
                from ifcworks.ifc.diff.writing.topics import write_topics

                notes += write_topics(path, difference, old, new, bcf)
            case "glb":
                from ifcworks.ifc.diff.writing.glb import write_diff_glb

                notes += write_diff_glb(path, difference, old, new)
    return made, notes
