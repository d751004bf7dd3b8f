"""What was published to document stores: which versions of which documents, and when."""

from voxlake.tables.table import Table, column

PUBLISHED_DOCUMENTS = Table(
    name="published_documents_v1",
    layer="operations",
    comment="One row per document that a document store has of this lake, or is about to have.",
    keys=("target", "collection", "document_id"),
    columns=(
        column("target", "string", "Store and place in it, such as `dynamodb:eu-west-1/voxlake`."),
        column("collection", "string", "users or topics."),
        column(
            "document_id",
            "string",
            "Id of the document there: of the user, or its HMAC, or of the topic.",
            is_personal=True,
        ),
        column(
            "content_hash",
            "string",
            "SHA-256 of the document, of which only a change is written; null: the document goes.",
            is_personal=False,
        ),
        column(
            "generation",
            "long",
            "Generation that it was last written for; above the last row of `document_generations` "
            "with a published_at: of a run that ended early, and written again by the next.",
        ),
        column("earlier", "array<long>", "Generations of versions that are still to be removed."),
        column("expires_at", "timestamp", "When the store drops it unless renewed; null: never."),
        column("size_bytes", "long", "Size as DynamoDB counts items; null: well below the limit."),
        column("is_refused", "boolean", "Whether it was too large, so that readers find none."),
    ),
)

DOCUMENT_GENERATIONS = Table(
    name="document_generations_v1",
    layer="operations",
    comment="One row per generation of documents that a run began to publish.",
    keys=("target", "collection", "generation"),
    last_by="noted_at",
    columns=(
        column("target", "string", "As in `published_documents`."),
        column("collection", "string", "users or topics."),
        column("generation", "long", "Number of the generation, from 1, in order."),
        column("as_of_date", "date", "Day that the documents tell of."),
        column("mark", "string", "The day and a hash of all documents: the same, the same state."),
        column("document_count", "long", "Documents that readers find in this generation."),
        column("new_count", "long", "Documents written that were not there before."),
        column("changed_count", "long", "Documents written in the place of others, or renewed."),
        column("unchanged_count", "long", "Documents left as they were."),
        column("gone_count", "long", "Documents removed, as their user or topic is gone."),
        column("refused_count", "long", "Documents too large for the store, of those written."),
        column("published_at", "timestamp", "When readers were sent there, UTC; null: never."),
        column("noted_at", "timestamp", "When the row was written, UTC."),
    ),
)
