"""The commands for a running service, against one that ``ifcworks serve`` runs."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from support.boxes import Boxes
from support.command import Cli, InProcess, Service

Serve = Callable[..., Service]


@pytest.fixture(scope="module")
def service(serve: Serve) -> Service:
    return serve("--slots", "2")


@pytest.fixture
def cli(service: Service) -> Cli:
    return service.cli


def answer(inside: InProcess, *words: str) -> Any:
    return json.loads(inside(*words, "--json")[0])


def begun(inside: InProcess, *words: str) -> str:
    """The id of a job that runs."""
    job_id: str = answer(inside, "jobs", "submit", "behave", *words)["id"]
    while answer(inside, "jobs", "show", job_id)["state"] == "queued":
        pass
    return job_id


def test_files_come_and_go(cli: Cli, inside: InProcess) -> None:
    (cli.folder / "notes.json").write_text('{"a": 1}')
    inside("projects", "add", "tower", "--title", "The tower")
    assert "The tower" in inside("projects", "list")[0]
    assert {p["name"] for p in answer(inside, "projects", "list")} == {"default", "tower"}
    assert "notes.json@1" in inside("files", "upload", "notes.json", "-p", "tower")[0]
    assert "was there" in inside("files", "upload", "notes.json", "-p", "tower")[0]
    (cli.folder / "notes.json").write_text('{"a": 2}')
    assert "notes.json@2" in inside("files", "upload", "notes.json", "-p", "tower")[0]
    assert "notes.json" in inside("files", "list", "-p", "tower")[0]
    assert inside("files", "list")[0].strip() == "No files."

    assert "exists already" in inside("files", "download", "notes.json", "-p", "tower", code=2)[1]
    inside("files", "download", "notes.json@1", "first.json", "-p", "tower")
    assert (cli.folder / "first.json").read_text() == '{"a": 1}'
    [file] = answer(inside, "files", "list", "-p", "tower")
    inside("files", "delete", file["id"][:6], "-p", "tower")
    assert answer(inside, "files", "list", "-p", "tower") == []


def test_a_job_from_beginning_to_end(cli: Cli, inside: InProcess) -> None:
    (cli.folder / "a.json").write_text('{"b": 1}')
    inside("files", "upload", "a.json")
    words = ["jobs", "submit", "behave", "number=7", "file=a.json", "seconds=0.3"]
    assert "✓ succeeded  behave" in cli(*words, "--wait").stdout
    assert "succeeded  behave, stored" in inside(*words, "--wait")[0]

    job = answer(inside, "jobs", "list", "--state", "succeeded", "--operation", "behave")[-1]
    short = job["id"][:10]
    assert job["id"][:8] in inside("jobs", "list")[0]
    shown = inside("jobs", "show", short)[0]
    assert job["id"] in shown
    assert "a.json@1" in shown
    assert json.loads(inside("jobs", "result", short)[0]) == {"number": 7, "text": '{"b": 1}'}
    assert "answer.txt" in inside("jobs", "artifacts", short)[0]
    assert "saved/answer.txt" in inside("jobs", "artifacts", short, "--save", "saved")[0]
    assert (cli.folder / "saved" / "answer.txt").read_text() == "7\n"
    assert "Attempt 1: succeeded" in inside("jobs", "attempts", short)[0]
    assert "succeeded" in inside("jobs", "follow", short)[0]


def test_a_job_that_fails_ends_the_command_as_it_would_here(cli: Cli, inside: InProcess) -> None:
    _, err = inside("jobs", "submit", "behave", "manner=refuse", "--wait", code=1)
    assert err.startswith("✗ The operation failed [operation-failed]")
    _, err = inside("jobs", "submit", "behave", "manner=raise", "--wait", code=3)
    assert "[attempt-raised]" in err
    job = answer(inside, "jobs", "list", "--state", "failed")[0]
    assert f"ifcworks jobs attempts {job['id'][:8]}" in err
    assert "KeyError: 'no such thing'" in inside("jobs", "attempts", job["id"])[0]
    assert "attempt-raised" in inside("jobs", "show", job["id"])[0]
    assert "queued" in inside("jobs", "retry", job["id"])[0]


def test_clashes_and_what_is_said_of_them(cli: Cli, inside: InProcess) -> None:
    boxes = Boxes()
    for name, x in (("wall", 0.0), ("[beam]", 0.5), ("column", 1.2)):
        boxes.add((x, 0, 0), name=name)
    boxes.write(cli.folder / "boxes.ifc")
    inside("files", "upload", "boxes.ifc")
    cli(
        "jobs",
        "submit",
        "clash",
        'models=["boxes.ifc"]',
        "name=boxes",
        'reports=["json"]',
        "--wait",
    )

    assert "boxes" in inside("clashes", "sets")[0]
    [one] = answer(inside, "clashes", "sets")
    assert one["states"]["new"] == 2
    assert "[beam]" in inside("clashes", "list", "--clash-set", "boxes", "--state", "new")[0]
    first, second = (clash["id"] for clash in answer(inside, "clashes", "list"))
    assert "No clashes" in inside("clashes", "list", "--status", "approved")[0]
    words = ("--status", "approved", "--reason", "cast in", "--assignee", "Ana", "--author", "Bo")
    assert "approved" in inside("clashes", "set", first[:12], second, *words)[0]
    [clash] = answer(inside, "clashes", "list", "--assignee", "Ana", "--limit", "1")
    assert (clash["id"], clash["status"], clash["reason"]) == (first, "approved", "cast in")
    shown = inside("clashes", "show", first)[0]
    assert "cast in" in shown
    assert "Bo" in shown
    events = answer(inside, "clashes", "show", first)["events"]
    assert [event["what"] for event in events] == ["state", "status", "reason", "assignee"]

    assert "clash.json" in inside("results", "list", "clash", "--clash-set", "boxes")[0]
    [row] = answer(inside, "results", "list", "clash")
    assert json.loads(inside("results", "show", "clash", str(row["id"]))[0])["clash_count"] == 2
    assert "No results" in inside("results", "list", "diff")[0]


def test_cancelling_what_somebody_follows(cli: Cli, inside: InProcess) -> None:
    job_id = begun(inside, "manner=hang", "number=1")
    with cli.start("jobs", "follow", job_id) as following:
        inside("jobs", "cancel", job_id)
        out, _ = following.communicate(timeout=30)
    assert following.returncode == 1
    assert "cancelled" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["jobs", "submit", "nonsense"], 4, "There is no operation 'nonsense'"),
        (["jobs", "submit", "behave", "number=x"], 4, "number"),
        (["jobs", "submit", "behave", "number"], 2, "write NAME=VALUE"),
        (["jobs", "submit", "behave", "--params", "[]"], 2, "a JSON object is needed"),
        (["jobs", "show", "nope"], 4, "No job's id begins with 'nope'"),
        (["jobs", "show", "0" * 36], 4, "There is no job"),
        (["jobs", "list", "--state", "odd"], 4, "state"),
        (["files", "list", "-p", "nowhere"], 4, "nowhere"),
        (["files", "upload", "missing.ifc"], 2, "There is no file 'missing.ifc'"),
        (["files", "download", "missing.ifc"], 4, "has no file 'missing.ifc'"),
        (["projects", "add", "default"], 4, "default"),
        (["clashes", "show", "ffff"], 4, "clashes list"),
        (["clashes", "set", "ffff"], 2, "--comment"),
        (["results", "list", "walls"], 4, "tester"),
        (["results", "show", "clash", "4711"], 4, "4711"),
        (["jobs", "list", "--server", "http://127.0.0.1:1"], 4, "No ifcworks service answers"),
    ],
)
def test_what_cannot_be_done(inside: InProcess, words: list[str], code: int, said: str) -> None:
    _, err = inside(*words, code=code)
    assert said in " ".join(err.split())
    assert "Traceback" not in err


def test_a_file_that_is_refused_is_told(cli: Cli, inside: InProcess) -> None:
    (cli.folder / "bad.ifc").write_text("no model")
    _, err = inside("files", "upload", "bad.ifc", "--json", code=4)
    assert json.loads(err)["code"] == "file-kind-unsupported"


def test_it_stops_at_once_though_somebody_follows(
    serve: Serve, inside: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = serve("--log-format", "json")
    monkeypatch.setenv("IFCWORKS_URL", service.url)
    job_id = begun(inside, "manner=hang")
    with service.cli.start("jobs", "follow", job_id) as following:
        while "ESTABLISHED" not in states(service):
            assert following.poll() is None
        assert service.stop(signal.SIGTERM) == 0
        following.kill()
        following.communicate()
    lines = (service.cli.folder / "log").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines][-1] == "service stopped"
    assert not [line for line in lines if json.loads(line)["level"] == "error"]


def states(service: Service) -> set[str]:
    """The states of the connections to a service."""
    port = f":{int(service.url.rpartition(':')[2]):04X}"
    with open("/proc/net/tcp") as file:  # noqa: PTH123 -- /proc has no size
        rows = [line.split() for line in file][1:]
    return {"ESTABLISHED" if row[3] == "01" else row[3] for row in rows if row[1].endswith(port)}


def test_a_second_service_is_told_why_it_cannot_start(service: Service) -> None:
    data = str(service.cli.folder / "data")
    done = service.cli("serve", "--port", "0", "--data", data, code=1)
    assert done.stderr.startswith("✗ Data folder in use [data-folder-in-use]")
    port = service.url.rpartition(":")[2]
    done = service.cli("serve", "--port", port, "--data", "other", code=1)
    assert f"Port {port} on 127.0.0.1 cannot be used" in " ".join(done.stderr.split())
    done = service.cli("serve", "--port", "0", "--data", "/proc/nowhere", code=1)
    assert "/proc/nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_stops_on_an_interrupt_and_frees_its_port(serve: Serve) -> None:
    service = serve()
    assert service.stop(signal.SIGINT) == 0
    with socket.create_server(("127.0.0.1", int(service.url.rpartition(":")[2]))):
        pass


def test_the_module_is_the_command(cli: Cli) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ifcworks", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == cli("--version").stdout
