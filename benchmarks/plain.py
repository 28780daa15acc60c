"""The reference: what a plain script on ifcopenshell does, in a process of its own.

``python -m benchmarks.plain WHAT ARGUMENTS`` prints what it found as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.memory import peak_kb


def run(model: Path, output: Path, kernel: str = "opencascade") -> dict[str, float]:
    """Convert with a plain script; seconds count from the start of its process.

    Answers ``seconds``, ``peak_mb``, ``shapes`` and ``iterator``, the seconds of the geometry.
    """
    return _run("convert", model, output, kernel)


def opened(model: Path) -> dict[str, float]:
    """Open a model: ``open`` seconds of that alone, ``peak_mb``."""
    return _run("open", model)


def table(model: Path, output: Path, selector: str, columns: list[str]) -> dict[str, float]:
    """Write a CSV with ifccsv: ``table`` seconds without opening the model, ``rows``."""
    return _run("table", model, output, selector, *columns)


def quantities(model: Path) -> dict[str, Any]:
    """Quantify a model with ifc5d: ``quantify`` seconds without opening it, and ``values``.

    The values are GlobalId, set, quantity and number of the elements whose meshes are closed, in
    the units of the project, which are taken to be those of the SI.
    """
    return _run("quantities", model)


def validated(model: Path, ids: Path, report: Path, page: Path) -> dict[str, Any]:
    """Check a model with ifctester: ``validate`` seconds with opening and reports, ``peak_mb``."""
    return _run("validate", model, ids, report, page)


def _run(what: str, *arguments: object) -> dict[str, Any]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plain", what, *map(str, arguments)],
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    peak = found.pop("peak_kb") / 1024
    return {**found, "peak_mb": peak, "seconds": time.perf_counter() - began}


def _convert(model: str, output: str, kernel: str) -> dict[str, Any]:
    import ifcopenshell
    import ifcopenshell.geom

    settings = ifcopenshell.geom.settings()
    file = ifcopenshell.open(model)
    writer = ifcopenshell.geom.serializers.gltf(output, settings)
    writer.setFile(file)
    writer.setUnitNameAndMagnitude("METER", 1.0)
    writer.writeHeader()
    shapes, iterator = 0, 0.0
    began = time.perf_counter()
    for element in ifcopenshell.geom.iterate(settings, file, 1, geometry_library=kernel):
        iterator += time.perf_counter() - began
        writer.write(element)
        shapes += 1
        began = time.perf_counter()
    writer.finalize()
    return {"shapes": shapes, "iterator": iterator}


def _open(model: str) -> dict[str, Any]:
    import ifcopenshell

    began = time.perf_counter()
    ifcopenshell.open(model)
    return {"open": time.perf_counter() - began}


def _table(model: str, output: str, selector: str, *columns: str) -> dict[str, Any]:
    import ifccsv
    import ifcopenshell
    import ifcopenshell.util.selector

    file = ifcopenshell.open(model)
    began = time.perf_counter()
    elements = ifcopenshell.util.selector.filter_elements(file, selector)
    ifccsv.IfcCsv().export(file, elements, list(columns), output=output, format="csv")
    return {"table": time.perf_counter() - began, "rows": len(elements)}


def _quantities(model: str) -> dict[str, Any]:
    import ifc5d.qto
    import ifcopenshell
    import ifcopenshell.geom

    file = ifcopenshell.open(model)
    elements = {*file.by_type("IfcElement"), *file.by_type("IfcSpace")}
    began = time.perf_counter()
    found = ifc5d.qto.quantify(file, elements, ifc5d.qto.rules["IFC4QtoBaseQuantities"])
    elapsed = time.perf_counter() - began
    closed = _closed(file, list(found))
    values = [
        (element.GlobalId, set_name, name, value)
        for element, sets in found.items()
        if element.id() in closed
        for set_name, quantities in sets.items()
        for name, value in quantities.items()
    ]
    return {"quantify": elapsed, "values": values}


def _closed(file: Any, elements: list[Any]) -> set[int]:
    """Step ids of the elements whose meshes are closed, with openings and without."""
    import ifcopenshell.geom
    import numpy as np

    from ifcworks.ifc.geometry.meshes import is_closed

    found = {element.id() for element in elements}
    for without in (True, False):
        settings = ifcopenshell.geom.settings()
        settings.set("disable-opening-subtractions", without)
        for shape in ifcopenshell.geom.iterate(settings, file, 1, include=elements):
            triangles = np.array(shape.geometry.faces).reshape(-1, 3)
            if not is_closed(triangles, len(shape.geometry.verts) // 3):
                found.discard(shape.id)
    return found


def _validate(model: str, ids: str, report: str, page: str) -> dict[str, Any]:
    import ifcopenshell
    import ifctester.ids
    import ifctester.reporter

    began = time.perf_counter()
    file = ifcopenshell.open(model)
    specifications = ifctester.ids.open(ids)
    specifications.validate(file)
    for kind, path in ((ifctester.reporter.Json, report), (ifctester.reporter.Html, page)):
        reporter = kind(specifications)
        reporter.report()
        reporter.to_file(path)
    return {"validate": time.perf_counter() - began}


if __name__ == "__main__":
    works = {
        "convert": _convert,
        "open": _open,
        "table": _table,
        "quantities": _quantities,
        "validate": _validate,
    }
    answer = works[sys.argv[1]](*sys.argv[2:])
    answer["peak_kb"] = peak_kb()
    sys.stdout.write(json.dumps(answer) + "\n")
