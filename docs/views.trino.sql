-- Tables and views of a lake for Trino, made from the declarations in lib/voxlake/tables by
-- `make docs`; do not edit. Put the folder of the lake, such as s3://bucket/lake, in the place of {lake}, and
-- the catalog and schema in those of {catalog} and {schema}.
-- Leave out tables that the lake does not have yet; docs/postgres.md says more.

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'records_v1',
    table_location => '{lake}/bronze/records_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."records"
COMMENT 'One row per record of a source file, as it arrived; Delta sources are not copied.' AS
SELECT "record_id", "arrived_date", "arrived_at", "source", "file", "occurrence", "payload"
FROM {catalog}.{schema}."records_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'rejected_rows_v1',
    table_location => '{lake}/bronze/rejected_rows_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."rejected_rows"
COMMENT 'One row per record that could not become a row of a table, with the reason.' AS
SELECT "rejected_id", "arrived_date", "arrived_at", "source", "file", "table_name", "reason", "detail", "payload"
FROM {catalog}.{schema}."rejected_rows_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'posts_v1',
    table_location => '{lake}/silver/posts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."posts"
COMMENT 'One row per post, in its latest version.' AS
SELECT "post_id", "post_date", "posted_at", "user_id", "text", "text_hash", "language", "reply_to_post_id", "repost_of_post_id", "quote_of_post_id", "is_repost", "is_copy", "hashtags", "mentions", "links", "emojis", "like_count", "reply_count", "repost_count", "view_count", "score", "url", "is_usable", "unusable_reason", "campaign_id", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."posts_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'users_v1',
    table_location => '{lake}/silver/users_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."users"
COMMENT 'One row per person or account, in its latest version.' AS
SELECT "user_id", "handle", "name", "bio", "country", "language", "follower_count", "following_count", "account_created_at", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."users_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'follows_v1',
    table_location => '{lake}/silver/follows_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."follows"
COMMENT 'One row per pair of users of whom one follows the other.' AS
SELECT "follower_id", "followed_id", "followed_at", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."follows_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'orders_v1',
    table_location => '{lake}/silver/orders_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."orders"
COMMENT 'One row per line of an order; an order without lines is one line.' AS
SELECT "order_line_id", "order_id", "order_date", "ordered_at", "user_id", "amount", "currency", "quantity", "product_id", "product_name", "country", "is_cancelled", "refund_of_order_id", "campaign_id", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."orders_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'events_v1',
    table_location => '{lake}/silver/events_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."events"
COMMENT 'One row per thing that a user did besides posting and buying.' AS
SELECT "event_id", "event_date", "occurred_at", "user_id", "event_type", "target_user_id", "target_post_id", "target_item_id", "value", "campaign_id", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."events_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_labels_v1',
    table_location => '{lake}/silver/post_labels_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_labels"
COMMENT 'One row per post, model and annotator: the label that a person gave.' AS
SELECT "post_id", "model", "annotator", "label", "why"
FROM {catalog}.{schema}."post_labels_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'campaigns_v1',
    table_location => '{lake}/silver/campaigns_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."campaigns"
COMMENT 'One row per campaign: what is planned, or was.' AS
SELECT "campaign_id", "name", "channel", "content_type", "starts_on", "ends_on", "budget", "currency", "country", "audience", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."campaigns_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'spend_v1',
    table_location => '{lake}/silver/spend_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."spend"
COMMENT 'One row per amount spent on a day, for a channel and perhaps a campaign.' AS
SELECT "spend_id", "spend_date", "spent_at", "channel", "campaign_id", "amount", "currency", "impression_count", "click_count", "country", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."spend_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'experiments_v1',
    table_location => '{lake}/silver/experiments_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."experiments"
COMMENT 'One row per experiment: two or more arms that are compared, or that a bandit tries.' AS
SELECT "experiment_id", "name", "arms", "metric", "starts_on", "ends_on", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."experiments_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'experiment_events_v1',
    table_location => '{lake}/silver/experiment_events_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."experiment_events"
COMMENT 'One row per assignment of a user to an arm, and per outcome of a user.' AS
SELECT "event_id", "event_date", "occurred_at", "experiment_id", "user_id", "kind", "arm", "propensity", "choice_id", "metric", "value", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."experiment_events_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'search_console_v1',
    table_location => '{lake}/silver/search_console_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."search_console"
COMMENT 'One row per day and page, and perhaps query, country and device, that search showed.' AS
SELECT "search_id", "search_date", "searched_at", "page", "query", "country", "device", "impression_count", "click_count", "position", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."search_console_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'recommendation_events_v1',
    table_location => '{lake}/silver/recommendation_events_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."recommendation_events"
COMMENT 'One row per recommendation that was shown to a user, and per click on one.' AS
SELECT "event_id", "event_date", "occurred_at", "user_id", "kind", "item", "action", "rank", "propensity", "request_id", "attributes", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."recommendation_events_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_limits_v1',
    table_location => '{lake}/silver/user_limits_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_limits"
COMMENT 'One row per user who takes no part in recommendations, and per pair of users of whom one blocks the other.' AS
SELECT "limit_id", "user_id", "limit", "other_user_id", "since", "until", "source", "updated_at", "row_hash"
FROM {catalog}.{schema}."user_limits_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_language_v1',
    table_location => '{lake}/gold/post_language_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_language"
COMMENT 'One row per usable post with text: its language, and whether models read the post.' AS
SELECT "post_id", "post_date", "language", "confidence", "is_read"
FROM {catalog}.{schema}."post_language_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'text_embeddings_v1',
    table_location => '{lake}/gold/text_embeddings_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."text_embeddings"
COMMENT 'One row per distinct text of a day and encoder: its vector.' AS
SELECT "post_date", "text_hash", "encoder_version", "vector"
FROM {catalog}.{schema}."text_embeddings_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'text_meanings_v1',
    table_location => '{lake}/gold/text_meanings_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."text_meanings"
COMMENT 'One row per distinct text of a day: a vector, near those of texts on its subject.' AS
SELECT "post_date", "text_hash", "encoder_version", "vector"
FROM {catalog}.{schema}."text_meanings_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_sentiment_v1',
    table_location => '{lake}/gold/post_sentiment_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_sentiment"
COMMENT 'One row per usable post with text: its sentiment and the model that gave it.' AS
SELECT "post_id", "post_date", "user_id", "negative", "neutral", "positive", "label", "score", "encoder_version", "model_version"
FROM {catalog}.{schema}."post_sentiment_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_emotion_v1',
    table_location => '{lake}/gold/post_emotion_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_emotion"
COMMENT 'One row per usable post with text: its emotions and the model that gave them.' AS
SELECT "post_id", "post_date", "user_id", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "label", "encoder_version", "model_version"
FROM {catalog}.{schema}."post_emotion_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_scores_v1',
    table_location => '{lake}/gold/post_scores_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_scores"
COMMENT 'One row per usable post with text and model with labels of your own: what it says.' AS
SELECT "post_id", "post_date", "model", "user_id", "label", "chance", "chances", "model_version"
FROM {catalog}.{schema}."post_scores_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_evidence_v1',
    table_location => '{lake}/gold/post_evidence_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_evidence"
COMMENT 'One row per post that was asked for and model: the phrases that moved its label most.' AS
SELECT "post_id", "post_date", "model", "label", "phrases", "model_version"
FROM {catalog}.{schema}."post_evidence_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'brand_sentiment_v1',
    table_location => '{lake}/gold/brand_sentiment_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."brand_sentiment"
COMMENT 'One row per brand and day with scored posts: how many of them are negative.' AS
SELECT "post_date", "brand", "post_count", "negative_count", "reach"
FROM {catalog}.{schema}."brand_sentiment_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'sentiment_alerts_v1',
    table_location => '{lake}/gold/sentiment_alerts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."sentiment_alerts"
COMMENT 'One row per brand and day with more negative posts than is usual for the weekday.' AS
SELECT "post_date", "brand", "post_count", "negative_count", "negative_share", "low", "high", "usual_share", "distance", "reach", "post_ids"
FROM {catalog}.{schema}."sentiment_alerts_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topics_v1',
    table_location => '{lake}/gold/topics_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topics"
COMMENT 'One row per topic of each fitted topic model.' AS
SELECT "model_version", "topic_id", "title", "weight", "coherence", "window_first_date", "window_last_date", "method", "coherence_npmi", "language", "is_guided", "clear_share", "guide"
FROM {catalog}.{schema}."topics_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topic_terms_v1',
    table_location => '{lake}/gold/topic_terms_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_terms"
