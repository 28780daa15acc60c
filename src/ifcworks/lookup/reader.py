"""A process that answers questions about indexes: ``python -m ifcworks.lookup.reader FD``.

It keeps the indexes that were asked for last open. When the connection closes, the service is
gone, and it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import traceback
from collections import OrderedDict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb
from pydantic import BaseModel

from ifcworks.errors import IfcworksError, InternalError, ServiceUnavailable
from ifcworks.ifc.index.questions import QUESTIONS
from ifcworks.ifc.index.questions.opened import Opened
from ifcworks.ifc.index.reader import open_index
from ifcworks.lookup.readers import BAD, GOOD, READY

KEPT_OPEN = 8


class Reader:
    """Answers questions, with the last few indexes kept open."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Opened] = OrderedDict()

    def serve(self, connection: Connection[Any, Any]) -> None:
        """Answer until the connection ends."""
        connection.send_bytes(READY)
        while True:
            try:
                message = connection.recv_bytes()
            except EOFError:
                return
            connection.send_bytes(self._answer(message))

    def _answer(self, message: bytes) -> bytes:
        try:
            index, question, arguments = json.loads(message)
            answer: BaseModel = QUESTIONS[question](self._opened(index), **arguments)
            return GOOD + answer.model_dump_json().encode()
        except IfcworksError as error:
            problem = error.problem()
        except Exception:
            traceback.print_exc()
            sentence = "The question could not be answered; see the service's log."
            problem = InternalError(sentence).problem()
        return BAD + json.dumps(problem, default=str).encode()

    def _opened(self, index: str) -> Opened:
        if index in self._open:
            self._open.move_to_end(index)
            return self._open[index]
        while len(self._open) >= KEPT_OPEN:
            self._open.popitem(last=False)[1].connection.close()
        try:
            self._open[index] = Opened(open_index(Path(index)))
        except duckdb.IOException as error:
            raise ServiceUnavailable(
                "The index of the model cannot be opened at the moment. Ask again later."
            ) from error
        return self._open[index]


def main() -> None:
    """Serve the connection that the service has handed over."""
    # The service says when to end, by closing the connection.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        Reader().serve(Connection(int(sys.argv[1])))
    # DuckDB's module complains about what it leaves behind when Python takes itself apart.
    os._exit(0)


if __name__ == "__main__":
    main()
