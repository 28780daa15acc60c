"""What a request wishes of the answer to a query."""

from __future__ import annotations

import pytest

from ifcworks.api.routes.query import accepted
from ifcworks.api.watching import wished_wait


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("image/png", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/*", "csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
        ("application/vnd.apache.parquet, */*;q=0.1", "parquet"),
        ("application/vnd.apache.arrow.file", "arrow"),
        ("application/json;q=0.4, text/csv;q=0.5", "csv"),
        ("*/*;q=0.9, text/csv;q=0.8", "json"),
        # The narrowest range counts, whatever the order.
        ("application/json;q=0, */*", "csv"),
        ("*/*, application/json;q=0.1", "csv"),
        ("*/*, text/csv", "csv"),
        ("application/*;q=0.2, text/csv;q=0.1", "json"),
        # A weight that is none makes no wish.
        ("text/csv;q=nan, application/json;q=0.1", "json"),
        ("text/csv;q=5", "json"),
        ("text/csv;q=0", "json"),
    ],
)
def test_accept(header: str | None, kind: str) -> None:
    assert accepted(header) == kind


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 9),
        ("return=minimal", 9),
        ("wait=3", 3),
        ("respond-async, wait=3", 3),
        ("respond-async", 0),
        ("wait=0", 0),
        ("wait=100000", 60),
    ],
)
def test_prefer(header: str | None, seconds: float) -> None:
    assert wished_wait(header, 9) == seconds