COMMENT 'One row per leading term of each topic.' AS
SELECT "model_version", "topic_id", "rank", "term", "stem", "weight", "lift"
FROM {catalog}.{schema}."topic_terms_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topic_changes_v1',
    table_location => '{lake}/gold/topic_changes_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_changes"
COMMENT 'One row per topic of a fit, and per topic that it no longer has: what became of it.' AS
SELECT "model_version", "topic_id", "earlier_version", "change", "from_topic_ids", "overlap"
FROM {catalog}.{schema}."topic_changes_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_topics_v1',
    table_location => '{lake}/gold/post_topics_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_topics"
COMMENT 'One row per usable post that the topic model can read: its topics.' AS
SELECT "post_id", "post_date", "topic_id", "probability", "distribution", "model_version", "is_clear"
FROM {catalog}.{schema}."post_topics_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topic_names_v1',
    table_location => '{lake}/gold/topic_names_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_names"
COMMENT 'One row per topic that ever was: what it is called and where it is shown.' AS
SELECT "topic_id", "name", "suggested_name", "is_edited", "shown_as", "is_hidden", "model_version"
FROM {catalog}.{schema}."topic_names_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topic_profiles_v1',
    table_location => '{lake}/gold/topic_profiles_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_profiles"
COMMENT 'One row per topic and day: how large it is, how it feels, who writes it. Posts of topics that topics.names_file merges count where they are shown.' AS
SELECT "as_of_date", "topic_id", "name", "post_count", "post_share", "author_count", "author_share", "negative_share", "neutral_share", "positive_share", "emotions", "typical_post_ids", "recent_post_ids", "model_version"
FROM {catalog}.{schema}."topic_profiles_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_profiles_latest"
COMMENT 'One row per topic and day: how large it is, how it feels, who writes it. Posts of topics that topics.names_file merges count where they are shown.' AS
SELECT "as_of_date", "topic_id", "name", "post_count", "post_share", "author_count", "author_share", "negative_share", "neutral_share", "positive_share", "emotions", "typical_post_ids", "recent_post_ids", "model_version"
FROM {catalog}.{schema}."topic_profiles_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."topic_profiles_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'near_duplicates_v1',
    table_location => '{lake}/gold/near_duplicates_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."near_duplicates"
COMMENT 'One row per distinct text of a day that has copies, the same or with small edits, on that day or before: copied campaigns.' AS
SELECT "post_date", "text_hash", "group_hash", "similarity"
FROM {catalog}.{schema}."near_duplicates_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topic_trends_v1',
    table_location => '{lake}/gold/topic_trends_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_trends"
COMMENT 'One row per topic, day and segment or language: how much is said of it, and how much is usual.' AS
SELECT "post_date", "topic_id", "segment_id", "language", "post_count", "thread_count", "author_count", "reach", "post_share", "sentiment", "negative_count", "usual_count", "distance", "is_burst", "model_version"
FROM {catalog}.{schema}."topic_trends_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'topic_bursts_v1',
    table_location => '{lake}/gold/topic_bursts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_bursts"
COMMENT 'One row per burst of a topic that the days up to one day show.' AS
SELECT "as_of_date", "topic_id", "start_date", "peak_date", "end_date", "post_count", "usual_count", "distance", "post_ids"
FROM {catalog}.{schema}."topic_bursts_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."topic_bursts_latest"
COMMENT 'One row per burst of a topic that the days up to one day show.' AS
SELECT "as_of_date", "topic_id", "start_date", "peak_date", "end_date", "post_count", "usual_count", "distance", "post_ids"
FROM {catalog}.{schema}."topic_bursts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."topic_bursts_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'top_posts_v1',
    table_location => '{lake}/gold/top_posts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."top_posts"
COMMENT 'One row per post that stands out in its topic and segment: the most engaging of the days up to one day, and those that grow fastest.' AS
SELECT "as_of_date", "kind", "topic_id", "segment_id", "rank", "post_id", "post_date", "engagement", "usual_engagement", "age_hours", "score", "why"
FROM {catalog}.{schema}."top_posts_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."top_posts_latest"
COMMENT 'One row per post that stands out in its topic and segment: the most engaging of the days up to one day, and those that grow fastest.' AS
SELECT "as_of_date", "kind", "topic_id", "segment_id", "rank", "post_id", "post_date", "engagement", "usual_engagement", "age_hours", "score", "why"
FROM {catalog}.{schema}."top_posts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."top_posts_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'term_days_v1',
    table_location => '{lake}/gold/term_days_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."term_days"
COMMENT 'One row per day and word, hashtag, or two or three words that stand together: how many say it. Those of most authors are kept, as trends.kept_terms says.' AS
SELECT "post_date", "stem", "author_count", "text_count"
FROM {catalog}.{schema}."term_days_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'term_trends_v1',
    table_location => '{lake}/gold/term_trends_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."term_trends"
COMMENT 'One row per word, phrase or hashtag that rises on a day and leads no topic.' AS
SELECT "post_date", "kind", "term", "rank", "author_count", "usual_count", "rise", "score", "post_ids"
FROM {catalog}.{schema}."term_trends_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'post_entities_v1',
    table_location => '{lake}/gold/post_entities_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."post_entities"
COMMENT 'One row per place in a usable post that names a brand, product, person or place.' AS
SELECT "post_id", "post_date", "entity", "kind", "source", "mention", "start", "end", "probability", "clause_start", "clause_end", "negative", "positive", "label", "model_version"
FROM {catalog}.{schema}."post_entities_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'share_of_voice_v1',
    table_location => '{lake}/gold/share_of_voice_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."share_of_voice"
COMMENT 'One row per brand, day and topic: how much is said of it beside its competitors.' AS
SELECT "post_date", "brand", "topic_id", "post_count", "author_count", "reach", "named_count", "share", "share_low", "share_high", "scored_count", "negative_count", "positive_count", "sentiment", "sentiment_low", "sentiment_high"
FROM {catalog}.{schema}."share_of_voice_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'competitor_posting_v1',
    table_location => '{lake}/gold/competitor_posting_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."competitor_posting"
COMMENT 'One row per brand with an account among the authors and form or hour of its posts: how often it posts so, and what that earns.' AS
SELECT "as_of_date", "brand", "trait", "value", "post_count", "posts_per_week", "engagement", "gain", "gain_low", "gain_high"
FROM {catalog}.{schema}."competitor_posting_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."competitor_posting_latest"
COMMENT 'One row per brand with an account among the authors and form or hour of its posts: how often it posts so, and what that earns.' AS
SELECT "as_of_date", "brand", "trait", "value", "post_count", "posts_per_week", "engagement", "gain", "gain_low", "gain_high"
FROM {catalog}.{schema}."competitor_posting_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."competitor_posting_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'search_results_v1',
    table_location => '{lake}/gold/search_results_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."search_results"
COMMENT 'One row per post found for a query that was asked for.' AS
SELECT "as_of_date", "query", "rank", "post_id", "post_date", "similarity"
FROM {catalog}.{schema}."search_results_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."search_results_latest"
COMMENT 'One row per post found for a query that was asked for.' AS
SELECT "as_of_date", "query", "rank", "post_id", "post_date", "similarity"
FROM {catalog}.{schema}."search_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."search_results_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_mood_v2',
    table_location => '{lake}/gold/user_mood_v2');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_mood"
COMMENT 'One row per user with a scored post, by or about the user, in the window: the mood.' AS
SELECT "as_of_date", "user_id", "mood", "agreement", "post_count", "own_post_count", "positivity", "negativity", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "happiest_posts", "saddest_posts", "model_version"
FROM {catalog}.{schema}."user_mood_v2";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_mood_latest"
COMMENT 'One row per user with a scored post, by or about the user, in the window: the mood.' AS
SELECT "as_of_date", "user_id", "mood", "agreement", "post_count", "own_post_count", "positivity", "negativity", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "happiest_posts", "saddest_posts", "model_version"
FROM {catalog}.{schema}."user_mood_v2"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_mood_v2");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_mood_weekly_v2',
    table_location => '{lake}/gold/user_mood_weekly_v2');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_mood_weekly"
COMMENT 'One row per user and week with a scored post by or about the user: the week''s mood.' AS
SELECT "week_start", "user_id", "mood", "agreement", "post_count", "own_post_count", "positivity", "negativity", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "happiest_posts", "saddest_posts", "model_version"
FROM {catalog}.{schema}."user_mood_weekly_v2";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'segment_mood_weekly_v1',
    table_location => '{lake}/gold/segment_mood_weekly_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_mood_weekly"
