"""What every operation must keep, whoever declares it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from ifcworks.operations.base import Operation
from ifcworks.operations.registry import Registry

ROOT = Path(__file__).parents[3]
HEAVY = {"ifcopenshell", "numpy", "duckdb", "pyarrow"}
OPERATIONS = list(Registry.discover())


@pytest.fixture(params=OPERATIONS, ids=lambda operation: operation.name)
def operation(request: pytest.FixtureRequest) -> Operation:
    found: Operation = request.param
    return found


def test_its_schemas_are_json_with_a_description_of_each_field(operation: Operation) -> None:
    for schema in (
        operation.params.model_json_schema(),
        operation.result.model_json_schema(mode="serialization"),
    ):
        json.dumps(schema)
        definitions = schema.get("$defs", {})
        for model in [schema, *definitions.values()]:
            for name, field in model.get("properties", {}).items():
                # A field with the same words as its type's docstring leaves them to the type.
                named = definitions.get(field.get("$ref", "").rsplit("/", 1)[-1], {})
                described = field.get("description") or named.get("description")
                assert described, f"{model['title']}.{name} has no description"


def test_its_result_has_a_schema_that_does_not_name_uploads(operation: Operation) -> None:
    names = set(operation.result.model_json_schema()["properties"])
    assert not names & {"path", "filename", "file_name", "upload"}


def test_it_has_a_reference_page(operation: Operation) -> None:
    page = (ROOT / "docs" / "reference" / f"{operation.name}.md").read_text()
    for name in operation.params.model_fields:
        assert f"`{name}`" in page


def test_it_is_in_the_readme(operation: Operation) -> None:
    assert f"`{operation.name}`" in (ROOT / "README.md").read_text()


def test_what_it_wants_preloaded_can_be_imported(operation: Operation) -> None:
    code = f"import importlib; [importlib.import_module(m) for m in {list(operation.preload)!r}]"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_can_be_declared_without_loading_native_modules() -> None:
    code = (
        "import sys; from ifcworks.operations.registry import Registry; Registry.discover();"
        f"sys.exit(' '.join({HEAVY!r} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_its_limits_are_sensible(operation: Operation) -> None:
    assert 0 < operation.timeout <= 24 * 3600
    assert 128 * 2**20 <= operation.memory <= 64 * 2**30
    TypeAdapter(operation.params)
