import { overDays, overDaysBy } from "../charts/days";
import { perGroup } from "../charts/groups";
import { day, formatted } from "../format";
import { quoted } from "../names";
import { distinct, leading, number, sum, text, type Row } from "../rows";
import type { Context, Panel, View } from "../specs";
import { count, largest, MOODS, moodColour, ofDays, SENTIMENT_COUNTS, share } from "./common";

const EMOTIONS = ["anger", "disgust", "fear", "sadness", "neutral", "surprise", "optimism", "joy"];

function chosen({ filters }: Context): Record<string, string | undefined> {
  return { topic_id: filters.topic, segment_id: filters.segment, language: filters.language };
}

export const SENTIMENT_DAYS: Panel = {
  id: "sentiment-days",
  subject: "How positive and negative posts are",
  ask: (context) => ofDays("summaries/sentiment_days", context, { where: chosen(context) }),
  title: (rows) => {
    const all = sum(rows, "post_count");
    return `Of ${count(all, "post")}, ${share(sum(rows, "negative_count"), all)} were negative and ${share(sum(rows, "positive_count"), all)} positive`;
  },
  draw: (rows) => overDays({ rows, day: "post_date", series: SENTIMENT_COUNTS, unit: "count", axis: "Posts a day" }),
  columns: ["post_date", "post_count", "negative_count", "neutral_count", "positive_count", "unsure_count", "sentiment"],
  isWide: true,
};

const EMOTION_TOTALS: Panel = {
  id: "emotions",
  subject: "Which emotions posts carry",
  ask: (context) => ofDays("summaries/emotion_days", context, { where: chosen(context) }),
  shown: (rows) => emotionTotals(rows),
  title: (rows) => {
    const felt = rows.filter((row) => !["neutral", "unsure"].includes(text(row, "label")));
    const most = largest(felt, "post_count");
    return most ? `${capital(text(most, "label"))} is the most frequent emotion: ${share(number(most, "post_count") ?? 0, sum(rows, "post_count"))} of posts` : "Posts are neutral";
  },
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => capital(text(row, "label")),
      series: [{ name: "Posts", value: (row) => number(row, "post_count"), colour: "main" }],
      unit: "count",
      axis: "Posts of the days shown",
    }),
  columns: ["label", "post_count"],
};

function emotionTotals(rows: Row[]): Row[] {
  const totals = distinct(rows, "label").map((label) => ({
    label,
    post_count: sum(rows.filter((row) => text(row, "label") === label), "post_count"),
  }));
  const place = (row: Row) => EMOTIONS.indexOf(text(row, "label"));
  return totals.sort((a, b) => place(b) - place(a));
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const BRANDS: Panel = {
  id: "brands",
  subject: "How much of what is said of each brand is negative",
  ask: (context) => ofDays("brand_sentiment", context, { where: { brand: context.filters.brand }, order: "post_date" }),
  shown: (rows) => rows.map((row) => ({ ...row, negative_share: (number(row, "post_count") ? (number(row, "negative_count") ?? 0) / (number(row, "post_count") ?? 1) : null) })),
  title: (rows) => {
    const of = (brand: string) => rows.filter((row) => text(row, "brand") === brand);
    const shares = distinct(rows, "brand").map((brand) => ({ brand, part: sum(of(brand), "negative_count") / (sum(of(brand), "post_count") || 1) }));
    const worst = shares.sort((a, b) => b.part - a.part)[0];
    return shares.length > 1 && worst
      ? `${brandName(worst.brand)} had the largest share of negative posts: ${formatted(worst.part, "share")}`
      : `${formatted(worst?.part ?? null, "share")} of ${worst?.brand === "all" ? "all posts" : `posts about ${worst?.brand}`} were negative`;
  },
  draw: (rows) =>
    overDaysBy({
      rows,
      day: "post_date",
      by: "brand",
      value: "negative_share",
      keys: leading(rows, "brand", "post_count", 6),
      name: brandName,
      unit: "share",
      axis: "Negative posts, share of the day's",
    }),
  columns: ["post_date", "brand", "post_count", "negative_count", "negative_share", "reach"],
};

export function brandName(brand: string): string {
  return brand === "all" ? "All posts" : brand;
}

export const ALERTS: Panel = {
  id: "alerts",
  subject: "Days with more negative posts than usual",
  ask: (context) => ofDays("sentiment_alerts", context, { where: { brand: context.filters.brand }, order: "-post_date" }),
  title: (rows) => {
    const last = rows[0];
    const days = distinct(rows, "post_date").length;
    return `${count(days, "day")} had more negative posts than usual; the last was ${day(text(last, "post_date"))}`;
  },
  note: "A day is named where its share of negative posts lies above what the same weekday had in the weeks before.",
  none: "No day of those shown had more negative posts than usual.",
  columns: ["post_date", "brand", "negative_share", "usual_share", "post_count", "negative_count", "reach", "distance"],
};

const MOOD_WEEKS: Panel = {
  id: "mood-weeks",
  subject: "The moods of users, week by week",
  ask: (context) => ofDays("segment_mood_weekly", context, { where: { segment_id: context.filters.segment } }),
  title: (rows, { filters, names }) => {
    const whose = filters.segment ? ` in ${quoted(names.segment(filters.segment))}` : "";
    const known = rows.filter((row) => text(row, "mood") !== "unknown");
    const cheerful = known.filter((row) => ["cheerful", "satisfied"].includes(text(row, "mood")));
    return `Where a user's mood${whose} is known, it was cheerful or satisfied in ${share(sum(cheerful, "user_count"), sum(known, "user_count"))} of the weeks`;
  },
  draw: (rows) => {
    const weeks = distinct(rows, "week_start").map((week) => {
      const of = rows.filter((row) => text(row, "week_start") === week);
      return { week_start: week, ...Object.fromEntries(MOODS.map((mood) => [mood, sum(of.filter((row) => text(row, "mood") === mood), "user_count")])) };
    });
    const series = MOODS.map((mood) => ({ name: capital(mood), value: (row: Row) => number(row, mood), colour: moodColour(mood), kind: "bar" as const, stack: "users" }));
    return overDays({ rows: weeks, day: "week_start", series, unit: "count", axis: "Users a week", step: 7 });
  },
  columns: ["week_start", "segment_id", "mood", "user_count", "user_share"],
};

export const SENTIMENT: View = {
  id: "sentiment",
  name: "Sentiment",
  question: "How do people feel about it?",
  filters: ["from", "to", "brand", "topic", "segment", "language"],
  panels: [SENTIMENT_DAYS, EMOTION_TOTALS, BRANDS, ALERTS, MOOD_WEEKS],
  refreshS: 60,
};