COMMENT 'One row per segment, week and mood: how many users sounded so.' AS
SELECT "week_start", "segment_id", "mood", "user_count", "user_share"
FROM {catalog}.{schema}."segment_mood_weekly_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'purchase_lines_v1',
    table_location => '{lake}/gold/purchase_lines_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."purchase_lines"
COMMENT 'One row per line of an order that counts: its money, and the purchase it belongs to.' AS
SELECT "order_line_id", "entry", "order_date", "ordered_at", "order_id", "user_id", "purchase_date", "purchase_id", "taken_order_id", "taken_line_id", "taken_quantity", "amount", "currency", "source_amount", "source_currency", "country"
FROM {catalog}.{schema}."purchase_lines_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'order_reconciliation_v1',
    table_location => '{lake}/gold/order_reconciliation_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."order_reconciliation"
COMMENT 'One row per day and currency of orders: what came in, what was left out, what counts.' AS
SELECT "order_date", "source_currency", "line_count", "order_count", "sale_line_count", "refund_line_count", "cancelled_line_count", "without_user_line_count", "unknown_currency_line_count", "counted_line_count", "matched_line_count", "unmatched_line_count", "gross", "refunds", "cancelled", "without_user", "unknown_currency", "net", "matched", "unmatched", "rate", "reported_net", "currency", "definition"
FROM {catalog}.{schema}."order_reconciliation_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_funnel_v1',
    table_location => '{lake}/gold/user_funnel_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_funnel"
COMMENT 'One row per segment and step from a known user to a third purchase: who took it.' AS
SELECT "as_of_date", "segment_id", "step_number", "step", "user_count", "share_of_known", "share_of_previous", "median_days", "mean_days"
FROM {catalog}.{schema}."user_funnel_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_funnel_latest"
COMMENT 'One row per segment and step from a known user to a third purchase: who took it.' AS
SELECT "as_of_date", "segment_id", "step_number", "step", "user_count", "share_of_known", "share_of_previous", "median_days", "mean_days"
FROM {catalog}.{schema}."user_funnel_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_funnel_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_revenue_v1',
    table_location => '{lake}/gold/user_revenue_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_revenue"
COMMENT 'One row per segment and window of days: revenue per user and per paying user.' AS
SELECT "as_of_date", "segment_id", "window_days", "user_count", "paying_user_count", "paying_share", "purchase_count", "revenue", "revenue_per_user", "revenue_per_paying_user", "currency"
FROM {catalog}.{schema}."user_revenue_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_revenue_latest"
COMMENT 'One row per segment and window of days: revenue per user and per paying user.' AS
SELECT "as_of_date", "segment_id", "window_days", "user_count", "paying_user_count", "paying_share", "purchase_count", "revenue", "revenue_per_user", "revenue_per_paying_user", "currency"
FROM {catalog}.{schema}."user_revenue_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_revenue_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'buyer_cohorts_v1',
    table_location => '{lake}/gold/buyer_cohorts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."buyer_cohorts"
COMMENT 'One row per cohort of buyers and its age: who bought again, how often, for how much.' AS
SELECT "as_of_date", "period", "cohort_start", "age", "cohort_size", "buyer_count", "buyer_share", "purchase_count", "revenue", "currency"
FROM {catalog}.{schema}."buyer_cohorts_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."buyer_cohorts_latest"
COMMENT 'One row per cohort of buyers and its age: who bought again, how often, for how much.' AS
SELECT "as_of_date", "period", "cohort_start", "age", "cohort_size", "buyer_count", "buyer_share", "purchase_count", "revenue", "currency"
FROM {catalog}.{schema}."buyer_cohorts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."buyer_cohorts_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_features_v1',
    table_location => '{lake}/gold/user_features_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_features"
COMMENT 'One row per user with a post, an order or an event in the window: what the user is like.' AS
SELECT "as_of_date", "user_id", "country", "language", "account_age_days", "attributes", "post_count", "active_days", "days_since_post", "reply_share", "repost_share", "likes_per_post", "replies_per_post", "reposts_per_post", "views_per_post", "engagement_per_post", "median_engagement", "engagement_rate", "reach", "follower_count", "follower_growth", "sentiment_mean", "negative_share", "topic_shares", "top_topics", "top_hashtags", "night_share", "work_share", "evening_share", "weekend_share", "order_count", "revenue", "mean_order_value", "days_since_order", "presence_days", "days_since_seen", "event_count", "session_count", "likes_given", "replies_given", "reposts_given", "follows_given", "views_given", "people_engaged", "likes_received", "replies_received", "reposts_received", "follows_received", "views_received", "engaged_by_people", "post_velocity", "engagement_velocity", "presence_velocity", "order_velocity", "feature_version"
FROM {catalog}.{schema}."user_features_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_features_latest"
COMMENT 'One row per user with a post, an order or an event in the window: what the user is like.' AS
SELECT "as_of_date", "user_id", "country", "language", "account_age_days", "attributes", "post_count", "active_days", "days_since_post", "reply_share", "repost_share", "likes_per_post", "replies_per_post", "reposts_per_post", "views_per_post", "engagement_per_post", "median_engagement", "engagement_rate", "reach", "follower_count", "follower_growth", "sentiment_mean", "negative_share", "topic_shares", "top_topics", "top_hashtags", "night_share", "work_share", "evening_share", "weekend_share", "order_count", "revenue", "mean_order_value", "days_since_order", "presence_days", "days_since_seen", "event_count", "session_count", "likes_given", "replies_given", "reposts_given", "follows_given", "views_given", "people_engaged", "likes_received", "replies_received", "reposts_received", "follows_received", "views_received", "engaged_by_people", "post_velocity", "engagement_velocity", "presence_velocity", "order_velocity", "feature_version"
FROM {catalog}.{schema}."user_features_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_features_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_propensity_v1',
    table_location => '{lake}/gold/user_propensity_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_propensity"
COMMENT 'One row per user and target: how probable it is that the user will do it.' AS
SELECT "as_of_date", "user_id", "target", "probability", "decile", "horizon_days", "model_version"
FROM {catalog}.{schema}."user_propensity_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_propensity_latest"
COMMENT 'One row per user and target: how probable it is that the user will do it.' AS
SELECT "as_of_date", "user_id", "target", "probability", "decile", "horizon_days", "model_version"
FROM {catalog}.{schema}."user_propensity_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_propensity_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_segments_v1',
    table_location => '{lake}/gold/user_segments_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_segments"
COMMENT 'One row per user of `user_features` in a segment: which. All are in one, unless segments.density_leaves_far leaves some out.' AS
SELECT "as_of_date", "user_id", "segment_id", "distance", "model_version"
FROM {catalog}.{schema}."user_segments_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_segments_latest"
COMMENT 'One row per user of `user_features` in a segment: which. All are in one, unless segments.density_leaves_far leaves some out.' AS
SELECT "as_of_date", "user_id", "segment_id", "distance", "model_version"
FROM {catalog}.{schema}."user_segments_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_segments_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'segment_moves_v1',
    table_location => '{lake}/gold/segment_moves_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_moves"
COMMENT 'One row per user who is in another segment than in the snapshot before.' AS
SELECT "as_of_date", "user_id", "earlier_date", "from_segment_id", "to_segment_id", "is_other_model", "model_version"
FROM {catalog}.{schema}."segment_moves_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_moves_latest"
COMMENT 'One row per user who is in another segment than in the snapshot before.' AS
SELECT "as_of_date", "user_id", "earlier_date", "from_segment_id", "to_segment_id", "is_other_model", "model_version"
FROM {catalog}.{schema}."segment_moves_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."segment_moves_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'segment_names_v1',
    table_location => '{lake}/gold/segment_names_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_names"
COMMENT 'One row per segment that ever was: what it is called.' AS
SELECT "segment_id", "name", "suggested_name", "is_edited", "model_version"
FROM {catalog}.{schema}."segment_names_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'segment_profiles_v1',
    table_location => '{lake}/gold/segment_profiles_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_profiles"
COMMENT 'One row per segment and day: how large it is, what it is worth, what sets it apart.' AS
SELECT "as_of_date", "segment_id", "name", "description", "user_count", "user_share", "earlier_date", "earlier_user_count", "growth", "buyer_count", "currency", "revenue", "expected_value", "mean_expected_value", "mood", "moods", "topics", "active_hours", "examples", "map_x", "map_y", "differences", "model_version"
FROM {catalog}.{schema}."segment_profiles_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_profiles_latest"
COMMENT 'One row per segment and day: how large it is, what it is worth, what sets it apart.' AS
SELECT "as_of_date", "segment_id", "name", "description", "user_count", "user_share", "earlier_date", "earlier_user_count", "growth", "buyer_count", "currency", "revenue", "expected_value", "mean_expected_value", "mood", "moods", "topics", "active_hours", "examples", "map_x", "map_y", "differences", "model_version"
FROM {catalog}.{schema}."segment_profiles_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."segment_profiles_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_days_v1',
    table_location => '{lake}/gold/user_days_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_days"
