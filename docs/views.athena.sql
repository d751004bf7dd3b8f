-- Tables and views of a lake for Athena and Glue, made from the declarations in lib/voxlake/tables by
-- `make docs`; do not edit. Put the folder of the lake, such as s3://bucket/lake, in the place of {lake}, and
-- the database in Glue in that of {schema}.
-- Leave out tables that the lake does not have yet; docs/postgres.md says more.

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`records_v1`
LOCATION '{lake}/bronze/records_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."records" AS
SELECT "record_id", "arrived_date", "arrived_at", "source", "file", "occurrence", "payload"
FROM {schema}."records_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`rejected_rows_v1`
LOCATION '{lake}/bronze/rejected_rows_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."rejected_rows" AS
SELECT "rejected_id", "arrived_date", "arrived_at", "source", "file", "table_name", "reason", "detail", "payload"
FROM {schema}."rejected_rows_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`posts_v1`
LOCATION '{lake}/silver/posts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."posts" AS
SELECT "post_id", "post_date", "posted_at", "user_id", "text", "text_hash", "language", "reply_to_post_id", "repost_of_post_id", "quote_of_post_id", "is_repost", "is_copy", "hashtags", "mentions", "links", "emojis", "like_count", "reply_count", "repost_count", "view_count", "score", "url", "is_usable", "unusable_reason", "campaign_id", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."posts_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`users_v1`
LOCATION '{lake}/silver/users_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."users" AS
SELECT "user_id", "handle", "name", "bio", "country", "language", "follower_count", "following_count", "account_created_at", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."users_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`follows_v1`
LOCATION '{lake}/silver/follows_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."follows" AS
SELECT "follower_id", "followed_id", "followed_at", "source", "updated_at", "row_hash"
FROM {schema}."follows_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`orders_v1`
LOCATION '{lake}/silver/orders_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."orders" AS
SELECT "order_line_id", "order_id", "order_date", "ordered_at", "user_id", "amount", "currency", "quantity", "product_id", "product_name", "country", "is_cancelled", "refund_of_order_id", "campaign_id", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."orders_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`events_v1`
LOCATION '{lake}/silver/events_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."events" AS
SELECT "event_id", "event_date", "occurred_at", "user_id", "event_type", "target_user_id", "target_post_id", "target_item_id", "value", "campaign_id", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."events_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_labels_v1`
LOCATION '{lake}/silver/post_labels_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_labels" AS
SELECT "post_id", "model", "annotator", "label", "why"
FROM {schema}."post_labels_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`campaigns_v1`
LOCATION '{lake}/silver/campaigns_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."campaigns" AS
SELECT "campaign_id", "name", "channel", "content_type", "starts_on", "ends_on", "budget", "currency", "country", "audience", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."campaigns_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`spend_v1`
LOCATION '{lake}/silver/spend_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."spend" AS
SELECT "spend_id", "spend_date", "spent_at", "channel", "campaign_id", "amount", "currency", "impression_count", "click_count", "country", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."spend_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`experiments_v1`
LOCATION '{lake}/silver/experiments_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."experiments" AS
SELECT "experiment_id", "name", "arms", "metric", "starts_on", "ends_on", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."experiments_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`experiment_events_v1`
LOCATION '{lake}/silver/experiment_events_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."experiment_events" AS
SELECT "event_id", "event_date", "occurred_at", "experiment_id", "user_id", "kind", "arm", "propensity", "choice_id", "metric", "value", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."experiment_events_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`search_console_v1`
LOCATION '{lake}/silver/search_console_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."search_console" AS
SELECT "search_id", "search_date", "searched_at", "page", "query", "country", "device", "impression_count", "click_count", "position", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."search_console_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`recommendation_events_v1`
LOCATION '{lake}/silver/recommendation_events_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."recommendation_events" AS
SELECT "event_id", "event_date", "occurred_at", "user_id", "kind", "item", "action", "rank", "propensity", "request_id", "attributes", "source", "updated_at", "row_hash"
FROM {schema}."recommendation_events_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_limits_v1`
LOCATION '{lake}/silver/user_limits_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_limits" AS
SELECT "limit_id", "user_id", "limit", "other_user_id", "since", "until", "source", "updated_at", "row_hash"
FROM {schema}."user_limits_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_language_v1`
LOCATION '{lake}/gold/post_language_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_language" AS
SELECT "post_id", "post_date", "language", "confidence", "is_read"
FROM {schema}."post_language_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`text_embeddings_v1`
LOCATION '{lake}/gold/text_embeddings_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."text_embeddings" AS
SELECT "post_date", "text_hash", "encoder_version", "vector"
FROM {schema}."text_embeddings_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`text_meanings_v1`
LOCATION '{lake}/gold/text_meanings_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."text_meanings" AS
SELECT "post_date", "text_hash", "encoder_version", "vector"
FROM {schema}."text_meanings_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_sentiment_v1`
LOCATION '{lake}/gold/post_sentiment_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_sentiment" AS
SELECT "post_id", "post_date", "user_id", "negative", "neutral", "positive", "label", "score", "encoder_version", "model_version"
FROM {schema}."post_sentiment_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_emotion_v1`
LOCATION '{lake}/gold/post_emotion_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_emotion" AS
SELECT "post_id", "post_date", "user_id", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "label", "encoder_version", "model_version"
FROM {schema}."post_emotion_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_scores_v1`
LOCATION '{lake}/gold/post_scores_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_scores" AS
SELECT "post_id", "post_date", "model", "user_id", "label", "chance", "chances", "model_version"
FROM {schema}."post_scores_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_evidence_v1`
LOCATION '{lake}/gold/post_evidence_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_evidence" AS
SELECT "post_id", "post_date", "model", "label", "phrases", "model_version"
FROM {schema}."post_evidence_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`brand_sentiment_v1`
LOCATION '{lake}/gold/brand_sentiment_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."brand_sentiment" AS
SELECT "post_date", "brand", "post_count", "negative_count", "reach"
FROM {schema}."brand_sentiment_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`sentiment_alerts_v1`
LOCATION '{lake}/gold/sentiment_alerts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."sentiment_alerts" AS
SELECT "post_date", "brand", "post_count", "negative_count", "negative_share", "low", "high", "usual_share", "distance", "reach", "post_ids"
FROM {schema}."sentiment_alerts_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topics_v1`
LOCATION '{lake}/gold/topics_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topics" AS
SELECT "model_version", "topic_id", "title", "weight", "coherence", "window_first_date", "window_last_date", "method", "coherence_npmi", "language", "is_guided", "clear_share", "guide"
FROM {schema}."topics_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topic_terms_v1`
LOCATION '{lake}/gold/topic_terms_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topic_terms" AS
SELECT "model_version", "topic_id", "rank", "term", "stem", "weight", "lift"
FROM {schema}."topic_terms_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topic_changes_v1`
LOCATION '{lake}/gold/topic_changes_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topic_changes" AS
SELECT "model_version", "topic_id", "earlier_version", "change", "from_topic_ids", "overlap"
FROM {schema}."topic_changes_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_topics_v1`
LOCATION '{lake}/gold/post_topics_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_topics" AS
SELECT "post_id", "post_date", "topic_id", "probability", "distribution", "model_version", "is_clear"
FROM {schema}."post_topics_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topic_names_v1`
LOCATION '{lake}/gold/topic_names_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topic_names" AS
SELECT "topic_id", "name", "suggested_name", "is_edited", "shown_as", "is_hidden", "model_version"
FROM {schema}."topic_names_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topic_profiles_v1`
LOCATION '{lake}/gold/topic_profiles_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topic_profiles" AS
SELECT "as_of_date", "topic_id", "name", "post_count", "post_share", "author_count", "author_share", "negative_share", "neutral_share", "positive_share", "emotions", "typical_post_ids", "recent_post_ids", "model_version"
FROM {schema}."topic_profiles_v1";

