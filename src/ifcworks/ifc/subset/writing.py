"""Writing a part of a model: the statements that are kept, byte for byte as they were."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np

from ifcworks.ifc.subset.arguments import references, split
from ifcworks.ifc.subset.choosing import Part
from ifcworks.ifc.subset.graph import Graph

_PIECE = 1 << 24


def write_part(graph: Graph, part: Part, target: Path) -> None:
    """Write a part of a model as a model.

    Header, numbers and text of all statements stay; lists lose what is not kept.
    """
    with graph.path.open("rb") as stream:
        text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    keeps = set(graph.numbers[part.kept].tolist()) if part.shortened else set()
    with text, target.open("wb") as out:
        out.write(text[: int(graph.starts[0])])
        # Runs of statements that are kept are copied as they stand, with what is between them.
        breaks = part.kept.copy()
        breaks[[*part.shortened, *part.rewritten]] = False
        edges = np.diff(np.concatenate([[0], breaks.view(np.int8), [0]]))
        runs = [
            (int(first), int(last))
            for first, last in zip(
                np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True
            )
        ]
        pieces = [(first, last, False) for first, last in runs]
        pieces += [(place, place + 1, True) for place in {**part.shortened, **part.rewritten}]
        newline = b"\r\n" if text.find(b"\r\n", 0, 1 << 12) >= 0 else b"\n"
        for first, last, is_edited in sorted(pieces):
            begin, end = int(graph.starts[first]), int(graph.ends[last - 1])
            if is_edited:
                head = text[begin : int(graph.bodies[first])]
                body = part.rewritten.get(first)
                if body is None:
                    body = text[int(graph.bodies[first]) : end - 1]
                    body = _shortened(body, part.shortened[first], keeps)
                out.write(head + body + b";")
            else:
                for start in range(begin, end, _PIECE):
                    out.write(text[start : min(start + _PIECE, end)])
            out.write(newline)
        out.writelines(line + newline for line in part.added)
        out.write(text[int(graph.ends[-1]) :].lstrip())


def _shortened(body: bytes, slots: list[int], keeps: set[int]) -> bytes:
    keyword, arguments = split(body)
    for slot in slots:
        staying = [number for number in references(arguments[slot]) if number in keeps]
        arguments[slot] = b"(" + b",".join(b"#%d" % number for number in staying) + b")"
    return keyword + b"(" + b",".join(arguments) + b")"
