// The filters of a view; what is chosen stands in the address.
import { go, type Address, type FilterName } from "./address";
import type { Names } from "./names";
import type { Choices } from "./specs";

const MEASURES = ["active_users", "posts", "orders", "events", "likes", "replies", "reposts", "views"];
const WORDS: Record<FilterName, string> = {
  from: "From",
  to: "To",
  brand: "Brand",
  topic: "Topic",
  segment: "Segment",
  language: "Language",
  measure: "Measure",
};

interface Shown {
  address: Address;
  filters: FilterName[];
  choices: Choices | null;
  names: Names;
}

export function FilterBar({ address, filters, choices, names }: Shown) {
  const set = (name: FilterName, value: string) => go({ ...address, filters: { ...address.filters, [name]: value } });
  const isSet = filters.some((name) => address.filters[name]);
  const isUseful = (name: FilterName) => name === "from" || name === "to" || options(name, choices, names, address.filters[name]).length > 1;
  if (!filters.some(isUseful)) return null;
  return (
    <form className="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      {filters.filter(isUseful).map((name) => (
        <label key={name}>
          {WORDS[name]}
          {name === "from" || name === "to" ? (
            <input
              type="date"
              value={address.filters[name] ?? ""}
              min={choices?.firstDay ?? undefined}
              max={choices?.lastDay ?? undefined}
              onChange={(event) => set(name, event.target.value)}
            />
          ) : (
            <select value={address.filters[name] ?? ""} onChange={(event) => set(name, event.target.value)}>
              {options(name, choices, names, address.filters[name]).map(([value, words]) => (
                <option key={value} value={value}>{words}</option>
              ))}
            </select>
          )}
        </label>
      ))}
      {isSet && <button type="button" onClick={() => go({ ...address, filters: {} })}>Clear filters</button>}
    </form>
  );
}

function options(name: FilterName, choices: Choices | null, names: Names, chosen: string | undefined): [string, string][] {
  const known: Partial<Record<FilterName, [string, string][]>> = {
    brand: choices?.brands.map((one) => [one, one]),
    topic: choices?.topics.map((one) => [one, names.topic(one)]),
    segment: choices?.segments.map((one) => [one, names.segment(one)]),
    language: choices?.languages.map((one) => [one, languageName(one)]),
    measure: MEASURES.map((one) => [one, one.replace("_", " ")]),
  };
  const listed = known[name] ?? [];
  const isListed = !chosen || listed.some(([value]) => value === chosen);
  const none: [string, string] = ["", name === "measure" ? "active users" : "All"];
  const shown = name === "measure" ? listed.slice(1) : listed;
  return [none, ...shown, ...(isListed ? [] : ([[chosen, chosen]] as [string, string][]))];
}

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

function languageName(code: string): string {
  try {
    return code.length <= 3 ? (LANGUAGES.of(code) ?? code) : code;
  } catch {
    return code;
  }
}
