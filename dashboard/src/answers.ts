// Rows for a part of the page: being read, read, refreshed, or refused.
import { useEffect, useReducer, useState } from "react";
import { addressOf, ApiError, ask, type Answer, type Query } from "./api";

export interface Read {
  address: string;
  answer?: Answer;
  /** Why there are no rows, or why those that are shown are no newer. */
  problem?: ApiError;
  /** When the rows were last read or found unchanged, in ms. */
  readAt: number;
}

/** Rows of a question, asked again every so many seconds while the page is seen. */
export function useAnswer(query: Query, everyS: number): [Read, () => void] {
  const address = addressOf(query);
  const [read, setRead] = useState<Read>({ address, readAt: 0 });
  const [turn, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let isGone = false;
    const load = () =>
      ask(query)
        .then((answer) => ({ address, answer, readAt: Date.now() }))
        .catch((error: unknown) => {
          const problem = error instanceof ApiError ? error : new ApiError(0, String(error));
          return (before: Read): Read => (before.address === address ? { ...before, problem } : { address, problem, readAt: 0 });
        })
        .then((next) => {
          if (!isGone) setRead(next);
        });
    void load();
    const timer = everyS ? setInterval(() => !document.hidden && void load(), everyS * 1000) : undefined;
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [address, everyS, turn]);
  return [read.address === address ? read : { address, readAt: 0 }, again];
}

/** The time now, told again every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
