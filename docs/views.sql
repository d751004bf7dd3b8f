-- Views for SQL users over the tables of a lake in a catalog, made from the declarations in
-- lib/voxlake/tables by `make docs`; do not edit. `voxlake.lake.sql.attach` runs the
-- same statements.
-- Put the schema, such as catalog.schema, in the place of {schema}.

CREATE OR REPLACE VIEW {schema}.`records`
COMMENT 'One row per record of a source file, as it arrived; Delta sources are not copied.'
AS SELECT * FROM {schema}.`records_v1`;

CREATE OR REPLACE VIEW {schema}.`rejected_rows`
COMMENT 'One row per record that could not become a row of a table, with the reason.'
AS SELECT * FROM {schema}.`rejected_rows_v1`;

CREATE OR REPLACE VIEW {schema}.`posts`
COMMENT 'One row per post, in its latest version.'
AS SELECT * FROM {schema}.`posts_v1`;

CREATE OR REPLACE VIEW {schema}.`users`
COMMENT 'One row per person or account, in its latest version.'
AS SELECT * FROM {schema}.`users_v1`;

CREATE OR REPLACE VIEW {schema}.`follows`
COMMENT 'One row per pair of users of whom one follows the other.'
AS SELECT * FROM {schema}.`follows_v1`;

CREATE OR REPLACE VIEW {schema}.`orders`
COMMENT 'One row per line of an order; an order without lines is one line.'
AS SELECT * FROM {schema}.`orders_v1`;

CREATE OR REPLACE VIEW {schema}.`events`
COMMENT 'One row per thing that a user did besides posting and buying.'
AS SELECT * FROM {schema}.`events_v1`;

CREATE OR REPLACE VIEW {schema}.`post_labels`
COMMENT 'One row per post, model and annotator: the label that a person gave.'
AS SELECT * FROM {schema}.`post_labels_v1`;

CREATE OR REPLACE VIEW {schema}.`campaigns`
COMMENT 'One row per campaign: what is planned, or was.'
AS SELECT * FROM {schema}.`campaigns_v1`;

CREATE OR REPLACE VIEW {schema}.`spend`
COMMENT 'One row per amount spent on a day, for a channel and perhaps a campaign.'
AS SELECT * FROM {schema}.`spend_v1`;

CREATE OR REPLACE VIEW {schema}.`experiments`
COMMENT 'One row per experiment: two or more arms that are compared, or that a bandit tries.'
AS SELECT * FROM {schema}.`experiments_v1`;

CREATE OR REPLACE VIEW {schema}.`experiment_events`
COMMENT 'One row per assignment of a user to an arm, and per outcome of a user.'
AS SELECT * FROM {schema}.`experiment_events_v1`;

CREATE OR REPLACE VIEW {schema}.`search_console`
COMMENT 'One row per day and page, and perhaps query, country and device, that search showed.'
AS SELECT * FROM {schema}.`search_console_v1`;

CREATE OR REPLACE VIEW {schema}.`recommendation_events`
COMMENT 'One row per recommendation that was shown to a user, and per click on one.'
AS SELECT * FROM {schema}.`recommendation_events_v1`;

CREATE OR REPLACE VIEW {schema}.`user_limits`
COMMENT 'One row per user who takes no part in recommendations, and per pair of users of whom one blocks the other.'
AS SELECT * FROM {schema}.`user_limits_v1`;

CREATE OR REPLACE VIEW {schema}.`post_language`
COMMENT 'One row per usable post with text: its language, and whether models read the post.'
AS SELECT * FROM {schema}.`post_language_v1`;

CREATE OR REPLACE VIEW {schema}.`text_embeddings`
COMMENT 'One row per distinct text of a day and encoder: its vector.'
AS SELECT * FROM {schema}.`text_embeddings_v1`;

CREATE OR REPLACE VIEW {schema}.`text_meanings`
COMMENT 'One row per distinct text of a day: a vector, near those of texts on its subject.'
AS SELECT * FROM {schema}.`text_meanings_v1`;

CREATE OR REPLACE VIEW {schema}.`post_sentiment`
COMMENT 'One row per usable post with text: its sentiment and the model that gave it.'
AS SELECT * FROM {schema}.`post_sentiment_v1`;

CREATE OR REPLACE VIEW {schema}.`post_emotion`
COMMENT 'One row per usable post with text: its emotions and the model that gave them.'
AS SELECT * FROM {schema}.`post_emotion_v1`;

CREATE OR REPLACE VIEW {schema}.`post_scores`
COMMENT 'One row per usable post with text and model with labels of your own: what it says.'
AS SELECT * FROM {schema}.`post_scores_v1`;

