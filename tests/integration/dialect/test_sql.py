"""What SQL users find of results: the examples of the documentation find something."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from support.dialect import Node

TEXT = (Path(__file__).parents[3] / "docs" / "results.md").read_text()
EXAMPLES = [
    query.strip()
    for query in re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)[0].split(";")
    if query.strip()
]


@pytest.fixture(scope="module")
def found(node: Node, sample: Path) -> dict[str, Any]:
    model = node.upload(sample / "architecture.ifc", name="sql.ifc")
    other = node.upload(sample / "services.ifc", name="sql-services.ifc")
    ids = node.upload(sample / "requirements.ids", "ids", name="sql.ids")
    node.run("/ifcconvert", {"input_filename": model, "output_filename": "sql.glb"})
    node.run(
        "/ifctester", {"ifc_filename": model, "ids_filename": ids, "output_filename": "sql.json"}
    )
    clash_set = {"name": "sql", "a": [{"file": model}], "b": [{"file": other}]}
    return node.run("/ifcclash", {"clash_sets": [clash_set], "output_filename": "sql.json"})


def asked(node: Node, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{node.database}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("query", EXAMPLES, ids=[query.splitlines()[0][3:] for query in EXAMPLES])
def test_examples_of_the_documentation(node: Node, found: dict[str, Any], query: str) -> None:
    rows = asked(node, query)
    assert rows
    if "'$.clashes'" in query:
        assert len(rows) == found["clash_count"]
        assert all(None not in row for row in rows)


def test_the_row_names_what_the_client_named(node: Node, found: dict[str, Any]) -> None:
    [row] = asked(
        node,
        "SELECT clash_count, '/' || replace(output_filename, '~', '/') FROM clash_results "
        "WHERE clash_set_name = 'sql'",
    )
    assert row == (found["clash_count"], found["output_path"])
    page = node.get("/api/v1/results/clash?file=sql-services")
    assert [item["clash_set_name"] for item in page["items"]] == ["sql"]
