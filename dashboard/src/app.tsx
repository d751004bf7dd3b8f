// The page: who is there, which view, and its filters.
import { useEffect, useMemo, useRef, useState } from "react";
import { addressOf, go, useAddress, type Address } from "./address";
import { useNow } from "./answers";
import { ask, hasKey, signOut, whenSignedOut } from "./api";
import { FilterBar } from "./filters";
import { day } from "./format";
import { Names, namesNow } from "./names";
import { Panel } from "./panel";
import { list, text } from "./rows";
import { SignIn } from "./signin";
import type { Choices, Context } from "./specs";
import { Tiles } from "./tiles";
import { VIEWS } from "./views";

const DAYS_SHOWN = 90;

export function App() {
  const [isOut, setOut] = useState(false);
  useEffect(() => whenSignedOut(() => setOut(true)), []);
  return isOut ? <SignIn done={() => setOut(false)} /> : <Dashboard />;
}

function Dashboard() {
  const address = useAddress();
  const view = VIEWS.find(({ id }) => id === address.view);
  const { choices, names } = useChoices();
  const now = useNow();
  const context = useContextOf(address, choices, names);
  const head = useRef<HTMLHeadingElement>(null);
  const shown = useRef(address.view);
  useEffect(() => {
    document.title = `${view?.name ?? "Not found"} · voxlake`;
    if (shown.current !== address.view) head.current?.focus();
    shown.current = address.view;
  }, [address.view, view]);
  return (
    <>
      <a className="skip" href="#content">Skip to content</a>
      <header>
        <span className="brand">voxlake</span>
        <Views address={address} />
        {hasKey() && <button type="button" onClick={signOut}>Sign out</button>}
      </header>
      <main id="content">
        <h1 ref={head} tabIndex={-1}>{view?.question ?? "There is no such page"}</h1>
        {view && choices !== undefined && (
          <>
            <FilterBar address={address} filters={view.filters} choices={choices} names={names} />
            {view.filters.includes("from") && context.from && context.to && (
              <p className="soft">Days from {day(context.from)} to {day(context.to)}.</p>
            )}
            {view.tiles && <Tiles tiles={view.tiles} context={context} refreshS={view.refreshS} />}
            <div className="panels">
              {view.panels.map((panel) => (
                <Panel key={`${view.id}/${panel.id}`} spec={panel} context={context} refreshS={view.refreshS} now={now} />
              ))}
            </div>
          </>
        )}
      </main>
    </>
  );
}

/** Links to all views; days and the like that were chosen go with them. */
function Views({ address }: { address: Address }) {
  return (
    <nav aria-label="Views">
      <ul>
        {VIEWS.map(({ id, name }) => {
          const to = { view: id, filters: address.filters };
          return (
            <li key={id}>
              <a
                href={addressOf(to)}
                aria-current={id === address.view ? "page" : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  go(to);
                }}
              >
                {name}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** What can be chosen, and names; undefined until it is known, null where the API does not say. */
function useChoices(): { choices: Choices | null | undefined; names: Names } {
  const [choices, setChoices] = useState<Choices | null>();
  const [names, setNames] = useState(new Names());
  useEffect(() => {
    void namesNow().then(setNames);
    ask({ resource: "summaries/choices" }).then(
      ({ rows: [row] }) =>
        setChoices({
          firstDay: text(row, "first_day") || null,
          lastDay: text(row, "last_day") || null,
          brands: list<string>(row, "brands"),
          topics: list<number>(row, "topic_ids").map(String),
          segments: list<number>(row, "segment_ids").map(String),
          languages: list<string>(row, "languages"),
        }),
      () => setChoices(null),
    );
  }, []);
  return { choices, names };
}

function useContextOf(address: Address, choices: Choices | null | undefined, names: Names): Context {
  const { filters } = address;
  const key = JSON.stringify(filters);
  return useMemo(() => {
    const to = filters.to ?? choices?.lastDay ?? undefined;
    const early = to && daysBefore(to, DAYS_SHOWN - 1);
    const first = choices?.firstDay;
    return { filters, names, to, from: filters.from ?? (early && first && first > early && first <= to ? first : early) };
    // The filters are those of the key.
  }, [key, choices, names]);
}

function daysBefore(last: string, days: number): string {
  return new Date(Date.parse(`${last}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