CREATE OR REPLACE VIEW {schema}.`post_evidence`
COMMENT 'One row per post that was asked for and model: the phrases that moved its label most.'
AS SELECT * FROM {schema}.`post_evidence_v1`;

CREATE OR REPLACE VIEW {schema}.`brand_sentiment`
COMMENT 'One row per brand and day with scored posts: how many of them are negative.'
AS SELECT * FROM {schema}.`brand_sentiment_v1`;

CREATE OR REPLACE VIEW {schema}.`sentiment_alerts`
COMMENT 'One row per brand and day with more negative posts than is usual for the weekday.'
AS SELECT * FROM {schema}.`sentiment_alerts_v1`;

CREATE OR REPLACE VIEW {schema}.`topics`
COMMENT 'One row per topic of each fitted topic model.'
AS SELECT * FROM {schema}.`topics_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_terms`
COMMENT 'One row per leading term of each topic.'
AS SELECT * FROM {schema}.`topic_terms_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_changes`
COMMENT 'One row per topic of a fit, and per topic that it no longer has: what became of it.'
AS SELECT * FROM {schema}.`topic_changes_v1`;

CREATE OR REPLACE VIEW {schema}.`post_topics`
COMMENT 'One row per usable post that the topic model can read: its topics.'
AS SELECT * FROM {schema}.`post_topics_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_names`
COMMENT 'One row per topic that ever was: what it is called and where it is shown.'
AS SELECT * FROM {schema}.`topic_names_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_profiles`
COMMENT 'One row per topic and day: how large it is, how it feels, who writes it. Posts of topics that topics.names_file merges count where they are shown.'
AS SELECT * FROM {schema}.`topic_profiles_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_profiles_latest`
COMMENT 'One row per topic and day: how large it is, how it feels, who writes it. Posts of topics that topics.names_file merges count where they are shown.'
AS SELECT * FROM {schema}.`topic_profiles_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`topic_profiles_v1`);

CREATE OR REPLACE VIEW {schema}.`near_duplicates`
COMMENT 'One row per distinct text of a day that has copies, the same or with small edits, on that day or before: copied campaigns.'
AS SELECT * FROM {schema}.`near_duplicates_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_trends`
COMMENT 'One row per topic, day and segment or language: how much is said of it, and how much is usual.'
AS SELECT * FROM {schema}.`topic_trends_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_bursts`
COMMENT 'One row per burst of a topic that the days up to one day show.'
AS SELECT * FROM {schema}.`topic_bursts_v1`;

CREATE OR REPLACE VIEW {schema}.`topic_bursts_latest`
COMMENT 'One row per burst of a topic that the days up to one day show.'
AS SELECT * FROM {schema}.`topic_bursts_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`topic_bursts_v1`);

CREATE OR REPLACE VIEW {schema}.`top_posts`
COMMENT 'One row per post that stands out in its topic and segment: the most engaging of the days up to one day, and those that grow fastest.'
AS SELECT * FROM {schema}.`top_posts_v1`;

CREATE OR REPLACE VIEW {schema}.`top_posts_latest`
COMMENT 'One row per post that stands out in its topic and segment: the most engaging of the days up to one day, and those that grow fastest.'
AS SELECT * FROM {schema}.`top_posts_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`top_posts_v1`);

CREATE OR REPLACE VIEW {schema}.`term_days`
COMMENT 'One row per day and word, hashtag, or two or three words that stand together: how many say it. Those of most authors are kept, as trends.kept_terms says.'
AS SELECT * FROM {schema}.`term_days_v1`;

CREATE OR REPLACE VIEW {schema}.`term_trends`
COMMENT 'One row per word, phrase or hashtag that rises on a day and leads no topic.'
AS SELECT * FROM {schema}.`term_trends_v1`;

CREATE OR REPLACE VIEW {schema}.`post_entities`
COMMENT 'One row per place in a usable post that names a brand, product, person or place.'
AS SELECT * FROM {schema}.`post_entities_v1`;

CREATE OR REPLACE VIEW {schema}.`share_of_voice`
COMMENT 'One row per brand, day and topic: how much is said of it beside its competitors.'
AS SELECT * FROM {schema}.`share_of_voice_v1`;

CREATE OR REPLACE VIEW {schema}.`competitor_posting`
COMMENT 'One row per brand with an account among the authors and form or hour of its posts: how often it posts so, and what that earns.'
AS SELECT * FROM {schema}.`competitor_posting_v1`;

CREATE OR REPLACE VIEW {schema}.`competitor_posting_latest`
COMMENT 'One row per brand with an account among the authors and form or hour of its posts: how often it posts so, and what that earns.'
AS SELECT * FROM {schema}.`competitor_posting_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`competitor_posting_v1`);

