import { overDaysBy } from "../charts/days";
import { perGroup } from "../charts/groups";
import { places } from "../charts/planes";
import { formatted } from "../format";
import { quoted } from "../names";
import { distinct, leading, list, number, text, type Row } from "../rows";
import type { Context, Panel, View } from "../specs";
import { ALL_TOGETHER, count, MOODS, moodColour, ofDays, ofLatest } from "./common";

const profiles = (context: Context) => ofLatest("segment_profiles", { where: { segment_id: context.filters.segment }, order: "-user_count" });

const SEGMENTS: Panel = {
  id: "segments",
  subject: "Groups of users who are alike",
  ask: profiles,
  title: (rows, { names }) => {
    const first = rows[0];
    return `${quoted(names.segment(first?.segment_id))} is the largest segment: ${count(number(first, "user_count") ?? 0, "user")}, ${formatted(number(first, "user_share"), "share")} of all`;
  },
  draw: (rows, { names }) =>
    perGroup({ rows, label: (row) => names.segment(row.segment_id), series: [{ name: "Users", value: (row) => number(row, "user_count"), colour: "main" }], unit: "count", axis: "Users" }),
  columns: ["segment_id", "description", "user_count", "user_share", "growth", "buyer_count", "revenue", "mean_expected_value", "currency", "mood", "as_of_date"],
};

const MOODS_OF_SEGMENTS: Panel = {
  id: "moods",
  subject: "How the users of each segment sound",
  ask: profiles,
  shown: (rows) => rows.filter((row) => list(row, "moods").length),
  title: (rows, { names }) => {
    const good = (row: Row) => moodShare(row, "cheerful") + moodShare(row, "satisfied");
    const best = [...rows].sort((a, b) => good(b) - good(a))[0];
    return `${quoted(names.segment(best?.segment_id))} sounds happiest: ${formatted(best ? good(best) : null, "share")} of its users are cheerful or satisfied`;
  },
  draw: (rows, { names }) =>
    perGroup({
      rows,
      label: (row) => names.segment(row.segment_id),
      series: MOODS.map((mood) => ({ name: mood.charAt(0).toUpperCase() + mood.slice(1), value: (row: Row) => moodShare(row, mood), colour: moodColour(mood), stack: "moods" })),
      unit: "share",
      axis: "Share of the segment's users",
    }),
  note: "The mood is that of what users write, not of the people.",
  columns: ["segment_id", "mood", "moods", "user_count", "as_of_date"],
};

function moodShare(row: Row, mood: string): number {
  return list<{ mood: string; share: number }>(row, "moods").find((one) => one.mood === mood)?.share ?? 0;
}

const MAP: Panel = {
  id: "map",
  subject: "Which segments are alike",
  ask: profiles,
  shown: (rows) => rows.filter((row) => number(row, "map_x") !== null),
  title: (rows) => `${count(rows.length, "segment")} on a map: those that lie near each other are alike`,
  draw: (rows, { names }) => places(rows, (row) => names.segment(row.segment_id), "user_count"),
  columns: ["segment_id", "user_count", "map_x", "map_y"],
};

const CHEERFUL: Panel = {
  id: "cheerful-weeks",
  subject: "How many users of each segment are cheerful",
  ask: (context) => ofDays("segment_mood_weekly", context, { where: { segment_id: context.filters.segment, mood: "cheerful" } }),
  title: (rows, { names }) => {
    const [first] = leading(rows, "segment_id", "user_count", 1);
    return `Cheerful users by week: most are in ${quoted(names.segment(first))}`;
  },
  draw: (rows, { names }) =>
    overDaysBy({
      rows,
      day: "week_start",
      by: "segment_id",
      value: "user_share",
      keys: leading(rows, "segment_id", "user_count", 6),
      name: (key) => names.segment(key),
      unit: "share",
      axis: "Cheerful users, share of the segment's",
      step: 7,
    }),
  columns: ["week_start", "segment_id", "mood", "user_count", "user_share"],
};

const REVENUE: Panel = {
  id: "segment-revenue",
  subject: "What users of each segment paid",
  ask: (context) => ofLatest("user_revenue", { where: { segment_id: context.filters.segment, window_days: 0 }, order: "-revenue_per_user" }),
  shown: (rows, { filters }) => (filters.segment ? rows : rows.filter((row) => number(row, "segment_id") !== ALL_TOGETHER)),
  title: (rows, { names }) => {
    const first = rows[0];
    return `A user of ${quoted(names.segment(first?.segment_id))} paid most on average: ${formatted(number(first, "revenue_per_user"), "money", text(first, "currency"))}`;
  },
  draw: (rows, { names }) =>
    perGroup({
      rows,
      label: (row) => names.segment(row.segment_id),
      series: [
        { name: "Per user", value: (row) => number(row, "revenue_per_user"), colour: "main" },
        { name: "Per user who paid", value: (row) => number(row, "revenue_per_paying_user"), colour: "second" },
      ],
      unit: "money",
      currency: text(rows[0], "currency"),
      axis: `Revenue${distinct(rows, "currency")[0] ? `, ${distinct(rows, "currency")[0]}` : ""}`,
    }),
  columns: ["segment_id", "user_count", "paying_user_count", "paying_share", "revenue", "revenue_per_user", "revenue_per_paying_user", "currency", "as_of_date"],
};

export const PEOPLE: View = {
  id: "people",
  name: "People",
  question: "Who are they, and how do they sound?",
  filters: ["from", "to", "segment"],
  panels: [SEGMENTS, MOODS_OF_SEGMENTS, MAP, CHEERFUL, REVENUE],
  refreshS: 300,
};
