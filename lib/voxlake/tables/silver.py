"""Silver: posts, people, follows, orders and events, one current row per key."""

from voxlake.tables.table import Table, column

SOURCE = column("source", "string", "Name of the source that the row came from.")
UPDATED_AT = column(
    "updated_at",
    "timestamp",
    "When the source last changed the row, UTC; its arrival where the source does not say.",
)
ROW_HASH = column(
    "row_hash",
    "string",
    "Hash of the source's record: settles ties of equal times.",
    is_personal=False,
)
ATTRIBUTES = column(
    "attributes",
    "map<string,string>",
    "Other columns that the source maps; null when none.",
    is_personal=True,
)

CAMPAIGN_ID = column(
    "campaign_id",
    "string",
    "Campaign that it belongs to, or came by, as in `campaigns`; null: none, or unknown.",
    is_personal=False,
)

POSTS = Table(
    name="posts_v1",
    layer="silver",
    comment="One row per post, in its latest version.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        column("post_id", "string", "Post, as `namespace:id of the source`.", is_personal=True),
        column("post_date", "date", "Day the post was made."),
        column(
            "posted_at",
            "timestamp",
            "Time the post was made, UTC; the start of its day if only that.",
        ),
        column(
            "user_id",
            "string",
            "Author, as in `users`; null when the source does not say.",
            is_personal=True,
        ),
        column(
            "text",
            "string",
            "Cleaned text: NFC, no HTML, entities or JSON escapes, no control characters.",
            is_personal=True,
        ),
        column(
            "text_hash",
            "string",
            "SHA-256 of the text as encoders read it; null without text.",
            is_personal=True,
        ),
        column(
            "language",
            "string",
            "ISO 639 code the source gives; null when it gives none.",
            is_category=True,
        ),
        column(
            "reply_to_post_id",
            "string",
            "Post that this one answers; null when none.",
            is_personal=True,
        ),
        column(
            "repost_of_post_id",
            "string",
            "Post that this one repeats; null when unknown.",
            is_personal=True,
        ),
        column(
            "quote_of_post_id",
            "string",
            "Post that this one quotes; null when none.",
            is_personal=True,
        ),
        column("is_repost", "boolean", "Whether the post repeats another's post."),
        column("is_copy", "boolean", "Whether an earlier post of the day has the same text."),
        column(
            "hashtags",
            "array<string>",
            "Hashtags in order, lower case, without #.",
            is_personal=True,
        ),
        column(
            "mentions",
            "array<string>",
            "Handles named in order, lower case, without @.",
            is_personal=True,
        ),
        column("links", "array<string>", "Links in order, as written.", is_personal=True),
        column("emojis", "array<string>", "Emoji in order.", is_personal=True),
        column("like_count", "long", "Likes, points or favourites, >= 0; null when unknown."),
        column("reply_count", "long", "Replies or comments, >= 0; null when unknown."),
        column("repost_count", "long", "Reposts, >= 0; null when unknown."),
        column("view_count", "long", "Impressions, >= 0; null when unknown."),
        column("score", "long", "Votes for less votes against, may be < 0; null when unknown."),
        column(
            "url",
            "string",
            "Page that the post links to or stands on; null when none.",
            is_personal=True,
        ),
        column("is_usable", "boolean", "Whether the post counts in scores and topics."),
        column(
            "unusable_reason",
            "string",
            "Which filter marked it; null when it is usable.",
            is_category=True,
            is_personal=False,
        ),
        CAMPAIGN_ID,
        ATTRIBUTES,
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

USERS = Table(
    name="users_v1",
    layer="silver",
    comment="One row per person or account, in its latest version.",
    keys=("user_id",),
    columns=(
        column("user_id", "string", "User, as `namespace:id of the source`.", is_personal=True),
        column(
            "handle",
            "string",
            "Name on the platform, without @; null when unknown.",
            is_personal=True,
        ),
        column("name", "string", "Displayed name; null when unknown.", is_personal=True),
        column(
            "bio", "string", "What users say of themselves; null when unknown.", is_personal=True
        ),
        column(
            "country",
            "string",
            "Country as the source writes it; null when unknown.",
            is_category=True,
        ),
        column(
            "language",
            "string",
            "Language as the source writes it; null when unknown.",
            is_category=True,
        ),
        column("follower_count", "long", "Followers, >= 0; null when unknown."),
        column("following_count", "long", "Accounts followed, >= 0; null when unknown."),
        column("account_created_at", "timestamp", "When the account began, UTC; null if unknown."),
        ATTRIBUTES,
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

FOLLOWS = Table(
    name="follows_v1",
    layer="silver",
    comment="One row per pair of users of whom one follows the other.",
    keys=("follower_id", "followed_id"),
    columns=(
        column("follower_id", "string", "User who follows, as in `users`.", is_personal=True),
        column("followed_id", "string", "User who is followed, as in `users`.", is_personal=True),
        column("followed_at", "timestamp", "Since when, UTC; null when unknown."),
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

ORDERS = Table(
    name="orders_v1",
    layer="silver",
    comment="One row per line of an order; an order without lines is one line.",
    keys=("order_line_id",),
    partition="order_date",
    columns=(
        column(
            "order_line_id",
            "string",
            "Line, as `namespace:id`, with an occurrence number.",
            is_personal=True,
        ),
        column(
            "order_id",
            "string",
            "Order that the line belongs to, as `namespace:id`.",
            is_personal=True,
        ),
        column("order_date", "date", "Day of the order."),
        column(
            "ordered_at", "timestamp", "Time of the order, UTC; the start of its day if only that."
        ),
        column(
            "user_id",
            "string",
            "Buyer, as in `users`; null when the source does not say.",
            is_personal=True,
        ),
        column("amount", "decimal(18,2)", "Money paid, in `currency`; negative for a refund."),
        column("currency", "string", "ISO 4217 code of the amount.", is_category=True),
        column("quantity", "double", "Pieces, negative when returned; null when unknown."),
        column("product_id", "string", "Product; null when unknown.", is_category=True),
        column("product_name", "string", "What was bought; null when unknown.", is_personal=False),
        column(
            "country",
            "string",
            "Country of the buyer as the source writes it; null unknown.",
            is_category=True,
        ),
        column(
            "is_cancelled",
            "boolean",
            "Whether the line is of a cancelled order, or cancels one; null when unknown.",
        ),
        column(
            "refund_of_order_id",
            "string",
            "Order that a refund takes back, as `namespace:id`; null when the source names none.",
            is_personal=True,
        ),
        CAMPAIGN_ID,
        ATTRIBUTES,
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

EVENTS = Table(
    name="events_v1",
    layer="silver",
    comment="One row per thing that a user did besides posting and buying.",
    keys=("event_id",),
    partition="event_date",
    columns=(
        column("event_id", "string", "Event, as `namespace:id of the source`.", is_personal=True),
        column("event_date", "date", "Day of the event."),
        column(
            "occurred_at", "timestamp", "Time of the event, UTC; the start of its day if only that."
        ),
        column("user_id", "string", "Who did it, as in `users`.", is_personal=True),
        column(
            "event_type",
            "string",
            "What was done, such as `login`, `view`, `like`.",
            is_category=True,
        ),
        column(
            "target_user_id", "string", "User it was done to; null when none.", is_personal=True
        ),
        column(
            "target_post_id", "string", "Post it was done to; null when none.", is_personal=True
        ),
        column(
            "target_item_id",
            "string",
            "Item it was done to, as `product_id` of `orders`; null when none.",
            is_category=True,
        ),
        column(
            "value",
            "double",
            "Amount that the source gives, such as seconds; null if none.",
            is_personal=False,
        ),
        CAMPAIGN_ID,
        ATTRIBUTES,
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

POST_LABELS = Table(
    name="post_labels_v1",
    layer="silver",
    comment="One row per post, model and annotator: the label that a person gave.",
    keys=("post_id", "model", "annotator"),
    columns=(
        column("post_id", "string", "Post, as in `posts`.", is_personal=True),
        column("model", "string", "What was asked: sentiment, emotion, or labels of your own."),
        column("annotator", "string", "Who answered.", is_personal=True),
        column("label", "string", "The answer."),
        column(
            "why",
            "string",
            "Why the post was asked about: random, uncertain or diverse; null: not told.",
        ),
    ),
)