CREATE OR REPLACE VIEW {schema}.`search_results`
COMMENT 'One row per post found for a query that was asked for.'
AS SELECT * FROM {schema}.`search_results_v1`;

CREATE OR REPLACE VIEW {schema}.`search_results_latest`
COMMENT 'One row per post found for a query that was asked for.'
AS SELECT * FROM {schema}.`search_results_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`search_results_v1`);

CREATE OR REPLACE VIEW {schema}.`user_mood`
COMMENT 'One row per user with a scored post, by or about the user, in the window: the mood.'
AS SELECT * FROM {schema}.`user_mood_v2`;

CREATE OR REPLACE VIEW {schema}.`user_mood_latest`
COMMENT 'One row per user with a scored post, by or about the user, in the window: the mood.'
AS SELECT * FROM {schema}.`user_mood_v2` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_mood_v2`);

CREATE OR REPLACE VIEW {schema}.`user_mood_weekly`
COMMENT 'One row per user and week with a scored post by or about the user: the week\'s mood.'
AS SELECT * FROM {schema}.`user_mood_weekly_v2`;

CREATE OR REPLACE VIEW {schema}.`segment_mood_weekly`
COMMENT 'One row per segment, week and mood: how many users sounded so.'
AS SELECT * FROM {schema}.`segment_mood_weekly_v1`;

CREATE OR REPLACE VIEW {schema}.`purchase_lines`
COMMENT 'One row per line of an order that counts: its money, and the purchase it belongs to.'
AS SELECT * FROM {schema}.`purchase_lines_v1`;

CREATE OR REPLACE VIEW {schema}.`order_reconciliation`
COMMENT 'One row per day and currency of orders: what came in, what was left out, what counts.'
AS SELECT * FROM {schema}.`order_reconciliation_v1`;

CREATE OR REPLACE VIEW {schema}.`user_funnel`
COMMENT 'One row per segment and step from a known user to a third purchase: who took it.'
AS SELECT * FROM {schema}.`user_funnel_v1`;

CREATE OR REPLACE VIEW {schema}.`user_funnel_latest`
COMMENT 'One row per segment and step from a known user to a third purchase: who took it.'
AS SELECT * FROM {schema}.`user_funnel_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_funnel_v1`);

CREATE OR REPLACE VIEW {schema}.`user_revenue`
COMMENT 'One row per segment and window of days: revenue per user and per paying user.'
AS SELECT * FROM {schema}.`user_revenue_v1`;

CREATE OR REPLACE VIEW {schema}.`user_revenue_latest`
COMMENT 'One row per segment and window of days: revenue per user and per paying user.'
AS SELECT * FROM {schema}.`user_revenue_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_revenue_v1`);

CREATE OR REPLACE VIEW {schema}.`buyer_cohorts`
COMMENT 'One row per cohort of buyers and its age: who bought again, how often, for how much.'
AS SELECT * FROM {schema}.`buyer_cohorts_v1`;

CREATE OR REPLACE VIEW {schema}.`buyer_cohorts_latest`
COMMENT 'One row per cohort of buyers and its age: who bought again, how often, for how much.'
AS SELECT * FROM {schema}.`buyer_cohorts_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`buyer_cohorts_v1`);

CREATE OR REPLACE VIEW {schema}.`user_features`
COMMENT 'One row per user with a post, an order or an event in the window: what the user is like.'
AS SELECT * FROM {schema}.`user_features_v1`;

CREATE OR REPLACE VIEW {schema}.`user_features_latest`
COMMENT 'One row per user with a post, an order or an event in the window: what the user is like.'
AS SELECT * FROM {schema}.`user_features_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_features_v1`);

CREATE OR REPLACE VIEW {schema}.`user_propensity`
COMMENT 'One row per user and target: how probable it is that the user will do it.'
AS SELECT * FROM {schema}.`user_propensity_v1`;

CREATE OR REPLACE VIEW {schema}.`user_propensity_latest`
COMMENT 'One row per user and target: how probable it is that the user will do it.'
AS SELECT * FROM {schema}.`user_propensity_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_propensity_v1`);

CREATE OR REPLACE VIEW {schema}.`user_segments`
COMMENT 'One row per user of `user_features` in a segment: which. All are in one, unless segments.density_leaves_far leaves some out.'
AS SELECT * FROM {schema}.`user_segments_v1`;

CREATE OR REPLACE VIEW {schema}.`user_segments_latest`
COMMENT 'One row per user of `user_features` in a segment: which. All are in one, unless segments.density_leaves_far leaves some out.'
AS SELECT * FROM {schema}.`user_segments_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_segments_v1`);

CREATE OR REPLACE VIEW {schema}.`segment_moves`
COMMENT 'One row per user who is in another segment than in the snapshot before.'
AS SELECT * FROM {schema}.`segment_moves_v1`;

CREATE OR REPLACE VIEW {schema}.`segment_moves_latest`
COMMENT 'One row per user who is in another segment than in the snapshot before.'
AS SELECT * FROM {schema}.`segment_moves_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`segment_moves_v1`);

