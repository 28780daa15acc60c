"""The table of elements in a viewer's GLB (EXT_structural_metadata)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.viewer.document import Document

_MOST_UINT16 = 65536


@dataclass(frozen=True)
class Label:
    """What is told of an element.

    Attributes:
        global_id: its GlobalId; empty where it has none.
        ifc_class: its class.
        name: its name.
        storey: step id of the storey that it stands in; 0 for none.
    """

    global_id: str
    ifc_class: str
    name: str
    storey: int


class Features:
    """Rows of the table of elements.

    Args:
        elements: step ids, each once; their order is that of the rows.
        labels: of each.
    """

    def __init__(self, elements: Sequence[int], labels: Mapping[int, Label]) -> None:
        self._elements = elements
        self._labels = [labels[element] for element in elements]
        self.rows = {element: row for row, element in enumerate(elements)}

    @property
    def kind(self) -> npt.DTypeLike:
        """The type of feature ids: 16 bits, or floats, since vertices have no 32-bit integers."""
        return np.uint16 if len(self._elements) <= _MOST_UINT16 else np.float32

    def extension(self, document: Document) -> dict[str, Any]:
        """The content of the extension; its values go into the document's binary."""
        classes = sorted({label.ifc_class for label in self._labels})
        numbers = {name: number for number, name in enumerate(classes)}
        columns = {
            "globalId": _strings(document, [label.global_id for label in self._labels]),
            "ifcClass": _values(document, [numbers[x.ifc_class] for x in self._labels], np.uint16),
            "name": _strings(document, [label.name for label in self._labels]),
            "stepId": _values(document, self._elements, np.uint32),
            "storey": _values(document, [label.storey for label in self._labels], np.uint32),
        }
        step_id = {"type": "SCALAR", "componentType": "UINT32", "required": True}
        properties = {
            "globalId": {"type": "STRING", "required": True},
            "ifcClass": {"type": "ENUM", "enumType": "ifcClass", "required": True},
            "name": {"type": "STRING", "required": True},
            "stepId": {**step_id, "description": "Number of the instance in the IFC file."},
            "storey": {**step_id, "description": "stepId of the storey; 0 for none."},
        }
        values = [{"name": name, "value": number} for name, number in numbers.items()]
        return {
            "schema": {
                "id": "ifcworks",
                "classes": {"element": {"properties": properties}},
                "enums": {"ifcClass": {"valueType": "UINT16", "values": values}},
            },
            "propertyTables": [
                {"class": "element", "count": len(self._elements), "properties": columns}
            ],
        }


def _values(document: Document, values: Sequence[int], kind: npt.DTypeLike) -> dict[str, int]:
    return {"values": document.view(np.array(values, kind))}


def _strings(document: Document, texts: Sequence[str]) -> dict[str, Any]:
    encoded = [text.encode() for text in texts]
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in encoded])])
    # A buffer view has at least one byte.
    content = b"".join(encoded) or b"\0"
    return {
        "values": document.view(np.frombuffer(content, np.uint8)),
        "stringOffsets": document.view(offsets.astype(np.uint32)),
        "stringOffsetType": "UINT32",
    }
