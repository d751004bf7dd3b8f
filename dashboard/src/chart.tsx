// A chart on the page: ECharts in a box that follows the width and the colours of the page.
import { useEffect, useRef } from "react";
import type { Drawing } from "./charts/base";
import { useTheme } from "./theme";

const NARROW = 480;

export function Chart({ drawing, label }: { drawing: Drawing; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const place = box.current;
    if (!place) return;
    let isGone = false;
    let end = () => undefined as void;
    void import("./charts/drawing").then(({ init }) => {
      if (isGone) return;
      const chart = init(place, null, { renderer: "canvas" });
      const draw = () => {
        chart.resize();
        chart.setOption(drawing.option(theme, place.clientWidth < NARROW), true);
      };
      const watch = new ResizeObserver(draw);
      watch.observe(place);
      end = () => {
        watch.disconnect();
        chart.dispose();
      };
    });
    return () => {
      isGone = true;
      end();
    };
  }, [drawing, theme]);
  return <div ref={box} className="chart" role="img" aria-label={label} style={{ height: drawing.height }} />;
}
