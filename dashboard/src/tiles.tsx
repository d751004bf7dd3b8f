// Single figures at the head of a view.
import { useAnswer } from "./answers";
import type { Context, Tile as Spec } from "./specs";

export function Tiles({ tiles, context, refreshS }: { tiles: Spec[]; context: Context; refreshS: number }) {
  return (
    <ul className="tiles" aria-label="Main figures">
      {tiles.map((tile) => (
        <Tile key={tile.id} spec={tile} context={context} refreshS={refreshS} />
      ))}
    </ul>
  );
}

function Tile({ spec, context, refreshS }: { spec: Spec; context: Context; refreshS: number }) {
  const [{ answer, problem }] = useAnswer(spec.ask(context), refreshS);
  const rows = answer?.rows ?? [];
  const note = rows.length ? spec.note(rows, context) : (problem?.status === 403 ? "Your role may not see this." : problem?.message);
  return (
    <li data-tile={spec.id}>
      <span className="soft">{spec.name}</span>
      <strong>{rows.length ? spec.value(rows, context) : answer || problem ? "–" : "…"}</strong>
      <span className="soft">{note ?? (answer ? "No rows yet." : "Loading…")}</span>
    </li>
  );
}
