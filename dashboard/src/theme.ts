// Colours of charts, told apart by people who see few colours, for a light and a dark page.
import { useSyncExternalStore } from "react";

export interface Theme {
  ink: string;
  soft: string;
  line: string;
  paper: string;
  negative: string;
  neutral: string;
  positive: string;
  unsure: string;
  main: string;
  second: string;
  light: string;
  several: string[];
  low: string;
  high: string;
}

const LIGHT: Theme = {
  ink: "#1f2430",
  soft: "#565d6b",
  line: "#dfe2e7",
  paper: "#ffffff",
  negative: "#b5482a",
  neutral: "#b9bec7",
  positive: "#2f6f9f",
  unsure: "#e4e7ec",
  main: "#2f6f9f",
  second: "#d08c1d",
  light: "#8fb5d1",
  several: ["#2f6f9f", "#d08c1d", "#7a5195", "#2a9d8f", "#b5482a", "#6b7280", "#8fb5d1", "#c9a227"],
  low: "#eef3f8",
  high: "#174a70",
};

const DARK: Theme = {
  ink: "#e6e9ef",
  soft: "#a9b1bf",
  line: "#363d4a",
  paper: "#1b202a",
  negative: "#e58a6b",
  neutral: "#79818f",
  positive: "#6fb1e0",
  unsure: "#3d4553",
  main: "#6fb1e0",
  second: "#e9b04c",
  light: "#3f7fae",
  several: ["#6fb1e0", "#e9b04c", "#b79ad6", "#5cc7b8", "#e58a6b", "#a9b1bf", "#3f7fae", "#d8c46a"],
  low: "#232c3a",
  high: "#9fd0f5",
};

const PREFERS_DARK = matchMedia("(prefers-color-scheme: dark)");

export function useTheme(): Theme {
  const isDark = useSyncExternalStore(
    (changed) => {
      PREFERS_DARK.addEventListener("change", changed);
      return () => PREFERS_DARK.removeEventListener("change", changed);
    },
    () => PREFERS_DARK.matches,
  );
  return isDark ? DARK : LIGHT;
}