COMMENT 'One row per user and day on which the user was active, as `growth.kinds` says.' AS
SELECT "activity_date", "user_id", "post_count", "repost_count", "order_count", "event_count"
FROM {catalog}.{schema}."user_days_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_first_days_v1',
    table_location => '{lake}/gold/user_first_days_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_first_days"
COMMENT 'One row per user who was ever active: the first day, by which users are new.' AS
SELECT "first_month", "user_id", "first_date"
FROM {catalog}.{schema}."user_first_days_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'growth_v1',
    table_location => '{lake}/gold/growth_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."growth"
COMMENT 'One row per day and segment with users to count: who came, stayed, returned, left.' AS
SELECT "activity_date", "segment_id", "dau", "wau", "mau", "stickiness", "daily_new", "daily_retained", "daily_resurrected", "daily_dormant", "daily_quick_ratio", "weekly_new", "weekly_retained", "weekly_resurrected", "weekly_dormant", "weekly_quick_ratio", "monthly_new", "monthly_retained", "monthly_resurrected", "monthly_dormant", "monthly_quick_ratio", "month_days"
FROM {catalog}.{schema}."growth_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'retention_v1',
    table_location => '{lake}/gold/retention_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."retention"
COMMENT 'One row per cohort and period since: how many of its users were active in it.' AS
SELECT "period_start", "period", "cohort_start", "period_number", "cohort_size", "active_users", "active_share"
FROM {catalog}.{schema}."retention_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_value_v1',
    table_location => '{lake}/gold/user_value_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_value"
COMMENT 'One row per buyer: recency, frequency, money, and the value still expected.' AS
SELECT "as_of_date", "user_id", "country", "currency", "first_order_date", "last_order_date", "frequency", "recency", "age", "mean_value", "revenue", "recency_score", "frequency_score", "monetary_score", "probability_alive", "probability_alive_low", "probability_alive_high", "churn_probability", "churn", "expected_spend", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "horizon_days", "model_version"
FROM {catalog}.{schema}."user_value_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_value_latest"
COMMENT 'One row per buyer: recency, frequency, money, and the value still expected.' AS
SELECT "as_of_date", "user_id", "country", "currency", "first_order_date", "last_order_date", "frequency", "recency", "age", "mean_value", "revenue", "recency_score", "frequency_score", "monetary_score", "probability_alive", "probability_alive_low", "probability_alive_high", "churn_probability", "churn", "expected_spend", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "horizon_days", "model_version"
FROM {catalog}.{schema}."user_value_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_value_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_value_horizons_v1',
    table_location => '{lake}/gold/user_value_horizons_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_value_horizons"
COMMENT 'One row per buyer and horizon: orders and value expected within it, with intervals.' AS
SELECT "as_of_date", "user_id", "horizon_days", "currency", "revenue", "probability_no_order", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {catalog}.{schema}."user_value_horizons_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_value_horizons_latest"
COMMENT 'One row per buyer and horizon: orders and value expected within it, with intervals.' AS
SELECT "as_of_date", "user_id", "horizon_days", "currency", "revenue", "probability_no_order", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {catalog}.{schema}."user_value_horizons_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_value_horizons_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'value_totals_v1',
    table_location => '{lake}/gold/value_totals_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."value_totals"
COMMENT 'One row per horizon and group of buyers: value so far and expected, with intervals.' AS
SELECT "as_of_date", "grouping", "group_name", "horizon_days", "currency", "user_count", "revenue", "expected_alive", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {catalog}.{schema}."value_totals_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."value_totals_latest"
COMMENT 'One row per horizon and group of buyers: value so far and expected, with intervals.' AS
SELECT "as_of_date", "grouping", "group_name", "horizon_days", "currency", "user_count", "revenue", "expected_alive", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {catalog}.{schema}."value_totals_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."value_totals_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'value_holdout_v1',
    table_location => '{lake}/gold/value_holdout_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."value_holdout"
COMMENT 'One row per tenth of the buyers: value as an earlier fit foretold it, and as it came.' AS
SELECT "as_of_date", "cutoff_date", "predictor", "decile", "currency", "user_count", "predicted_value", "actual_value"
FROM {catalog}.{schema}."value_holdout_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."value_holdout_latest"
COMMENT 'One row per tenth of the buyers: value as an earlier fit foretold it, and as it came.' AS
SELECT "as_of_date", "cutoff_date", "predictor", "decile", "currency", "user_count", "predicted_value", "actual_value"
FROM {catalog}.{schema}."value_holdout_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."value_holdout_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'segment_value_v1',
    table_location => '{lake}/gold/segment_value_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_value"
COMMENT 'One row per segment and country of the buyers: their value, past and expected.' AS
SELECT "as_of_date", "segment_id", "country", "currency", "user_count", "revenue", "expected_value", "mean_expected_value", "deciles", "horizon_days", "model_version"
FROM {catalog}.{schema}."segment_value_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_value_latest"
COMMENT 'One row per segment and country of the buyers: their value, past and expected.' AS
SELECT "as_of_date", "segment_id", "country", "currency", "user_count", "revenue", "expected_value", "mean_expected_value", "deciles", "horizon_days", "model_version"
FROM {catalog}.{schema}."segment_value_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."segment_value_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'activity_hours_v1',
    table_location => '{lake}/gold/activity_hours_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."activity_hours"
COMMENT 'One row per day, local hour, zone, segment and measure: sums that add up over days.' AS
SELECT "activity_date", "local_date", "hour", "time_zone", "segment_id", "measure", "activity_count", "total", "log_sum", "log_square_sum", "assumed_zone_count"
FROM {catalog}.{schema}."activity_hours_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'demand_v1',
    table_location => '{lake}/gold/demand_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."demand"
COMMENT 'One row per segment, measure and hour of the week: how much to expect in it.' AS
SELECT "as_of_date", "segment_id", "measure", "weekday", "hour", "activity_count", "hours", "observed", "expected", "low", "high", "own_weight", "confidence", "first_date", "time_zones", "assumed_zone_share"
FROM {catalog}.{schema}."demand_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."demand_latest"
COMMENT 'One row per segment, measure and hour of the week: how much to expect in it.' AS
SELECT "as_of_date", "segment_id", "measure", "weekday", "hour", "activity_count", "hours", "observed", "expected", "low", "high", "own_weight", "confidence", "first_date", "time_zones", "assumed_zone_share"
FROM {catalog}.{schema}."demand_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."demand_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'campaign_results_v1',
    table_location => '{lake}/gold/campaign_results_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."campaign_results"
COMMENT 'One row per campaign, channel or content type, window, segment and currency: what it cost and brought.' AS
SELECT "as_of_date", "grouping", "group_name", "segment_id", "window_days", "currency", "campaign_name", "channel", "content_type", "starts_on", "ends_on", "budget", "spend", "impression_count", "post_count", "post_reach", "reach", "click_count", "order_count", "revenue", "new_customer_count", "expected_value", "profit", "cost_per_thousand", "cost_per_click", "cost_per_order", "cost_per_customer", "return_on_spend", "return_with_value", "marks"
FROM {catalog}.{schema}."campaign_results_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."campaign_results_latest"
COMMENT 'One row per campaign, channel or content type, window, segment and currency: what it cost and brought.' AS
SELECT "as_of_date", "grouping", "group_name", "segment_id", "window_days", "currency", "campaign_name", "channel", "content_type", "starts_on", "ends_on", "budget", "spend", "impression_count", "post_count", "post_reach", "reach", "click_count", "order_count", "revenue", "new_customer_count", "expected_value", "profit", "cost_per_thousand", "cost_per_click", "cost_per_order", "cost_per_customer", "return_on_spend", "return_with_value", "marks"
FROM {catalog}.{schema}."campaign_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."campaign_results_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'roi_coefficients_v1',
    table_location => '{lake}/gold/roi_coefficients_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."roi_coefficients"