CREATE OR REPLACE VIEW {schema}."topic_profiles_latest" AS
SELECT "as_of_date", "topic_id", "name", "post_count", "post_share", "author_count", "author_share", "negative_share", "neutral_share", "positive_share", "emotions", "typical_post_ids", "recent_post_ids", "model_version"
FROM {schema}."topic_profiles_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."topic_profiles_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`near_duplicates_v1`
LOCATION '{lake}/gold/near_duplicates_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."near_duplicates" AS
SELECT "post_date", "text_hash", "group_hash", "similarity"
FROM {schema}."near_duplicates_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topic_trends_v1`
LOCATION '{lake}/gold/topic_trends_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topic_trends" AS
SELECT "post_date", "topic_id", "segment_id", "language", "post_count", "thread_count", "author_count", "reach", "post_share", "sentiment", "negative_count", "usual_count", "distance", "is_burst", "model_version"
FROM {schema}."topic_trends_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`topic_bursts_v1`
LOCATION '{lake}/gold/topic_bursts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."topic_bursts" AS
SELECT "as_of_date", "topic_id", "start_date", "peak_date", "end_date", "post_count", "usual_count", "distance", "post_ids"
FROM {schema}."topic_bursts_v1";

CREATE OR REPLACE VIEW {schema}."topic_bursts_latest" AS
SELECT "as_of_date", "topic_id", "start_date", "peak_date", "end_date", "post_count", "usual_count", "distance", "post_ids"
FROM {schema}."topic_bursts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."topic_bursts_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`top_posts_v1`
LOCATION '{lake}/gold/top_posts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."top_posts" AS
SELECT "as_of_date", "kind", "topic_id", "segment_id", "rank", "post_id", "post_date", "engagement", "usual_engagement", "age_hours", "score", "why"
FROM {schema}."top_posts_v1";

CREATE OR REPLACE VIEW {schema}."top_posts_latest" AS
SELECT "as_of_date", "kind", "topic_id", "segment_id", "rank", "post_id", "post_date", "engagement", "usual_engagement", "age_hours", "score", "why"
FROM {schema}."top_posts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."top_posts_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`term_days_v1`
LOCATION '{lake}/gold/term_days_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."term_days" AS
SELECT "post_date", "stem", "author_count", "text_count"
FROM {schema}."term_days_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`term_trends_v1`
LOCATION '{lake}/gold/term_trends_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."term_trends" AS
SELECT "post_date", "kind", "term", "rank", "author_count", "usual_count", "rise", "score", "post_ids"
FROM {schema}."term_trends_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`post_entities_v1`
LOCATION '{lake}/gold/post_entities_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."post_entities" AS
SELECT "post_id", "post_date", "entity", "kind", "source", "mention", "start", "end", "probability", "clause_start", "clause_end", "negative", "positive", "label", "model_version"
FROM {schema}."post_entities_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`share_of_voice_v1`
LOCATION '{lake}/gold/share_of_voice_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."share_of_voice" AS
SELECT "post_date", "brand", "topic_id", "post_count", "author_count", "reach", "named_count", "share", "share_low", "share_high", "scored_count", "negative_count", "positive_count", "sentiment", "sentiment_low", "sentiment_high"
FROM {schema}."share_of_voice_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`competitor_posting_v1`
LOCATION '{lake}/gold/competitor_posting_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."competitor_posting" AS
SELECT "as_of_date", "brand", "trait", "value", "post_count", "posts_per_week", "engagement", "gain", "gain_low", "gain_high"
FROM {schema}."competitor_posting_v1";

CREATE OR REPLACE VIEW {schema}."competitor_posting_latest" AS
SELECT "as_of_date", "brand", "trait", "value", "post_count", "posts_per_week", "engagement", "gain", "gain_low", "gain_high"
FROM {schema}."competitor_posting_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."competitor_posting_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`search_results_v1`
LOCATION '{lake}/gold/search_results_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."search_results" AS
SELECT "as_of_date", "query", "rank", "post_id", "post_date", "similarity"
FROM {schema}."search_results_v1";

CREATE OR REPLACE VIEW {schema}."search_results_latest" AS
SELECT "as_of_date", "query", "rank", "post_id", "post_date", "similarity"
FROM {schema}."search_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."search_results_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_mood_v2`
LOCATION '{lake}/gold/user_mood_v2/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_mood" AS
SELECT "as_of_date", "user_id", "mood", "agreement", "post_count", "own_post_count", "positivity", "negativity", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "happiest_posts", "saddest_posts", "model_version"
FROM {schema}."user_mood_v2";

CREATE OR REPLACE VIEW {schema}."user_mood_latest" AS
SELECT "as_of_date", "user_id", "mood", "agreement", "post_count", "own_post_count", "positivity", "negativity", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "happiest_posts", "saddest_posts", "model_version"
FROM {schema}."user_mood_v2"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_mood_v2");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_mood_weekly_v2`
LOCATION '{lake}/gold/user_mood_weekly_v2/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_mood_weekly" AS
SELECT "week_start", "user_id", "mood", "agreement", "post_count", "own_post_count", "positivity", "negativity", "anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral", "happiest_posts", "saddest_posts", "model_version"
FROM {schema}."user_mood_weekly_v2";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`segment_mood_weekly_v1`
LOCATION '{lake}/gold/segment_mood_weekly_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."segment_mood_weekly" AS
SELECT "week_start", "segment_id", "mood", "user_count", "user_share"
FROM {schema}."segment_mood_weekly_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`purchase_lines_v1`
LOCATION '{lake}/gold/purchase_lines_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."purchase_lines" AS
SELECT "order_line_id", "entry", "order_date", "ordered_at", "order_id", "user_id", "purchase_date", "purchase_id", "taken_order_id", "taken_line_id", "taken_quantity", "amount", "currency", "source_amount", "source_currency", "country"
FROM {schema}."purchase_lines_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`order_reconciliation_v1`
LOCATION '{lake}/gold/order_reconciliation_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."order_reconciliation" AS
SELECT "order_date", "source_currency", "line_count", "order_count", "sale_line_count", "refund_line_count", "cancelled_line_count", "without_user_line_count", "unknown_currency_line_count", "counted_line_count", "matched_line_count", "unmatched_line_count", "gross", "refunds", "cancelled", "without_user", "unknown_currency", "net", "matched", "unmatched", "rate", "reported_net", "currency", "definition"
FROM {schema}."order_reconciliation_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_funnel_v1`
LOCATION '{lake}/gold/user_funnel_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_funnel" AS
SELECT "as_of_date", "segment_id", "step_number", "step", "user_count", "share_of_known", "share_of_previous", "median_days", "mean_days"
FROM {schema}."user_funnel_v1";

