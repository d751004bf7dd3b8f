import { perGroup } from "../charts/groups";
import { formatted, time } from "../format";
import { grouped, number, sum, text, type Row } from "../rows";
import type { Panel, View } from "../specs";
import { count } from "./common";

const COLUMNS = ["run_id", "job", "status", "started_at", "ended_at", "row_count", "seconds", "peak_memory_mb", "code_version", "reason"];
const ask = () => ({ resource: "job_runs", order: "-started_at", limit: 500, columns: [...COLUMNS, "heartbeat_at"] });
const GOOD = ["done", "skipped", "running"];

function isBad(row: Row): boolean {
  return !GOOD.includes(text(row, "status"));
}

const LAST: Panel = {
  id: "last",
  subject: "The last run",
  ask,
  shown: (rows) => rows.filter((row) => text(row, "run_id") === text(rows[0], "run_id")).sort((a, b) => (number(b, "seconds") ?? 0) - (number(a, "seconds") ?? 0)),
  title: (rows) => {
    const failed = rows.filter(isBad).length;
    const running = rows.filter((row) => text(row, "status") === "running").length;
    const began = rows.map((row) => text(row, "started_at")).sort()[0] ?? "";
    const ended = failed ? `, ${count(failed, "job")} failed` : running ? `, ${count(running, "job")} still running` : ", all well";
    return `The last run began ${time(began)}: ${count(rows.length, "job")} in ${formatted(sum(rows, "seconds"), "seconds")}${ended}`;
  },
  draw: (rows) =>
    perGroup({
      rows: rows.filter((row) => number(row, "seconds") !== null).slice(0, 25),
      label: (row) => text(row, "job"),
      series: [
        { name: "Done", value: (row) => (isBad(row) ? null : number(row, "seconds")), colour: "main", stack: "seconds" },
        { name: "Failed or stopped", value: (row) => (isBad(row) ? number(row, "seconds") : null), colour: "negative", stack: "seconds" },
      ],
      unit: "seconds",
      axis: "Seconds",
    }),
  note: "The chart has the 25 jobs that took longest; the table has all.",
  columns: COLUMNS,
  isWide: true,
};

const FAILED: Panel = {
  id: "failed",
  subject: "Jobs that did not end well",
  ask,
  shown: (rows) => rows.filter(isBad),
  title: (rows) => `${count(rows.length, "job")} of the last runs did not end well; the latest is ${text(rows[0], "job")}`,
  none: "All jobs of the last runs ended well.",
  columns: ["job", "status", "reason", "started_at", "heartbeat_at", "run_id"],
};

const RUNS_TABLE: Panel = {
  id: "runs",
  subject: "Runs so far",
  ask,
  shown: (rows) => [...grouped(rows, "run_id")].map(([run, of]) => whole(run, of)),
  title: (rows) => `${count(rows.length, "run")} so far, the last over ${count(number(rows[0], "job_count") ?? 0, "job")}`,
  columns: ["started_at", "job_count", "failed_count", "row_count", "seconds", "code_version", "run_id"],
};

function whole(run_id: string, rows: Row[]): Row {
  return {
    run_id,
    started_at: rows.map((row) => text(row, "started_at")).sort()[0],
    job_count: rows.length,
    failed_count: rows.filter(isBad).length,
    row_count: sum(rows, "row_count"),
    seconds: sum(rows, "seconds"),
    code_version: text(rows[0], "code_version"),
  };
}

export const RUNS: View = {
  id: "runs",
  name: "Runs",
  question: "Did the jobs run?",
  filters: [],
  panels: [LAST, FAILED, RUNS_TABLE],
  refreshS: 30,
};
