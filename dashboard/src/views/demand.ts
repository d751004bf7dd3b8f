import { perGroup } from "../charts/groups";
import { squares } from "../charts/planes";
import { day, formatted, type Unit } from "../format";
import { number, text, type Row } from "../rows";
import type { Context, Panel, View } from "../specs";
import { ALL_TOGETHER, column, largest, ofLatest } from "./common";
import { foreseen } from "./growth";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

const weekday = (row: Row | undefined) => WEEKDAYS[(number(row, "weekday") ?? 1) - 1] ?? "";
const clock = (row: Row | undefined) => `${String(number(row, "hour") ?? 0).padStart(2, "0")}:00`;
const NO_GAIN = formatted(1, "times");
const measureOf = ({ filters }: Context) => filters.measure ?? "active_users";

function byHour(rows: Row[], of: string, unit: Unit) {
  const value = (row: Row) => number(row, of);
  return squares({ rows, x: (row) => text(row, "hour"), y: weekday, value, xs: HOURS, ys: WEEKDAYS, xName: "Hour of the day, local time", unit });
}

const HOURLY: Panel = {
  id: "hours",
  subject: "When people are there",
  ask: (context) => ofLatest("demand", { where: { measure: measureOf(context), segment_id: context.filters.segment ?? ALL_TOGETHER } }),
  title: (rows, context) => {
    const best = largest(rows, "expected");
    const measure = measureOf(context).replace("_", " ");
    const per = ["likes", "replies", "reposts", "views"].includes(measure) ? "a post" : "an hour";
    return `${weekday(best)} at ${clock(best)} has the most ${measure}: ${formatted(number(best, "expected"), "number")} ${per} are expected`;
  },
  draw: (rows) => byHour(rows, "expected", "number"),
  columns: ["weekday", "hour", "measure", "segment_id", "expected", "low", "high", "observed", "activity_count", "own_weight", "confidence", "first_date", "as_of_date"],
  isWide: true,
};

const POST_TIMES: Panel = {
  id: "post-times",
  subject: "When posts earn most",
  ask: ({ filters }) => ofLatest("best_post_times", { where: { account_id: "all", content_type: "all", segment_id: filters.segment ?? ALL_TOGETHER } }),
  title: (rows) => {
    const best = largest(rows, "gain");
    const times = formatted(number(best, "gain"), "times");
    if (best?.is_reliable === true) return `Posts on ${weekday(best)} at ${clock(best)} earn ${times} what a post by chance does`;
    const what = "No hour is reliably better than another";
    return times === NO_GAIN ? what : `${what}; the best is ${weekday(best)} at ${clock(best)} with ${times}`;
  },
  draw: (rows) => byHour(rows, "gain", "times"),
  columns: ["weekday", "hour", "gain", "gain_low", "gain_high", "is_reliable", "post_count", "rank", "time_zone", "as_of_date"],
  isWide: true,
};

const POSTS_AHEAD: Panel = {
  id: "posts-ahead",
  subject: "How much will be written",
  ask: () => ofLatest("engagement_forecasts", { where: { series: "posts", grouping: "all" }, order: "target_date,-level" }),
  shown: (rows) => rows.filter((row) => text(row, "level") === text(rows[0], "level")),
  title: (rows) => `${formatted(number(rows[0], "forecast"), "count")} posts are expected on ${day(text(rows[0], "target_date"))}`,
  draw: (rows) => foreseen(rows, "Posts a day"),
  columns: ["target_date", "series", "forecast", "low", "high", "level", "model", "is_holiday", "coverage", "as_of_date"],
};

const ORDERS_AHEAD: Panel = {
  id: "orders-ahead",
  subject: "How much will be bought",
  ask: ({ filters }) => ofLatest("forecasts", { where: { series: "orders", segment_id: filters.segment ?? ALL_TOGETHER }, order: "target_date,-level" }),
  shown: (rows) => rows.filter((row) => text(row, "level") === text(rows[0], "level")),
  title: (rows) => `${formatted(number(rows[0], "forecast"), "number")} orders are expected on ${day(text(rows[0], "target_date"))}`,
  draw: (rows) => foreseen(rows, "Orders a day"),
  columns: ["target_date", "series", "segment_id", "forecast", "low", "high", "level", "model", "coverage", "as_of_date"],
};

const BUSIEST: Panel = {
  id: "busiest",
  subject: "The busiest hours of the week",
  ask: (context) => ofLatest("demand", { where: { measure: measureOf(context), segment_id: context.filters.segment ?? ALL_TOGETHER }, order: "-expected", limit: 10 }),
  title: (rows) => `The ten busiest hours begin with ${weekday(rows[0])} at ${clock(rows[0])}`,
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => `${weekday(row)} ${clock(row)}`,
      series: [column("Expected", "expected", { colour: "main", low: (row) => number(row, "low"), high: (row) => number(row, "high") })],
      unit: "number",
      axis: "Expected, with its interval",
    }),
  columns: ["weekday", "hour", "measure", "expected", "low", "high", "observed", "own_weight", "as_of_date"],
};

export const DEMAND: View = {
  id: "demand",
  name: "Demand",
  question: "When are people there, and how much is to come?",
  filters: ["measure", "segment"],
  panels: [HOURLY, POST_TIMES, BUSIEST, POSTS_AHEAD, ORDERS_AHEAD],
  refreshS: 300,
};