CREATE OR REPLACE VIEW {schema}."user_funnel_latest" AS
SELECT "as_of_date", "segment_id", "step_number", "step", "user_count", "share_of_known", "share_of_previous", "median_days", "mean_days"
FROM {schema}."user_funnel_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_funnel_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_revenue_v1`
LOCATION '{lake}/gold/user_revenue_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_revenue" AS
SELECT "as_of_date", "segment_id", "window_days", "user_count", "paying_user_count", "paying_share", "purchase_count", "revenue", "revenue_per_user", "revenue_per_paying_user", "currency"
FROM {schema}."user_revenue_v1";

CREATE OR REPLACE VIEW {schema}."user_revenue_latest" AS
SELECT "as_of_date", "segment_id", "window_days", "user_count", "paying_user_count", "paying_share", "purchase_count", "revenue", "revenue_per_user", "revenue_per_paying_user", "currency"
FROM {schema}."user_revenue_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_revenue_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`buyer_cohorts_v1`
LOCATION '{lake}/gold/buyer_cohorts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."buyer_cohorts" AS
SELECT "as_of_date", "period", "cohort_start", "age", "cohort_size", "buyer_count", "buyer_share", "purchase_count", "revenue", "currency"
FROM {schema}."buyer_cohorts_v1";

CREATE OR REPLACE VIEW {schema}."buyer_cohorts_latest" AS
SELECT "as_of_date", "period", "cohort_start", "age", "cohort_size", "buyer_count", "buyer_share", "purchase_count", "revenue", "currency"
FROM {schema}."buyer_cohorts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."buyer_cohorts_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_features_v1`
LOCATION '{lake}/gold/user_features_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_features" AS
SELECT "as_of_date", "user_id", "country", "language", "account_age_days", "attributes", "post_count", "active_days", "days_since_post", "reply_share", "repost_share", "likes_per_post", "replies_per_post", "reposts_per_post", "views_per_post", "engagement_per_post", "median_engagement", "engagement_rate", "reach", "follower_count", "follower_growth", "sentiment_mean", "negative_share", "topic_shares", "top_topics", "top_hashtags", "night_share", "work_share", "evening_share", "weekend_share", "order_count", "revenue", "mean_order_value", "days_since_order", "presence_days", "days_since_seen", "event_count", "session_count", "likes_given", "replies_given", "reposts_given", "follows_given", "views_given", "people_engaged", "likes_received", "replies_received", "reposts_received", "follows_received", "views_received", "engaged_by_people", "post_velocity", "engagement_velocity", "presence_velocity", "order_velocity", "feature_version"
FROM {schema}."user_features_v1";

CREATE OR REPLACE VIEW {schema}."user_features_latest" AS
SELECT "as_of_date", "user_id", "country", "language", "account_age_days", "attributes", "post_count", "active_days", "days_since_post", "reply_share", "repost_share", "likes_per_post", "replies_per_post", "reposts_per_post", "views_per_post", "engagement_per_post", "median_engagement", "engagement_rate", "reach", "follower_count", "follower_growth", "sentiment_mean", "negative_share", "topic_shares", "top_topics", "top_hashtags", "night_share", "work_share", "evening_share", "weekend_share", "order_count", "revenue", "mean_order_value", "days_since_order", "presence_days", "days_since_seen", "event_count", "session_count", "likes_given", "replies_given", "reposts_given", "follows_given", "views_given", "people_engaged", "likes_received", "replies_received", "reposts_received", "follows_received", "views_received", "engaged_by_people", "post_velocity", "engagement_velocity", "presence_velocity", "order_velocity", "feature_version"
FROM {schema}."user_features_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_features_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_propensity_v1`
LOCATION '{lake}/gold/user_propensity_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_propensity" AS
SELECT "as_of_date", "user_id", "target", "probability", "decile", "horizon_days", "model_version"
FROM {schema}."user_propensity_v1";

CREATE OR REPLACE VIEW {schema}."user_propensity_latest" AS
SELECT "as_of_date", "user_id", "target", "probability", "decile", "horizon_days", "model_version"
FROM {schema}."user_propensity_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_propensity_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_segments_v1`
LOCATION '{lake}/gold/user_segments_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_segments" AS
SELECT "as_of_date", "user_id", "segment_id", "distance", "model_version"
FROM {schema}."user_segments_v1";

CREATE OR REPLACE VIEW {schema}."user_segments_latest" AS
SELECT "as_of_date", "user_id", "segment_id", "distance", "model_version"
FROM {schema}."user_segments_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_segments_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`segment_moves_v1`
LOCATION '{lake}/gold/segment_moves_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."segment_moves" AS
SELECT "as_of_date", "user_id", "earlier_date", "from_segment_id", "to_segment_id", "is_other_model", "model_version"
FROM {schema}."segment_moves_v1";

CREATE OR REPLACE VIEW {schema}."segment_moves_latest" AS
SELECT "as_of_date", "user_id", "earlier_date", "from_segment_id", "to_segment_id", "is_other_model", "model_version"
FROM {schema}."segment_moves_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."segment_moves_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`segment_names_v1`
LOCATION '{lake}/gold/segment_names_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."segment_names" AS
SELECT "segment_id", "name", "suggested_name", "is_edited", "model_version"
FROM {schema}."segment_names_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`segment_profiles_v1`
LOCATION '{lake}/gold/segment_profiles_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."segment_profiles" AS
SELECT "as_of_date", "segment_id", "name", "description", "user_count", "user_share", "earlier_date", "earlier_user_count", "growth", "buyer_count", "currency", "revenue", "expected_value", "mean_expected_value", "mood", "moods", "topics", "active_hours", "examples", "map_x", "map_y", "differences", "model_version"
FROM {schema}."segment_profiles_v1";

