"""``ifcworks sample``: a small building of which everything is known, to try things on."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from ifcworks.errors import StorageUnavailable


def sample(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; it is made if need be.")
    ],
) -> None:
    """Write the sample building: models, requirements, and the truth about them.

    Files of the same names are replaced; they are the same every time.
    """
    from rich.console import Console

    from ifcworks.cli.render import file_list

    with Console(stderr=True).status("making the sample building"):
        from ifcworks.ifc.sample import write_sample

        try:
            files = write_sample(folder)
        except OSError as error:
            raise StorageUnavailable(f"'{folder}' cannot be written: {error.strerror}.") from error
    Console(highlight=False).print(file_list([getattr(files, f.name) for f in fields(files)]))
