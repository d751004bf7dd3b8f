"""Operations of warnings: what was told to whom, by which channel, and whether it arrived."""

from voxlake.tables.table import Table, column

WARNINGS_SENT = Table(
    name="warnings_sent_v1",
    layer="operations",
    comment="One row per warning, or summary, and channel: what was told, and whether it arrived.",
    keys=("warning_id", "channel"),
    columns=(
        column(
            "warning_id",
            "string",
            "Hash of what it is about: kind, brand or topic, and day (of a burst its first one).",
        ),
        column("channel", "string", "Channel, as warnings.channels names it."),
        column(
            "kind",
            "string",
            "sentiment_alert, topic_burst, voice_drop or summary.",
            is_category=True,
        ),
        column("level", "string", "note, warning or urgent.", is_category=True),
        column("event_date", "date", "Day that it is about; of a summary its last."),
        column("subject", "string", "Brand, topic or role.", is_personal=True),
        column("sentence", "string", "What is told.", is_personal=True),
        column("post_ids", "array<string>", "Up to five posts behind it.", is_personal=True),
        column("files", "array<string>", "Files that go with it; null: none.", is_personal=False),
        column("noticed_at", "timestamp", "When a run first noticed it, UTC."),
        column(
            "state",
            "string",
            "waiting (in quiet hours, or no run sent it yet); sending (a run began to send it and "
            "has not heard that it is there); sent; failed (it did not get through, the next run "
            "tries again); unknown (it may have arrived, and is not sent again); left (it never "
            "got through, or its channel is gone).",
            is_category=True,
        ),
        column(
            "message_key",
            "string",
            "Idempotency key of the message that it was last part of; null: none yet.",
        ),
        column(
            "place",
            "integer",
            "Its place in that message, from 1; null: none yet, or only counted for want of room.",
        ),
        column("attempt_count", "integer", "How many runs sent it."),
        column("sending_at", "timestamp", "When that message was first sent, UTC; null: not yet."),
        column("sent_at", "timestamp", "When the channel had taken it, UTC; null: it has not."),
        column("error", "string", "What went wrong last; null: nothing."),
    ),
)
