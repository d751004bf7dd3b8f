import { overDaysBy } from "../charts/days";
import { perGroup } from "../charts/groups";
import { formatted } from "../format";
import { distinct, leading, number, sum, text, type Row } from "../rows";
import type { Panel, View } from "../specs";
import { ALL_TOGETHER, column, count, currencyOf, largest, ofLatest, within } from "./common";

const inCurrency = (words: string, rows: Row[]) => (currencyOf(rows) ? `${words}, ${currencyOf(rows)}` : words);
const MONEY_COLUMNS = ["spend", "revenue", "profit", "return_on_spend", "return_with_value", "order_count", "new_customer_count", "cost_per_order", "cost_per_customer", "reach", "click_count", "currency", "marks", "as_of_date"];

function results(id: string, grouping: string, label: (row: Row) => string, named: string[]): Panel {
  return {
    id,
    subject: `What each ${grouping} cost and brought`,
    ask: ({ filters }) => ofLatest("campaign_results", { where: { grouping, window_days: 0, segment_id: filters.segment ?? ALL_TOGETHER }, order: "-revenue" }),
    shown: (rows) => rows.slice(0, 20),
    title: (rows) => {
      const best = largest(rows, "return_on_spend");
      if (best) return `“${label(best)}” returned most: ${formatted(number(best, "return_on_spend"), "times")} what it cost`;
      return `“${label(rows[0] ?? {})}” brought most: ${formatted(number(rows[0], "revenue"), "money", currencyOf(rows))}`;
    },
    draw: (rows) =>
      perGroup({
        rows,
        label,
        series: [column("Cost", "spend", { colour: "second" }), column("Revenue", "revenue", { colour: "main" })],
        unit: "money",
        currency: currencyOf(rows),
        axis: inCurrency("Money", rows),
      }),
    columns: [...named, ...MONEY_COLUMNS],
  };
}

const group = (row: Row, none: string) => (text(row, "group_name") === "none" ? none : text(row, "group_name"));
const CAMPAIGN_ROWS = results("campaigns", "campaign", (row) => text(row, "campaign_name") || group(row, "No campaign"), ["campaign_name", "channel"]);
const CHANNELS = results("channels", "channel", (row) => group(row, "No channel"), ["group_name"]);

const MIX: Panel = {
  id: "mix",
  subject: "What revenue came from, week by week",
  ask: () => ofLatest("mix_contributions", { where: { country: "all" }, order: "week_start" }),
  title: (rows) => {
    const channels = rows.filter((row) => text(row, "kind") === "channel");
    return `Channels brought ${formatted(sum(channels, "contribution") / (sum(rows, "contribution") || 1), "share")} of the revenue, by the model of the mix`;
  },
  draw: (rows) => {
    const channels = rows.filter((row) => text(row, "kind") === "channel");
    return overDaysBy({
      rows: channels,
      day: "week_start",
      by: "component",
      value: "contribution",
      keys: leading(channels, "component", "contribution", 8),
      name: (key) => key,
      kind: "bar",
      stack: "money",
      unit: "money",
      currency: currencyOf(rows),
      axis: inCurrency("Revenue a week by channels", rows),
      step: 7,
    });
  },
  columns: ["week_start", "component", "kind", "spend", "contribution", "contribution_low", "contribution_high", "currency", "country"],
};

const MARGINAL: Panel = {
  id: "marginal",
  subject: "What one more of spend would bring",
  ask: () => ofLatest("mix_channels", {
    where: { country: "all" },
    order: "-marginal_return",
    columns: ["channel", "country", "currency", "unit", "recent_spend", "return_on_spend", "return_on_spend_low", "return_on_spend_high", "marginal_return", "marginal_return_low", "marginal_return_high", "share", "marks", "as_of_date"],
  }),
  title: (rows) => {
    const one = formatted(1, "money", currencyOf(rows));
    return `${one} more a week for ${text(rows[0], "channel")} would bring ${formatted(number(rows[0], "marginal_return"), "money", currencyOf(rows))}`;
  },
  draw: (rows) =>
    perGroup({ rows, label: (row) => text(row, "channel"), series: [within("Revenue for one more of spend", "marginal_return", { colour: "main" })], unit: "times", axis: "Revenue for one more of spend; above 1× it pays" }),
  columns: ["channel", "recent_spend", "marginal_return", "marginal_return_low", "marginal_return_high", "return_on_spend", "share", "marks", "currency", "as_of_date"],
};

const BUDGET: Panel = {
  id: "budget",
  subject: "How to spend the budget",
  ask: () => ofLatest("budget_plan", { where: { country: "all" }, order: "week_start" }),
  shown: (rows) => rows.filter((row) => text(row, "week_start") === text(rows[0], "week_start") && text(row, "channel") !== "all"),
  title: (rows) => {
    const change = (row: Row) => (number(row, "spend") ?? 0) - (number(row, "recent_spend") ?? 0);
    const more = [...rows].sort((a, b) => change(b) - change(a))[0];
    return more && change(more) > 0 ? `Spend ${formatted(change(more), "money", currencyOf(rows))} more a week on ${text(more, "channel")} than lately` : "Spend as lately";
  },
  draw: (rows) =>
    perGroup({
      rows,
      label: (row) => text(row, "channel"),
      series: [column("Lately", "recent_spend", { colour: "neutral" }), column("Planned", "spend", { colour: "main" })],
      unit: "money",
      currency: currencyOf(rows),
      axis: inCurrency("Spend a week", rows),
    }),
  columns: ["week_start", "channel", "recent_spend", "spend", "least_spend", "most_spend", "expected_revenue", "gain", "marks", "currency"],
};

const EXPERIMENTS: Panel = {
  id: "experiments",
  subject: "What experiments say",
  ask: () => ofLatest("experiment_results", {
    where: { segment_id: ALL_TOGETHER },
    order: "experiment_id,metric,arm",
    columns: ["experiment_id", "metric", "arm", "control", "segment_id", "is_deciding", "user_count", "mean", "lift", "lift_low", "lift_high", "p_adjusted", "sequential_p_adjusted", "reason", "verdict", "warning", "as_of_date"],
  }),
  title: (rows) => {
    const better = distinct(rows.filter((row) => text(row, "reason") === "better"), "experiment_id").length;
    return `${count(distinct(rows, "experiment_id").length, "experiment")}, ${better} of them with an arm that is better than its control`;
  },
  note: "The adjusted p-value and the range of the lift hold for one look at a planned end. Verdicts that hold at any look rest on the sequential p-value.",
  columns: ["experiment_id", "metric", "arm", "control", "verdict", "user_count", "mean", "lift", "lift_low", "lift_high", "p_adjusted", "sequential_p_adjusted", "warning"],
  isWide: true,
};

export const CAMPAIGNS: View = {
  id: "campaigns",
  name: "Campaigns",
  question: "What did campaigns cost, and what did they bring?",
  filters: ["segment"],
  panels: [CAMPAIGN_ROWS, CHANNELS, MIX, MARGINAL, BUDGET, EXPERIMENTS],
  refreshS: 300,
};
