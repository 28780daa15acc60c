"""The operation ``to-json``: a model as JSON."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class JsonForm(StrEnum):
    """How a model is written as JSON."""

    IFCJSON = "ifcjson"
    PLAIN = "plain"


class ToJsonParams(OperationParams):
    """Parameters of ``to-json``."""

    model: ModelRef = Field(description="The model to write as JSON.")
    form: JsonForm = Field(
        default=JsonForm.IFCJSON,
        description="'ifcjson' is ifcJSON-4, with everything that the model holds; 'plain' is the "
        "tree and the elements with their properties, easy to work with.",
    )
    compact: bool = Field(
        default=False,
        description="Write no line breaks and, in ifcJSON, references without their type.",
    )
    inverse: bool = Field(
        default=True,
        description="ifcJSON: have objects name the relationships that they take part in.",
    )
    empty_properties: bool = Field(
        default=False, description="ifcJSON: write properties that have no value, too."
    )
    owner_history: bool = Field(default=True, description="ifcJSON: write owner histories.")
    geometry: bool = Field(
        default=True, description="ifcJSON: write placements and representations."
    )


class ToJsonResult(OperationResult):
    """What was written."""

    form: JsonForm = Field(description="The form written.")
    objects: int = Field(description="Objects in its main list.")
    artifact: str = Field(description="The file made.")
    size: int = Field(description="Bytes of it.")


@operation(
    "to-json",
    title="Write a model as JSON",
    version=2,  # 2: ifcJSON with styles, properties of materials and what else was left out
    queue="ifc2json",
    timeout="1h",
    memory="6GiB",
    needs=lambda params: ("index",) if params.form is JsonForm.PLAIN else (),
    preload=(
        "ifcopenshell",
        "duckdb",
        "ifcworks.ifc.reading",
        "ifcworks.ifc.ifcjson.ifcjson4",
        "ifcworks.ifc.ifcjson.plain",
    ),
)
def to_json(params: ToJsonParams, work: Workspace) -> ToJsonResult:
    """Write a model as ifcJSON-4, or as plain JSON.

    ifcJSON is the form that ifc2json of buildingSMART writes: every object with its attributes and
    references. Beyond it, styles, layers and properties of materials stand with what they are
    about, so that nothing is lost. The plain form is for programs that want the tree and the
    elements with properties, quantities, materials and classifications, and nothing of how IFC
    relates them; it comes from the index of the model. docs/json.md describes both.
    """
    path = work.artifact("model.json")
    if params.form is JsonForm.PLAIN:
        from ifcworks.ifc.ifcjson.plain import write_plain
        from ifcworks.ifc.index.reader import open_index

        with open_index(work.index(params.model)) as connection:
            indent = None if params.compact else 2
            objects = write_plain(path, connection, indent, work.progress)
    else:
        from ifcworks.ifc.ifcjson.form import Choice
        from ifcworks.ifc.ifcjson.ifcjson4 import write_ifcjson
        from ifcworks.ifc.reading import open_model

        work.progress(0.0, "reading the model")
        model = open_model(work.path(params.model), work.scratch("unpacked"))
        choice = Choice(
            compact=params.compact,
            inverse=params.inverse,
            empty_properties=params.empty_properties,
            owner_history=params.owner_history,
            geometry=params.geometry,
        )
        objects = write_ifcjson(path, model, choice, work.progress)
    work.progress(1.0, "done")
    return ToJsonResult(
        form=params.form, objects=objects, artifact=path.name, size=path.stat().st_size
    )