CREATE OR REPLACE VIEW {schema}."segment_profiles_latest" AS
SELECT "as_of_date", "segment_id", "name", "description", "user_count", "user_share", "earlier_date", "earlier_user_count", "growth", "buyer_count", "currency", "revenue", "expected_value", "mean_expected_value", "mood", "moods", "topics", "active_hours", "examples", "map_x", "map_y", "differences", "model_version"
FROM {schema}."segment_profiles_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."segment_profiles_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_days_v1`
LOCATION '{lake}/gold/user_days_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_days" AS
SELECT "activity_date", "user_id", "post_count", "repost_count", "order_count", "event_count"
FROM {schema}."user_days_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_first_days_v1`
LOCATION '{lake}/gold/user_first_days_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_first_days" AS
SELECT "first_month", "user_id", "first_date"
FROM {schema}."user_first_days_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`growth_v1`
LOCATION '{lake}/gold/growth_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."growth" AS
SELECT "activity_date", "segment_id", "dau", "wau", "mau", "stickiness", "daily_new", "daily_retained", "daily_resurrected", "daily_dormant", "daily_quick_ratio", "weekly_new", "weekly_retained", "weekly_resurrected", "weekly_dormant", "weekly_quick_ratio", "monthly_new", "monthly_retained", "monthly_resurrected", "monthly_dormant", "monthly_quick_ratio", "month_days"
FROM {schema}."growth_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`retention_v1`
LOCATION '{lake}/gold/retention_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."retention" AS
SELECT "period_start", "period", "cohort_start", "period_number", "cohort_size", "active_users", "active_share"
FROM {schema}."retention_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_value_v1`
LOCATION '{lake}/gold/user_value_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_value" AS
SELECT "as_of_date", "user_id", "country", "currency", "first_order_date", "last_order_date", "frequency", "recency", "age", "mean_value", "revenue", "recency_score", "frequency_score", "monetary_score", "probability_alive", "probability_alive_low", "probability_alive_high", "churn_probability", "churn", "expected_spend", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "horizon_days", "model_version"
FROM {schema}."user_value_v1";

CREATE OR REPLACE VIEW {schema}."user_value_latest" AS
SELECT "as_of_date", "user_id", "country", "currency", "first_order_date", "last_order_date", "frequency", "recency", "age", "mean_value", "revenue", "recency_score", "frequency_score", "monetary_score", "probability_alive", "probability_alive_low", "probability_alive_high", "churn_probability", "churn", "expected_spend", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "horizon_days", "model_version"
FROM {schema}."user_value_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_value_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_value_horizons_v1`
LOCATION '{lake}/gold/user_value_horizons_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_value_horizons" AS
SELECT "as_of_date", "user_id", "horizon_days", "currency", "revenue", "probability_no_order", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {schema}."user_value_horizons_v1";

CREATE OR REPLACE VIEW {schema}."user_value_horizons_latest" AS
SELECT "as_of_date", "user_id", "horizon_days", "currency", "revenue", "probability_no_order", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {schema}."user_value_horizons_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_value_horizons_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`value_totals_v1`
LOCATION '{lake}/gold/value_totals_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."value_totals" AS
SELECT "as_of_date", "grouping", "group_name", "horizon_days", "currency", "user_count", "revenue", "expected_alive", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {schema}."value_totals_v1";

CREATE OR REPLACE VIEW {schema}."value_totals_latest" AS
SELECT "as_of_date", "grouping", "group_name", "horizon_days", "currency", "user_count", "revenue", "expected_alive", "expected_orders", "expected_orders_low", "expected_orders_high", "possible_orders_low", "possible_orders_high", "expected_value", "expected_value_low", "expected_value_high", "possible_value_low", "possible_value_high", "model_version"
FROM {schema}."value_totals_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."value_totals_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`value_holdout_v1`
LOCATION '{lake}/gold/value_holdout_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."value_holdout" AS
SELECT "as_of_date", "cutoff_date", "predictor", "decile", "currency", "user_count", "predicted_value", "actual_value"
FROM {schema}."value_holdout_v1";

CREATE OR REPLACE VIEW {schema}."value_holdout_latest" AS
SELECT "as_of_date", "cutoff_date", "predictor", "decile", "currency", "user_count", "predicted_value", "actual_value"
FROM {schema}."value_holdout_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."value_holdout_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`segment_value_v1`
LOCATION '{lake}/gold/segment_value_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."segment_value" AS
SELECT "as_of_date", "segment_id", "country", "currency", "user_count", "revenue", "expected_value", "mean_expected_value", "deciles", "horizon_days", "model_version"
FROM {schema}."segment_value_v1";

CREATE OR REPLACE VIEW {schema}."segment_value_latest" AS
SELECT "as_of_date", "segment_id", "country", "currency", "user_count", "revenue", "expected_value", "mean_expected_value", "deciles", "horizon_days", "model_version"
FROM {schema}."segment_value_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."segment_value_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`activity_hours_v1`
LOCATION '{lake}/gold/activity_hours_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."activity_hours" AS
SELECT "activity_date", "local_date", "hour", "time_zone", "segment_id", "measure", "activity_count", "total", "log_sum", "log_square_sum", "assumed_zone_count"
FROM {schema}."activity_hours_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`demand_v1`
LOCATION '{lake}/gold/demand_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."demand" AS
SELECT "as_of_date", "segment_id", "measure", "weekday", "hour", "activity_count", "hours", "observed", "expected", "low", "high", "own_weight", "confidence", "first_date", "time_zones", "assumed_zone_share"
FROM {schema}."demand_v1";

CREATE OR REPLACE VIEW {schema}."demand_latest" AS
SELECT "as_of_date", "segment_id", "measure", "weekday", "hour", "activity_count", "hours", "observed", "expected", "low", "high", "own_weight", "confidence", "first_date", "time_zones", "assumed_zone_share"
FROM {schema}."demand_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."demand_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`campaign_results_v1`
LOCATION '{lake}/gold/campaign_results_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."campaign_results" AS
SELECT "as_of_date", "grouping", "group_name", "segment_id", "window_days", "currency", "campaign_name", "channel", "content_type", "starts_on", "ends_on", "budget", "spend", "impression_count", "post_count", "post_reach", "reach", "click_count", "order_count", "revenue", "new_customer_count", "expected_value", "profit", "cost_per_thousand", "cost_per_click", "cost_per_order", "cost_per_customer", "return_on_spend", "return_with_value", "marks"
FROM {schema}."campaign_results_v1";

CREATE OR REPLACE VIEW {schema}."campaign_results_latest" AS
SELECT "as_of_date", "grouping", "group_name", "segment_id", "window_days", "currency", "campaign_name", "channel", "content_type", "starts_on", "ends_on", "budget", "spend", "impression_count", "post_count", "post_reach", "reach", "click_count", "order_count", "revenue", "new_customer_count", "expected_value", "profit", "cost_per_thousand", "cost_per_click", "cost_per_order", "cost_per_customer", "return_on_spend", "return_with_value", "marks"
FROM {schema}."campaign_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."campaign_results_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`roi_coefficients_v1`
LOCATION '{lake}/gold/roi_coefficients_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."roi_coefficients" AS
SELECT "as_of_date", "model", "currency", "term", "coefficient", "coefficient_low", "coefficient_high", "standard_error", "robust_error", "statistic", "p_value", "vif", "mean_spend", "largest_spend", "row_count", "r_squared", "residual_error", "durbin_watson", "breusch_pagan_p", "jarque_bera_p", "condition_number", "marks", "verdict", "intercept_covariance"
FROM {schema}."roi_coefficients_v1";

