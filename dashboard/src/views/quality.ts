import { perGroup } from "../charts/groups";
import { formatted } from "../format";
import { distinct, number, sum, text, type Row } from "../rows";
import type { Panel, View } from "../specs";
import { column, count, share } from "./common";

const STEPS = ["accepted", "duplicate", "rejected"] as const;
const COLOURS = { accepted: "main", duplicate: "neutral", rejected: "negative" } as const;
const of = (row: Row) => (text(row, "source").includes(text(row, "table_name")) ? text(row, "source") : `${text(row, "source")}: ${text(row, "table_name")}`);

const FEEDS: Panel = {
  id: "feeds",
  subject: "What came in, and what could be used",
  ask: () => ({ resource: "summaries/quality_steps" }),
  shown: (rows) => rows.filter((row) => ["read", ...STEPS].includes(text(row, "step"))),
  title: (rows) => {
    const at = (step: string) => sum(rows.filter((row) => text(row, "step") === step), "row_count");
    return `Of ${count(at("read"), "record")} that came in, ${share(at("accepted"), at("read"))} were accepted and ${share(at("rejected"), at("read"))} rejected`;
  },
  draw: (rows) => {
    const feeds = new Map<string, Row>();
    for (const row of rows) feeds.set(of(row), { ...feeds.get(of(row)), source: row.source, table_name: row.table_name, [text(row, "step")]: row.row_count });
    return perGroup({
      rows: [...feeds.values()],
      label: of,
      series: STEPS.map((step) => column(step.charAt(0).toUpperCase() + step.slice(1), step, { colour: COLOURS[step], stack: "records" })),
      unit: "count",
      axis: "Records",
    });
  },
  columns: ["source", "table_name", "step", "row_count"],
};

const REASONS: Panel = {
  id: "reasons",
  subject: "Why records could not be used",
  ask: () => ({ resource: "summaries/quality_steps" }),
  shown: (rows) =>
    rows
      .filter((row) => /^(rejected|unusable|set to null): /.test(text(row, "step")) && (number(row, "row_count") ?? 0) > 0)
      .sort((a, b) => (number(b, "row_count") ?? 0) - (number(a, "row_count") ?? 0))
      .slice(0, 20),
  title: (rows) => `The most frequent reason is “${text(rows[0], "step").replaceAll("_", " ")}”: ${count(number(rows[0], "row_count") ?? 0, "record")} of ${of(rows[0] ?? {})}`,
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => `${text(row, "step").replace("rejected: ", "").replaceAll("_", " ")} (${text(row, "table_name")})`,
      series: [column("Records", "row_count", { colour: "negative" })],
      unit: "count",
      axis: "Records",
    }),
  columns: ["source", "table_name", "step", "row_count"],
};

const MODELS: Panel = {
  id: "models",
  subject: "How good the models are",
  ask: () => ({ resource: "model_metrics", order: "model,model_version", limit: 1000 }),
  shown: (rows) => rows.filter((row) => !["first_day", "last_day"].includes(text(row, "metric"))),
  title: (rows) => `${count(rows.length, "figure")} of ${count(distinct(rows, "model").length, "model")} were measured`,
  columns: ["model", "model_version", "split", "metric", "value"],
};

const COLUMNS: Panel = {
  id: "columns",
  subject: "Which columns are often empty",
  ask: () => ({
    resource: "column_profiles",
    order: "-month,-null_share",
    columns: ["month", "table_name", "source", "column_name", "row_count", "null_count", "null_share", "distinct_count"],
    limit: 1000,
  }),
  shown: (rows) => rows.filter((row) => text(row, "month") === text(rows[0], "month") && (number(row, "null_share") ?? 0) > 0 && (number(row, "null_share") ?? 0) < 1).slice(0, 20),
  title: (rows) => `In ${text(rows[0], "table_name")}, ${text(rows[0], "column_name")} is empty most often: in ${formatted(number(rows[0], "null_share"), "share")} of the rows`,
  draw: (rows) =>
    perGroup({ rows, label: (row) => `${text(row, "table_name")}: ${text(row, "column_name")}`, series: [column("Empty", "null_share", { colour: "neutral" })], unit: "share", axis: "Share of the rows of the month" }),
  columns: ["month", "table_name", "source", "column_name", "row_count", "null_count", "null_share", "distinct_count"],
  note: "Of the last month; columns that are always empty are left out.",
};

export const QUALITY: View = {
  id: "quality",
  name: "Quality",
  question: "Can the data and the models be trusted?",
  filters: [],
  panels: [FEEDS, REASONS, MODELS, COLUMNS],
  refreshS: 300,
};