CREATE OR REPLACE VIEW {schema}.`segment_names`
COMMENT 'One row per segment that ever was: what it is called.'
AS SELECT * FROM {schema}.`segment_names_v1`;

CREATE OR REPLACE VIEW {schema}.`segment_profiles`
COMMENT 'One row per segment and day: how large it is, what it is worth, what sets it apart.'
AS SELECT * FROM {schema}.`segment_profiles_v1`;

CREATE OR REPLACE VIEW {schema}.`segment_profiles_latest`
COMMENT 'One row per segment and day: how large it is, what it is worth, what sets it apart.'
AS SELECT * FROM {schema}.`segment_profiles_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`segment_profiles_v1`);

CREATE OR REPLACE VIEW {schema}.`user_days`
COMMENT 'One row per user and day on which the user was active, as `growth.kinds` says.'
AS SELECT * FROM {schema}.`user_days_v1`;

CREATE OR REPLACE VIEW {schema}.`user_first_days`
COMMENT 'One row per user who was ever active: the first day, by which users are new.'
AS SELECT * FROM {schema}.`user_first_days_v1`;

CREATE OR REPLACE VIEW {schema}.`growth`
COMMENT 'One row per day and segment with users to count: who came, stayed, returned, left.'
AS SELECT * FROM {schema}.`growth_v1`;

CREATE OR REPLACE VIEW {schema}.`retention`
COMMENT 'One row per cohort and period since: how many of its users were active in it.'
AS SELECT * FROM {schema}.`retention_v1`;

CREATE OR REPLACE VIEW {schema}.`user_value`
COMMENT 'One row per buyer: recency, frequency, money, and the value still expected.'
AS SELECT * FROM {schema}.`user_value_v1`;

CREATE OR REPLACE VIEW {schema}.`user_value_latest`
COMMENT 'One row per buyer: recency, frequency, money, and the value still expected.'
AS SELECT * FROM {schema}.`user_value_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_value_v1`);

CREATE OR REPLACE VIEW {schema}.`user_value_horizons`
COMMENT 'One row per buyer and horizon: orders and value expected within it, with intervals.'
AS SELECT * FROM {schema}.`user_value_horizons_v1`;

CREATE OR REPLACE VIEW {schema}.`user_value_horizons_latest`
COMMENT 'One row per buyer and horizon: orders and value expected within it, with intervals.'
AS SELECT * FROM {schema}.`user_value_horizons_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_value_horizons_v1`);

CREATE OR REPLACE VIEW {schema}.`value_totals`
COMMENT 'One row per horizon and group of buyers: value so far and expected, with intervals.'
AS SELECT * FROM {schema}.`value_totals_v1`;

CREATE OR REPLACE VIEW {schema}.`value_totals_latest`
COMMENT 'One row per horizon and group of buyers: value so far and expected, with intervals.'
AS SELECT * FROM {schema}.`value_totals_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`value_totals_v1`);

CREATE OR REPLACE VIEW {schema}.`value_holdout`
COMMENT 'One row per tenth of the buyers: value as an earlier fit foretold it, and as it came.'
AS SELECT * FROM {schema}.`value_holdout_v1`;

CREATE OR REPLACE VIEW {schema}.`value_holdout_latest`
COMMENT 'One row per tenth of the buyers: value as an earlier fit foretold it, and as it came.'
AS SELECT * FROM {schema}.`value_holdout_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`value_holdout_v1`);

CREATE OR REPLACE VIEW {schema}.`segment_value`
COMMENT 'One row per segment and country of the buyers: their value, past and expected.'
AS SELECT * FROM {schema}.`segment_value_v1`;

CREATE OR REPLACE VIEW {schema}.`segment_value_latest`
COMMENT 'One row per segment and country of the buyers: their value, past and expected.'
AS SELECT * FROM {schema}.`segment_value_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`segment_value_v1`);

CREATE OR REPLACE VIEW {schema}.`activity_hours`
COMMENT 'One row per day, local hour, zone, segment and measure: sums that add up over days.'
AS SELECT * FROM {schema}.`activity_hours_v1`;

CREATE OR REPLACE VIEW {schema}.`demand`
COMMENT 'One row per segment, measure and hour of the week: how much to expect in it.'
AS SELECT * FROM {schema}.`demand_v1`;

