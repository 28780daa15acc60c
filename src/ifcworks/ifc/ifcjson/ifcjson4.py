"""A model as ifcJSON-4 (version 0.0.1 of the form, as ifc2json writes it)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ifcopenshell

from ifcworks import __version__
from ifcworks.ifc.ifcjson.form import Choice, Form
from ifcworks.ifc.ifcjson.writing import writer

FORM_VERSION = "0.0.1"
_TOLD_EVERY = 1000


def write_ifcjson(
    path: Path,
    model: ifcopenshell.file,
    choice: Choice,
    progress: Callable[[float, str], None] = lambda fraction, message: None,
) -> int:
    """Write a model; how many objects stand in it.

    Args:
        path: the file.
        model: the open model.
        choice: what is wanted.
        progress: told now and then.
    """
    form = Form(model, choice)
    time_stamp = model.header.file_name.time_stamp
    with writer(path, None if choice.compact else 2) as out:
        out.members(
            {
                "type": "ifcJSON",
                "version": FORM_VERSION,
                "schemaIdentifier": model.schema_identifier,
                "originatingSystem": f"ifcworks {__version__}",
                "preprocessorVersion": f"IfcOpenShell {ifcopenshell.version}",
                "timeStamp": time_stamp,
            }
        )
        return out.list("data", _told(form.objects(), progress))


def _told(
    objects: Iterator[dict[str, Any]], progress: Callable[[float, str], None]
) -> Iterator[dict[str, Any]]:
    for number, made in enumerate(objects):
        if number % _TOLD_EVERY == 0:
            # How many there will be is not known before; it comes nearer to the end.
            progress(0.1 + 0.85 * (1 - 1 / (1 + number / 10_000)), f"{number:,} objects written")
        yield made
