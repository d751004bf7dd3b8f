"""What a user is not shown: what is seen already, own posts, and those of who is blocked."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.interactions import ITEM


@dataclass(frozen=True)
class Barred:
    """What is left out.

    Attributes:
        seen: user_id, item_kind, item_id of what a user has seen.
        blocked: user_id, author_id: of whose posts a user is shown none.
    """

    seen: DataFrame
    blocked: DataFrame

    def left_of(self, rows: DataFrame) -> DataFrame:
        """The rows but what is left out, by joins on a user's item and author.

        So a pair who block each other costs a row, however much either posts.

        Args:
            rows: user_id, item_kind, item_id, author_id (null where nobody made the item).
        """
        is_own = F.col("author_id").eqNullSafe(F.col("user_id"))
        return (
            rows.where(~is_own)
            .join(self.blocked, on=["user_id", "author_id"], how="left_anti")
            .join(self.seen, on=["user_id", *ITEM], how="left_anti")
            .select(*rows.columns)
        )

    def pairs(self, catalogue: DataFrame) -> DataFrame:
        """What is left out, written out: user_id, item_kind, item_id; may be repeated.

        A pair who block each other costs a row for each post of either, so `left_of` does without.

        Args:
            catalogue: What `catalogue_of` gives.
        """
        made = catalogue.where(F.col("author_id").isNotNull()).select("author_id", *ITEM)
        own = made.withColumnRenamed("author_id", "user_id")
        of_blocked = self.blocked.join(made, on="author_id", how="inner").select("user_id", *ITEM)
        return own.unionByName(of_blocked).unionByName(self.seen)
