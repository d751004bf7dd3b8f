"""Gold of publishing: which posts go out when, what became of them, and who waits for an answer."""

from voxlake.tables.columns import AS_OF, POST, POST_DATE, USER
from voxlake.tables.table import Table, column

_PUBLICATION = column(
    "publication_id",
    "string",
    "Item and account, each pair of which goes out once: a hash of both.",
    is_personal=False,
)
_WHAT = (
    column("item_id", "string", "Item, as its file or `drafts` has it.", is_personal=False),
    column("draft_id", "string", "Draft that the text is of; null: none.", is_personal=False),
    column("experiment_id", "string", "Experiment that the item is part of; null: none."),
    column("arm_id", "string", "Variant that was chosen; null: there is one alone."),
    column("choice_id", "string", "Choice of the bandit, to be sent back with its outcome."),
    column("propensity", "double", "Chance that the variant had, above 0 to 1; null: no bandit."),
    column("campaign_id", "string", "Campaign, as in `campaigns`; null: none."),
    column("network", "string", "file, webhook, mastodon or bluesky; null: unknown account."),
    column("account", "string", "Account, as publishing.accounts names it; null: none is named."),
    column("text", "string", "What goes out: words of one's own.", is_personal=False),
    column("image_path", "string", "Picture that goes with it; null: none."),
    column(
        "alt_text", "string", "What the picture shows, in words; null: not told.", is_personal=False
    ),
)
_APPROVAL = (
    column("approved_by", "string", "Who approved it; null: nobody.", is_personal=True),
    column("approved_at", "timestamp", "When, UTC; null: nobody did."),
)

POSTING_SCHEDULE = Table(
    name="posting_schedule_v1",
    layer="gold",
    comment="One row per item and account: the slot in which it is to go out, or why it has none.",
    keys=("as_of_date", "publication_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _PUBLICATION,
        *_WHAT,
        column("slot_start", "timestamp", "When it goes out, UTC; null: it has no slot."),
        column("time_zone", "string", "Zone of the account (IANA name); null: no account."),
        column("weekday", "integer", "Weekday in `time_zone`, 1 (Monday) to 7; null: no slot."),
        column("hour", "integer", "Hour in `time_zone`, 0 to 23; null: no slot."),
        column(
            "expected_gain",
            "double",
            "Times a post by chance, by `best_post_times`; 1 where it says nothing of the account.",
        ),
        column("gain_low", "double", "Lower end of the interval; null: it says nothing."),
        column("gain_high", "double", "Upper end of it."),
        column("is_reliable", "boolean", "Whether that hour is reliably better or worse."),
        column(
            "state",
            "string",
            "planned; left (no slot, `reason` says why); or the state that it has in "
            "`publications` already.",
            is_category=True,
        ),
        column(
            "reason",
            "string",
            "Why it has no slot, or what to look at; null: nothing.",
            is_personal=False,
        ),
        *_APPROVAL,
    ),
)

PUBLICATIONS = Table(
    name="publications_v1",
    layer="gold",
    comment="One row per item and account that a person approved: whether it went out.",
    keys=("publication_id",),
    columns=(
        _PUBLICATION,
        *_WHAT,
        column("scheduled_at", "timestamp", "When it is due, UTC."),
        *_APPROVAL,
        column(
            "state",
            "string",
            "approved; sending (a run began to send it, and has not heard that it is there); sent; "
            "failed (`error` says why, and it is not there); ask: it may be there, a person looks.",
            is_category=True,
        ),
        column(
            "idempotency_key",
            "string",
            "What a network knows a repeated send by: the same until it is approved anew.",
        ),
        column("sending_at", "timestamp", "When it was first sent, UTC; null: not yet."),
        column("attempt_count", "integer", "How often it was sent with that key."),
        column("sent_at", "timestamp", "When the network had taken it, UTC; null: it has not."),
        column(
            "network_post_id",
            "string",
            "Id that the network gave: `posts.post_id` ends in it where it came back.",
            is_personal=False,
        ),
        column("network_url", "string", "Where it stands; null: unknown.", is_personal=False),
        column("error", "string", "What went wrong last; null: nothing."),
    ),
)

REPLY_QUEUE = Table(
    name="reply_queue_v1",
    layer="gold",
    comment="One row per post that needs an answer, or got one: how urgent it is, and why.",
    keys=("as_of_date", "post_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        POST,
        POST_DATE,
        column("posted_at", "timestamp", "Time of the post, UTC."),
        USER,
        column(
            "reasons",
            "array<string>",
            "Why it is here: reply (to an own post), mention (of an own name), brand (one is "
            "named), complaint (by its labels).",
        ),
        column("brands", "array<string>", "Brands that it names, as in alerts.brands."),
        column(
            "state",
            "string",
            "new, assigned or answered.",
            is_category=True,
        ),
        column(
            "place",
            "integer",
            "Place in the order, 1 for the most urgent; null: answered, or far down.",
        ),
        column("score", "double", "How urgent, 0 to 1: the weighted mean of the next four."),
        column("negative_part", "double", "Probability that it is negative; 1/3 where not scored."),
        column("reach_part", "double", "ln(1 + reach) over that of replies.full_reach, at most 1."),
        column("age_part", "double", "Hours that it waited, over replies.target_hours, at most 1."),
        column("worth_part", "double", "A fifth of `monetary_score` of `user_value`; 0: no buyer."),
        column(
            "reach", "long", "Followers of its author, or how often it was seen if that is more."
        ),
        column("wait_hours", "double", "From the post to its answer, or to the end of as_of_date."),
        column("is_customer", "boolean", "Whether its author has bought."),
        column("revenue", "decimal(18,2)", "Money that its author paid so far; null: no buyer."),
        column("expected_value", "double", "Value still expected of its author; null: unknown."),
        column("currency", "string", "ISO 4217 code of both; null: no buyer."),
        column("topic_id", "integer", "Topic of the post; null: none."),
        column("topic", "string", "What the topic is called.", is_personal=True),
        column(
            "evidence",
            "array<string>",
            "Phrases that make it negative, of `post_evidence`; null: not explained.",
            is_personal=True,
        ),
        column(
            "draft_id",
            "string",
            "Draft of an answer, as in `drafts`; null: none.",
            is_personal=False,
        ),
        column("assigned_to", "string", "Who answers it; null: nobody.", is_personal=True),
        column(
            "changed_at", "timestamp", "When a person last changed its state, UTC; null: never."
        ),
        column(
            "answer_post_id", "string", "Own post that answers it; null: none.", is_personal=True
        ),
        column("answered_at", "timestamp", "When it was answered, UTC; null: not yet."),
    ),
)

REPLY_TIMES = Table(
    name="reply_times_v1",
    layer="gold",
    comment="One row per day of posts that needed an answer: how many got one, and how soon.",
    keys=("as_of_date", "post_date"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("post_date", "date", "Day of the posts."),
        column("post_count", "long", "Posts that needed an answer."),
        column("answered_count", "long", "Those that got one by as_of_date."),
        column("open_count", "long", "Those that did not."),
        column("in_time_count", "long", "Those answered within replies.target_hours."),
        column("median_hours", "double", "Median hours to the answer; null: none got one."),
        column(
            "p90_hours", "double", "Hours within which nine of ten answers came; null likewise."
        ),
        column("oldest_open_hours", "double", "Longest wait of an open one; null: none is open."),
    ),
)