CREATE OR REPLACE VIEW {schema}."roi_coefficients_latest" AS
SELECT "as_of_date", "model", "currency", "term", "coefficient", "coefficient_low", "coefficient_high", "standard_error", "robust_error", "statistic", "p_value", "vif", "mean_spend", "largest_spend", "row_count", "r_squared", "residual_error", "durbin_watson", "breusch_pagan_p", "jarque_bera_p", "condition_number", "marks", "verdict", "intercept_covariance"
FROM {schema}."roi_coefficients_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."roi_coefficients_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`roi_predictions_v1`
LOCATION '{lake}/gold/roi_predictions_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."roi_predictions" AS
SELECT "as_of_date", "campaign_id", "campaign_name", "channel", "currency", "budget", "unit_count", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "possible_revenue_low", "possible_revenue_high", "expected_return", "expected_return_low", "expected_return_high", "conversion", "conversion_low", "conversion_high", "marks", "verdict"
FROM {schema}."roi_predictions_v1";

CREATE OR REPLACE VIEW {schema}."roi_predictions_latest" AS
SELECT "as_of_date", "campaign_id", "campaign_name", "channel", "currency", "budget", "unit_count", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "possible_revenue_low", "possible_revenue_high", "expected_return", "expected_return_low", "expected_return_high", "conversion", "conversion_low", "conversion_high", "marks", "verdict"
FROM {schema}."roi_predictions_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."roi_predictions_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`mix_channels_v1`
LOCATION '{lake}/gold/mix_channels_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."mix_channels" AS
SELECT "as_of_date", "country", "currency", "channel", "unit", "decay", "decay_low", "decay_high", "half", "half_low", "half_high", "slope", "most", "carried", "spend", "recent_spend", "largest_spend", "contribution", "contribution_low", "contribution_high", "share", "return_on_spend", "return_on_spend_low", "return_on_spend_high", "marginal_return", "marginal_return_low", "marginal_return_high", "vif", "saturation", "season_pairs", "has_trend", "holidays", "first_week", "week_count", "r_squared", "durbin_watson", "condition_number", "holdout_error", "holdout_error_without", "draws", "marks"
FROM {schema}."mix_channels_v1";

CREATE OR REPLACE VIEW {schema}."mix_channels_latest" AS
SELECT "as_of_date", "country", "currency", "channel", "unit", "decay", "decay_low", "decay_high", "half", "half_low", "half_high", "slope", "most", "carried", "spend", "recent_spend", "largest_spend", "contribution", "contribution_low", "contribution_high", "share", "return_on_spend", "return_on_spend_low", "return_on_spend_high", "marginal_return", "marginal_return_low", "marginal_return_high", "vif", "saturation", "season_pairs", "has_trend", "holidays", "first_week", "week_count", "r_squared", "durbin_watson", "condition_number", "holdout_error", "holdout_error_without", "draws", "marks"
FROM {schema}."mix_channels_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."mix_channels_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`mix_contributions_v1`
LOCATION '{lake}/gold/mix_contributions_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."mix_contributions" AS
SELECT "as_of_date", "country", "currency", "week_start", "component", "kind", "unit", "spend", "contribution", "contribution_low", "contribution_high"
FROM {schema}."mix_contributions_v1";

CREATE OR REPLACE VIEW {schema}."mix_contributions_latest" AS
SELECT "as_of_date", "country", "currency", "week_start", "component", "kind", "unit", "spend", "contribution", "contribution_low", "contribution_high"
FROM {schema}."mix_contributions_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."mix_contributions_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`mix_curves_v1`
LOCATION '{lake}/gold/mix_curves_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."mix_curves" AS
SELECT "as_of_date", "country", "currency", "channel", "point", "unit", "spend", "response", "response_low", "response_high", "marginal_return", "marginal_return_low", "marginal_return_high", "is_beyond_seen"
FROM {schema}."mix_curves_v1";

CREATE OR REPLACE VIEW {schema}."mix_curves_latest" AS
SELECT "as_of_date", "country", "currency", "channel", "point", "unit", "spend", "response", "response_low", "response_high", "marginal_return", "marginal_return_low", "marginal_return_high", "is_beyond_seen"
FROM {schema}."mix_curves_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."mix_curves_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`budget_plan_v1`
LOCATION '{lake}/gold/budget_plan_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."budget_plan" AS
SELECT "as_of_date", "country", "currency", "week_start", "channel", "spend", "recent_spend", "least_spend", "most_spend", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "as_lately_revenue", "gain", "gain_low", "gain_high", "later_gain", "later_gain_low", "later_gain_high", "marks"
FROM {schema}."budget_plan_v1";

CREATE OR REPLACE VIEW {schema}."budget_plan_latest" AS
SELECT "as_of_date", "country", "currency", "week_start", "channel", "spend", "recent_spend", "least_spend", "most_spend", "expected_revenue", "expected_revenue_low", "expected_revenue_high", "as_lately_revenue", "gain", "gain_low", "gain_high", "later_gain", "later_gain_low", "later_gain_high", "marks"
FROM {schema}."budget_plan_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."budget_plan_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`experiment_results_v1`
LOCATION '{lake}/gold/experiment_results_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."experiment_results" AS
SELECT "as_of_date", "experiment_id", "metric", "arm", "segment_id", "control", "metric_kind", "is_deciding", "compared_from", "user_count", "control_user_count", "mixed_user_count", "early_outcome_count", "planned_share", "traffic_share", "split_p_value", "total", "mean", "mean_low", "mean_high", "control_mean", "difference", "difference_low", "difference_high", "bootstrap_low", "bootstrap_high", "lift", "lift_low", "lift_high", "statistic", "p_value", "p_adjusted", "sequential_p_value", "sequential_p_adjusted", "sequential_low", "sequential_high", "cuped_difference", "cuped_low", "cuped_high", "cuped_p_value", "variance_left", "power", "smallest_effect", "sequential_smallest_effect", "comparison_count", "reason", "verdict", "warning"
FROM {schema}."experiment_results_v1";

CREATE OR REPLACE VIEW {schema}."experiment_results_latest" AS
SELECT "as_of_date", "experiment_id", "metric", "arm", "segment_id", "control", "metric_kind", "is_deciding", "compared_from", "user_count", "control_user_count", "mixed_user_count", "early_outcome_count", "planned_share", "traffic_share", "split_p_value", "total", "mean", "mean_low", "mean_high", "control_mean", "difference", "difference_low", "difference_high", "bootstrap_low", "bootstrap_high", "lift", "lift_low", "lift_high", "statistic", "p_value", "p_adjusted", "sequential_p_value", "sequential_p_adjusted", "sequential_low", "sequential_high", "cuped_difference", "cuped_low", "cuped_high", "cuped_p_value", "variance_left", "power", "smallest_effect", "sequential_smallest_effect", "comparison_count", "reason", "verdict", "warning"
FROM {schema}."experiment_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."experiment_results_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`bandit_state_v1`
LOCATION '{lake}/gold/bandit_state_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."bandit_state" AS
SELECT "as_of_date", "experiment_id", "arm", "place", "metric", "policy", "choice_count", "reward_count", "repeated_count", "weight", "reward_sum", "reward_square_sum", "mean", "low", "high", "chance_best", "propensity", "context", "precision", "response", "is_stopped", "verdict"
FROM {schema}."bandit_state_v1";

