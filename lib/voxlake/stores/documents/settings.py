"""Settings of documents of users and topics. Imports no pyspark."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, PositiveInt

from voxlake.tables import USER_FEATURES

DYNAMO_LIMIT = 409_600
"""Bytes that an item of DynamoDB may have: 400 KB, its documented limit."""

_MOVES_BY_ITSELF = {"account_age_days", "days_since_post", "days_since_order", "days_since_seen"}
_NO_FIGURE = {"as_of_date", "user_id", "feature_version", "topic_shares"}

FIGURES: tuple[str, ...] = tuple(
    c.name
    for c in USER_FEATURES.columns
    if not c.is_personal and c.name not in _MOVES_BY_ITSELF | _NO_FIGURE
)
"""Columns of `user_features` that are neither words nor other each day for everybody."""

Collection = Literal["users", "topics"]
UserPart = Literal[
    "mood", "extreme_posts", "segment", "value", "propensity", "recommendations", "features"
]
TopicPart = Literal["terms", "trend", "top_posts"]


class DynamoSettings(BaseModel, frozen=True, extra="forbid"):
    """A table of DynamoDB; credentials are those of the AWS tools, such as the environment's."""

    table: str = Field(
        "voxlake_documents",
        min_length=3,
        description="Table with the keys document (text) and generation (number); "
        "it must be there.",
    )
    region: str | None = Field(None, description="Region; null for that of the AWS tools.")
    endpoint_url: str | None = Field(
        None, description="Address of the service; null for that of AWS."
    )


class RedisSettings(BaseModel, frozen=True, extra="forbid"):
    """A Redis server."""

    host: str = Field("127.0.0.1", min_length=1, description="Name or address of the server.")
    port: int = Field(6379, ge=1, le=65_535, description="Its port.")
    database: int = Field(0, ge=0, description="Number of the database.")
    prefix: str = Field("voxlake", min_length=1, description="What keys begin with, before a `:`.")
    user: str | None = Field(None, description="User of an ACL; null for the default one.")
    password_env: str | None = Field(
        None, description="Environment variable that holds the password; null for none."
    )
    tls: bool = Field(False, description="Whether to speak TLS, and to check the server's name.")
    ca_file: str | None = Field(
        None, description="File of the authorities that are trusted; null for the machine's own."
    )


class DocumentSettings(BaseModel, frozen=True, extra="forbid"):
    """What documents hold, and which store has them."""

    store: Literal["dynamodb", "redis"] | None = Field(
        None, description="Where documents go; publish_documents needs one."
    )
    dynamodb: DynamoSettings = Field(DynamoSettings(), description="Of store dynamodb.")
    redis: RedisSettings = Field(RedisSettings(), description="Of store redis.")
    collections: tuple[Collection, ...] = Field(
        ("users", "topics"), min_length=1, description="What there are documents of."
    )
    user_parts: tuple[UserPart, ...] = Field(
        ("mood", "extreme_posts", "segment", "value", "propensity", "recommendations", "features"),
        min_length=1,
        description="Parts of a user's document, all of them personal: name those you need.",
    )
    topic_parts: tuple[TopicPart, ...] = Field(
        ("terms", "trend", "top_posts"), description="Parts of a topic's document, by its name."
    )
    features: tuple[str, ...] = Field(
        FIGURES,
        description="Columns of user_features in documents; attributes and top_hashtags, which "
        "are people's words, and days_since_*, which change each day for all, must be asked for.",
    )
    recommended: int = Field(
        10, ge=1, le=200, description="Most recommendations of a kind in a user's document."
    )
    terms: int = Field(10, ge=1, le=200, description="Most terms in a topic's document.")
    trend_days: int = Field(28, ge=14, le=400, description="Days of a topic's trend.")
    top_posts: int = Field(5, ge=1, le=100, description="Most posts of each kind of a topic.")
    decimals: int = Field(
        4, ge=0, le=10, description="Places after the point: smaller changes are none."
    )
    key_env: str | None = Field(
        None,
        description="Environment variable with a secret: ids of users and posts are then their "
        "HMAC-SHA-256 in documents; null: as in the lake.",
    )
    ttl_days: int | None = Field(
        None,
        ge=2,
        description="Days after which the store drops a document that is not written again; "
        "it is, after half of them. null: never.",
    )
    max_bytes: int = Field(
        DYNAMO_LIMIT, ge=1_000, le=DYNAMO_LIMIT, description="Larger documents are refused."
    )
    max_gone_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Where more of the documents would go, nothing is published: a table of the "
        "lake may be missing. 1: they may all go.",
    )
    writers: PositiveInt = Field(4, description="Connections that write at once.")
    tries: int = Field(10, ge=1, le=50, description="Times that a request is tried in all.")
    timeout_s: float = Field(10, gt=0, le=300, description="Seconds that an answer may take.")
    rewrite: bool = Field(
        False, description="Whether to write unchanged documents too, as after a store's loss."
    )

    @property
    def target(self) -> str:
        """How `published_documents` names the store."""
        if self.store == "redis":
            one = self.redis
            return f"redis:{one.host}:{one.port}/{one.database}/{one.prefix}"
        where = self.dynamodb.endpoint_url or self.dynamodb.region or "default"
        return f"dynamodb:{where}/{self.dynamodb.table}"
