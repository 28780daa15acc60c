"use strict";
(() => {
  const ROW = 31; // Pixels, as in the style: 30 and a line.
  const AROUND = 20; // Rows that are there above and below what is seen.
  const MOST_PRINTED = 5000;
  const MOST_CHOICES = 200;
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const tables = [];

  const make = (name, { text, ...rest } = {}, ...children) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(rest)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  function shown(value, column) {
    if (value === null) return "";
    if (value === true) return "yes";
    if (value === false) return "no";
    if (typeof value !== "number") return value;
    if (column.kind !== "number") return String(value);
    const digits = column.decimals;
    return digits === null
      ? value.toLocaleString("en", { maximumFractionDigits: 6 })
      : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  // Whether words are within a cell; digits that are set apart there may be written without.
  const within = (sought, words, value) =>
    words.toLowerCase().includes(sought) ||
    (typeof value === "number" && words.replaceAll(",", "").includes(sought));

  // What a filter means: words within the cell, "=" the whole cell, "!" not; of numbers also
  // > >= < <= and from..to.
  function meaning(text, column) {
    const wanted = text.trim();
    if (!wanted) return null;
    if (column.kind === "number") {
      const range = wanted.match(/^(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)$/);
      if (range) {
        const [low, high] = [Number(range[1]), Number(range[2])];
        return (value) => typeof value === "number" && value >= low && value <= high;
      }
      const compared = wanted.match(/^(>=|<=|>|<|=)\s*(-?[\d.]+(?:e[+-]?\d+)?)$/i);
      if (compared) {
        const limit = Number(compared[2]);
        const test = {
          ">": (v) => v > limit,
          "<": (v) => v < limit,
          ">=": (v) => v >= limit,
          "<=": (v) => v <= limit,
          "=": (v) => v === limit,
        }[compared[1]];
        return (value) => typeof value === "number" && test(value);
      }
    }
    if (wanted.startsWith("=")) {
      const whole = wanted.slice(1);
      return (value, words) => words.trim() === whole.trim();
    }
    if (wanted.startsWith("!") && wanted.length > 1) {
      const without = wanted.slice(1).toLowerCase();
      return (value, words) => !words.toLowerCase().includes(without);
    }
    const sought = wanted.toLowerCase();
    return (value, words) => within(sought, words, value);
  }

  class Table {
    constructor(host, data) {
      this.host = host;
      this.title = data.title;
      this.columns = data.columns;
      this.rows = data.rows;
      this.words = data.rows.map((row) => row.map((value, at) => shown(value, this.columns[at])));
      this.order = data.rows.map((_, at) => at);
      this.sorted = { column: -1, up: true };
      this.chosen = -1;
      this.filters = [];
      this.build();
      this.apply();
    }

    build() {
      const { title } = this;
      this.search = make("input", {
        type: "search",
        placeholder: "Find in all columns",
        "aria-label": `Find in all columns of ${title}`,
      });
      this.status = make("output", { "aria-live": "polite" });
      const reset = make("button", { type: "button", text: "Show all" });
      reset.addEventListener("click", () => this.filterBy({}));
      this.search.addEventListener("input", () => this.later());
      const head = make("tr");
      const filters = make("tr");
      const group = make("colgroup");
      let width = 0;
      this.columns.forEach((column, at) => {
        // A name may be cut off, but not much of it, and a choice has an arrow beside it.
        const least = Math.max(Math.min(column.name.length, 14) + 2, 7);
        const pixels = Math.round(Math.max(column.width, least) * 8.2) + (column.kind === "choice" ? 40 : 20);
        width += pixels;
        const col = make("col");
        col.style.width = `${pixels}px`;
        group.append(col);
        const button = make("button", { type: "button", text: column.name, title: column.name });
        button.addEventListener("click", () => this.sortBy(at));
        head.append(make("th", { scope: "col", class: column.kind, "aria-sort": "none" }, button));
        const filter = this.filterField(column, at);
        this.filters.push(filter);
        filters.append(make("th", {}, filter));
      });
      this.heads = [...head.children];
      this.body = make("tbody");
      const table = make("table", { "aria-label": title, "aria-rowcount": String(this.rows.length) });
      table.style.width = `${width}px`;
      table.append(group, make("thead", {}, head, filters), this.body);
      this.scroll = make("div", { class: "scroll", tabindex: "0" }, table);
      this.detail = make("div", { class: "chosen" });
      this.detail.hidden = true;
      this.host.replaceChildren(
        make("div", { class: "bar" }, this.search, reset, this.status),
        this.scroll,
        this.detail,
      );
      this.scroll.addEventListener("scroll", () => this.draw());
      this.scroll.addEventListener("keydown", (event) => this.key(event));
      this.body.addEventListener("click", (event) => {
        const row = event.target.closest("tr.row");
        if (row && !String(getSelection())) this.choose(Number(row.dataset.at));
      });
      new ResizeObserver(() => this.draw()).observe(this.scroll);
    }

    filterField(column, at) {
      const label = `Filter ${column.name}`;
      if (column.kind === "choice") {
        const values = new Set(this.words.map((row) => row[at]));
        if (values.size <= MOST_CHOICES) {
          const field = make("select", { "aria-label": label }, make("option", { value: "", text: "all" }));
          for (const value of [...values].sort(collator.compare))
            field.append(make("option", { value: `=${value}`, text: value || "(empty)" }));
          field.addEventListener("input", () => this.apply());
          return field;
        }
      }
      const field = make("input", {
        type: "search",
        "aria-label": label,
        placeholder: column.kind === "number" ? "> 5, 1..3" : "",
      });
      field.addEventListener("input", () => this.later());
      return field;
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.apply(), 120);
    }

    // By the names of columns; what is not named is not filtered by.
    filterBy(wanted) {
      this.search.value = "";
      this.columns.forEach((column, at) => {
        const value = wanted[column.name];
        this.filters[at].value = value === undefined ? "" : `=${value}`;
      });
      this.apply();
    }

    sortBy(at) {
      const { column, up } = this.sorted;
      if (column !== at) this.sorted = { column: at, up: true };
      else this.sorted = up ? { column: at, up: false } : { column: -1, up: true };
      this.apply();
    }

    apply() {
      clearTimeout(this.timer);
      const tests = this.filters
        .map((field, at) => [at, meaning(field.value, this.columns[at])])
        .filter(([, test]) => test);
      const sought = this.search.value.trim().toLowerCase();
      this.order = [];
      this.rows.forEach((row, at) => {
        const words = this.words[at];
        if (!tests.every(([column, test]) => test(row[column], words[column]))) return;
        if (sought && !words.some((word, column) => within(sought, word, row[column]))) return;
        this.order.push(at);
      });
      this.sort();
      const [some, all] = [this.order.length, this.rows.length].map((n) => n.toLocaleString("en"));
      this.status.textContent = some === all ? `${all} rows` : `${some} of ${all} rows`;
      this.scroll.scrollTop = 0;
      this.draw();
    }

    sort() {
      const { column, up } = this.sorted;
      this.heads.forEach((head, at) =>
        head.setAttribute("aria-sort", at !== column ? "none" : up ? "ascending" : "descending"),
      );
      if (column < 0) return;
      const sign = up ? 1 : -1;
      const ranks = new Map();
      if (this.columns[column].kind !== "number") {
        // Comparing is slow, so equal words are compared once.
        const different = [...new Set(this.order.map((at) => this.words[at][column]))];
        different.sort(collator.compare).forEach((word, rank) => ranks.set(word, rank));
      }
      const key = (at) => {
        const value = this.rows[at][column];
        if (value === null || value === "") return null;
        return ranks.size ? ranks.get(this.words[at][column]) : Number(value);
      };
      // Nothing comes last, whichever way it is sorted.
      this.order.sort((a, b) => {
        const [left, right] = [key(a), key(b)];
        if (left === null || right === null) return (left === null) - (right === null) || a - b;
        return sign * (left - right) || a - b;
      });
    }

    draw(all = false) {
      const count = all ? Math.min(this.order.length, MOST_PRINTED) : this.order.length;
      const seen = Math.ceil(this.scroll.clientHeight / ROW);
      const first = all ? 0 : Math.max(0, Math.floor(this.scroll.scrollTop / ROW) - AROUND);
      const last = all ? count : Math.min(count, first + seen + 2 * AROUND);
      const rows = [this.space(first)];
      for (let place = first; place < last; place += 1) rows.push(this.row(place));
      rows.push(this.space(count - last));
      if (!count) rows.push(make("tr", {}, make("td", { colspan: this.columns.length, text: "No rows." })));
      if (all && count < this.order.length)
        rows.push(
          make("tr", {}, make("td", {
            colspan: this.columns.length,
            text: `${(this.order.length - count).toLocaleString("en")} more rows are not printed.`,
          })),
        );
      this.body.replaceChildren(...rows);
    }

    space(rows) {
      const row = make("tr", { class: "space", "aria-hidden": "true" }, make("td", { colspan: this.columns.length }));
      row.style.height = `${rows * ROW}px`;
      if (!rows) row.hidden = true;
      return row;
    }

    row(place) {
      const at = this.order[place];
      const row = make("tr", { class: "row", "data-at": at, "aria-rowindex": place + 1 });
      row.setAttribute("aria-selected", at === this.chosen);
      this.columns.forEach((column, number) => {
        row.append(this.filled(make("td", { class: column.kind }), at, number, true));
      });
      return row;
    }

    filled(cell, at, number, short) {
      const words = this.words[at][number];
      const tone = Object.hasOwn(this.columns[number].tones, words) && this.columns[number].tones[words];
      if (tone) cell.append(make("span", { class: `pill tone-${tone}`, text: words }));
      else cell.textContent = short && words.length > 300 ? `${words.slice(0, 300)}…` : words;
      return cell;
    }

    choose(at) {
      this.chosen = at === this.chosen ? -1 : at;
      this.detail.hidden = this.chosen < 0;
      if (this.chosen >= 0) {
        const list = make("dl");
        this.columns.forEach((column, number) => {
          list.append(
            make("dt", { text: column.name }),
            this.filled(make("dd", { class: column.kind === "mono" ? "mono" : "" }), at, number, false),
          );
        });
        this.detail.replaceChildren(list);
      }
      this.draw();
    }

    key(event) {
      if (event.target !== this.scroll || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const place = this.order.indexOf(this.chosen) + step;
      if (place < 0 || place >= this.order.length) return;
      this.choose(this.order[place]);
      const top = place * ROW;
      const room = this.scroll.clientHeight - 110;
      if (top < this.scroll.scrollTop) this.scroll.scrollTop = top;
      if (top > this.scroll.scrollTop + room) this.scroll.scrollTop = top - room;
    }
  }

  for (const host of document.querySelectorAll("[data-table]")) {
    const data = read(host.dataset.table);
    tables.push(new Table(host, data));
  }

  for (const host of document.querySelectorAll("[data-matrix]")) {
    const links = read(host.dataset.matrix);
    host.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      const table = tables.find(({ title }) => title === links.table);
      if (!button || !table) return;
      const wanted = {};
      if (links.row) wanted[links.row] = button.dataset.row;
      if (links.column) wanted[links.column] = button.dataset.column;
      table.host.closest("details").open = true;
      table.filterBy(wanted);
      table.host.closest("details").scrollIntoView({ behavior: "smooth" });
    });
  }

  const closed = new Set();
  addEventListener("beforeprint", () => {
    for (const section of document.querySelectorAll("details:not([open])")) {
      closed.add(section);
      section.open = true;
    }
    for (const table of tables) table.draw(true);
  });
  addEventListener("afterprint", () => {
    for (const section of closed) section.open = false;
    closed.clear();
    for (const table of tables) table.draw();
  });
})();