CREATE OR REPLACE VIEW {schema}."bandit_state_latest" AS
SELECT "as_of_date", "experiment_id", "arm", "place", "metric", "policy", "choice_count", "reward_count", "repeated_count", "weight", "reward_sum", "reward_square_sum", "mean", "low", "high", "chance_best", "propensity", "context", "precision", "response", "is_stopped", "verdict"
FROM {schema}."bandit_state_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."bandit_state_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`bandit_choices_v1`
LOCATION '{lake}/gold/bandit_choices_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."bandit_choices" AS
SELECT "as_of_date", "choice_id", "experiment_id", "user_id", "arm", "propensity", "policy", "context"
FROM {schema}."bandit_choices_v1";

CREATE OR REPLACE VIEW {schema}."bandit_choices_latest" AS
SELECT "as_of_date", "choice_id", "experiment_id", "user_id", "arm", "propensity", "policy", "context"
FROM {schema}."bandit_choices_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."bandit_choices_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`policy_results_v1`
LOCATION '{lake}/gold/policy_results_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."policy_results" AS
SELECT "as_of_date", "experiment_id", "metric", "policy", "estimator", "value", "low", "high", "effective_sample_size", "max_weight", "choice_count", "unlogged_count", "covered", "verdict", "warning"
FROM {schema}."policy_results_v1";

CREATE OR REPLACE VIEW {schema}."policy_results_latest" AS
SELECT "as_of_date", "experiment_id", "metric", "policy", "estimator", "value", "low", "high", "effective_sample_size", "max_weight", "choice_count", "unlogged_count", "covered", "verdict", "warning"
FROM {schema}."policy_results_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."policy_results_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`best_post_times_v1`
LOCATION '{lake}/gold/best_post_times_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."best_post_times" AS
SELECT "as_of_date", "account_id", "segment_id", "content_type", "weekday", "hour", "time_zone", "post_count", "effect", "low", "high", "gain", "gain_low", "gain_high", "is_reliable", "rank", "by_chance"
FROM {schema}."best_post_times_v1";

CREATE OR REPLACE VIEW {schema}."best_post_times_latest" AS
SELECT "as_of_date", "account_id", "segment_id", "content_type", "weekday", "hour", "time_zone", "post_count", "effect", "low", "high", "gain", "gain_low", "gain_high", "is_reliable", "rank", "by_chance"
FROM {schema}."best_post_times_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."best_post_times_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`engagement_forecasts_v1`
LOCATION '{lake}/gold/engagement_forecasts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."engagement_forecasts" AS
SELECT "as_of_date", "series", "grouping", "group_id", "target_date", "level", "forecast", "low", "high", "is_holiday", "model", "reason", "history_days", "mase", "seasonal_naive_mase", "coverage", "last_mase", "asks_refit"
FROM {schema}."engagement_forecasts_v1";

CREATE OR REPLACE VIEW {schema}."engagement_forecasts_latest" AS
SELECT "as_of_date", "series", "grouping", "group_id", "target_date", "level", "forecast", "low", "high", "is_holiday", "model", "reason", "history_days", "mase", "seasonal_naive_mase", "coverage", "last_mase", "asks_refit"
FROM {schema}."engagement_forecasts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."engagement_forecasts_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`content_scores_v1`
LOCATION '{lake}/gold/content_scores_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."content_scores" AS
SELECT "as_of_date", "content_id", "kind", "state", "url", "title", "description", "encoding", "language", "detected_language", "byte_count", "word_count", "sentence_count", "words_per_sentence", "reading_ease", "reading_grade", "lix", "title_length", "description_length", "heading_count", "main_heading_count", "image_count", "bare_image_count", "link_count", "inner_link_count", "relative_link_count", "nofollow_count", "keywords", "topic_id", "topic_share", "missing_terms", "copy_of", "copy_similarity", "high_count", "medium_count", "low_count", "score", "impression_count", "click_count", "click_share", "position"
FROM {schema}."content_scores_v1";

CREATE OR REPLACE VIEW {schema}."content_scores_latest" AS
SELECT "as_of_date", "content_id", "kind", "state", "url", "title", "description", "encoding", "language", "detected_language", "byte_count", "word_count", "sentence_count", "words_per_sentence", "reading_ease", "reading_grade", "lix", "title_length", "description_length", "heading_count", "main_heading_count", "image_count", "bare_image_count", "link_count", "inner_link_count", "relative_link_count", "nofollow_count", "keywords", "topic_id", "topic_share", "missing_terms", "copy_of", "copy_similarity", "high_count", "medium_count", "low_count", "score", "impression_count", "click_count", "click_share", "position"
FROM {schema}."content_scores_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."content_scores_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`content_findings_v1`
LOCATION '{lake}/gold/content_findings_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."content_findings" AS
SELECT "as_of_date", "content_id", "finding", "rule", "area", "severity", "line", "element", "found", "proposal", "basis"
FROM {schema}."content_findings_v1";

CREATE OR REPLACE VIEW {schema}."content_findings_latest" AS
SELECT "as_of_date", "content_id", "finding", "rule", "area", "severity", "line", "element", "found", "proposal", "basis"
FROM {schema}."content_findings_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."content_findings_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`drafts_v1`
LOCATION '{lake}/gold/drafts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."drafts" AS
SELECT "draft_id", "created_date", "kind", "item_id", "topic_id", "segment_id", "language", "title", "text", "generator", "model", "prompt_hash", "prompt", "seed", "checks", "state", "approved_by", "approved_at", "reply_to_post_id", "network", "cost"
FROM {schema}."drafts_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`posting_schedule_v1`
LOCATION '{lake}/gold/posting_schedule_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."posting_schedule" AS
SELECT "as_of_date", "publication_id", "item_id", "draft_id", "experiment_id", "arm_id", "choice_id", "propensity", "campaign_id", "network", "account", "text", "image_path", "alt_text", "slot_start", "time_zone", "weekday", "hour", "expected_gain", "gain_low", "gain_high", "is_reliable", "state", "reason", "approved_by", "approved_at"
FROM {schema}."posting_schedule_v1";

CREATE OR REPLACE VIEW {schema}."posting_schedule_latest" AS
SELECT "as_of_date", "publication_id", "item_id", "draft_id", "experiment_id", "arm_id", "choice_id", "propensity", "campaign_id", "network", "account", "text", "image_path", "alt_text", "slot_start", "time_zone", "weekday", "hour", "expected_gain", "gain_low", "gain_high", "is_reliable", "state", "reason", "approved_by", "approved_at"
FROM {schema}."posting_schedule_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."posting_schedule_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`publications_v1`
LOCATION '{lake}/gold/publications_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."publications" AS
SELECT "publication_id", "item_id", "draft_id", "experiment_id", "arm_id", "choice_id", "propensity", "campaign_id", "network", "account", "text", "image_path", "alt_text", "scheduled_at", "approved_by", "approved_at", "state", "idempotency_key", "sending_at", "attempt_count", "sent_at", "network_post_id", "network_url", "error"
FROM {schema}."publications_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`reply_queue_v1`
LOCATION '{lake}/gold/reply_queue_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."reply_queue" AS
SELECT "as_of_date", "post_id", "post_date", "posted_at", "user_id", "reasons", "brands", "state", "place", "score", "negative_part", "reach_part", "age_part", "worth_part", "reach", "wait_hours", "is_customer", "revenue", "expected_value", "currency", "topic_id", "topic", "evidence", "draft_id", "assigned_to", "changed_at", "answer_post_id", "answered_at"
FROM {schema}."reply_queue_v1";

