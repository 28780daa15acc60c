"""The OpenAPI document, with each operation's own schemas where its parameters and result go."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from ifcworks.api import problems
from ifcworks.operations.registry import Registry

TAGS = [
    {"name": "projects", "description": "Namespaces for files. `default` always exists."},
    {"name": "files", "description": "Named things with versions 1, 2, 3 …: models and others."},
    {"name": "models", "description": "What models say, answered from their indexes."},
    {
        "name": "uploads",
        "description": "Resumable uploads by the [tus protocol](https://tus.io) 1.0.0, for large "
        "files and weak connections.",
    },
    {"name": "operations", "description": "Kinds of work, and how a job of each is requested."},
    {"name": "jobs", "description": "Requested runs: their state, result and artifacts."},
    {"name": "clashes", "description": "Clashes through all runs, and what people say of them."},
    {"name": "results", "description": "Results as the tables hold them that SQL can ask."},
    {"name": "health", "description": "Whether the service lives and can work."},
    {"name": "problems", "description": "What the codes of errors mean."},
]
_REFS = "#/components/schemas/{model}"


def document(app: FastAPI, registry: Registry) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the application; made once."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    found = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    schemas = found["components"]["schemas"]
    _, shared = models_json_schema([(problems.Problem, "serialization")], ref_template=_REFS)
    schemas.update(shared["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    general = schemas.pop("JobRequest")
    for operation in registry:
        schema = operation.params.model_json_schema(ref_template=_REFS)
        schemas.update(schema.pop("$defs", {}))
        name = operation.params.__name__
        schemas[name] = schema
        request = {**general, "title": f"{name}Request"}
        request["properties"] = {
            **general["properties"],
            "parameters": {"$ref": f"#/components/schemas/{name}"},
        }
        if schema.get("required"):
            request["required"] = ["parameters"]
        schemas[f"{name}Request"] = request
        route = found["paths"][f"/api/v1/operations/{operation.name}/jobs"]["post"]
        route["requestBody"]["content"]["application/json"]["schema"] = {
            "$ref": f"#/components/schemas/{name}Request"
        }
    for methods in found["paths"].values():
        for route in methods.values():
            if "parameters" not in route and "requestBody" not in route:
                route["responses"].pop("422", None)  # nothing there that could be invalid
    app.openapi_schema = found
    return found
