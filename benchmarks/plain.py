"""The reference: what a plain script on ifcopenshell does, in a process of its own.

python -m benchmarks.plain MODEL OUTPUT.glb KERNEL prints {"seconds", "peak_mb", "shapes"}.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def run(model: Path, output: Path, kernel: str = "opencascade") -> dict[str, float]:
    """Convert with a plain script; seconds count from the start of its process."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plain", str(model), str(output), kernel],
        check=True,
        capture_output=True,
    )
    return {**json.loads(done.stdout.splitlines()[-1]), "seconds": time.perf_counter() - began}


def _convert(model: str, output: str, kernel: str) -> None:
    import ifcopenshell
    import ifcopenshell.geom

    settings = ifcopenshell.geom.settings()
    file = ifcopenshell.open(model)
    writer = ifcopenshell.geom.serializers.gltf(output, settings)
    writer.setFile(file)
    writer.setUnitNameAndMagnitude("METER", 1.0)
    writer.writeHeader()
    shapes = 0
    for element in ifcopenshell.geom.iterate(settings, file, 1, geometry_library=kernel):
        writer.write(element)
        shapes += 1
    writer.finalize()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"peak_mb": peak, "shapes": shapes}) + "\n")


if __name__ == "__main__":
    _convert(*sys.argv[1:])