CREATE OR REPLACE VIEW {schema}."reply_queue_latest" AS
SELECT "as_of_date", "post_id", "post_date", "posted_at", "user_id", "reasons", "brands", "state", "place", "score", "negative_part", "reach_part", "age_part", "worth_part", "reach", "wait_hours", "is_customer", "revenue", "expected_value", "currency", "topic_id", "topic", "evidence", "draft_id", "assigned_to", "changed_at", "answer_post_id", "answered_at"
FROM {schema}."reply_queue_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."reply_queue_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`reply_times_v1`
LOCATION '{lake}/gold/reply_times_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."reply_times" AS
SELECT "as_of_date", "post_date", "post_count", "answered_count", "open_count", "in_time_count", "median_hours", "p90_hours", "oldest_open_hours"
FROM {schema}."reply_times_v1";

CREATE OR REPLACE VIEW {schema}."reply_times_latest" AS
SELECT "as_of_date", "post_date", "post_count", "answered_count", "open_count", "in_time_count", "median_hours", "p90_hours", "oldest_open_hours"
FROM {schema}."reply_times_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."reply_times_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`images_v1`
LOCATION '{lake}/gold/images_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."images" AS
SELECT "image_id", "created_date", "item_id", "draft_id", "network", "width", "height", "generator", "model", "prompt", "seed", "content_hash", "path", "byte_count", "alt_text", "state", "reason", "findings"
FROM {schema}."images_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`content_learnt_v1`
LOCATION '{lake}/gold/content_learnt_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."content_learnt" AS
SELECT "as_of_date", "attribute", "scope", "value", "post_count", "account_count", "mean", "mean_low", "mean_high", "effect", "low", "high", "gain", "gain_low", "gain_high", "difference", "p_value", "p_adjusted", "comparison_count", "is_reliable", "is_by_chance", "verdict"
FROM {schema}."content_learnt_v1";

CREATE OR REPLACE VIEW {schema}."content_learnt_latest" AS
SELECT "as_of_date", "attribute", "scope", "value", "post_count", "account_count", "mean", "mean_low", "mean_high", "effect", "low", "high", "gain", "gain_low", "gain_high", "difference", "p_value", "p_adjusted", "comparison_count", "is_reliable", "is_by_chance", "verdict"
FROM {schema}."content_learnt_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."content_learnt_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`content_rewards_v1`
LOCATION '{lake}/gold/content_rewards_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."content_rewards" AS
SELECT "as_of_date", "publication_id", "choice_id", "experiment_id", "arm", "propensity", "sent_at", "sent_date", "post_id", "gain", "beats_usual"
FROM {schema}."content_rewards_v1";

CREATE OR REPLACE VIEW {schema}."content_rewards_latest" AS
SELECT "as_of_date", "publication_id", "choice_id", "experiment_id", "arm", "propensity", "sent_at", "sent_date", "post_id", "gain", "beats_usual"
FROM {schema}."content_rewards_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."content_rewards_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`content_factors_v1`
LOCATION '{lake}/gold/content_factors_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."content_factors" AS
SELECT "model_version", "item_kind", "item_id", "factors"
FROM {schema}."content_factors_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`content_recommendations_v1`
LOCATION '{lake}/gold/content_recommendations_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."content_recommendations" AS
SELECT "as_of_date", "user_id", "rank", "item_kind", "item_id", "score", "reason", "source", "model_version"
FROM {schema}."content_recommendations_v1";

CREATE OR REPLACE VIEW {schema}."content_recommendations_latest" AS
SELECT "as_of_date", "user_id", "rank", "item_kind", "item_id", "score", "reason", "source", "model_version"
FROM {schema}."content_recommendations_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."content_recommendations_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`friend_candidates_v1`
LOCATION '{lake}/gold/friend_candidates_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."friend_candidates" AS
SELECT "as_of_date", "user_id", "degree", "follows_mark", "person_mark", "made_by", "candidates"
FROM {schema}."friend_candidates_v1";

CREATE OR REPLACE VIEW {schema}."friend_candidates_latest" AS
SELECT "as_of_date", "user_id", "degree", "follows_mark", "person_mark", "made_by", "candidates"
FROM {schema}."friend_candidates_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."friend_candidates_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`user_recommendations_v1`
LOCATION '{lake}/gold/user_recommendations_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."user_recommendations" AS
SELECT "as_of_date", "user_id", "kind", "rank", "item", "score", "reason", "model_version"
FROM {schema}."user_recommendations_v1";

CREATE OR REPLACE VIEW {schema}."user_recommendations_latest" AS
SELECT "as_of_date", "user_id", "kind", "rank", "item", "score", "reason", "model_version"
FROM {schema}."user_recommendations_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."user_recommendations_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`hashtags_v1`
LOCATION '{lake}/gold/hashtags_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."hashtags" AS
SELECT "as_of_date", "hashtag", "author_count", "post_count", "post_share", "languages", "topics", "positivity", "uplift"
FROM {schema}."hashtags_v1";

CREATE OR REPLACE VIEW {schema}."hashtags_latest" AS
SELECT "as_of_date", "hashtag", "author_count", "post_count", "post_share", "languages", "topics", "positivity", "uplift"
FROM {schema}."hashtags_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."hashtags_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`hashtag_texts_v1`
LOCATION '{lake}/gold/hashtag_texts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."hashtag_texts" AS
SELECT "as_of_date", "post_id", "post_date", "text_hash", "hashtags"
FROM {schema}."hashtag_texts_v1";

CREATE OR REPLACE VIEW {schema}."hashtag_texts_latest" AS
SELECT "as_of_date", "post_id", "post_date", "text_hash", "hashtags"
FROM {schema}."hashtag_texts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."hashtag_texts_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`hashtag_pairs_v1`
LOCATION '{lake}/gold/hashtag_pairs_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."hashtag_pairs" AS
SELECT "as_of_date", "hashtag", "other_hashtag", "rank", "post_count", "author_count", "closeness"
FROM {schema}."hashtag_pairs_v1";

CREATE OR REPLACE VIEW {schema}."hashtag_pairs_latest" AS
SELECT "as_of_date", "hashtag", "other_hashtag", "rank", "post_count", "author_count", "closeness"
FROM {schema}."hashtag_pairs_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."hashtag_pairs_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`similar_items_v1`
LOCATION '{lake}/gold/similar_items_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."similar_items" AS
SELECT "as_of_date", "item_kind", "item_id", "other_item_id", "rank", "user_count", "cosine", "low", "high", "score"
FROM {schema}."similar_items_v1";