CREATE OR REPLACE VIEW {schema}.`demand_latest`
COMMENT 'One row per segment, measure and hour of the week: how much to expect in it.'
AS SELECT * FROM {schema}.`demand_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`demand_v1`);

CREATE OR REPLACE VIEW {schema}.`campaign_results`
COMMENT 'One row per campaign, channel or content type, window, segment and currency: what it cost and brought.'
AS SELECT * FROM {schema}.`campaign_results_v1`;

CREATE OR REPLACE VIEW {schema}.`campaign_results_latest`
COMMENT 'One row per campaign, channel or content type, window, segment and currency: what it cost and brought.'
AS SELECT * FROM {schema}.`campaign_results_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`campaign_results_v1`);

CREATE OR REPLACE VIEW {schema}.`roi_coefficients`
COMMENT 'One row per regression and channel: what one more of spend goes with.'
AS SELECT * FROM {schema}.`roi_coefficients_v1`;

CREATE OR REPLACE VIEW {schema}.`roi_coefficients_latest`
COMMENT 'One row per regression and channel: what one more of spend goes with.'
AS SELECT * FROM {schema}.`roi_coefficients_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`roi_coefficients_v1`);

CREATE OR REPLACE VIEW {schema}.`roi_predictions`
COMMENT 'One row per planned campaign: what its budget is expected to bring.'
AS SELECT * FROM {schema}.`roi_predictions_v1`;

CREATE OR REPLACE VIEW {schema}.`roi_predictions_latest`
COMMENT 'One row per planned campaign: what its budget is expected to bring.'
AS SELECT * FROM {schema}.`roi_predictions_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`roi_predictions_v1`);

CREATE OR REPLACE VIEW {schema}.`mix_channels`
COMMENT 'One row per channel of a mix model: its carry-over, its curve, and what it brought.'
AS SELECT * FROM {schema}.`mix_channels_v1`;

CREATE OR REPLACE VIEW {schema}.`mix_channels_latest`
COMMENT 'One row per channel of a mix model: its carry-over, its curve, and what it brought.'
AS SELECT * FROM {schema}.`mix_channels_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`mix_channels_v1`);

CREATE OR REPLACE VIEW {schema}.`mix_contributions`
COMMENT 'One row per week and part of a mix model: what it brought. They add up to revenue.'
AS SELECT * FROM {schema}.`mix_contributions_v1`;

CREATE OR REPLACE VIEW {schema}.`mix_contributions_latest`
COMMENT 'One row per week and part of a mix model: what it brought. They add up to revenue.'
AS SELECT * FROM {schema}.`mix_contributions_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`mix_contributions_v1`);

CREATE OR REPLACE VIEW {schema}.`mix_curves`
COMMENT 'One row per channel and level of spend: what it brings a week, if kept up.'
AS SELECT * FROM {schema}.`mix_curves_v1`;

CREATE OR REPLACE VIEW {schema}.`mix_curves_latest`
COMMENT 'One row per channel and level of spend: what it brings a week, if kept up.'
AS SELECT * FROM {schema}.`mix_curves_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`mix_curves_v1`);

CREATE OR REPLACE VIEW {schema}.`budget_plan`
COMMENT 'One row per future week and channel: what to spend, and what it is to bring.'
AS SELECT * FROM {schema}.`budget_plan_v1`;

CREATE OR REPLACE VIEW {schema}.`budget_plan_latest`
COMMENT 'One row per future week and channel: what to spend, and what it is to bring.'
AS SELECT * FROM {schema}.`budget_plan_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`budget_plan_v1`);

CREATE OR REPLACE VIEW {schema}.`experiment_results`
COMMENT 'One row per experiment, metric, arm and segment: how it compares with the control.'
AS SELECT * FROM {schema}.`experiment_results_v1`;

CREATE OR REPLACE VIEW {schema}.`experiment_results_latest`
COMMENT 'One row per experiment, metric, arm and segment: how it compares with the control.'
AS SELECT * FROM {schema}.`experiment_results_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`experiment_results_v1`);

CREATE OR REPLACE VIEW {schema}.`bandit_state`
COMMENT 'One row per bandit and arm: what it learnt up to the day, and how it chooses next.'
AS SELECT * FROM {schema}.`bandit_state_v1`;

CREATE OR REPLACE VIEW {schema}.`bandit_state_latest`
COMMENT 'One row per bandit and arm: what it learnt up to the day, and how it chooses next.'
AS SELECT * FROM {schema}.`bandit_state_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`bandit_state_v1`);

CREATE OR REPLACE VIEW {schema}.`bandit_choices`
COMMENT 'One row per user and bandit: the arm that was chosen, and the chance that it had.'
AS SELECT * FROM {schema}.`bandit_choices_v1`;