COMMENT 'One row per regression and channel: what one more of spend goes with.' AS
SELECT "as_of_date", "model", "currency", "term", "coefficient", "coefficient_low", "coefficient_high", "standard_error", "robust_error", "statistic", "p_value", "vif", "mean_spend", "largest_spend", "row_count", "r_squared", "residual_error", "durbin_watson", "breusch_pagan_p", "jarque_bera_p", "condition_number", "marks", "verdict", "intercept_covariance"
FROM {catalog}.{schema}."roi_coefficients_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."roi_coefficients_latest"
COMMENT 'One row per regression and channel: what one more of spend goes with.' AS
SELECT "as_of_date", "model", "currency", "term", "coefficient", "coefficient_low", "coefficient_high", "standard_error", "robust_error", "statistic", "p_value", "vif", "mean_spend", "largest_spend", "row_count", "r_squared", "residual_error", "durbin_watson", "breusch_pagan_p", "jarque_bera_p", "condition_number", "marks", "verdict", "intercept_covariance"
FROM {catalog}.{schema}."roi_coefficients_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."roi_coefficients_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'roi_predictions_v1',
    table_location => '{lake}/gold/roi_predictions_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."roi_predictions"
COMMENT 'One row per planned campaign: what its budget is expected to bring.' AS
SELECT "as_of_date", "campaign_id", "campaign_name", "channel", "currency", "budget", "unit_count", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "possible_revenue_low", "possible_revenue_high", "expected_return", "expected_return_low", "expected_return_high", "conversion", "conversion_low", "conversion_high", "marks", "verdict"
FROM {catalog}.{schema}."roi_predictions_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."roi_predictions_latest"
COMMENT 'One row per planned campaign: what its budget is expected to bring.' AS
SELECT "as_of_date", "campaign_id", "campaign_name", "channel", "currency", "budget", "unit_count", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "possible_revenue_low", "possible_revenue_high", "expected_return", "expected_return_low", "expected_return_high", "conversion", "conversion_low", "conversion_high", "marks", "verdict"
FROM {catalog}.{schema}."roi_predictions_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."roi_predictions_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'mix_channels_v1',
    table_location => '{lake}/gold/mix_channels_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."mix_channels"
COMMENT 'One row per channel of a mix model: its carry-over, its curve, and what it brought.' AS
SELECT "as_of_date", "country", "currency", "channel", "unit", "decay", "decay_low", "decay_high", "half", "half_low", "half_high", "slope", "most", "carried", "spend", "recent_spend", "largest_spend", "contribution", "contribution_low", "contribution_high", "share", "return_on_spend", "return_on_spend_low", "return_on_spend_high", "marginal_return", "marginal_return_low", "marginal_return_high", "vif", "saturation", "season_pairs", "has_trend", "holidays", "first_week", "week_count", "r_squared", "durbin_watson", "condition_number", "holdout_error", "holdout_error_without", "draws", "marks"
FROM {catalog}.{schema}."mix_channels_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."mix_channels_latest"
COMMENT 'One row per channel of a mix model: its carry-over, its curve, and what it brought.' AS
SELECT "as_of_date", "country", "currency", "channel", "unit", "decay", "decay_low", "decay_high", "half", "half_low", "half_high", "slope", "most", "carried", "spend", "recent_spend", "largest_spend", "contribution", "contribution_low", "contribution_high", "share", "return_on_spend", "return_on_spend_low", "return_on_spend_high", "marginal_return", "marginal_return_low", "marginal_return_high", "vif", "saturation", "season_pairs", "has_trend", "holidays", "first_week", "week_count", "r_squared", "durbin_watson", "condition_number", "holdout_error", "holdout_error_without", "draws", "marks"
FROM {catalog}.{schema}."mix_channels_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."mix_channels_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'mix_contributions_v1',
    table_location => '{lake}/gold/mix_contributions_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."mix_contributions"
COMMENT 'One row per week and part of a mix model: what it brought. They add up to revenue.' AS
SELECT "as_of_date", "country", "currency", "week_start", "component", "kind", "unit", "spend", "contribution", "contribution_low", "contribution_high"
FROM {catalog}.{schema}."mix_contributions_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."mix_contributions_latest"
COMMENT 'One row per week and part of a mix model: what it brought. They add up to revenue.' AS
SELECT "as_of_date", "country", "currency", "week_start", "component", "kind", "unit", "spend", "contribution", "contribution_low", "contribution_high"
FROM {catalog}.{schema}."mix_contributions_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."mix_contributions_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'mix_curves_v1',
    table_location => '{lake}/gold/mix_curves_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."mix_curves"
COMMENT 'One row per channel and level of spend: what it brings a week, if kept up.' AS
SELECT "as_of_date", "country", "currency", "channel", "point", "unit", "spend", "response", "response_low", "response_high", "marginal_return", "marginal_return_low", "marginal_return_high", "is_beyond_seen"
FROM {catalog}.{schema}."mix_curves_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."mix_curves_latest"
COMMENT 'One row per channel and level of spend: what it brings a week, if kept up.' AS
SELECT "as_of_date", "country", "currency", "channel", "point", "unit", "spend", "response", "response_low", "response_high", "marginal_return", "marginal_return_low", "marginal_return_high", "is_beyond_seen"
FROM {catalog}.{schema}."mix_curves_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."mix_curves_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'budget_plan_v1',
    table_location => '{lake}/gold/budget_plan_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."budget_plan"
COMMENT 'One row per future week and channel: what to spend, and what it is to bring.' AS
SELECT "as_of_date", "country", "currency", "week_start", "channel", "spend", "recent_spend", "least_spend", "most_spend", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "as_lately_revenue", "gain", "gain_low", "gain_high", "later_gain", "later_gain_low", "later_gain_high", "marks"
FROM {catalog}.{schema}."budget_plan_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."budget_plan_latest"
COMMENT 'One row per future week and channel: what to spend, and what it is to bring.' AS
SELECT "as_of_date", "country", "currency", "week_start", "channel", "spend", "recent_spend", "least_spend", "most_spend", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "as_lately_revenue", "gain", "gain_low", "gain_high", "later_gain", "later_gain_low", "later_gain_high", "marks"
FROM {catalog}.{schema}."budget_plan_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."budget_plan_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'experiment_results_v1',
    table_location => '{lake}/gold/experiment_results_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."experiment_results"
COMMENT 'One row per experiment, metric, arm and segment: how it compares with the control.' AS
SELECT "as_of_date", "experiment_id", "metric", "arm", "segment_id", "control", "metric_kind", "is_deciding", "compared_from", "user_count", "control_user_count", "mixed_user_count", "early_outcome_count", "planned_share", "traffic_share", "split_p_value", "total", "mean", "mean_low", "mean_high", "control_mean", "difference", "difference_low", "difference_high", "bootstrap_low", "bootstrap_high", "lift", "lift_low", "lift_high", "statistic", "p_value", "p_adjusted", "sequential_p_value", "sequential_p_adjusted", "sequential_low", "sequential_high", "cuped_difference", "cuped_low", "cuped_high", "cuped_p_value", "variance_left", "power", "smallest_effect", "sequential_smallest_effect", "comparison_count", "reason", "verdict", "warning"
FROM {catalog}.{schema}."experiment_results_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."experiment_results_latest"
COMMENT 'One row per experiment, metric, arm and segment: how it compares with the control.' AS
SELECT "as_of_date", "experiment_id", "metric", "arm", "segment_id", "control", "metric_kind", "is_deciding", "compared_from", "user_count", "control_user_count", "mixed_user_count", "early_outcome_count", "planned_share", "traffic_share", "split_p_value", "total", "mean", "mean_low", "mean_high", "control_mean", "difference", "difference_low", "difference_high", "bootstrap_low", "bootstrap_high", "lift", "lift_low", "lift_high", "statistic", "p_value", "p_adjusted", "sequential_p_value", "sequential_p_adjusted", "sequential_low", "sequential_high", "cuped_difference", "cuped_low", "cuped_high", "cuped_p_value", "variance_left", "power", "smallest_effect", "sequential_smallest_effect", "comparison_count", "reason", "verdict", "warning"
FROM {catalog}.{schema}."experiment_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."experiment_results_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'bandit_state_v1',
    table_location => '{lake}/gold/bandit_state_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."bandit_state"
COMMENT 'One row per bandit and arm: what it learnt up to the day, and how it chooses next.' AS
SELECT "as_of_date", "experiment_id", "arm", "place", "metric", "policy", "choice_count", "reward_count", "repeated_count", "weight", "reward_sum", "reward_square_sum", "mean", "low", "high", "chance_best", "propensity", "context", "precision", "response", "is_stopped", "verdict"
FROM {catalog}.{schema}."bandit_state_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."bandit_state_latest"
COMMENT 'One row per bandit and arm: what it learnt up to the day, and how it chooses next.' AS
SELECT "as_of_date", "experiment_id", "arm", "place", "metric", "policy", "choice_count", "reward_count", "repeated_count", "weight", "reward_sum", "reward_square_sum", "mean", "low", "high", "chance_best", "propensity", "context", "precision", "response", "is_stopped", "verdict"
FROM {catalog}.{schema}."bandit_state_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."bandit_state_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'bandit_choices_v1',
    table_location => '{lake}/gold/bandit_choices_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."bandit_choices"
