"""Topics of BCF: one with everything, and many different ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from ifcworks.ifc.bcf import (
    ClippingPlane,
    Colouring,
    Comment,
    Component,
    HeaderFile,
    Line,
    OrthogonalCamera,
    Topic,
    Viewpoint,
    camera_on,
    guid_of,
)

DATE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=2)))
WALL, DUCT = Component("2O2Fr$t4X7Zf8NOew3FLOH", "Revit", "123"), Component("0" * 22)
BROKEN = Component("not-a-GlobalId")
PICTURE = b"\x89PNG\r\n\x1a\n and more"


def whole_topic(name: str = "whole") -> Topic:
    """A topic in which nothing is left out."""
    views = (
        Viewpoint(
            guid_of(name, "view"),
            camera_on([(10, 20, 0), (14, 21, 3)], (1, 1, -1)),
            selection=(WALL, DUCT, BROKEN),
            colouring=(Colouring("#ff0000", (WALL,)), Colouring("800000FF", (DUCT,))),
            default_visibility=False,
            exceptions=(WALL, DUCT),
            spaces_visible=True,
            lines=(Line((0, 0, 0), (1, 2, 3)),),
            clipping_planes=(ClippingPlane((0, 0, 1.2), (0, 0, 1)),),
            snapshot=PICTURE,
        ),
        Viewpoint(
            guid_of(name, "plan"),
            OrthogonalCamera((5, 5, 10), (0, 0, -1), (0, 1, 0), height=20, aspect=1.5),
            snapshot=PICTURE + b"!",
        ),
        Viewpoint(guid_of(name, "no camera"), selection=(BROKEN,)),
    )
    comments = (
        Comment(guid_of(name, "c1"), DATE, "ann@example.com", "Move it <up> & away", views[0].guid),
        Comment(guid_of(name, "c2"), DATE, "bob", "done", None, DATE, "ann@example.com"),
    )
    return Topic(
        guid_of(name),
        f"Clash of {name}",
        DATE,
        "ann@example.com",
        type="Clash",
        status="Open",
        priority="Major",
        labels=("Duct", "Wall"),
        stage="Design",
        description="Line one\nline two \x00 \ud800",
        assigned_to="bob",
        index=3,
        modified_date=DATE,
        modified_author="bob",
        due_date=DATE,
        files=(
            HeaderFile("a.ifc", "1" * 22, DATE, "https://example.com/a.ifc"),
            HeaderFile("b.ifc", "no GlobalId"),
        ),
        reference_links=("https://example.com",),
        related=(guid_of("another"),),
        comments=comments,
        viewpoints=views,
    )


texts = st.text(st.characters(), max_size=12)
dates = st.datetimes(
    datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([None, UTC])
)
guids = st.uuids().map(str)
numbers = st.floats(-1e7, 1e7)
points = st.tuples(numbers, numbers, numbers)
components = st.builds(Component, st.one_of(texts, st.just("3" * 22)), texts, texts)
some = st.lists(components, max_size=2).map(tuple)
viewpoints = st.builds(
    Viewpoint,
    guids,
    st.one_of(
        st.none(),
        st.builds(
            lambda low, size: camera_on([low, [a + b for a, b in zip(low, size, strict=True)]]),
            points,
            points,
        ),
        st.builds(OrthogonalCamera, points, points, points, st.floats(0.1, 100)),
    ),
    some,
    st.lists(st.builds(Colouring, st.just("00FF00"), some), max_size=2).map(tuple),
    st.booleans(),
    some,
    snapshot=st.one_of(st.none(), st.binary(max_size=5)),
)
files = st.builds(HeaderFile, texts, texts, st.one_of(st.none(), dates), texts)
comments = st.builds(Comment, guids, dates, texts, texts, st.one_of(st.none(), guids))
topics = st.builds(
    Topic,
    guids,
    texts,
    dates,
    texts,
    texts,
    texts,
    texts,
    st.lists(texts, max_size=2).map(tuple),
    texts,
    texts,
    texts,
    st.one_of(st.none(), st.integers(0, 9)),
    st.one_of(st.none(), dates),
    texts,
    st.one_of(st.none(), dates),
    st.lists(
        st.builds(HeaderFile, texts, texts, st.one_of(st.none(), dates), texts), max_size=2
    ).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
    st.lists(guids, max_size=2).map(tuple),
    st.lists(
        st.builds(Comment, guids, dates, texts, texts, st.one_of(st.none(), guids)), max_size=2
    ).map(tuple),
    st.lists(viewpoints, max_size=2).map(tuple),
)