CREATE OR REPLACE VIEW {schema}.`bandit_choices_latest`
COMMENT 'One row per user and bandit: the arm that was chosen, and the chance that it had.'
AS SELECT * FROM {schema}.`bandit_choices_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`bandit_choices_v1`);

CREATE OR REPLACE VIEW {schema}.`policy_results`
COMMENT 'One row per experiment, policy and estimator: what the policy would have brought.'
AS SELECT * FROM {schema}.`policy_results_v1`;

CREATE OR REPLACE VIEW {schema}.`policy_results_latest`
COMMENT 'One row per experiment, policy and estimator: what the policy would have brought.'
AS SELECT * FROM {schema}.`policy_results_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`policy_results_v1`);

CREATE OR REPLACE VIEW {schema}.`best_post_times`
COMMENT 'One row per account and hour of the week: what posts of that hour gain.'
AS SELECT * FROM {schema}.`best_post_times_v1`;

CREATE OR REPLACE VIEW {schema}.`best_post_times_latest`
COMMENT 'One row per account and hour of the week: what posts of that hour gain.'
AS SELECT * FROM {schema}.`best_post_times_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`best_post_times_v1`);

CREATE OR REPLACE VIEW {schema}.`engagement_forecasts`
COMMENT 'One row per series of posts, group, day ahead and interval: what is expected.'
AS SELECT * FROM {schema}.`engagement_forecasts_v1`;

CREATE OR REPLACE VIEW {schema}.`engagement_forecasts_latest`
COMMENT 'One row per series of posts, group, day ahead and interval: what is expected.'
AS SELECT * FROM {schema}.`engagement_forecasts_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`engagement_forecasts_v1`);

CREATE OR REPLACE VIEW {schema}.`content_scores`
COMMENT 'One row per page or text and day: how it reads, what it lacks, how search shows it.'
AS SELECT * FROM {schema}.`content_scores_v1`;

CREATE OR REPLACE VIEW {schema}.`content_scores_latest`
COMMENT 'One row per page or text and day: how it reads, what it lacks, how search shows it.'
AS SELECT * FROM {schema}.`content_scores_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`content_scores_v1`);

CREATE OR REPLACE VIEW {schema}.`content_findings`
COMMENT 'One row per fault of a page or text: where it is, how bad, and what to do.'
AS SELECT * FROM {schema}.`content_findings_v1`;

CREATE OR REPLACE VIEW {schema}.`content_findings_latest`
COMMENT 'One row per fault of a page or text: where it is, how bad, and what to do.'
AS SELECT * FROM {schema}.`content_findings_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`content_findings_v1`);

CREATE OR REPLACE VIEW {schema}.`drafts`
COMMENT 'One row per draft of a post, reply, caption or blog post. Only one that is approved may be published.'
AS SELECT * FROM {schema}.`drafts_v1`;

CREATE OR REPLACE VIEW {schema}.`posting_schedule`
COMMENT 'One row per item and account: the slot in which it is to go out, or why it has none.'
AS SELECT * FROM {schema}.`posting_schedule_v1`;

CREATE OR REPLACE VIEW {schema}.`posting_schedule_latest`
COMMENT 'One row per item and account: the slot in which it is to go out, or why it has none.'
AS SELECT * FROM {schema}.`posting_schedule_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`posting_schedule_v1`);

CREATE OR REPLACE VIEW {schema}.`publications`
COMMENT 'One row per item and account that a person approved: whether it went out.'
AS SELECT * FROM {schema}.`publications_v1`;

CREATE OR REPLACE VIEW {schema}.`reply_queue`
COMMENT 'One row per post that needs an answer, or got one: how urgent it is, and why.'
AS SELECT * FROM {schema}.`reply_queue_v1`;

CREATE OR REPLACE VIEW {schema}.`reply_queue_latest`
COMMENT 'One row per post that needs an answer, or got one: how urgent it is, and why.'
AS SELECT * FROM {schema}.`reply_queue_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`reply_queue_v1`);

CREATE OR REPLACE VIEW {schema}.`reply_times`
COMMENT 'One row per day of posts that needed an answer: how many got one, and how soon.'
AS SELECT * FROM {schema}.`reply_times_v1`;

