"""Children and what they inherit."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ifcworks.ifc.geometry.children import Child


def test_a_child_reads_a_file_at_a_place_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(bytes(range(100)))
    number = os.open(path, os.O_RDONLY)
    os.lseek(number, 10, os.SEEK_SET)
    path.unlink()

    def target(commands: Connection[Any, Any], answers: Connection[Any, Any]) -> None:
        answers.send(os.read(number, 1))
        os.lseek(number, 50, os.SEEK_SET)
        answers.send(os.read(number, 1))
        commands.recv()

    child = Child(target, 1 << 28, [])
    try:
        assert child.answers.recv() == bytes([10])
        assert child.answers.recv() == bytes([50])
        assert os.read(number, 1) == bytes([10])
    finally:
        child.kill()
        os.close(number)
