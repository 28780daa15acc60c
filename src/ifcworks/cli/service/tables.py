"""Jobs, files and attempts as tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rich import box
from rich.console import Group, RenderableType
from rich.filesize import decimal
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ifcworks.cli.service.answers import Artifact, Attempt, File, Job, Project, Version

SHORT = 8
_STYLES = {
    "queued": "cyan",
    "running": "bold blue",
    "succeeded": "green",
    "failed": "bold red",
    "cancelled": "yellow",
}
_SHORT_COLUMNS = ("Id", "State", "Age", "Time", "Size", "When")
_SIGNS = {"queued": "·", "running": "▸", "succeeded": "✓", "failed": "✗", "cancelled": "■"}


def listing(*columns: str, right: Iterable[str] = ()) -> Table:
    """An empty table with these columns."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in _SHORT_COLUMNS,
            style="cyan" if column == "Id" else None,
            overflow="fold",
        )
    return table


def jobs(found: Iterable[Job]) -> Table:
    """Jobs, one a line."""
    table = listing("Id", "Operation", "State", "Inputs", "Age", "Time", right=("Age", "Time"))
    for job in found:
        names = ", ".join(item["name"] for item in job["inputs"])
        table.add_row(
            job["id"][:SHORT],
            escape(job["operation"]),
            state(job),
            escape(names),
            age(job["created_at"]),
            took(job),
        )
    return table


def state(job: Job) -> Text:
    """The state of a job, with how far it is while it runs."""
    name = job["state"]
    text = Text(f"{_SIGNS.get(name, ' ')} {name}", style=_STYLES.get(name, ""))
    if name == "running":
        text.append(f" {job['progress']:.0%}")
    return text


def took(job: Job) -> str:
    """How long a job worked, or that its answer was there already."""
    if job["cached"]:
        return "stored"
    if job["started_at"] is None:
        return ""
    end = job["finished_at"]
    last = _moment(end) if end else datetime.now(UTC)
    return _duration((last - _moment(job["started_at"])).total_seconds())


def job_details(job: Job) -> RenderableType:
    """All of one job but its result."""
    facts = facts_grid()
    facts.add_row("Job", job["id"])
    facts.add_row("Operation", escape(job["operation"]))
    facts.add_row("Project", escape(job["project"]))
    facts.add_row("State", state(job))
    if job["message"] and job["state"] == "running":
        facts.add_row("Now", escape(job["message"]))
    for item in job["inputs"]:
        facts.add_row("Input", escape(f"{item['name']}@{item['version']}"))
    references = {item["ref"] for item in job["inputs"]}
    for name, value in job["parameters"].items():
        if value not in (None, [], "") and value not in references:
            facts.add_row(escape(name), escape(str(value)))
    facts.add_row("Requested", moment_text(job["created_at"]))
    facts.add_row("Took", took(job) or "-")
    facts.add_row("Attempts", str(job["attempt"]))
    if job["problem"] is None:
        return facts
    return Group(facts, Text(""), _problem(job["problem"]))


def artifacts(found: Iterable[Artifact]) -> Table:
    """Files that a job made."""
    table = listing("Name", "Size", "Type", right=("Size",))
    for item in found:
        table.add_row(escape(item["name"]), decimal(item["size"]), escape(item["media_type"]))
    return table


def attempts(found: Iterable[Attempt]) -> RenderableType:
    """The tries at a job, each with what it printed."""
    parts: list[RenderableType] = []
    for attempt in found:
        ended = attempt["finished_at"]
        facts = [attempt["outcome"] or "running"]
        if ended:
            took = (_moment(ended) - _moment(attempt["started_at"])).total_seconds()
            facts.append(_duration(took))
        if attempt["peak_memory"]:
            facts.append(f"{decimal(attempt['peak_memory'])} memory")
        if attempt["cpu_seconds"] is not None:
            facts.append(f"{attempt['cpu_seconds']:.1f} s processor")
        title = escape(f"Attempt {attempt['number']}: {', '.join(facts)}")
        parts.append(Rule(title, align="left", style="dim"))
        if attempt["problem"] is not None:
            parts.append(_problem(attempt["problem"]))
        parts.append(Text(attempt["log"].rstrip("\n") or "(it printed nothing)", style="dim"))
    return Group(*parts) if parts else Text("No attempt has begun yet.", style="dim")


def files(found: Iterable[File]) -> Table:
    """Files of a project, one a line."""
    table = listing(
        "Id", "Name", "Kind", "Version", "Size", "Age", right=("Version", "Size", "Age")
    )
    for file in found:
        newest = file["newest"]
        table.add_row(
            file["id"][:SHORT],
            escape(file["name"]),
            newest["ifc_schema"] or file["kind"],
            str(newest["number"]),
            decimal(newest["size"]),
            age(newest["created_at"]),
        )
    return table


def file_line(file: File, version: Version) -> Text:
    """One file in a line."""
    words = f"{file['name']}@{version['number']}"
    kind = version["ifc_schema"] or file["kind"]
    return Text.assemble(
        ("✓ ", "green"),
        words,
        (f"  {kind}, {decimal(version['size'])}  {file['id'][:SHORT]}", "dim"),
    )


def projects(found: Iterable[Project]) -> Table:
    """Projects, one a line."""
    table = listing("Name", "Title", "Age", right=("Age",))
    for project in found:
        since = age(project["created_at"])
        table.add_row(escape(project["name"]), escape(project["title"]), since)
    return table


def facts_grid() -> Table:
    """An empty table of names and what is to be said of them."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    return facts


def _problem(problem: dict[str, object]) -> RenderableType:
    title = f"[bold red]✗ {escape(str(problem['title']))}[/] "
    code = f"[dim]{escape('[' + str(problem['code']) + ']')}[/]"
    return Group(
        Text.from_markup(title + code), Padding(escape(str(problem["detail"])), (0, 0, 0, 2))
    )


def moment_text(text: str) -> str:
    """A moment in the time zone of whoever reads it."""
    return _moment(text).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def age(text: str) -> str:
    """How long ago a moment is."""
    return _duration(max(0.0, (datetime.now(UTC) - _moment(text)).total_seconds()))


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    for length, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