CREATE OR REPLACE VIEW {schema}.`reply_times_latest`
COMMENT 'One row per day of posts that needed an answer: how many got one, and how soon.'
AS SELECT * FROM {schema}.`reply_times_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`reply_times_v1`);

CREATE OR REPLACE VIEW {schema}.`images`
COMMENT 'One row per draft, network, generator and seed: the image made, or why there is none.'
AS SELECT * FROM {schema}.`images_v1`;

CREATE OR REPLACE VIEW {schema}.`content_learnt`
COMMENT 'One row per attribute of published posts and its value: how such posts fared.'
AS SELECT * FROM {schema}.`content_learnt_v1`;

CREATE OR REPLACE VIEW {schema}.`content_learnt_latest`
COMMENT 'One row per attribute of published posts and its value: how such posts fared.'
AS SELECT * FROM {schema}.`content_learnt_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`content_learnt_v1`);

CREATE OR REPLACE VIEW {schema}.`content_rewards`
COMMENT 'One row per published post of an experiment whose engagement is known: its reward.'
AS SELECT * FROM {schema}.`content_rewards_v1`;

CREATE OR REPLACE VIEW {schema}.`content_rewards_latest`
COMMENT 'One row per published post of an experiment whose engagement is known: its reward.'
AS SELECT * FROM {schema}.`content_rewards_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`content_rewards_v1`);

CREATE OR REPLACE VIEW {schema}.`content_factors`
COMMENT 'One row per version of the content model and post or item: its factors. Of versions before the one in use no rows are kept.'
AS SELECT * FROM {schema}.`content_factors_v1`;

CREATE OR REPLACE VIEW {schema}.`content_recommendations`
COMMENT 'One row per user and post or item that is shown to the user: why, and in which order.'
AS SELECT * FROM {schema}.`content_recommendations_v1`;

CREATE OR REPLACE VIEW {schema}.`content_recommendations_latest`
COMMENT 'One row per user and post or item that is shown to the user: why, and in which order.'
AS SELECT * FROM {schema}.`content_recommendations_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`content_recommendations_v1`);

CREATE OR REPLACE VIEW {schema}.`friend_candidates`
COMMENT 'One row per user who follows, is followed or takes part: friends of friends, and marks of what they rest on, by which the next day computes only those that changed.'
AS SELECT * FROM {schema}.`friend_candidates_v1`;

CREATE OR REPLACE VIEW {schema}.`friend_candidates_latest`
COMMENT 'One row per user who follows, is followed or takes part: friends of friends, and marks of what they rest on, by which the next day computes only those that changed.'
AS SELECT * FROM {schema}.`friend_candidates_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`friend_candidates_v1`);

CREATE OR REPLACE VIEW {schema}.`user_recommendations`
COMMENT 'One row per user and person, hashtag or big account that the user is offered: why, and in which order. What is offered has an item; a row without tells of nobody.'
AS SELECT * FROM {schema}.`user_recommendations_v1`;

CREATE OR REPLACE VIEW {schema}.`user_recommendations_latest`
COMMENT 'One row per user and person, hashtag or big account that the user is offered: why, and in which order. What is offered has an item; a row without tells of nobody.'
AS SELECT * FROM {schema}.`user_recommendations_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`user_recommendations_v1`);

CREATE OR REPLACE VIEW {schema}.`hashtags`
COMMENT 'One row per hashtag of the days up to one day, of those that most people use: how often, about what, and how positive the posts with it are.'
AS SELECT * FROM {schema}.`hashtags_v1`;

CREATE OR REPLACE VIEW {schema}.`hashtags_latest`
COMMENT 'One row per hashtag of the days up to one day, of those that most people use: how often, about what, and how positive the posts with it are.'
AS SELECT * FROM {schema}.`hashtags_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`hashtags_v1`);

CREATE OR REPLACE VIEW {schema}.`hashtag_texts`
COMMENT 'One row per post that new texts are held against to find hashtags: the latest of those that `hashtags` counts. Vectors stand in `text_meanings`.'
AS SELECT * FROM {schema}.`hashtag_texts_v1`;

CREATE OR REPLACE VIEW {schema}.`hashtag_texts_latest`
COMMENT 'One row per post that new texts are held against to find hashtags: the latest of those that `hashtags` counts. Vectors stand in `text_meanings`.'
AS SELECT * FROM {schema}.`hashtag_texts_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`hashtag_texts_v1`);

CREATE OR REPLACE VIEW {schema}.`hashtag_pairs`
COMMENT 'One row per hashtag of `hashtags` and another that stands beside it in posts, of those that go with it most.'
AS SELECT * FROM {schema}.`hashtag_pairs_v1`;

CREATE OR REPLACE VIEW {schema}.`hashtag_pairs_latest`
COMMENT 'One row per hashtag of `hashtags` and another that stands beside it in posts, of those that go with it most.'
AS SELECT * FROM {schema}.`hashtag_pairs_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`hashtag_pairs_v1`);

CREATE OR REPLACE VIEW {schema}.`similar_items`
COMMENT 'One row per item, or post, and another of its kind that the same users wanted, of those that are most alike.'
AS SELECT * FROM {schema}.`similar_items_v1`;

CREATE OR REPLACE VIEW {schema}.`similar_items_latest`
COMMENT 'One row per item, or post, and another of its kind that the same users wanted, of those that are most alike.'
AS SELECT * FROM {schema}.`similar_items_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`similar_items_v1`);

