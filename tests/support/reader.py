"""A process in place of a reader of indexes, which does as the question says."""

from __future__ import annotations

import json
import os
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.lookup.readers import BAD, GOOD, READY


def main() -> None:
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    connection.send_bytes(READY)
    while True:
        try:
            index, question, arguments = json.loads(connection.recv_bytes())
        except EOFError:
            return
        match question:
            case "crash":
                os.abort()
            case "hang":
                time.sleep(600)
            case "refuse":
                problem = ParametersInvalid("Not so.", errors=[]).problem()
                connection.send_bytes(BAD + json.dumps(problem).encode())
            case _:
                answer = {"index": index, "pid": os.getpid(), **arguments}
                connection.send_bytes(GOOD + json.dumps(answer).encode())


if __name__ == "__main__":
    main()
