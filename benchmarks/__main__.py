"""Run all measurements, print them, and write ``benchmarks/results/latest.json``."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import clashing, diffing, large, measures, quantities, validation
from benchmarks.row import Row
from benchmarks.service import service

RESULTS = Path(__file__).parent / "results" / "latest.json"


def main(*names: str) -> int:
    """Measure; the exit code says whether all targets are met.

    With names of measures only these are taken, and the results are shown and not kept.
    """
    console = Console()
    everything = [measures.tiny_jobs, measures.command_line]
    apart = [measures.upload]
    if measures.CORPUS.is_dir():
        everything += [measures.office, measures.duplex]
        everything += [quantities.quantities, validation.office_requirements]
    else:
        console.print("The corpus of real models is not here; set IFCWORKS_CORPUS to measure it.")
    if measures.CORPUS.is_dir() and large.SCALE.is_file():
        apart += [large.large, validation.large_requirements]
    else:
        console.print("No large model can be made; set IFCWORKS_SCALE_MODEL to measure one.")
    if measures.CORPUS.is_dir() and large.SCALE.is_file() and diffing.REVISE.is_file():
        apart += [diffing.diff, clashing.clash]
    else:
        console.print("No revision can be made; set IFCWORKS_MAKE_REVISION to measure one.")
    rows: list[Row] = []
    # Nothing is prepared beside what is measured of large models.
    for part, settings in ((everything, {}), (apart, {"prepare": "none"})):
        part = [measure for measure in part if not names or measure.__name__ in names]
        if not part:
            continue
        with (
            tempfile.TemporaryDirectory() as folder,
            service(Path(folder), **settings) as running,
        ):
            for measure in part:
                made = list(measure(running))
                console.print(_table(measure.__doc__, made))
                rows += made
    if not names:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
    return 0 if all(row.met for row in rows) else 1


def _table(title: str | None, rows: Iterable[Row]) -> Table:
    table = Table(
        "what", "value", "reference", "ratio", "target", "met", title=title, title_justify="left"
    )
    for row in rows:
        table.add_row(
            row.name,
            f"{row.value:.4g} {row.unit}",
            f"{row.reference_value:.4g} {row.unit} ({row.reference})",
            "" if row.ratio is None else f"{row.ratio:.3g}",
            f"≤ {row.target:.4g}",
            "yes" if row.met else "[red]no[/red]",
        )
    return table


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
