"""References to nothing are found wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcworks.ifc import references
from ifcworks.ifc.references import refers_to_nothing
from support.step_files import step_file


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("#1=IFCPERSON($);\n#2=IFCX(#1,(#1,#2));\n", False),
        ("#2=IFCX(#1);\n#1=IFCPERSON($);\n", False),
        ("#1=IFCX(#2);\n", True),
        ("#1=IFCX((#1,#1,#12));\n", True),
        ("#12 = IFCX(#12);\n#1\n=\nIFCX(#12,\n#1);\n", False),
        ("#70000001=IFCX(#70000001);\n", False),
        ("#70000001=IFCX(#70000002);\n", True),
        ("#1=IFCX(#70000002);\n", True),
        ("#1=IFCX('no. # here');\n", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("chunk", [1 << 24, 40])
def test_references_to_nothing(
    body: str, expected: bool, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "_CHUNK", chunk)
    path = tmp_path / "model.ifc"
    path.write_bytes(step_file(body))
    assert refers_to_nothing(path) == expected
