// A panel: a sentence, its chart or table, what it means, and what is wrong where something is.
import { useId, useMemo, useState } from "react";
import { useAnswer, type Read } from "./answers";
import { addressOf, definitionOf, saveCsv, type Definition, type Query } from "./api";
import { Chart } from "./chart";
import { ago, heading, time } from "./format";
import type { Context, Panel as Spec } from "./specs";
import { DataTable } from "./table";

const LIVE_S = 60;
const MANY = 500;
const OLD_MS = 36 * 3_600_000;

interface Shown {
  spec: Spec;
  context: Context;
  refreshS: number;
  now: number;
}

export function Panel({ spec, context, refreshS, now }: Shown) {
  const id = useId();
  const query = spec.ask(context);
  const [read, again] = useAnswer(query, refreshS);
  const [wantsTable, setWantsTable] = useState(false);
  const { answer } = read;
  const rows = useMemo(() => (answer && spec.shown ? spec.shown(answer.rows, context) : (answer?.rows ?? [])), [answer, spec, context]);
  const drawing = useMemo(() => (rows.length ? (spec.draw?.(rows, context) ?? null) : null), [rows, spec, context]);
  const title = rows.length ? spec.title(rows, context) : spec.subject;
  const columns = spec.columns.filter((column) => rows.some((row) => column in row));
  const isTable = wantsTable || !drawing;
  return (
    <section className={spec.isWide ? "panel wide" : "panel"} aria-labelledby={id} data-panel={spec.id}>
      <h2 id={id}>{title}</h2>
      {spec.note && rows.length > 0 && <p className="soft">{spec.note}</p>}
      <State read={read} isEmpty={rows.length === 0} none={spec.none} isNarrowed={Object.values(context.filters).some(Boolean)} again={again} now={now} />
      {rows.length > 0 && (isTable ? <DataTable rows={rows} columns={columns} names={context.names} caption={title} /> : drawing && <Chart drawing={drawing} label={title} />)}
      {answer && (
        <Tools query={query} columns={spec.columns} hasChoice={drawing !== null} isTable={isTable} turn={() => setWantsTable(!wantsTable)} />
      )}
      {answer?.committedAt && <AsOf committedAt={answer.committedAt} now={now} isLive={refreshS <= LIVE_S} isPart={answer.hasMore && (query.limit ?? 0) >= MANY} />}
    </section>
  );
}

/** When the rows were written; where they should be new and are not, that is said, too. */
function AsOf({ committedAt, now, isLive, isPart }: { committedAt: string; now: number; isLive: boolean; isPart: boolean }) {
  const isOld = isLive && now - Date.parse(committedAt) > OLD_MS;
  return (
    <p className={isOld ? "notice stale as-of" : "soft as-of"}>
      Data as of {time(committedAt)} ({ago(committedAt, now)}){isOld ? ": nothing newer was written since" : ""}{isPart ? "; the first rows only" : ""}
    </p>
  );
}

interface StateShown {
  read: Read;
  isEmpty: boolean;
  none?: string;
  isNarrowed: boolean;
  again: () => void;
  now: number;
}

function State({ read, isEmpty, none, isNarrowed, again, now }: StateShown) {
  const { answer, problem } = read;
  if (problem && answer) {
    return (
      <p className="notice stale" role="status">
        Not refreshed: {problem.message} Shown is what was read {ago(new Date(read.readAt).toISOString(), now)}.{" "}
        <button type="button" onClick={again}>Try again</button>
      </p>
    );
  }
  if (problem?.status === 403) {
    return <p className="notice" role="status">Your role may not see this. {problem.message}</p>;
  }
  if (problem) {
    return (
      <p className="notice error" role="alert">
        {problem.message} <button type="button" onClick={again}>Try again</button>
      </p>
    );
  }
  if (!answer) return <p className="loading" role="status">Loading…</p>;
  if (!isEmpty) return null;
  const isNew = answer.version === null;
  const few = isNarrowed ? "No rows for these filters: widen the days or choose less." : "There are no rows: the job that makes them found too little to go by.";
  const why = isNew ? "Nothing has been written here yet: its job has not run, or found too little to go by. Runs tells which." : (none ?? few);
  return <p className="notice empty" role="status">{why}</p>;
}

interface ToolsShown {
  query: Query;
  columns: string[];
  hasChoice: boolean;
  isTable: boolean;
  turn: () => void;
}

function Tools({ query, columns, hasChoice, isTable, turn }: ToolsShown) {
  const [isOpen, setOpen] = useState(false);
  const [definition, setDefinition] = useState<Definition | string>("Loading…");
  const [problem, setProblem] = useState("");
  const open = () => {
    setOpen(!isOpen);
    definitionOf(query.resource).then(setDefinition, (error: Error) => setDefinition(error.message));
  };
  return (
    <>
      <div className="tools">
        {hasChoice && <button type="button" aria-pressed={isTable} onClick={turn}>Table</button>}
        <button type="button" aria-expanded={isOpen} onClick={open}>What this means</button>
        <a
          href={addressOf(query)}
          onClick={(event) => {
            event.preventDefault();
            saveCsv(query).then(() => setProblem(""), (error: Error) => setProblem(error.message));
          }}
        >
          CSV
        </a>
      </div>
      {problem && <p className="notice error" role="alert">{problem}</p>}
      {isOpen && <Meaning definition={definition} columns={columns} />}
    </>
  );
}

function Meaning({ definition, columns }: { definition: Definition | string; columns: string[] }) {
  if (typeof definition === "string") return <p className="soft">{definition}</p>;
  return (
    <div className="meaning">
      <p>{definition.table}</p>
      <dl>
        {columns.filter((column) => definition.columns[column]).map((column) => (
          <div key={column}>
            <dt>{heading(column)}</dt>
            <dd>{definition.columns[column]}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