CREATE OR REPLACE VIEW {schema}.`bought_together`
COMMENT 'One row per item and another that stands in the same orders more often than by chance, of those where it is surest.'
AS SELECT * FROM {schema}.`bought_together_v1`;

CREATE OR REPLACE VIEW {schema}.`bought_together_latest`
COMMENT 'One row per item and another that stands in the same orders more often than by chance, of those where it is surest.'
AS SELECT * FROM {schema}.`bought_together_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`bought_together_v1`);

CREATE OR REPLACE VIEW {schema}.`recommendation_metrics`
COMMENT 'One row per figure of recommendations that were made up to a day, held against what users did in the days after it, and of the two simplest ways to make them.'
AS SELECT * FROM {schema}.`recommendation_metrics_v1`;

CREATE OR REPLACE VIEW {schema}.`recommendation_metrics_latest`
COMMENT 'One row per figure of recommendations that were made up to a day, held against what users did in the days after it, and of the two simplest ways to make them.'
AS SELECT * FROM {schema}.`recommendation_metrics_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`recommendation_metrics_v1`);

CREATE OR REPLACE VIEW {schema}.`recommendation_clicks`
COMMENT 'One row per kind of recommendation and place: how often what was shown there was clicked on.'
AS SELECT * FROM {schema}.`recommendation_clicks_v1`;

CREATE OR REPLACE VIEW {schema}.`recommendation_clicks_latest`
COMMENT 'One row per kind of recommendation and place: how often what was shown there was clicked on.'
AS SELECT * FROM {schema}.`recommendation_clicks_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`recommendation_clicks_v1`);

CREATE OR REPLACE VIEW {schema}.`forecasts`
COMMENT 'One row per series, segment, day ahead and interval: what is expected of the day.'
AS SELECT * FROM {schema}.`forecasts_v1`;

CREATE OR REPLACE VIEW {schema}.`forecasts_latest`
COMMENT 'One row per series, segment, day ahead and interval: what is expected of the day.'
AS SELECT * FROM {schema}.`forecasts_v1` WHERE as_of_date = (SELECT max(as_of_date) FROM {schema}.`forecasts_v1`);

CREATE OR REPLACE VIEW {schema}.`job_runs`
COMMENT 'One row per job of each run: what it read, wrote and cost.'
AS SELECT last.* FROM (SELECT max_by(struct(*), `heartbeat_at`) AS last FROM {schema}.`job_runs_v1` GROUP BY `run_id`, `job`);

CREATE OR REPLACE VIEW {schema}.`data_quality`
COMMENT 'One row per source file, table and step: how many records from raw to usable.'
AS SELECT * FROM {schema}.`data_quality_v1`;

CREATE OR REPLACE VIEW {schema}.`ingested_files`
COMMENT 'One row per file of a source that ingest has taken; as long as it stays so, it is not read again.'
AS SELECT * FROM {schema}.`ingested_files_v1`;

CREATE OR REPLACE VIEW {schema}.`model_metrics`
COMMENT 'One row per measured figure of each model version.'
AS SELECT * FROM {schema}.`model_metrics_v1`;

CREATE OR REPLACE VIEW {schema}.`segment_candidates`
COMMENT 'One row per way to group users that a fit of segments tried.'
AS SELECT * FROM {schema}.`segment_candidates_v1`;

CREATE OR REPLACE VIEW {schema}.`column_profiles`
COMMENT 'One row per month, source and column of the silver tables that sources feed: what the column holds.'
AS SELECT * FROM {schema}.`column_profiles_v1`;

CREATE OR REPLACE VIEW {schema}.`published_documents`
COMMENT 'One row per document that a document store has of this lake, or is about to have.'
AS SELECT * FROM {schema}.`published_documents_v1`;

CREATE OR REPLACE VIEW {schema}.`document_generations`
COMMENT 'One row per generation of documents that a run began to publish.'
AS SELECT last.* FROM (SELECT max_by(struct(*), `noted_at`) AS last FROM {schema}.`document_generations_v1` GROUP BY `target`, `collection`, `generation`);

CREATE OR REPLACE VIEW {schema}.`warnings_sent`
COMMENT 'One row per warning, or summary, and channel: what was told, and whether it arrived.'
AS SELECT * FROM {schema}.`warnings_sent_v1`;
