import { overDays } from "../charts/days";
import { day, formatted } from "../format";
import { number, sum, text, type Row } from "../rows";
import type { Context, Panel, Tile, View } from "../specs";
import { ALL_TOGETHER, column, count, currencyOf, ofDays, share } from "./common";
import { ALERTS, SENTIMENT_DAYS } from "./sentiment";
import { BURSTS } from "./topics";

const brandDays = (context: Context) =>
  ofDays("brand_sentiment", context, { where: { brand: context.filters.brand ?? "all" }, order: "post_date" });
const activity = (context: Context, measure: string) => ofDays("summaries/activity_days", context, { where: { measure } });
const users = (context: Context) =>
  ofDays("growth", context, { where: { segment_id: ALL_TOGETHER }, columns: ["activity_date", "dau", "wau", "mau", "stickiness"], order: "activity_date" });

const last = (rows: Row[]) => rows.at(-1);

/** How the last day compares with the mean of the same weekday before. */
function against(rows: Row[], dayColumn: string, of: string): string {
  const now = last(rows);
  const weekday = (row: Row | undefined) => new Date(text(row, dayColumn)).getUTCDay();
  const before = rows.slice(0, -1).filter((row) => weekday(row) === weekday(now));
  const usual = before.length ? sum(before, of) / before.length : 0;
  const name = day(text(now, dayColumn));
  return usual ? `${name}; ${formatted((number(now, of) ?? 0) / usual - 1, "change")} against its weekday` : name;
}

const TILES: Tile[] = [
  {
    id: "posts",
    name: "Posts on the last day",
    ask: brandDays,
    value: (rows) => formatted(number(last(rows), "post_count"), "count"),
    note: (rows) => against(rows, "post_date", "post_count"),
  },
  {
    id: "negative",
    name: "Negative posts on the last day",
    ask: brandDays,
    value: (rows) => share(number(last(rows), "negative_count") ?? 0, number(last(rows), "post_count") ?? 0),
    note: (rows) => `${share(sum(rows, "negative_count"), sum(rows, "post_count"))} over the days shown`,
  },
  {
    id: "alerts",
    name: "Last alert",
    ask: ALERTS.ask,
    value: (rows) => day(text(rows[0], "post_date")),
    note: (rows) => `${formatted(number(rows[0], "negative_share"), "share")} negative, usually ${formatted(number(rows[0], "usual_share"), "share")}`,
  },
  {
    id: "users",
    name: "Active users on the last day",
    ask: users,
    value: (rows) => formatted(number(last(rows), "dau"), "count"),
    note: (rows) => `${formatted(number(last(rows), "mau"), "count")} in the month up to it`,
  },
  {
    id: "revenue",
    name: "Revenue on the last day",
    ask: (context) => activity(context, "revenue"),
    value: (rows) => formatted(number(last(rows), "total"), "money", currencyOf(rows)),
    note: (rows) => against(rows, "activity_date", "total"),
  },
];

const VOLUME: Panel = {
  id: "volume",
  subject: "How much is written",
  ask: brandDays,
  title: (rows, { filters }) => {
    const now = last(rows);
    const about = filters.brand ? ` about ${filters.brand}` : "";
    return `${count(number(now, "post_count") ?? 0, "post")}${about} on ${day(text(now, "post_date"))}, after ${formatted(sum(rows, "post_count") / rows.length, "count")} a day on average`;
  },
  draw: (rows) =>
    overDays({
      rows,
      day: "post_date",
      series: [
        column("Negative", "negative_count", { colour: "negative", kind: "bar", stack: "posts" }),
        { name: "Other", value: (row) => (number(row, "post_count") ?? 0) - (number(row, "negative_count") ?? 0), colour: "neutral", kind: "bar", stack: "posts" },
      ],
      unit: "count",
      axis: "Posts a day",
    }),
  columns: ["post_date", "brand", "post_count", "negative_count", "reach"],
};

const ACTIVE: Panel = {
  id: "active",
  subject: "How many users are active",
  ask: users,
  title: (rows) => {
    const now = last(rows);
    return `${count(number(now, "wau") ?? 0, "user")} were active in the week up to ${day(text(now, "activity_date"))}`;
  },
  draw: (rows) =>
    overDays({
      rows,
      day: "activity_date",
      series: [column("On the day", "dau"), column("In 7 days", "wau"), column("In a month", "mau")],
      unit: "count",
      axis: "Active users",
    }),
  columns: ["activity_date", "dau", "wau", "mau", "stickiness"],
};

const REVENUE: Panel = {
  id: "revenue",
  subject: "How much is bought",
  ask: (context) => activity(context, "revenue"),
  title: (rows) => `${formatted(sum(rows, "total"), "money", currencyOf(rows))} of revenue in ${count(rows.length, "day")} with purchases`,
  draw: (rows) =>
    overDays({ rows, day: "activity_date", series: [column("Revenue", "total", { kind: "bar", colour: "main" })], unit: "money", currency: currencyOf(rows), axis: `Revenue a day${currencyOf(rows) ? `, ${currencyOf(rows)}` : ""}` }),
  columns: ["activity_date", "measure", "activity_count", "total", "currency"],
};

export const OVERVIEW: View = {
  id: "overview",
  name: "Overview",
  question: "What is going on?",
  filters: ["from", "to", "brand"],
  tiles: TILES,
  panels: [VOLUME, SENTIMENT_DAYS, ALERTS, BURSTS, ACTIVE, REVENUE].map((panel) => ({ ...panel, isWide: false })),
  refreshS: 20,
};
