"""The OpenAPI document is valid, complete, and says what a client's author needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from ifcworks.api.problems import MEDIA_TYPE

JSON = "application/json"


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def routes(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            yield f"{method.upper()} {path}", route


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_told_well(document: dict[str, Any]) -> None:
    names = [route["operationId"] for _, route in routes(document)]
    assert len(set(names)) == len(names)
    known = {tag["name"] for tag in document["tags"]}
    for label, route in routes(document):
        assert set(route["tags"]) <= known, label
        assert route["summary"], label
        assert route["description"].rstrip().endswith((".", "`", "…")), label
        for parameter in route.get("parameters", []):
            assert parameter.get("description"), (label, parameter["name"])


def test_every_problem_is_told(document: dict[str, Any]) -> None:
    for label, route in routes(document):
        for status, response in route["responses"].items():
            if status >= "400" and label != "GET /health/ready":
                assert list(response["content"]) == [MEDIA_TYPE], (label, status)
                assert "`" in response["description"], (label, status)
        assert ("422" in route["responses"]) == ("parameters" in route or "requestBody" in route), (
            label
        )


def test_every_field_is_told(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert told.get("description") or "$ref" in told, (name, field)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for item in value.values():
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    used = {ref.removeprefix("#/components/schemas/") for ref in references(document)}
    assert used <= set(schemas)
    assert "HTTPValidationError" not in schemas


def test_each_operation_has_its_own_parameters(document: dict[str, Any]) -> None:
    route = document["paths"]["/api/v1/operations/behave/jobs"]["post"]
    request = route["requestBody"]["content"][JSON]["schema"]["$ref"].rpartition("/")[2]
    properties = document["components"]["schemas"][request]["properties"]
    assert properties["parameters"]["$ref"].endswith("/BehaveParams")
    fields = document["components"]["schemas"]["BehaveParams"]["properties"]
    assert {"manner", "number", "seconds", "file", "marker"} == set(fields)


def test_only_what_is_said_so_is_hidden(client: TestClient, document: dict[str, Any]) -> None:
    told = {label for label, _ in routes(document)}
    app = client.app
    assert isinstance(app, FastAPI)
    there = {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
        if str(route.path).startswith(("/api", "/health", "/problems"))
    }
    hidden = there - told
    assert hidden == {
        "HEAD /api/v1/projects/{project}/files/{file_id}/content",
        "HEAD /api/v1/projects/{project}/files/{file_id}/versions/{number}/content",
        "HEAD /api/v1/jobs/{job_id}/artifacts/{name}",
        "OPTIONS /api/v1/projects/{project}/uploads/{upload_id}",
        # Of the dialect, which stands in no document.
        "GET /health",
        "HEAD /health",
    }
