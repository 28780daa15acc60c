"""Reports as pages, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ifcworks.ifc.pictures.png import png
from ifcworks.ifc.reports import (
    Column,
    Fact,
    HtmlReport,
    MatrixSection,
    PictureSection,
    TableSection,
    TextSection,
    Tile,
    Tone,
    write_html,
)
from support.browser import Page, browser

HOSTILE = (
    "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>\u2028&"
)
ROWS = 20_000
CLASSES = ("IfcWall", "IfcBeam", "IfcDuctSegment")
STATUSES = ("new", "resolved")
COLUMNS = (
    Column("No.", "number", 5),
    Column("Status", "choice", tones={"new": Tone.BAD, "resolved": Tone.GOOD}),
    Column("Class", "choice"),
    Column("Name"),
    Column("Distance", "number", decimals=3),
)


def rows(count: int = ROWS) -> Iterator[list[Any]]:
    for number in range(count):
        name = HOSTILE if number == 7 else f"Part {(number * 7919) % count}"
        distance = None if number % 10 == 0 else (number % 100) / 10
        yield [number, STATUSES[number % 2], CLASSES[number % 3], name, distance]


def report(title: str = "Clashes") -> HtmlReport:
    return HtmlReport(
        title,
        [Fact("Model", HOSTILE), Fact("Elements", 1234), Fact("Nothing", ""), Fact("Whole", True)],
        [Tile("Clashes", ROWS, Tone.BAD, HOSTILE), Tile("Longest", 12.5)],
        [
            MatrixSection(
                "By class", {(s, c): 1 for s in STATUSES for c in CLASSES}, "Status", "Class",
                "All", "Status", "Class",
            ),
            TableSection("All", COLUMNS, rows(), left_out=12, where_all="all.json"),
            TableSection("Empty", COLUMNS, ()),
            TableSection("Empty", [Column("Number as text")], [[12345]]),
            TextSection("Notes", [HOSTILE, "two\nlines"], is_open=False),
            PictureSection("View", png(np.zeros((2, 2, 3), np.uint8)), "A view"),
        ],
        verdict="Not clean",
        tone=Tone.BAD,
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("page")
    write_html(folder / "report.html", report(HOSTILE))
    with browser(folder / "browser") as opened:
        yield opened.open(folder / "report.html")


def shown(page: Page, column: int) -> list[str]:
    """What the rows say that are there, in a column of the first table."""
    found: list[str] = page.run(
        "[...document.querySelector('.scroll').querySelectorAll('tr.row')]"
        f".map((row) => row.children[{column}].textContent)"
    )
    return found


def count(page: Page) -> str:
    found: str = page.run("document.querySelector('.bar output').textContent")
    return found


def reset(page: Page) -> None:
    page.run("document.querySelector('.bar button').click()")


def fill(page: Page, label: str, text: str) -> None:
    """Type into a filter and wait for what it does."""
    selector = json.dumps(f"[aria-label='{label}']")
    page.run(
        f"(() => {{ const field = document.querySelector({selector});"
        f"field.value = {json.dumps(text)};"
        "field.dispatchEvent(new Event('input', {bubbles: true}));"
        "return new Promise((done) => setTimeout(done, 200)); })()"
    )


def click_header(page: Page, name: str) -> None:
    page.run(
        "[...document.querySelector('.scroll').querySelectorAll('thead button')]"
        f".find((button) => button.textContent === {json.dumps(name)}).click()"
    )


def test_hostile_names_are_text_and_nothing_is_fetched(page: Page) -> None:
    assert page.run("window.harmed") is None
    assert page.run("document.querySelector('h1').textContent") == HOSTILE
    assert page.run("document.querySelector('.facts dd').textContent") == HOSTILE
    assert HOSTILE in shown(page, 3)
    assert [url[:5] for url in page.fetched if not url.startswith("data:")] == ["file:"]
    assert page.complaints == []


def test_only_the_rows_that_are_seen_are_there(page: Page) -> None:
    reset(page)
    assert count(page) == "20,000 rows"
    assert len(shown(page, 0)) < 100
    page.run("document.querySelector('.scroll').scrollTop = 31 * 15000")
    page.run("new Promise(requestAnimationFrame)")
    page.run("new Promise(requestAnimationFrame)")
    assert "15,000" in shown(page, 0)
    page.run("document.querySelector('.scroll').scrollTop = 1e9")
    page.run("new Promise((done) => setTimeout(done, 100))")
    assert shown(page, 0)[-1] == "19,999"


@pytest.mark.parametrize(
    ("label", "text", "left"),
    [
        ("Filter Status", "=new", ROWS // 2),
        ("Filter Class", "=IfcBeam", 6667),
        ("Filter Name", "PART 1999", 11),
        ("Filter Name", "=part 1999", 0),
        ("Filter Name", "=Part 1999", 1),
        ("Filter Name", "!part", 1),
        ("Filter Name", "onerror", 1),
        ("Filter Distance", ">9.8", 200),
        ("Filter Distance", ">= 9.8", 400),
        ("Filter Distance", "<0.2", 200),
        ("Filter Distance", "0.1 .. 0.2", 400),
        ("Filter No.", "15000", 1),
        ("Filter No.", "15,000", 1),
        ("Find in all columns of All", "15000", 2),
        ("Filter Distance", "=5", 0),
        ("Filter Distance", "=5.1", 200),
        ("Find in all columns of All", "ifcbeam", 6667),
    ],
)
def test_filters(page: Page, label: str, text: str, left: int) -> None:
    reset(page)
    fill(page, label, text)
    assert count(page) == f"{left:,} of 20,000 rows"


def test_filters_work_together_and_are_taken_back(page: Page) -> None:
    reset(page)
    fill(page, "Filter Status", "=new")
    fill(page, "Filter Class", "=IfcBeam")
    assert count(page) == "3,333 of 20,000 rows"
    assert set(shown(page, 2)) == {"IfcBeam"}
    reset(page)
    assert count(page) == "20,000 rows"


def test_columns_are_sorted_by_what_they_mean_and_empty_cells_come_last(page: Page) -> None:
    reset(page)
    click_header(page, "Name")
    assert shown(page, 3)[1:4] == ["Part 0", "Part 1", "Part 2"]
    click_header(page, "Name")
    assert shown(page, 3)[0] == "Part 19999"
    click_header(page, "Distance")
    assert set(shown(page, 4)) == {"0.100"}
    click_header(page, "Distance")
    assert set(shown(page, 4)) == {"9.900"}
    page.run("document.querySelector('.scroll').scrollTop = 1e9")
    page.run("new Promise((done) => setTimeout(done, 100))")
    assert shown(page, 4)[-1] == ""
    click_header(page, "Distance")
    assert shown(page, 0)[:3] == ["0", "1", "2"]


def test_a_click_into_the_matrix_filters_the_table(page: Page) -> None:
    reset(page)
    button = json.dumps("[data-row=new][data-column=IfcBeam]")
    page.run(f"document.querySelector({button}).click()")
    assert count(page) == "3,333 of 20,000 rows"
    label = json.dumps("[aria-label='Filter Class']")
    assert page.run(f"document.querySelector({label}).value") == "=IfcBeam"


def test_a_click_on_a_row_shows_all_of_it(page: Page) -> None:
    reset(page)
    page.run("document.querySelectorAll('tr.row')[7].click()")
    said = page.run(
        "[...document.querySelectorAll('.chosen')[0].querySelectorAll('dd')]"
        ".map((each) => each.textContent)"
    )
    assert said == ["7", "resolved", "IfcBeam", HOSTILE, "0.700"]
    page.run("document.querySelectorAll('tr.row')[7].click()")
    assert page.run("document.querySelector('.chosen').hidden")


def test_what_is_printed_has_the_rows_and_says_what_it_leaves_out(page: Page) -> None:
    reset(page)
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page, 0)) == 5000
    assert "15,000 more rows are not printed." in page.run("document.body.textContent")
    assert page.run("document.querySelectorAll('details:not([open])').length") == 0
    page.run("dispatchEvent(new Event('afterprint'))")
    assert page.run("document.querySelectorAll('details:not([open])').length") == 1
    assert len(shown(page, 0)) < 100


def test_nothing_was_complained_of(page: Page) -> None:
    assert page.complaints == []


def test_the_policy_stops_what_is_not_of_the_page(page: Page) -> None:
    page.run(
        "(() => { const script = document.createElement('script');"
        "script.textContent = 'window.harmed = 1'; document.body.append(script); })()"
    )
    assert page.run("window.harmed") is None
    page.complaints.clear()


def test_the_same_report_gives_the_same_bytes_and_names_no_address(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_html(tmp_path / name, report())
    text = (tmp_path / "a").read_text()
    assert text == (tmp_path / "b").read_text()
    assert not re.search(r"https?://", text)
    assert "12 more left out." in text
    assert "All are in all.json." in text


def test_rows_beyond_the_most_are_counted(tmp_path: Path) -> None:
    section = TableSection("All", COLUMNS, rows(50), left_out=3, most_rows=20)
    write_html(tmp_path / "a.html", HtmlReport("A", sections=[section]))
    text = (tmp_path / "a.html").read_text()
    assert "33 more left out." in text
    assert '<span class="count">53</span>' in text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", "\x00", "​"])
def test_odd_values_make_a_page(value: Any, tmp_path: Path) -> None:
    section = TableSection("All", [Column("A")], [[value]])
    write_html(tmp_path / "a.html", HtmlReport(str(value), [Fact("A", value)], sections=[section]))
    (data,) = re.findall(
        r'<script type="application/json"[^>]*>(.*?)</script>', (tmp_path / "a.html").read_text()
    )
    assert len(json.loads(data)["rows"]) == 1
