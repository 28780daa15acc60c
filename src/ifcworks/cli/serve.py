"""``ifcworks serve``: the service, as one process with its pool of attempts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 for any free one.", min=0, max=65535)
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder for the database, files and temporary files.")
    ] = None,
    slots: Annotated[
        int | None, typer.Option(help="How many jobs run at once; 0 for one per processor.", min=0)
    ] = None,
    log_format: Annotated[
        Literal["text", "json"] | None, typer.Option(help="How log lines are written.")
    ] = None,
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"] | None,
        typer.Option(help="The least severe log lines that are written."),
    ] = None,
) -> None:
    """Run the service until it is told to stop (Ctrl-C, SIGTERM).

    What is not given here comes from the environment (IFCWORKS_PORT, …) or the file '.env'.
    The first line on standard output, 'ifcworks is ready on http://…', comes when requests are
    answered; log lines go to standard error.
    """
    from ifcworks.cli.server import run
    from ifcworks.settings import Settings

    given = {
        "host": host,
        "port": port,
        "data": data,
        "slots": slots,
        "log_format": log_format,
        "log_level": log_level,
    }
    overrides = {name: value for name, value in given.items() if value is not None}
    run(Settings().model_copy(update=overrides))