COMMENT 'One row per user and bandit: the arm that was chosen, and the chance that it had.' AS
SELECT "as_of_date", "choice_id", "experiment_id", "user_id", "arm", "propensity", "policy", "context"
FROM {catalog}.{schema}."bandit_choices_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."bandit_choices_latest"
COMMENT 'One row per user and bandit: the arm that was chosen, and the chance that it had.' AS
SELECT "as_of_date", "choice_id", "experiment_id", "user_id", "arm", "propensity", "policy", "context"
FROM {catalog}.{schema}."bandit_choices_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."bandit_choices_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'policy_results_v1',
    table_location => '{lake}/gold/policy_results_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."policy_results"
COMMENT 'One row per experiment, policy and estimator: what the policy would have brought.' AS
SELECT "as_of_date", "experiment_id", "metric", "policy", "estimator", "value", "low", "high", "effective_sample_size", "max_weight", "choice_count", "unlogged_count", "covered", "verdict", "warning"
FROM {catalog}.{schema}."policy_results_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."policy_results_latest"
COMMENT 'One row per experiment, policy and estimator: what the policy would have brought.' AS
SELECT "as_of_date", "experiment_id", "metric", "policy", "estimator", "value", "low", "high", "effective_sample_size", "max_weight", "choice_count", "unlogged_count", "covered", "verdict", "warning"
FROM {catalog}.{schema}."policy_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."policy_results_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'best_post_times_v1',
    table_location => '{lake}/gold/best_post_times_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."best_post_times"
COMMENT 'One row per account and hour of the week: what posts of that hour gain.' AS
SELECT "as_of_date", "account_id", "segment_id", "content_type", "weekday", "hour", "time_zone", "post_count", "effect", "low", "high", "gain", "gain_low", "gain_high", "is_reliable", "rank", "by_chance"
FROM {catalog}.{schema}."best_post_times_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."best_post_times_latest"
COMMENT 'One row per account and hour of the week: what posts of that hour gain.' AS
SELECT "as_of_date", "account_id", "segment_id", "content_type", "weekday", "hour", "time_zone", "post_count", "effect", "low", "high", "gain", "gain_low", "gain_high", "is_reliable", "rank", "by_chance"
FROM {catalog}.{schema}."best_post_times_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."best_post_times_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'engagement_forecasts_v1',
    table_location => '{lake}/gold/engagement_forecasts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."engagement_forecasts"
COMMENT 'One row per series of posts, group, day ahead and interval: what is expected.' AS
SELECT "as_of_date", "series", "grouping", "group_id", "target_date", "level", "forecast", "low", "high", "is_holiday", "model", "reason", "history_days", "mase", "seasonal_naive_mase", "coverage", "last_mase", "asks_refit"
FROM {catalog}.{schema}."engagement_forecasts_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."engagement_forecasts_latest"
COMMENT 'One row per series of posts, group, day ahead and interval: what is expected.' AS
SELECT "as_of_date", "series", "grouping", "group_id", "target_date", "level", "forecast", "low", "high", "is_holiday", "model", "reason", "history_days", "mase", "seasonal_naive_mase", "coverage", "last_mase", "asks_refit"
FROM {catalog}.{schema}."engagement_forecasts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."engagement_forecasts_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'content_scores_v1',
    table_location => '{lake}/gold/content_scores_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."content_scores"
COMMENT 'One row per page or text and day: how it reads, what it lacks, how search shows it.' AS
SELECT "as_of_date", "content_id", "kind", "state", "url", "title", "description", "encoding", "language", "detected_language", "byte_count", "word_count", "sentence_count", "words_per_sentence", "reading_ease", "reading_grade", "lix", "title_length", "description_length", "heading_count", "main_heading_count", "image_count", "bare_image_count", "link_count", "inner_link_count", "relative_link_count", "nofollow_count", "keywords", "topic_id", "topic_share", "missing_terms", "copy_of", "copy_similarity", "high_count", "medium_count", "low_count", "score", "impression_count", "click_count", "click_share", "position"
FROM {catalog}.{schema}."content_scores_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."content_scores_latest"
COMMENT 'One row per page or text and day: how it reads, what it lacks, how search shows it.' AS
SELECT "as_of_date", "content_id", "kind", "state", "url", "title", "description", "encoding", "language", "detected_language", "byte_count", "word_count", "sentence_count", "words_per_sentence", "reading_ease", "reading_grade", "lix", "title_length", "description_length", "heading_count", "main_heading_count", "image_count", "bare_image_count", "link_count", "inner_link_count", "relative_link_count", "nofollow_count", "keywords", "topic_id", "topic_share", "missing_terms", "copy_of", "copy_similarity", "high_count", "medium_count", "low_count", "score", "impression_count", "click_count", "click_share", "position"
FROM {catalog}.{schema}."content_scores_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."content_scores_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'content_findings_v1',
    table_location => '{lake}/gold/content_findings_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."content_findings"
COMMENT 'One row per fault of a page or text: where it is, how bad, and what to do.' AS
SELECT "as_of_date", "content_id", "finding", "rule", "area", "severity", "line", "element", "found", "proposal", "basis"
FROM {catalog}.{schema}."content_findings_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."content_findings_latest"
COMMENT 'One row per fault of a page or text: where it is, how bad, and what to do.' AS
SELECT "as_of_date", "content_id", "finding", "rule", "area", "severity", "line", "element", "found", "proposal", "basis"
FROM {catalog}.{schema}."content_findings_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."content_findings_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'drafts_v1',
    table_location => '{lake}/gold/drafts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."drafts"
COMMENT 'One row per draft of a post, reply, caption or blog post. Only one that is approved may be published.' AS
SELECT "draft_id", "created_date", "kind", "item_id", "topic_id", "segment_id", "language", "title", "text", "generator", "model", "prompt_hash", "prompt", "seed", "checks", "state", "approved_by", "approved_at", "reply_to_post_id", "network", "cost"
FROM {catalog}.{schema}."drafts_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'posting_schedule_v1',
    table_location => '{lake}/gold/posting_schedule_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."posting_schedule"
COMMENT 'One row per item and account: the slot in which it is to go out, or why it has none.' AS
SELECT "as_of_date", "publication_id", "item_id", "draft_id", "experiment_id", "arm_id", "choice_id", "propensity", "campaign_id", "network", "account", "text", "image_path", "alt_text", "slot_start", "time_zone", "weekday", "hour", "expected_gain", "gain_low", "gain_high", "is_reliable", "state", "reason", "approved_by", "approved_at"
FROM {catalog}.{schema}."posting_schedule_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."posting_schedule_latest"
COMMENT 'One row per item and account: the slot in which it is to go out, or why it has none.' AS
SELECT "as_of_date", "publication_id", "item_id", "draft_id", "experiment_id", "arm_id", "choice_id", "propensity", "campaign_id", "network", "account", "text", "image_path", "alt_text", "slot_start", "time_zone", "weekday", "hour", "expected_gain", "gain_low", "gain_high", "is_reliable", "state", "reason", "approved_by", "approved_at"
FROM {catalog}.{schema}."posting_schedule_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."posting_schedule_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'publications_v1',
    table_location => '{lake}/gold/publications_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."publications"
COMMENT 'One row per item and account that a person approved: whether it went out.' AS
SELECT "publication_id", "item_id", "draft_id", "experiment_id", "arm_id", "choice_id", "propensity", "campaign_id", "network", "account", "text", "image_path", "alt_text", "scheduled_at", "approved_by", "approved_at", "state", "idempotency_key", "sending_at", "attempt_count", "sent_at", "network_post_id", "network_url", "error"
FROM {catalog}.{schema}."publications_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'reply_queue_v1',
    table_location => '{lake}/gold/reply_queue_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."reply_queue"