CREATE OR REPLACE VIEW {schema}."similar_items_latest" AS
SELECT "as_of_date", "item_kind", "item_id", "other_item_id", "rank", "user_count", "cosine", "low", "high", "score"
FROM {schema}."similar_items_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."similar_items_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`bought_together_v1`
LOCATION '{lake}/gold/bought_together_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."bought_together" AS
SELECT "as_of_date", "item_id", "other_item_id", "rank", "invoice_count", "support", "confidence", "lift", "lift_low", "lift_high"
FROM {schema}."bought_together_v1";

CREATE OR REPLACE VIEW {schema}."bought_together_latest" AS
SELECT "as_of_date", "item_id", "other_item_id", "rank", "invoice_count", "support", "confidence", "lift", "lift_low", "lift_high"
FROM {schema}."bought_together_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."bought_together_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`recommendation_metrics_v1`
LOCATION '{lake}/gold/recommendation_metrics_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."recommendation_metrics" AS
SELECT "as_of_date", "cut_date", "kind", "method", "band", "cutoff", "metric", "value", "low", "high", "over_popular", "over_popular_low", "over_popular_high", "over_covisitation", "over_covisitation_low", "over_covisitation_high", "user_count", "reachable", "model_version"
FROM {schema}."recommendation_metrics_v1";

CREATE OR REPLACE VIEW {schema}."recommendation_metrics_latest" AS
SELECT "as_of_date", "cut_date", "kind", "method", "band", "cutoff", "metric", "value", "low", "high", "over_popular", "over_popular_low", "over_popular_high", "over_covisitation", "over_covisitation_low", "over_covisitation_high", "user_count", "reachable", "model_version"
FROM {schema}."recommendation_metrics_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."recommendation_metrics_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`recommendation_clicks_v1`
LOCATION '{lake}/gold/recommendation_clicks_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."recommendation_clicks" AS
SELECT "as_of_date", "kind", "rank", "user_count", "shown_count", "clicked_count", "repeated_click_count", "unknown_click_count", "click_rate", "click_rate_low", "click_rate_high", "unlogged_count", "weighted_rate", "weighted_rate_low", "weighted_rate_high", "position_bias", "position_bias_low", "position_bias_high", "effective_sample_size", "largest_weight", "clipped_count"
FROM {schema}."recommendation_clicks_v1";

CREATE OR REPLACE VIEW {schema}."recommendation_clicks_latest" AS
SELECT "as_of_date", "kind", "rank", "user_count", "shown_count", "clicked_count", "repeated_click_count", "unknown_click_count", "click_rate", "click_rate_low", "click_rate_high", "unlogged_count", "weighted_rate", "weighted_rate_low", "weighted_rate_high", "position_bias", "position_bias_low", "position_bias_high", "effective_sample_size", "largest_weight", "clipped_count"
FROM {schema}."recommendation_clicks_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."recommendation_clicks_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`forecasts_v1`
LOCATION '{lake}/gold/forecasts_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."forecasts" AS
SELECT "as_of_date", "series", "segment_id", "target_date", "level", "forecast", "low", "high", "model", "reason", "history_days", "ets_mase", "seasonal_naive_mase", "coverage"
FROM {schema}."forecasts_v1";

CREATE OR REPLACE VIEW {schema}."forecasts_latest" AS
SELECT "as_of_date", "series", "segment_id", "target_date", "level", "forecast", "low", "high", "model", "reason", "history_days", "ets_mase", "seasonal_naive_mase", "coverage"
FROM {schema}."forecasts_v1"
WHERE "as_of_date" = (SELECT max("as_of_date") FROM {schema}."forecasts_v1");

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`job_runs_v1`
LOCATION '{lake}/operations/job_runs_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."job_runs" AS
SELECT "run_id", "job", "status", "started_at", "heartbeat_at", "ended_at", "days", "days_touched", "input_versions", "output_versions", "row_count", "seconds", "peak_memory_mb", "code_version", "host", "reason", "settings_id"
FROM (SELECT *, row_number() OVER (PARTITION BY "run_id", "job" ORDER BY "heartbeat_at" DESC) AS "_place" FROM {schema}."job_runs_v1") AS "each_row" WHERE "_place" = 1;

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`data_quality_v1`
LOCATION '{lake}/operations/data_quality_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."data_quality" AS
SELECT "arrived_date", "source", "file", "content_id", "table_name", "step", "row_count"
FROM {schema}."data_quality_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`ingested_files_v1`
LOCATION '{lake}/operations/ingested_files_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."ingested_files" AS
SELECT "source", "file", "size_bytes", "modified_at", "reading", "run_id", "delivery", "rejected_share"
FROM {schema}."ingested_files_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`model_metrics_v1`
LOCATION '{lake}/operations/model_metrics_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."model_metrics" AS
SELECT "model", "model_version", "split", "metric", "value"
FROM {schema}."model_metrics_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`segment_candidates_v1`
LOCATION '{lake}/operations/segment_candidates_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."segment_candidates" AS
SELECT "model_version", "method", "asked_count", "segment_count", "silhouette", "stability", "smallest_share", "largest_share", "is_within_limits", "is_chosen"
FROM {schema}."segment_candidates_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`column_profiles_v1`
LOCATION '{lake}/operations/column_profiles_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."column_profiles" AS
SELECT "month", "table_name", "source", "column_name", "column_type", "row_count", "null_count", "null_share", "distinct_count", "numbers_of", "min_value", "p01", "p05", "p25", "p50", "p75", "p95", "p99", "max_value", "min_time", "p01_time", "p05_time", "p25_time", "p50_time", "p75_time", "p95_time", "p99_time", "max_time", "frequent_values"
FROM {schema}."column_profiles_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`published_documents_v1`
LOCATION '{lake}/operations/published_documents_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."published_documents" AS
SELECT "target", "collection", "document_id", "content_hash", "generation", "earlier", "expires_at", "size_bytes", "is_refused"
FROM {schema}."published_documents_v1";

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`document_generations_v1`
LOCATION '{lake}/operations/document_generations_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."document_generations" AS
SELECT "target", "collection", "generation", "as_of_date", "mark", "document_count", "new_count", "changed_count", "unchanged_count", "gone_count", "refused_count", "published_at", "noted_at"
FROM (SELECT *, row_number() OVER (PARTITION BY "target", "collection", "generation" ORDER BY "noted_at" DESC) AS "_place" FROM {schema}."document_generations_v1") AS "each_row" WHERE "_place" = 1;

CREATE EXTERNAL TABLE IF NOT EXISTS {schema}.`warnings_sent_v1`
LOCATION '{lake}/operations/warnings_sent_v1/'
TBLPROPERTIES ('table_type' = 'DELTA');

CREATE OR REPLACE VIEW {schema}."warnings_sent" AS
SELECT "warning_id", "channel", "kind", "level", "event_date", "subject", "sentence", "post_ids", "files", "noticed_at", "state", "message_key", "place", "attempt_count", "sending_at", "sent_at", "error"
FROM {schema}."warnings_sent_v1";
