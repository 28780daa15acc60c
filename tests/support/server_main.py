"""Forks services on request, so that starting one again costs no imports. For tests only.

Each line on standard input is a JSON list: data folder, port, log file. The answer is the process
id of a new service in a session of its own.
"""

import json
import os
import signal
import sys
from pathlib import Path

import uvicorn

from ifcworks.api.app import create_app
from ifcworks.settings import Settings
from ifcworks.wiring import connect


def serve(data: str, port: int, log: str) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for descriptor, target in ((os.open(os.devnull, os.O_RDONLY), 0), (output, 1), (output, 2)):
        os.dup2(descriptor, target)
    settings = Settings(data=Path(data), operations=["support.toys"], slots=2, recovery_seconds=0.2)
    uvicorn.run(
        create_app(connect(settings)), port=port, log_level="warning", timeout_graceful_shutdown=1
    )


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the services
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                serve(*json.loads(line))
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
