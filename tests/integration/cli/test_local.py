"""Operations on local files, in a real process each."""

import fcntl
import json
import os
import signal
import subprocess
import termios
import time
from pathlib import Path

import pytest

from support.command import COMMAND, Cli, InProcess


@pytest.fixture
def cli(cli: Cli) -> Cli:
    (cli.folder / "house.txt").write_text("a house")
    (cli.folder / "form.txt").write_text("a form")
    return cli


def names(cli: Cli) -> set[str]:
    return {path.name for path in cli.folder.iterdir()} - {"house.txt", "form.txt", "tmp"}


def problem(text: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(text)
    return answer


def test_a_result_and_its_files(cli: Cli) -> None:
    done = cli("forge", "house.txt", "form.txt", "sword.obj", "--words", "x", "--words", "y")
    assert done.stderr == ""
    assert "✓ Forge something" in done.stdout
    assert "sword.obj" in done.stdout
    assert names(cli) == {"sword.obj", "sword.mtl"}
    assert "mtllib sword.mtl\n" in (cli.folder / "sword.obj").read_text()


def test_the_result_as_json_and_nothing_else(cli: Cli) -> None:
    done = cli("forge", "house.txt", "form.txt", "--format", "txt", "--incomplete", "--json")
    result = json.loads(done.stdout)
    assert result["text"] == "a house"
    assert result["given"]["source"] == "house.txt"
    assert done.stderr == "! The result is not complete. 1 left out.\n"
    assert names(cli) == {"house-forge.txt"}  # house.txt is the input


def test_an_operation_without_files_writes_its_result(cli: Cli) -> None:
    cli("weigh", "house.txt", "weight.json", "--quiet")
    assert json.loads((cli.folder / "weight.json").read_text()) == {"weight": 7}
    done = cli("weigh", "house.txt", "weight.csv", code=2)
    assert "'weigh' makes no file" in done.stderr


@pytest.mark.parametrize(
    ("manner", "code", "exit_code", "title"),
    [
        ("segfault", "attempt-crashed", 3, "The attempt crashed"),
        ("exit", "attempt-crashed", 3, "The attempt crashed"),
        ("allocate", "attempt-out-of-memory", 3, "The attempt ran out of memory"),
        ("raise", "attempt-raised", 3, "The operation raised an unexpected error"),
        ("refuse", "operation-failed", 1, "The operation failed"),
    ],
)
def test_bad_ends(cli: Cli, manner: str, code: str, exit_code: int, title: str) -> None:
    done = cli("behave", "--manner", manner, code=exit_code)
    assert done.stdout == ""
    assert done.stderr.startswith(f"✗ {title} [{code}]")
    assert names(cli) == set()


def test_a_parameter_that_only_the_operation_refuses_is_called_what_it_is_here(cli: Cli) -> None:
    done = cli("weigh", "house.txt", "--double-check", code=2)
    assert "--double-check: there is nothing to check" in done.stderr


def test_a_bad_end_as_json(cli: Cli) -> None:
    done = cli("behave", "--manner", "segfault", "--json", code=3)
    assert done.stdout == ""
    assert problem(done.stderr)["signal"] == "SIGSEGV"


def test_a_time_limit(cli: Cli) -> None:
    done = cli("behave", "--manner", "hang", "--timeout", "1s", "--json", code=3)
    assert problem(done.stderr)["code"] == "attempt-timed-out"
    assert problem(done.stderr)["limit"] == 1.0


def test_a_memory_limit(cli: Cli) -> None:
    done = cli("behave", "--manner", "allocate", "--memory", "100MiB", "--json", code=3)
    assert problem(done.stderr)["limit"] == 100 * 2**20


def test_what_it_printed_is_shown_on_request(cli: Cli) -> None:
    assert "hammering" in cli("forge", "house.txt", "form.txt", "-v").stderr
    raised = cli("behave", "--manner", "raise", "--verbose", code=3)
    assert "Traceback" in raised.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_everything(cli: Cli, number: int) -> None:
    marker = cli.folder / "marker"
    with cli.start("behave", "--manner", "fork-and-hang", "--marker", str(marker)) as process:
        while not (marker.exists() and marker.read_text()):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert out == ""
    assert list((cli.folder / "tmp").iterdir()) == []
    assert not running(int(marker.read_text()))


def test_on_a_terminal_there_is_a_bar_and_the_interrupt_key_works(cli: Cli) -> None:
    master, slave = os.openpty()
    with subprocess.Popen(
        [COMMAND, "behave", "--seconds", "60"],
        cwd=cli.folder,
        env={**cli.environment, "TERM": "xterm"},
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as process:
        os.close(slave)
        shown = b""
        while b"step 1 of 10" not in shown:
            shown += os.read(master, 4096)
        os.write(master, b"\x03")
        assert process.wait(20) == 130
        while data := read(master):
            shown += data
    os.close(master)
    assert b"behave" in shown
    assert b"Traceback" not in shown
    assert list((cli.folder / "tmp").iterdir()) == []


def read(terminal: int) -> bytes:
    """What a terminal shows next; nothing when its last user has gone."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def running(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["weigh"], "THING: this parameter is required"),
        (["weigh", "hose.txt"], "Did you mean 'house.txt'"),
        (["weigh", "house.txt", "--refuze"], "No such option: --refuze"),
        (["weigh", "house.txt", "--timeout", "soon"], "--timeout: 'soon' is not a duration"),
        (["weigh", "house.txt", "--memory", "much"], "--memory: 'much' is not a size"),
        (["forge", "house.txt", "form.txt", "x.zip"], "OUTPUT (.zip)"),
        (["forge", "house.txt", "form.txt", "form.txt", "-y"], "is an input"),
        (["wiegh", "house.txt"], "No such command 'wiegh'. Did you mean 'weigh'?"),
        (["operations", "wiegh"], "There is no operation 'wiegh'"),
    ],
)
def test_wrong_usage(inside: InProcess, words: list[str], said: str) -> None:
    out, err = inside(*words, code=2)
    assert said in " ".join(err.split())
    assert "Traceback" not in err
    assert out == ""
    assert problem(inside(*words, "--json", code=2)[1])["status"]


def test_wrong_usage_of_the_installed_command(cli: Cli) -> None:
    assert cli("weigh", code=2).stderr.startswith("✗ Parameters are not valid")


def test_an_existing_file_is_not_overwritten_unless_asked(cli: Cli) -> None:
    (cli.folder / "old.txt").write_text("old")
    assert "exists already" in cli("forge", "house.txt", "form.txt", "old.txt", code=2).stderr
    assert (cli.folder / "old.txt").read_text() == "old"
    cli("forge", "house.txt", "form.txt", "old.txt", "--overwrite")
    assert (cli.folder / "old.txt").read_text() == "forged\n"


def test_operations_are_listed_and_described(inside: InProcess) -> None:
    listed = json.loads(inside("operations", "--json")[0])
    assert {"behave", "forge", "inspect", "weigh"} <= {item["name"] for item in listed}
    assert "Weigh a file." in inside("operations")[0]
    assert json.loads(inside("operations", "weigh", "--json")[0])["parameters"]["required"]
    assert "thing" in inside("operations", "weigh")[0]


def test_the_front_page_and_the_version(cli: Cli, inside: InProcess) -> None:
    shown = cli("--help").stdout
    assert "Forge something" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert inside(code=2)[0] == inside("--help")[0] == shown
    assert inside("--version")[0].startswith("ifcworks ")


def test_the_shell_completes_commands_options_and_choices(cli: Cli) -> None:
    def completed(*words: str) -> list[str]:
        cli.environment |= {
            "_IFCWORKS_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(["ifcworks", *words]),
            "COMP_CWORD": str(len(words)),
        }
        return cli().stdout.split()

    assert completed("wei") == ["weigh"]
    assert completed("jobs", "att") == ["attempts"]
    assert "--refuse" in completed("weigh", "--r")
    assert completed("forge", "--format", "o") == ["obj"]


def test_the_sample_building(cli: Cli) -> None:
    shown = cli("sample", "made/house").stdout
    assert "made/house/architecture.ifc" in shown
    shown = cli("inspect", "made/house/architecture.ifc").stdout
    assert "IFC4" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_a_reader_that_has_seen_enough_is_no_error(cli: Cli) -> None:
    with cli.start("operations", "--json") as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(60)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_settings_that_are_wrong_are_named(
    inside: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IFCWORKS_PORT", "abc")
    _, err = inside("serve", code=2)
    assert "IFCWORKS_PORT: input should be a valid integer" in err
    assert "site-packages" not in err