COMMENT 'One row per post that needs an answer, or got one: how urgent it is, and why.' AS
SELECT "as_of_date", "post_id", "post_date", "posted_at", "user_id", "reasons", "brands", "state", "place", "score", "negative_part", "reach_part", "age_part", "worth_part", "reach", "wait_hours", "is_customer", "revenue", "expected_value", "currency", "topic_id", "topic", "evidence", "draft_id", "assigned_to", "changed_at", "answer_post_id", "answered_at"
FROM {catalog}.{schema}."reply_queue_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."reply_queue_latest"
COMMENT 'One row per post that needs an answer, or got one: how urgent it is, and why.' AS
SELECT "as_of_date", "post_id", "post_date", "posted_at", "user_id", "reasons", "brands", "state", "place", "score", "negative_part", "reach_part", "age_part", "worth_part", "reach", "wait_hours", "is_customer", "revenue", "expected_value", "currency", "topic_id", "topic", "evidence", "draft_id", "assigned_to", "changed_at", "answer_post_id", "answered_at"
FROM {catalog}.{schema}."reply_queue_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."reply_queue_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'reply_times_v1',
    table_location => '{lake}/gold/reply_times_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."reply_times"
COMMENT 'One row per day of posts that needed an answer: how many got one, and how soon.' AS
SELECT "as_of_date", "post_date", "post_count", "answered_count", "open_count", "in_time_count", "median_hours", "p90_hours", "oldest_open_hours"
FROM {catalog}.{schema}."reply_times_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."reply_times_latest"
COMMENT 'One row per day of posts that needed an answer: how many got one, and how soon.' AS
SELECT "as_of_date", "post_date", "post_count", "answered_count", "open_count", "in_time_count", "median_hours", "p90_hours", "oldest_open_hours"
FROM {catalog}.{schema}."reply_times_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."reply_times_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'images_v1',
    table_location => '{lake}/gold/images_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."images"
COMMENT 'One row per draft, network, generator and seed: the image made, or why there is none.' AS
SELECT "image_id", "created_date", "item_id", "draft_id", "network", "width", "height", "generator", "model", "prompt", "seed", "content_hash", "path", "byte_count", "alt_text", "state", "reason", "findings"
FROM {catalog}.{schema}."images_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'content_learnt_v1',
    table_location => '{lake}/gold/content_learnt_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."content_learnt"
COMMENT 'One row per attribute of published posts and its value: how such posts fared.' AS
SELECT "as_of_date", "attribute", "scope", "value", "post_count", "account_count", "mean", "mean_low", "mean_high", "effect", "low", "high", "gain", "gain_low", "gain_high", "difference", "p_value", "p_adjusted", "comparison_count", "is_reliable", "is_by_chance", "verdict"
FROM {catalog}.{schema}."content_learnt_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."content_learnt_latest"
COMMENT 'One row per attribute of published posts and its value: how such posts fared.' AS
SELECT "as_of_date", "attribute", "scope", "value", "post_count", "account_count", "mean", "mean_low", "mean_high", "effect", "low", "high", "gain", "gain_low", "gain_high", "difference", "p_value", "p_adjusted", "comparison_count", "is_reliable", "is_by_chance", "verdict"
FROM {catalog}.{schema}."content_learnt_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."content_learnt_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'content_rewards_v1',
    table_location => '{lake}/gold/content_rewards_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."content_rewards"
COMMENT 'One row per published post of an experiment whose engagement is known: its reward.' AS
SELECT "as_of_date", "publication_id", "choice_id", "experiment_id", "arm", "propensity", "sent_at", "sent_date", "post_id", "gain", "beats_usual"
FROM {catalog}.{schema}."content_rewards_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."content_rewards_latest"
COMMENT 'One row per published post of an experiment whose engagement is known: its reward.' AS
SELECT "as_of_date", "publication_id", "choice_id", "experiment_id", "arm", "propensity", "sent_at", "sent_date", "post_id", "gain", "beats_usual"
FROM {catalog}.{schema}."content_rewards_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."content_rewards_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'content_factors_v1',
    table_location => '{lake}/gold/content_factors_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."content_factors"
COMMENT 'One row per version of the content model and post or item: its factors. Of versions before the one in use no rows are kept.' AS
SELECT "model_version", "item_kind", "item_id", "factors"
FROM {catalog}.{schema}."content_factors_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'content_recommendations_v1',
    table_location => '{lake}/gold/content_recommendations_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."content_recommendations"
COMMENT 'One row per user and post or item that is shown to the user: why, and in which order.' AS
SELECT "as_of_date", "user_id", "rank", "item_kind", "item_id", "score", "reason", "source", "model_version"
FROM {catalog}.{schema}."content_recommendations_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."content_recommendations_latest"
COMMENT 'One row per user and post or item that is shown to the user: why, and in which order.' AS
SELECT "as_of_date", "user_id", "rank", "item_kind", "item_id", "score", "reason", "source", "model_version"
FROM {catalog}.{schema}."content_recommendations_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."content_recommendations_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'friend_candidates_v1',
    table_location => '{lake}/gold/friend_candidates_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."friend_candidates"
COMMENT 'One row per user who follows, is followed or takes part: friends of friends, and marks of what they rest on, by which the next day computes only those that changed.' AS
SELECT "as_of_date", "user_id", "degree", "follows_mark", "person_mark", "made_by", "candidates"
FROM {catalog}.{schema}."friend_candidates_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."friend_candidates_latest"
COMMENT 'One row per user who follows, is followed or takes part: friends of friends, and marks of what they rest on, by which the next day computes only those that changed.' AS
SELECT "as_of_date", "user_id", "degree", "follows_mark", "person_mark", "made_by", "candidates"
FROM {catalog}.{schema}."friend_candidates_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."friend_candidates_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'user_recommendations_v1',
    table_location => '{lake}/gold/user_recommendations_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."user_recommendations"
COMMENT 'One row per user and person, hashtag or big account that the user is offered: why, and in which order. What is offered has an item; a row without tells of nobody.' AS
SELECT "as_of_date", "user_id", "kind", "rank", "item", "score", "reason", "model_version"
FROM {catalog}.{schema}."user_recommendations_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."user_recommendations_latest"
COMMENT 'One row per user and person, hashtag or big account that the user is offered: why, and in which order. What is offered has an item; a row without tells of nobody.' AS
SELECT "as_of_date", "user_id", "kind", "rank", "item", "score", "reason", "model_version"
FROM {catalog}.{schema}."user_recommendations_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."user_recommendations_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'hashtags_v1',
    table_location => '{lake}/gold/hashtags_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."hashtags"
COMMENT 'One row per hashtag of the days up to one day, of those that most people use: how often, about what, and how positive the posts with it are.' AS
SELECT "as_of_date", "hashtag", "author_count", "post_count", "post_share", "languages", "topics", "positivity", "uplift"
FROM {catalog}.{schema}."hashtags_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."hashtags_latest"
COMMENT 'One row per hashtag of the days up to one day, of those that most people use: how often, about what, and how positive the posts with it are.' AS
SELECT "as_of_date", "hashtag", "author_count", "post_count", "post_share", "languages", "topics", "positivity", "uplift"
FROM {catalog}.{schema}."hashtags_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."hashtags_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'hashtag_texts_v1',
    table_location => '{lake}/gold/hashtag_texts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."hashtag_texts"
COMMENT 'One row per post that new texts are held against to find hashtags: the latest of those that `hashtags` counts. Vectors stand in `text_meanings`.' AS
SELECT "as_of_date", "post_id", "post_date", "text_hash", "hashtags"
FROM {catalog}.{schema}."hashtag_texts_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."hashtag_texts_latest"
COMMENT 'One row per post that new texts are held against to find hashtags: the latest of those that `hashtags` counts. Vectors stand in `text_meanings`.' AS
SELECT "as_of_date", "post_id", "post_date", "text_hash", "hashtags"
FROM {catalog}.{schema}."hashtag_texts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."hashtag_texts_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'hashtag_pairs_v1',
    table_location => '{lake}/gold/hashtag_pairs_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."hashtag_pairs"
COMMENT 'One row per hashtag of `hashtags` and another that stands beside it in posts, of those that go with it most.' AS
SELECT "as_of_date", "hashtag", "other_hashtag", "rank", "post_count", "author_count", "closeness"
FROM {catalog}.{schema}."hashtag_pairs_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."hashtag_pairs_latest"
COMMENT 'One row per hashtag of `hashtags` and another that stands beside it in posts, of those that go with it most.' AS
SELECT "as_of_date", "hashtag", "other_hashtag", "rank", "post_count", "author_count", "closeness"
FROM {catalog}.{schema}."hashtag_pairs_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."hashtag_pairs_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'similar_items_v1',
    table_location => '{lake}/gold/similar_items_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."similar_items"
