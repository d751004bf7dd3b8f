import { overDaysBy } from "../charts/days";
import { perGroup } from "../charts/groups";
import { day, formatted } from "../format";
import { quoted } from "../names";
import { lastOf, leading, number, text, type Row } from "../rows";
import type { Panel, View } from "../specs";
import { ALL_TOGETHER, column, count, largest, ofDays, ofLatest, SENTIMENTS } from "./common";
import { brandName } from "./sentiment";

const MOST_LINES = 6;

const TOPICS: Panel = {
  id: "topics",
  subject: "What people write about",
  ask: (context) => ofLatest("topic_profiles", { where: { topic_id: context.filters.topic }, order: "-post_count" }),
  title: (rows, { names }) => {
    const first = rows[0];
    return `${quoted(names.topic(first?.topic_id))} is written about most: ${formatted(number(first, "post_share"), "share")} of the posts with a topic`;
  },
  draw: (rows, { names }) =>
    perGroup({
      rows: rows.slice(0, 20),
      label: (row) => names.topic(row.topic_id),
      series: SENTIMENTS.slice(0, 3).map((label) => ({
        name: label.charAt(0).toUpperCase() + label.slice(1),
        value: (row: Row) => Math.round((number(row, "post_count") ?? 0) * (number(row, `${label}_share`) ?? 0)),
        colour: label,
        stack: "posts",
      })),
      unit: "count",
      axis: "Posts",
    }),
  columns: ["topic_id", "post_count", "post_share", "author_count", "negative_share", "neutral_share", "positive_share", "as_of_date"],
};

const TRENDS: Panel = {
  id: "trends",
  subject: "How topics rise and fall",
  ask: (context) =>
    ofDays("topic_trends", context, {
      where: {
        topic_id: context.filters.topic,
        segment_id: context.filters.segment ?? ALL_TOGETHER,
        language: context.filters.language ?? "all",
      },
      columns: ["post_date", "topic_id", "segment_id", "language", "post_count", "author_count", "reach", "sentiment", "usual_count", "is_burst"],
    }),
  shown: (rows, { filters }) => (filters.topic ? rows : rows.filter((row) => number(row, "topic_id") !== ALL_TOGETHER)),
  title: (rows, { names }) => {
    const most = largest(rows, "post_count");
    return `The busiest day of a topic was ${day(text(most, "post_date"))}: ${count(number(most, "post_count") ?? 0, "post")} on ${quoted(names.topic(most?.topic_id))}`;
  },
  draw: (rows, { names }) =>
    overDaysBy({
      rows,
      day: "post_date",
      by: "topic_id",
      value: "post_count",
      keys: leading(rows, "topic_id", "post_count", MOST_LINES),
      name: (key) => names.topic(key),
      unit: "count",
      axis: "Posts a day",
    }),
  note: `The chart has the ${MOST_LINES} topics with most posts; the table has all.`,
  columns: ["post_date", "topic_id", "segment_id", "language", "post_count", "author_count", "reach", "sentiment", "usual_count", "is_burst"],
  isWide: true,
};

export const BURSTS: Panel = {
  id: "bursts",
  subject: "Topics that are written about more than usual",
  ask: (context) => ofLatest("topic_bursts", { where: { topic_id: context.filters.topic }, order: "-start_date" }),
  title: (rows, { names }) => {
    const last = rows[0];
    const [start, end] = [text(last, "start_date"), text(last, "end_date")];
    const lasting = !end ? `from ${day(start)} on` : end === start ? `on ${day(start)}` : `from ${day(start)} to ${day(end)}`;
    return `${count(rows.length, "burst")}; the latest is ${quoted(names.topic(last?.topic_id))}, ${lasting}`;
  },
  draw: (rows, { names }) =>
    perGroup({
      rows: rows.slice(0, 10),
      label: (row) => `${names.topic(row.topic_id)}, ${day(text(row, "start_date")).slice(0, -5)}`,
      series: [column("Posts of the burst", "post_count", { colour: "main" }), column("Usual for these days", "usual_count", { colour: "neutral" })],
      unit: "count",
      axis: "Posts",
    }),
  none: "No topic is written about more than usual.",
  columns: ["topic_id", "start_date", "peak_date", "end_date", "post_count", "usual_count", "distance", "as_of_date"],
};

const TERMS: Panel = {
  id: "terms",
  subject: "Words and hashtags that rise",
  ask: (context) => ofDays("term_trends", context, { order: "-post_date,rank", limit: 500 }),
  shown: (rows) => lastOf(rows, "post_date").slice(0, 15),
  title: (rows) => {
    const first = rows[0];
    return `On ${day(text(first, "post_date"))} ${named(first)} rose most surely: ${formatted(number(first, "rise"), "times")} the usual number of authors`;
  },
  note: "Those whose rise is least likely to be chance stand first.",
  draw: (rows) =>
    "term" in (rows[0] ?? {})
      ? perGroup({ rows, label: (row) => text(row, "term"), series: [column("Times the usual", "rise", { colour: "main" })], unit: "times", axis: "Authors, times the usual" })
      : null,
  columns: ["post_date", "term", "kind", "rank", "author_count", "usual_count", "rise"],
};

function named(row: Row | undefined): string {
  const term = text(row, "term");
  return term ? `“${term}”` : `a ${text(row, "kind")}`;
}

const VOICE: Panel = {
  id: "voice",
  subject: "How much is said of each brand beside its competitors",
  ask: (context) => ofDays("share_of_voice", context, { where: { brand: context.filters.brand, topic_id: context.filters.topic ?? ALL_TOGETHER } }),
  title: (rows) => {
    const last = lastOf(rows, "post_date");
    const first = largest(last, "share");
    return `On ${day(text(first, "post_date"))} ${brandName(text(first, "brand"))} was named in ${formatted(number(first, "share"), "share")} of the posts that name a brand`;
  },
  draw: (rows) =>
    overDaysBy({
      rows,
      day: "post_date",
      by: "brand",
      value: "share",
      keys: leading(rows, "brand", "post_count", MOST_LINES),
      name: brandName,
      unit: "share",
      axis: "Share of the posts that name a brand",
    }),
  none: "Nothing is counted by brand: name yours and competitors in share_of_voice.brands.",
  columns: ["post_date", "brand", "topic_id", "post_count", "share", "share_low", "share_high", "reach", "sentiment"],
};

export const TOPICS_AND_TRENDS: View = {
  id: "topics",
  name: "Topics and trends",
  question: "What do people talk about, and what is rising?",
  filters: ["from", "to", "topic", "segment", "language", "brand"],
  panels: [TRENDS, TOPICS, BURSTS, TERMS, VOICE],
  refreshS: 60,
};
