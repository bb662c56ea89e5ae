// Draws the table inside each `figure[data-chart]`: a series for each `<th data-series="bars|line">`, from what the cells
// of its column carry in `data-value` (of money: whole minor units). Without this script the table itself is shown.
// The smallest build of ECharts has neither legend nor tooltip: the key above the picture is both, in the table's words.
(() => {
  const COLOURS = ["accent", "violet", "warm", "good"];
  const [ROW_PX, NAMES_PX] = [34, 120]; // of bars that lie
  const language = document.documentElement.lang;
  const charts = new Map(); // by the canvas they are drawn on
  const opened = new Set(); // captions of the figures whose table somebody looks at
  const caption = (figure) => figure.querySelector("figcaption").textContent.trim();
  const words = (cell) => cell.textContent.trim().replace(/\s+/g, " ");

  function read(figure) {
    const table = figure.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    const moment = (row) => row.cells[0].querySelector("time")?.dateTime ?? "";
    if (rows.length > 1 && moment(rows[0]) > moment(rows.at(-1))) rows.reverse(); // time runs to the right
    const series = [...table.tHead.rows[0].cells].flatMap((head, at) => (head.dataset.series ? [{ head, at }] : []));
    return { rows, series, stacked: "stacked" in table.dataset, lying: "lying" in table.dataset };
  }

  // A token of the style sheet as the colour that it is in the theme of the moment.
  function colours(canvas) {
    return (name) => {
      canvas.style.color = `var(--drawn-${name}, var(--${name}))`;
      const value = getComputedStyle(canvas).color;
      canvas.style.color = "";
      return value;
    };
  }

  function numbers(unit) {
    const money = unit ? { style: "currency", currency: unit } : {};
    const digits = unit ? new Intl.NumberFormat(language, money).resolvedOptions().maximumFractionDigits : 0;
    const short = { ...money, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 };
    const format = new Intl.NumberFormat(language, short);
    return { scale: 10 ** digits, say: (value) => format.format(value).replace("-", "\u2212") };
  }

  function label(row) {
    const day = row.cells[0].querySelector("time")?.dateTime;
    const format = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" });
    return day ? format.format(new Date(day)) : words(row.cells[0]);
  }

  const tone = ({ head }, number) => head.dataset.colour ?? COLOURS[number % COLOURS.length];

  function drawing(figure, colour, { rows, series, stacked, lying }) {
    const { scale, say } = numbers(figure.dataset.unit);
    const text = { color: colour("ink-2"), fontFamily: getComputedStyle(figure).fontFamily, fontSize: 12 };
    const things = {
      type: "category",
      data: rows.map(label),
      inverse: lying,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisLabel: { ...text, hideOverlap: true, ...(lying ? { width: NAMES_PX, overflow: "truncate", interval: 0 } : {}) },
    };
    const values = {
      type: "value",
      splitNumber: 4,
      minInterval: 1,
      axisLabel: { ...text, formatter: say, hideOverlap: true },
      splitLine: { lineStyle: { color: colour("line") } },
    };
    const room = { left: 2, right: 10, top: 10, bottom: 2, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
    const bars = { type: "bar", stack: stacked ? "all" : undefined, barMaxWidth: lying ? 16 : 26, itemStyle: { borderRadius: 2 } };
    const line = { type: "line", z: 3, symbol: "circle", symbolSize: 6, connectNulls: true, lineStyle: { width: 2 } };
    const drawn = series.map((each, number) => {
      const { series: kind, below } = each.head.dataset;
      const data = rows.map(({ cells }) => {
        const given = cells[each.at]?.dataset.value;
        if (!given) return null;
        const value = Number(given) / scale;
        return value < 0 && below ? { value, itemStyle: { color: colour(below) } } : value;
      });
      const showSymbol = data.filter((value) => value !== null).length < 3; // too few for a line
      return { ...(kind === "line" ? line : bars), showSymbol, data, color: colour(tone(each, number)) };
    });
    return {
      animation: false, // calm, also where no preference asks for it
      aria: { enabled: true, label: { description: caption(figure) } },
      grid: lying ? { ...room, left: NAMES_PX + 10, bottom: 24, outerBoundsMode: "none" } : room,
      ...(lying ? { xAxis: values, yAxis: things } : { xAxis: things, yAxis: values }),
      series: drawn,
    };
  }

  // The names of the series, and what they are at the row that is pointed at.
  function explain({ key, which, colour, series }, row) {
    which.textContent = row ? words(row.cells[0]) : "";
    const parts = series.map((each, number) => {
      const [part, mark, value] = ["span", "i", "b"].map((name) => document.createElement(name));
      mark.className = each.head.dataset.series;
      mark.style.background = colour(tone(each, number));
      value.textContent = row ? words(row.cells[each.at]) : "";
      part.append(mark, words(each.head), value);
      return part;
    });
    key.replaceChildren(...parts);
  }

  function draw(canvas) {
    const figure = canvas.closest("[data-chart]");
    const data = read(figure);
    canvas.hidden = false;
    if (data.lying) canvas.style.height = `${(data.rows.length + 1) * ROW_PX}px`;
    const shown = Object.assign(charts.get(canvas) ?? begin(canvas, figure), data);
    shown.chart.setOption(drawing(figure, shown.colour, data), true);
    explain(shown);
  }

  function begin(canvas, figure) {
    const [which, key] = ["which", "key"].map((name) => {
      const part = document.createElement("p");
      part.className = name;
      part.setAttribute("aria-hidden", "true"); // the table says the same
      return part;
    });
    figure.querySelector("figcaption").after(which, key);
    const behind = figure.querySelector("details.behind");
    behind.open = "table" in figure.dataset || opened.has(caption(figure));
    behind.addEventListener("toggle", () => opened[behind.open ? "add" : "delete"](caption(figure)));
    const chart = echarts.init(canvas, null, { renderer: "canvas" });
    const shown = { chart, key, which, colour: colours(canvas) };
    charts.set(canvas, shown);
    chart.getZr().on("mousemove", ({ offsetX, offsetY }) => {
      const place = chart.convertFromPixel({ gridIndex: 0 }, [offsetX, offsetY]);
      explain(shown, shown.rows[place?.[shown.lying ? 1 : 0]]);
    });
    chart.getZr().on("globalout", () => explain(shown));
    new ResizeObserver(() => chart.isDisposed() || chart.resize()).observe(canvas);
    return shown;
  }

  // What htmx or live.js put into the page is drawn, and what they took away is let go.
  function drawNew() {
    for (const [canvas, { chart }] of charts) {
      if (!canvas.isConnected && charts.delete(canvas)) chart.dispose();
    }
    const shown = [...document.querySelectorAll("[data-chart] .canvas")];
    shown.filter((canvas) => !charts.has(canvas)).forEach(draw);
  }

  const drawAll = () => [...charts.keys()].forEach(draw);
  new MutationObserver(drawNew).observe(document.body, { childList: true, subtree: true });
  new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  drawNew();
})();
