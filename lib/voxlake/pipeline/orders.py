"""Jobs on orders: what counts as a purchase."""

from voxlake.people.orders.settings import OrderSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import (
    EVERYTHING,
    ORDER_RECONCILIATION,
    ORDERS,
    PURCHASE_LINES,
    Read,
)

ORDERS_SECTION = Section("orders", OrderSettings)

BUYING: tuple[Job, ...] = (
    Job(
        "build_purchases",
        "Says which purchase each order and refund belongs to, in one currency.",
        section=ORDERS_SECTION,
        reads=(
            Read(ORDERS, EVERYTHING),
            Read(PURCHASE_LINES, EVERYTHING),
            Read(ORDER_RECONCILIATION, EVERYTHING),
        ),
        writes=(PURCHASE_LINES, ORDER_RECONCILIATION),
        needs=ORDERS,
    ),
)
