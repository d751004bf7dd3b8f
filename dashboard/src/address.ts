// What is shown, kept in the address bar: the view and its filters.
import { useSyncExternalStore } from "react";

export const FILTERS = ["from", "to", "brand", "topic", "segment", "language", "measure"] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Partial<Record<FilterName, string>>;

const BASE = "/dashboard";
const CHANGED = "voxlake:address";

export interface Address {
  view: string;
  filters: Filters;
}

export function parsed(path: string, query: string): Address {
  const given = new URLSearchParams(query);
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = given.get(name);
    if (value) filters[name] = value;
  }
  return { view: path.slice(BASE.length).replaceAll("/", "") || "overview", filters };
}

/** The address of a view with filters, as links hold it. */
export function addressOf({ view, filters }: Address): string {
  const given = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters[name];
    if (value) given.set(name, value);
  }
  const query = given.toString();
  return `${BASE}/${view}${query ? `?${query}` : ""}`;
}

export function go(to: Address): void {
  const address = addressOf(to);
  if (address === location.pathname + location.search) return;
  history.pushState(null, "", address);
  dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  addEventListener("popstate", changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener("popstate", changed);
    removeEventListener(CHANGED, changed);
  };
}

export function useAddress(): Address {
  const here = useSyncExternalStore(subscribe, () => `${location.pathname}\n${location.search}`);
  const [path = "", query = ""] = here.split("\n");
  return parsed(path, query);
}
