"""The main job, end to end: models go to a real service over HTTP, answers come back.

python scripts/demo.py [--model MODEL.ifc] [--output FOLDER]

The service keeps its data in .demo-data, so that a second run is answered from stored results.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ifcworks.cli.service.client import Client
from ifcworks.errors import IfcworksError

DATA = Path(".demo-data")


@contextmanager
def service() -> Iterator[Client]:
    """A service on a free loopback port, for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ifcworks", "serve", "--host", "127.0.0.1", "--port", "0"],
        env={**os.environ, "IFCWORKS_DATA": str(DATA), "IFCWORKS_LOG_LEVEL": "error"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        ready = re.search(r"http://\S+", process.stdout.readline())
        if ready is None:
            sys.exit("The service did not start.")
        with Client(ready[0]) as client:
            yield client
    finally:
        process.terminate()
        process.wait()


def run_job(
    client: Client, progress: Progress, title: str, operation: str, parameters: dict[str, Any]
) -> tuple[dict[str, Any], float]:
    """Request a job and follow it; answers the job and the seconds it took."""
    task = progress.add_task(title, total=1.0, message="")
    began = time.perf_counter()
    job: Any = client.submit(operation, parameters, project="default", force=False)
    if not job["cached"]:
        for seen in client.follow(job["id"]):
            progress.update(task, completed=seen["progress"], message=seen["message"])
            job = seen
    seconds = time.perf_counter() - began
    progress.update(task, completed=1.0, message="")
    if job["state"] != "succeeded":
        raise SystemExit(f"{title}: {job['problem']['detail']}")
    return job, seconds


def process(client: Client, model: Path, output: Path, progress: Progress) -> list[tuple[str, ...]]:
    """Upload, inspect and convert one model; answers the rows of the table."""
    task = progress.add_task(f"{model.name}: upload", total=model.stat().st_size, message="")
    began = time.perf_counter()
    file, added = client.upload(
        "default",
        model,
        name=model.name,
        kind=None,
        sent=lambda done: progress.update(task, completed=done),
    )
    upload = time.perf_counter() - began
    version = file["newest"]
    reference = {"model": f"{file['id']}@{version['number']}"}

    looked, inspect = run_job(client, progress, f"{model.name}: inspect", "inspect", reference)
    summary = client.result(looked["id"])
    (output / f"{model.stem}.inspect.json").write_text(json.dumps(summary, indent=2))

    converted, convert = run_job(
        client, progress, f"{model.name}: convert", "convert", {**reference, "format": "glb"}
    )
    answer = client.result(converted["id"])
    made = client.artifacts(converted["id"])
    target = output / f"{model.stem}.glb"
    client.download(made[0]["url"], target, lambda done: None)

    def told(job: dict[str, Any], text: str) -> str:
        return f"{text} [green](stored result)[/green]" if job["cached"] else text

    problems = len(summary["problems"])
    left_out = f", {len(answer['left_out'])} left out" if answer["left_out"] else ""
    return [
        (
            model.name,
            str(version["ifc_schema"]),
            f"{summary['size']['elements']:,}",
            "upload",
            f"{upload:.2f} s",
            f"{version['size'] / 1e6:,.2f} MB, version {version['number']}"
            + ("" if added else " [green](stored already)[/green]"),
        ),
        ("", "", "", "inspect", f"{inspect:.2f} s", told(looked, f"{problems} problems found")),
        (
            "",
            "",
            "",
            "convert",
            f"{convert:.2f} s",
            told(converted, f"{answer['elements']:,} shapes{left_out} → {target.name}"),
        ),
    ]


def main() -> None:
    """Run the demonstration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--model", type=Path, help="a model of yours instead of the sample building"
    )
    parser.add_argument("--output", type=Path, default=Path("demo-output"))
    arguments = parser.parse_args()
    console = Console(width=max(100, Console().width))
    output: Path = arguments.output
    output.mkdir(parents=True, exist_ok=True)
    if arguments.model is not None:
        if not arguments.model.is_file():
            sys.exit(f"There is no file {arguments.model}.")
        models = [arguments.model]
    else:
        sample = output / "sample"
        subprocess.run(
            [sys.executable, "-m", "ifcworks", "sample", str(sample)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        models = sorted(sample.glob("*.ifc"))
        console.print(f"The sample building is in {sample}.")
    table = Table("model", "schema", "elements", "step", "time", "result")
    for column in table.columns:
        column.overflow = "fold"
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[message]}"),
    )
    try:
        with service() as client, Progress(*columns, console=console) as progress:
            for model in models:
                for row in process(client, model, output, progress):
                    table.add_row(*row)
    except IfcworksError as error:
        sys.exit(f"{error.detail}")
    console.print(table)
    console.print(f"The artifacts are in {output}.")


if __name__ == "__main__":
    main()
