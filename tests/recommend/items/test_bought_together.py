from datetime import date
from decimal import Decimal
from math import exp, sqrt

import pytest

from voxlake.recommend.items.settings import ItemSettings
from voxlake.recommend.items.together import basket_counts, baskets_of, bought_together
from voxlake.tables import ORDERS

DAY = date(2024, 3, 1)
SETTINGS = ItemSettings(min_orders=2, basket_items=3, left_out=("POST",))


@pytest.fixture
def orders(frame):
    """Lines of orders: an order and its products, or a product with what else the line says."""

    def make(**baskets):
        lines = []
        for order, products in baskets.items():
            for product in products:
                told = product if isinstance(product, dict) else {"product_id": product}
                lines.append(
                    {
                        "order_line_id": f"{order} {len(lines)}",
                        "order_id": order,
                        "amount": Decimal(5),
                        "quantity": 1.0,
                        **told,
                    }
                )
        return frame(ORDERS, *lines)

    return make


def told(orders, settings=SETTINGS):
    baskets = baskets_of(orders, settings)
    counted, _ = basket_counts(baskets, settings)
    rows = bought_together(baskets, counted, DAY, settings).collect()
    return {(row.item_id, row.other_item_id): row for row in rows}


def test_figures_of_a_pair_are_those_of_the_papers(orders):
    # 20 orders: 4 with a and b, 1 with a alone, 1 with b alone, 14 with others.
    found = told(
        orders(
            **{f"both{n}": ["a", "b"] for n in range(4)},
            one=["a"],
            other=["b"],
            **{f"rest{n}": [f"c{n}"] for n in range(14)},
        )
    )

    assert set(found) == {("a", "b"), ("b", "a")}
    row = found["a", "b"]
    assert (row.as_of_date, row.invoice_count, row.support, row.rank) == (DAY, 4, 0.2, 1)
    assert row.confidence == pytest.approx(4 / 5)
    assert row.lift == pytest.approx(20 * 4 / (5 * 5))
    deviation = sqrt(1 / 4 - 1 / 5 - 1 / 5 - 1 / 20 + 2 * 4 / 25)
    assert row.lift_low == pytest.approx(3.2 * exp(-1.959964 * deviation), abs=1e-6)
    assert row.lift_high == pytest.approx(3.2 * exp(1.959964 * deviation), abs=1e-6)


def test_an_item_counts_once_in_an_order_however_often_it_stands_there(orders):
    plain = {f"o{n}": ["a", "b"] for n in range(3)} | {f"r{n}": ["c"] for n in range(9)}
    again = {name: items * 2 for name, items in plain.items()}

    assert told(orders(**again)) == told(orders(**plain)) != {}


def test_what_is_cancelled_given_back_unnamed_or_no_item_does_not_count(orders):
    bad = (
        {"product_id": "b", "is_cancelled": True},
        {"product_id": "b", "amount": Decimal(-5)},
        {"product_id": "b", "quantity": -1.0},
        {"product_id": None},
        {"product_id": "post"},
    )
    held = baskets_of(orders(**{f"o{n}": ["a", line] for n, line in enumerate(bad)}), SETTINGS)

    assert {(row["basket"], row["item"], row["size"]) for row in held.collect()} == {
        (f"o{n}", "a", 1) for n in range(len(bad))
    }


def test_a_sale_of_unknown_amount_counts_where_it_is_not_cancelled(orders):
    unknown = {"product_id": "a", "amount": None}
    held = baskets_of(orders(o1=[unknown], o2=[unknown | {"is_cancelled": True}]), SETTINGS)

    assert [(row["basket"], row["item"]) for row in held.collect()] == [("o1", "a")]


def test_orders_of_too_many_items_are_left_out_and_counted(orders):
    lines = orders(
        o1=["a", "b"],
        o2=["a", "b"],
        full=["e", "f", "g"],
        big=["a", "b", "c", "d"],
        **{f"rest{n}": ["c"] for n in range(9)},
    )

    assert basket_counts(baskets_of(lines, SETTINGS), SETTINGS) == (12, 1)
    assert told(lines)["a", "b"].support == pytest.approx(2 / 12)


def test_pairs_of_few_orders_and_those_of_chance_are_not_told(orders):
    rare = orders(o1=["a", "b"], o2=["c"], o3=["d"])
    chance = orders(o1=["a", "b"], o2=["a", "b"], o3=["a"], o4=["b"])  # lift 2 * 4 / 9

    assert told(rare) == {}
    assert told(chance) == {}
    always = orders(o1=["a", "b"], o2=["a", "b"])  # lift 1, without any deviation
    assert told(always) == {}


def test_the_surest_come_first_and_no_more_than_asked_for(orders):
    lines = orders(
        **{f"ab{n}": ["a", "b"] for n in range(4)},
        **{f"ac{n}": ["a", "c"] for n in range(3)},
        **{f"rest{n}": ["d"] for n in range(20)},
        c=["c"],
    )
    of_a = sorted((r.rank, other) for (one, other), r in told(lines).items() if one == "a")
    first = told(lines, SETTINGS.model_copy(update={"top": 1}))

    assert of_a == [(1, "b"), (2, "c")]
    assert set(first) == {("a", "b"), ("b", "a"), ("c", "a")}


def test_no_orders_give_no_rows(orders):
    assert basket_counts(baskets_of(orders(), SETTINGS), SETTINGS) == (0, 0)
    assert told(orders()) == {}


def test_no_plan_joins_everything_with_everything(orders, capsys):
    baskets = baskets_of(orders(o1=["a", "b"]), SETTINGS)

    bought_together(baskets, 1, DAY, SETTINGS).explain()

    plan = capsys.readouterr().out
    assert "Join" in plan
    assert "Cartesian" not in plan and "NestedLoop" not in plan
