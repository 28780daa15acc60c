"""All SQL that reads is taken, as far as the syntax tree has words for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.query.conftest import Asked

KINDS = Path(__file__).with_name("kinds.sql").read_text().splitlines()[1:]


@pytest.mark.parametrize("sql", KINDS)
def test_all_kinds_of_reading_sql_are_taken(asked: Asked, sql: str) -> None:
    assert asked(sql)[0].columns
