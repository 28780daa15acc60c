"""Groups of clashes: what belongs together, and ids that stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ifcworks.ifc.clash.grouping import Group, Grouping, Item, grouped


def item(a: str, b: str, place: tuple[float, float, float] = (0, 0, 0), **values: str) -> Item:
    sides = ((a, f"Ifc{a[0]}", a), (b, f"Ifc{b[0]}", b))
    return Item(f"{a}-{b}", sides, values.get("storey"), place)


def names(items: list[Item], grouping: Grouping, cell: float = 0, distance: float = 1) -> list[str]:
    return [group.name for group in grouped("set", items, grouping, cell, distance)]


def test_classes_have_no_order() -> None:
    assert names([item("W1", "D1"), item("D2", "W2")], Grouping.CLASSES) == ["IfcD × IfcW"] * 2


def test_a_duct_through_many_walls_is_one_group() -> None:
    items = [item(f"W{n}", "D1") for n in range(10)] + [item("W0", "P1"), item("W11", "P2")]
    assert names(items, Grouping.ELEMENT) == ["IfcD D1"] * 10 + ["IfcP P1", "IfcP P2"]


def test_storeys_and_their_cells() -> None:
    items = [item("W1", "D1", (1, -1, 0), storey="EG"), item("W2", "D1", (11, 1, 0))]
    assert names(items, Grouping.STOREY) == ["EG", "no storey"]
    assert names(items, Grouping.STOREY, cell=5) == ["EG, cell 0 / -1", "no storey, cell 2 / 0"]


def test_neighbours_of_neighbours_are_together_in_all_three_directions() -> None:
    places = [(0.0, 0, 0), (0.9, 0, 0), (1.8, 0, 0), (0, 0, 1.1)]
    items = [item(f"W{n}", "D1", place) for n, place in enumerate(places)]
    groups = grouped("set", items, Grouping.DISTANCE, 0, 1)
    assert [groups.index(group) for group in groups] == [0, 0, 0, 3]


def test_no_clashes_have_no_groups() -> None:
    for grouping in Grouping:
        assert grouped("set", [], grouping, 1, 1) == []


pairs = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 30)), max_size=30, unique=True
)


@given(pairs, st.sampled_from(Grouping), st.randoms(use_true_random=False))
def test_the_order_of_clashes_does_not_matter(
    numbers: list[tuple[int, int, int]], grouping: Grouping, random: object
) -> None:
    items = [item(f"W{a}", f"D{b}x{x}", (float(x), 0, 0)) for a, b, x in numbers]
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def ids(some: list[Item]) -> dict[str, str]:
        groups: list[Group] = grouped("set", some, grouping, 4, 1.5)
        return {one.clash_id: group.id for one, group in zip(some, groups, strict=True)}

    assert ids(items) == ids(shuffled)


def test_a_group_keeps_its_id_when_others_come_and_go() -> None:
    one = item("W1", "D1")
    more = [one, item("W5", "P1", (50, 0, 0))]
    for grouping in Grouping:
        [alone] = grouped("set", [one], grouping, 0, 1)
        first = grouped("set", more, grouping, 0, 1)[0]
        if grouping is not Grouping.STOREY:
            assert alone.id == first.id
        assert grouped("other", [one], grouping, 0, 1)[0].id != alone.id