COMMENT 'One row per item, or post, and another of its kind that the same users wanted, of those that are most alike.' AS
SELECT "as_of_date", "item_kind", "item_id", "other_item_id", "rank", "user_count", "cosine", "low", "high", "score"
FROM {catalog}.{schema}."similar_items_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."similar_items_latest"
COMMENT 'One row per item, or post, and another of its kind that the same users wanted, of those that are most alike.' AS
SELECT "as_of_date", "item_kind", "item_id", "other_item_id", "rank", "user_count", "cosine", "low", "high", "score"
FROM {catalog}.{schema}."similar_items_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."similar_items_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'bought_together_v1',
    table_location => '{lake}/gold/bought_together_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."bought_together"
COMMENT 'One row per item and another that stands in the same orders more often than by chance, of those where it is surest.' AS
SELECT "as_of_date", "item_id", "other_item_id", "rank", "invoice_count", "support", "confidence", "lift", "lift_low", "lift_high"
FROM {catalog}.{schema}."bought_together_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."bought_together_latest"
COMMENT 'One row per item and another that stands in the same orders more often than by chance, of those where it is surest.' AS
SELECT "as_of_date", "item_id", "other_item_id", "rank", "invoice_count", "support", "confidence", "lift", "lift_low", "lift_high"
FROM {catalog}.{schema}."bought_together_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."bought_together_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'recommendation_metrics_v1',
    table_location => '{lake}/gold/recommendation_metrics_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."recommendation_metrics"
COMMENT 'One row per figure of recommendations that were made up to a day, held against what users did in the days after it, and of the two simplest ways to make them.' AS
SELECT "as_of_date", "cut_date", "kind", "method", "band", "cutoff", "metric", "value", "low", "high", "over_popular", "over_popular_low", "over_popular_high", "over_covisitation", "over_covisitation_low", "over_covisitation_high", "user_count", "reachable", "model_version"
FROM {catalog}.{schema}."recommendation_metrics_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."recommendation_metrics_latest"
COMMENT 'One row per figure of recommendations that were made up to a day, held against what users did in the days after it, and of the two simplest ways to make them.' AS
SELECT "as_of_date", "cut_date", "kind", "method", "band", "cutoff", "metric", "value", "low", "high", "over_popular", "over_popular_low", "over_popular_high", "over_covisitation", "over_covisitation_low", "over_covisitation_high", "user_count", "reachable", "model_version"
FROM {catalog}.{schema}."recommendation_metrics_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."recommendation_metrics_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'recommendation_clicks_v1',
    table_location => '{lake}/gold/recommendation_clicks_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."recommendation_clicks"
COMMENT 'One row per kind of recommendation and place: how often what was shown there was clicked on.' AS
SELECT "as_of_date", "kind", "rank", "user_count", "shown_count", "clicked_count", "repeated_click_count", "unknown_click_count", "click_rate", "click_rate_low", "click_rate_high", "unlogged_count", "weighted_rate", "weighted_rate_low", "weighted_rate_high", "position_bias", "position_bias_low", "position_bias_high", "effective_sample_size", "largest_weight", "clipped_count"
FROM {catalog}.{schema}."recommendation_clicks_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."recommendation_clicks_latest"
COMMENT 'One row per kind of recommendation and place: how often what was shown there was clicked on.' AS
SELECT "as_of_date", "kind", "rank", "user_count", "shown_count", "clicked_count", "repeated_click_count", "unknown_click_count", "click_rate", "click_rate_low", "click_rate_high", "unlogged_count", "weighted_rate", "weighted_rate_low", "weighted_rate_high", "position_bias", "position_bias_low", "position_bias_high", "effective_sample_size", "largest_weight", "clipped_count"
FROM {catalog}.{schema}."recommendation_clicks_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."recommendation_clicks_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'forecasts_v1',
    table_location => '{lake}/gold/forecasts_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."forecasts"
COMMENT 'One row per series, segment, day ahead and interval: what is expected of the day.' AS
SELECT "as_of_date", "series", "segment_id", "target_date", "level", "forecast", "low", "high", "model", "reason", "history_days", "ets_mase", "seasonal_naive_mase", "coverage"
FROM {catalog}.{schema}."forecasts_v1";

CREATE OR REPLACE VIEW {catalog}.{schema}."forecasts_latest"
COMMENT 'One row per series, segment, day ahead and interval: what is expected of the day.' AS
SELECT "as_of_date", "series", "segment_id", "target_date", "level", "forecast", "low", "high", "model", "reason", "history_days", "ets_mase", "seasonal_naive_mase", "coverage"
FROM {catalog}.{schema}."forecasts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {catalog}.{schema}."forecasts_v1");

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'job_runs_v1',
    table_location => '{lake}/operations/job_runs_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."job_runs"
COMMENT 'One row per job of each run: what it read, wrote and cost.' AS
SELECT "run_id", "job", "status", "started_at", "heartbeat_at", "ended_at", "days", "days_touched", "input_versions", "output_versions", "row_count", "seconds", "peak_memory_mb", "code_version", "host", "reason", "settings_id"
FROM (SELECT *, row_number() OVER (PARTITION BY "run_id", "job" ORDER BY "heartbeat_at" DESC) AS "_place" FROM {catalog}.{schema}."job_runs_v1") AS "each_row" WHERE "_place" = 1;

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'data_quality_v1',
    table_location => '{lake}/operations/data_quality_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."data_quality"
COMMENT 'One row per source file, table and step: how many records from raw to usable.' AS
SELECT "arrived_date", "source", "file", "content_id", "table_name", "step", "row_count"
FROM {catalog}.{schema}."data_quality_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'ingested_files_v1',
    table_location => '{lake}/operations/ingested_files_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."ingested_files"
COMMENT 'One row per file of a source that ingest has taken; as long as it stays so, it is not read again.' AS
SELECT "source", "file", "size_bytes", "modified_at", "reading", "run_id", "delivery", "rejected_share"
FROM {catalog}.{schema}."ingested_files_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'model_metrics_v1',
    table_location => '{lake}/operations/model_metrics_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."model_metrics"
COMMENT 'One row per measured figure of each model version.' AS
SELECT "model", "model_version", "split", "metric", "value"
FROM {catalog}.{schema}."model_metrics_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'segment_candidates_v1',
    table_location => '{lake}/operations/segment_candidates_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."segment_candidates"
COMMENT 'One row per way to group users that a fit of segments tried.' AS
SELECT "model_version", "method", "asked_count", "segment_count", "silhouette", "stability", "smallest_share", "largest_share", "is_within_limits", "is_chosen"
FROM {catalog}.{schema}."segment_candidates_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'column_profiles_v1',
    table_location => '{lake}/operations/column_profiles_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."column_profiles"
COMMENT 'One row per month, source and column of the silver tables that sources feed: what the column holds.' AS
SELECT "month", "table_name", "source", "column_name", "column_type", "row_count", "null_count", "null_share", "distinct_count", "numbers_of", "min_value", "p01", "p05", "p25", "p50", "p75", "p95", "p99", "max_value", "min_time", "p01_time", "p05_time", "p25_time", "p50_time", "p75_time", "p95_time", "p99_time", "max_time", "frequent_values"
FROM {catalog}.{schema}."column_profiles_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'published_documents_v1',
    table_location => '{lake}/operations/published_documents_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."published_documents"
COMMENT 'One row per document that a document store has of this lake, or is about to have.' AS
SELECT "target", "collection", "document_id", "content_hash", "generation", "earlier", "expires_at", "size_bytes", "is_refused"
FROM {catalog}.{schema}."published_documents_v1";

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'document_generations_v1',
    table_location => '{lake}/operations/document_generations_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."document_generations"
COMMENT 'One row per generation of documents that a run began to publish.' AS
SELECT "target", "collection", "generation", "as_of_date", "mark", "document_count", "new_count", "changed_count", "unchanged_count", "gone_count", "refused_count", "published_at", "noted_at"
FROM (SELECT *, row_number() OVER (PARTITION BY "target", "collection", "generation" ORDER BY "noted_at" DESC) AS "_place" FROM {catalog}.{schema}."document_generations_v1") AS "each_row" WHERE "_place" = 1;

CALL {catalog}.system.register_table(
    schema_name => '{schema}', table_name => 'warnings_sent_v1',
    table_location => '{lake}/operations/warnings_sent_v1');

CREATE OR REPLACE VIEW {catalog}.{schema}."warnings_sent"
COMMENT 'One row per warning, or summary, and channel: what was told, and whether it arrived.' AS
SELECT "warning_id", "channel", "kind", "level", "event_date", "subject", "sentence", "post_ids", "files", "noticed_at", "state", "message_key", "place", "attempt_count", "sending_at", "sent_at", "error"
FROM {catalog}.{schema}."warnings_sent_v1";
