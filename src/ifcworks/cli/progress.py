"""Progress bars on standard error; silent where that is no terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich import progress
from rich.console import Console
from rich.markup import escape


class Progress:
    """One bar: what is done, how far, what happens now, for how long.

    Args:
        title: what is done.
        wanted: whether to show anything at all.
        total: what counts as the whole: 1 for a fraction, or a number of bytes.
    """

    def __init__(self, title: str, *, wanted: bool = True, total: float = 1.0) -> None:
        console = Console(stderr=True)
        columns: list[progress.ProgressColumn] = [
            progress.SpinnerColumn(finished_text=" "),
            progress.TextColumn("[bold]{task.description}"),
            progress.BarColumn(bar_width=24),
            progress.TaskProgressColumn(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("[dim]{task.fields[message]}"),
        ]
        self._bar = progress.Progress(
            *columns,
            console=console,
            transient=True,
            disable=not (wanted and console.is_terminal),
        )
        self._task = self._bar.add_task(escape(title), total=total, message="")

    def __enter__(self) -> Self:
        """Begin to show it."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take it away again."""
        self._bar.stop()

    def report(self, done: float, message: str = "") -> None:
        """Show how far it is: of the total given, and what happens now."""
        self._bar.update(self._task, completed=done, message=escape(message))
