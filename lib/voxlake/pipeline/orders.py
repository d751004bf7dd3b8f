"""Jobs on orders: what counts as a purchase."""

from voxlake.pipeline.job import Job, Read
from voxlake.tables import ORDER_RECONCILIATION, ORDERS, PURCHASE_LINES

BUYING: tuple[Job, ...] = (
    Job(
        "build_purchases",
        "Says which purchase each order and refund belongs to, in one currency.",
        section="orders",
        reads=(Read(ORDERS, "refund_days"),),
        writes=(PURCHASE_LINES, ORDER_RECONCILIATION),
        needs=ORDERS,
    ),
)
