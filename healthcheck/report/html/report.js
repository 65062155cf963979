"use strict";
// Draws the findings from the data in the page. Text is only ever set as text: there is no markup from data anywhere.
(() => {
  const started = performance.now();
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);

  // A finding's row; data.py writes it.
  const RULE = 0, PRIORITY = 1, SCORE = 2, SEVERITY = 3, CONFIDENCE = 4, WHY = 5, TYPE = 6, KEY = 7, NAME = 8, CAUSE = 9,
    EVIDENCE = 10, ORIGIN = 11, MARK = 12, MORE = 13;
  const CHUNK = 50, IN_GROUP = 20, PER_RULE_ON_PAPER = 20;

  const WORDS = {
    all: ["All", "全部"], of: ["{0} of {1} findings", "{1} 个问题中的 {0} 个"], none: ["No finding fits.", "没有符合条件的问题。"],
    nothing: ["Nothing was found.", "没有发现问题。"], more: ["Show {0} more of {1}", "再显示 {0} 个，剩 {1} 个"],
    what: ["What", "说明"], object: ["Object", "对象"], rule: ["Rule", "规则"], where: ["Where", "出处"], priority: ["Priority", "优先级"],
    repair: ["Repair", "修复"], menu: ["Menu: ", "菜单："], evidence: ["Evidence", "证据"], origin: ["Origin", "出处"], places: ["In the files", "文件位置"],
    cause: ["Object to repair", "待修对象"], why: ["Why this rank", "排序依据"], effort: ["Effort", "工作量"], state: ["State", "状态"],
    sql: ["Statement (review and back up first)", "语句（先审核、先备份）"], verify: ["Verify", "复查"], zero: ["Verify (0 when repaired)", "复查（修好后应为 0）"],
    copy: ["Copy", "复制"], copied: ["Copied", "已复制"], mark: ["Finding", "问题编号"], waiver: ["Accepted", "豁免"], reset: ["Show all", "显示全部"],
    only: ["Only {0}", "仅看 {0}"], rest: ["And {0} more; the file itself lists them all.", "另有 {0} 个，见报告文件本身。"], empty: ["(empty)", "（空）"],
    yes: ["yes", "是"], no: ["no", "否"], certain: ["Severity", "严重程度"], counted: ["{0}, of which {1} are listed", "{0} 个，列出 {1} 个"],
    reason: ["Reason", "理由"], owner: ["Owner", "责任人"], approver: ["Approver", "批准人"], until: ["Until", "有效期至"], ticket: ["Ticket", "工单"], kind: ["Kind", "类别"], source: ["Source", "来源"],
    waivedList: ["Accepted findings", "已豁免的问题"], table: ["Findings", "问题"], sort: ["sort", "排序"],
  };
  let lang = root.dataset.lang === "zh" ? 1 : 0;
  const word = (name, ...values) => WORDS[name][lang].replace(/\{(\d)\}/g, (_, n) => values[n]);
  const told = (names, key) => (Object.hasOwn(names, key) ? names[key][lang] : key);
  const number = (n) => n.toLocaleString(lang ? "zh-CN" : "en");

  // -- words of a finding ----------------------------------------------------------------------------------------------

  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
  const visible = (text) => text.replace(HIDDEN, (c) => c === "\r" ? "" : `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
  const cut = (text, longest) => text.length <= longest ? text : Array.from(text).length <= longest ? text : `${Array.from(text).slice(0, longest - 1).join("")}…`;

  const shown = (value, l) => {
    if (value === null) return WORDS.empty[l];
    if (value === true || value === false) return WORDS[value ? "yes" : "no"][l];
    return value;
  };
  const filled = (pieces, row, rule, l) => {
    let text = pieces[0];
    for (let i = 1; i < pieces.length; i += 2) {
      const [name, counted] = pieces[i].split(":");
      const at = rule.columns.indexOf(name);
      const value = at < 0 ? 0 : row[EVIDENCE][at];
      const word = value === 0 ? `{${name}}` : cut(shown(value, l), 300);
      text += word + (counted ? ` ${counted.split("|")[word === "1" ? 0 : 1]}` : "") + pieces[i + 1];
    }
    return text;
  };
  const message = (row, l = lang) => (row[MORE] && row[MORE].message) ? row[MORE].message[l] : filled(data.rules[row[RULE]].message[l], row, data.rules[row[RULE]], l);
  const fix = (row) => {
    const rule = data.rules[row[RULE]];
    if (row[MORE] && row[MORE].fix) return row[MORE].fix[lang];
    const advice = filled(rule.fix[lang], row, rule, lang);
    const guide = data.guides[system(row)] || data.guides[""];
    if (guide.own[rule.id]) return `${advice} ${filled(guide.own[rule.id][lang], row, rule, lang)}`;
    const path = rule.menus.map((fact) => guide.where[fact]).find(Boolean);
    return path ? `${advice} ${word("menu")}${path[lang]}` : advice;
  };
  const system = (row) => (row[MORE] || {}).system || "";
  const thing = (type, name, of) => `${of ? `[${of}] ` : ""}${data.types[type][lang + 1]}${lang ? "：" : " "}${name}`;
  const subject = (row) => thing(row[TYPE], row[NAME], system(row));
  const cause = (at) => thing(data.causes[at][0], data.causes[at][2], data.causes[at][3]);
  const family = (row) => data.rules[row[RULE]].id.split(".")[0];

  // -- elements --------------------------------------------------------------------------------------------------------

  const el = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") for (const [event, call] of Object.entries(value)) made.addEventListener(event, call);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== undefined) made.setAttribute(name, value);
    }
    for (const child of children.flat()) if (child !== null && child !== undefined && child !== "") made.append(typeof child === "string" ? visible(child) : child);
    return made;
  };
  const badge = (priority) => el("span", { class: `badge p${priority}` }, `P${priority}`);
  const own = (text) => el("bdi", null, text);

  const statement = (label, text) => {
    const button = el("button", { type: "button", class: "screen" }, word("copy"));
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(text); button.textContent = word("copied"); } catch { /* the text can be selected */ }
    });
    return [el("dt", null, label), el("dd", null, el("pre", null, text), button)];
  };

  const evidence = (row) => {
    const rule = data.rules[row[RULE]];
    const rows = rule.columns.map((name, at) => [name, row[EVIDENCE][at]]).filter(([, value]) => value !== 0);
    return el("table", { class: "evidence" }, el("tbody", null, rows.map(([name, value]) => {
      const text = shown(value, lang);
      const long = text.length > 600;
      return el("tr", null, el("th", { scope: "row" }, name), el("td", null, long ? el("span", { class: "long", tabindex: "0" }, text) : own(text)));
    })));
  };

  const details = (row) => {
    const rule = data.rules[row[RULE]];
    const more = row[MORE] || {};
    const line = (label, ...content) => [el("dt", null, label), el("dd", null, ...content)];
    const lines = [line(word("object"), row[NAME].length > 600 ? el("span", { class: "long", tabindex: "0" }, subject(row)) : own(subject(row)))];
    if (data.causes[row[CAUSE]][1] !== row[KEY] || data.causes[row[CAUSE]][0] !== row[TYPE]) lines.push(line(word("cause"), own(cut(cause(row[CAUSE]), 600))));
    lines.push(line(word("repair"), fix(row)));
    if (more.waiver) {
      const parts = ["kind", "reason", "owner", "approver", "until", "ticket", "source"].filter((k) => more.waiver[k]).map((k) => `${word(k)}: ${k === "kind" ? told(data.kinds, more.waiver.kind) : more.waiver[k]}`);
      lines.push(line(word("waiver"), [told(data.kinds, more.waiver.how), ...parts].join(" · ")));
    }
    if (more.sql) lines.push(statement(word("sql"), more.sql));
    lines.push(statement(word(more.verify ? "zero" : "verify"), more.verify || `healthcheck scan … --select ${rule.id}`));
    lines.push(line(word("evidence"), evidence(row)));
    if (row[ORIGIN].length) lines.push(line(word("origin"), row[ORIGIN].slice(0, 50).flatMap((o) => [el("code", null, cut(o, 300)), el("br")])));
    if (more.places) lines.push(line(word("places"), more.places.flatMap((p) => [el("code", null, p), el("br")])));
    lines.push(line(word("why"), `${data.whys[row[WHY]][lang]} · ${word("effort")}: ${data.effort[rule.effort][lang]}`));
    if (more.state) lines.push(line(word("state"), told(data.states, more.state)));
    lines.push(line(word("rule"), el("code", null, rule.id), ` ${rule.title[lang]}`));
    lines.push(line(word("mark"), el("a", { href: `#f-${row[MARK]}` }, el("code", null, row[MARK]))));
    return el("div", { class: "body" }, el("dl", null, lines.flat()));
  };

  const item = (row) => {
    const made = el("details", { class: "finding", id: `f-${row[MARK]}` },
      el("summary", null, badge(row[PRIORITY]), " ", own(cut(message(row), 600)), row[ORIGIN].length ? el("span", { class: "name" }, ` ${cut(row[ORIGIN][0], 80)}`) : ""));
    made.addEventListener("toggle", () => { if (made.open && made.childElementCount === 1) made.append(details(row)); });
    return made;
  };

  // Appends rows chunk by chunk: at once when the end comes into view, and by a button for the keyboard.
  const chunked = (rows, make, into, size) => {
    let at = 0;
    const button = el("button", { type: "button", class: "next" });
    const step = () => {
      const end = Math.min(rows.length, at + size);
      into.append(...rows.slice(at, end).map(make));
      at = end;
      button.textContent = word("more", number(Math.min(size, rows.length - at)), number(rows.length - at));
      button.hidden = at >= rows.length;
    };
    button.addEventListener("click", step);
    step();
    return button;
  };

  // -- filter ----------------------------------------------------------------------------------------------------------

  const rows = data.findings;
  const chosen = { q: "", priorities: new Set(), family: "", state: "", rule: null, cause: null, view: "rule", sort: "priority" };
  let haystack = null;
  // Both languages, names, codes and evidence: whatever a person may have in hand.
  const searchable = () => {
    if (haystack) return haystack;
    haystack = rows.map((row) => {
      const rule = data.rules[row[RULE]];
      const held = row[EVIDENCE].filter((v) => typeof v === "string").join(" ");
      return `${rule.id} ${rule.title[0]} ${rule.title[1]} ${row[NAME]} ${row[KEY]} ${data.causes[row[CAUSE]][2]} ${held} ${row[ORIGIN].join(" ")} ${row[MARK]}`.toLowerCase();
    });
    return haystack;
  };
  const matching = () => {
    const words = chosen.q.toLowerCase().split(/\s+/).filter(Boolean);
    const text = words.length ? searchable() : null;
    const found = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (chosen.priorities.size && !chosen.priorities.has(row[PRIORITY])) continue;
      if (chosen.rule !== null && data.rules[row[RULE]].id !== chosen.rule) continue;
      if (chosen.cause !== null && row[CAUSE] !== chosen.cause) continue;
      if (chosen.family && family(row) !== chosen.family) continue;
      if (chosen.state && (row[MORE] || {}).state !== chosen.state) continue;
      if (text) { let all = true; for (const w of words) if (!text[i].includes(w)) { all = false; break; } if (!all) continue; }
      found.push(row);
    }
    return found;
  };

  // -- the three views -------------------------------------------------------------------------------------------------

  const grouped = (found, by) => {
    const groups = new Map();
    for (const row of found) { const list = groups.get(row[by]); if (list) list.push(row); else groups.set(row[by], [row]); }
    return [...groups.entries()];
  };
  const group = ([key, list], open, by) => {
    const rule = data.rules[key];
    const title = by === RULE ? rule.title[lang] : cut(cause(key), 160);
    const code = by === RULE ? rule.id : [...new Set(list.map((r) => data.rules[r[RULE]].id))].slice(0, 3).join(", ");
    const whole = by === RULE && list.length === rule.listed && rule.count > rule.listed ? word("counted", number(rule.count), number(list.length)) : number(list.length);
    const made = el("details", { class: "group" }, el("summary", null, badge(list[0][PRIORITY]), el("span", { class: "what" }, own(title)), el("code", null, code), el("span", { class: "num" }, whole)));
    const fill = () => {
      if (made.childElementCount > 1) return;
      const inside = el("div", { class: "inside" });
      const items = el("div");
      inside.append(items, chunked(list, item, items, IN_GROUP));
      made.append(inside);
    };
    made.addEventListener("toggle", () => { if (made.open) fill(); });
    if (open) { fill(); made.open = true; }
    return made;
  };

  const SORTS = {
    priority: (a, b) => a[PRIORITY] - b[PRIORITY] || b[SCORE] - a[SCORE],
    rule: (a, b) => (data.rules[a[RULE]].id < data.rules[b[RULE]].id ? -1 : data.rules[a[RULE]].id > data.rules[b[RULE]].id ? 1 : 0),
    object: (a, b) => a[TYPE] - b[TYPE] || (a[NAME] < b[NAME] ? -1 : a[NAME] > b[NAME] ? 1 : 0),
  };
  const wide = (list, label) => {
    const body = el("tbody");
    const heading = (name, sort) => el("th", { scope: "col", "aria-sort": sort && chosen.sort === sort ? (sort === "priority" ? "descending" : "ascending") : undefined },
      sort ? el("button", { type: "button", on: { click: () => { chosen.sort = sort; draw(); } } }, word(name)) : word(name));
    const line = (row) => {
      const open = el("button", { type: "button", "aria-expanded": "false" }, own(cut(message(row), 400)));
      const made = el("tr", { id: `f-${row[MARK]}` }, el("td", null, badge(row[PRIORITY])), el("td", { class: "what" }, open),
        el("td", null, own(cut(subject(row), 120))), el("td", null, el("code", null, data.rules[row[RULE]].id)), el("td", null, el("code", null, cut(row[ORIGIN].slice(0, 2).join(", "), 120))));
      let inside = null;
      open.addEventListener("click", () => {
        const now = open.getAttribute("aria-expanded") === "false";
        open.setAttribute("aria-expanded", String(now));
        if (now && !inside) { inside = el("tr", null, el("td", { colspan: "5" }, details(row))); made.after(inside); }
        if (inside) inside.hidden = !now;
      });
      return made;
    };
    const box = el("div", { class: "tablebox", tabindex: "0", role: "group", "aria-label": label }, el("table", { class: "wide" },
      el("thead", null, el("tr", null, heading("priority", "priority"), heading("what"), heading("object", "object"), heading("rule", "rule"), heading("where"))), body));
    return [box, chunked(list, line, body, CHUNK)];
  };

  let timing = 0;
  const draw = () => {
    const begin = performance.now();
    const found = matching();
    const list = $("list");
    $("count").textContent = rows.length ? word("of", number(found.length), number(rows.length)) : word("nothing");
    const note = $("chosen");
    note.hidden = chosen.rule === null && chosen.cause === null;
    if (!note.hidden) {
      const said = chosen.rule !== null ? chosen.rule : cut(cause(chosen.cause), 200);
      note.replaceChildren(visible(word("only", said)), el("button", { type: "button", on: { click: () => { chosen.rule = chosen.cause = null; draw(); } } }, word("reset")));
    }
    if (!found.length) list.replaceChildren(rows.length ? el("p", null, word("none")) : "");
    else if (chosen.view === "table") list.replaceChildren(...wide(chosen.sort === "priority" ? found : [...found].sort(SORTS[chosen.sort]), word("table")));
    else {
      const by = chosen.view === "rule" ? RULE : CAUSE;
      const groups = grouped(found, by);
      const held = el("div");
      const open = groups.length <= 3 || found.length <= 10;
      const button = chunked(groups, (g) => group(g, open, by), held, CHUNK);
      list.replaceChildren(held, button);
    }
    timing = performance.now() - begin;
  };

  // -- paper: in the language and with the filter of the moment, bounded per rule ---------------------------------------

  const onPaper = () => {
    const parts = [];
    for (const [key, list] of grouped(matching(), RULE)) {
      const rule = data.rules[key];
      const lines = list.slice(0, PER_RULE_ON_PAPER).map((row) => el("tr", null, el("td", null, badge(row[PRIORITY])), el("td", null, own(cut(message(row), 400))), el("td", null, el("code", null, cut(row[ORIGIN].slice(0, 2).join(", "), 100)))));
      parts.push(el("section", null, el("h3", null, `${rule.title[lang]} `, el("code", null, rule.id), ` ${number(Math.max(rule.count, list.length))}`),
        el("table", null, el("thead", null, el("tr", null, ["priority", "what", "where"].map((h) => el("th", { scope: "col" }, word(h))))), el("tbody", null, lines)),
        list.length > PER_RULE_ON_PAPER ? el("p", { class: "small" }, word("rest", number(list.length - PER_RULE_ON_PAPER))) : "",
        el("p", { class: "fix" }, el("b", null, `${word("repair")} `), cut(fix(list[0]), 1200))));
    }
    $("paper").replaceChildren(...parts);
    for (const area of document.querySelectorAll("details.area:not([open])")) { area.open = true; area.classList.add("for-paper"); }
  };
  addEventListener("beforeprint", onPaper);
  addEventListener("afterprint", () => {
    $("paper").replaceChildren();
    for (const area of document.querySelectorAll("details.for-paper")) { area.open = false; area.classList.remove("for-paper"); }
  });

  // -- controls --------------------------------------------------------------------------------------------------------

  const options = (select, pairs, current) => {
    select.replaceChildren(el("option", { value: "" }, word("all")), ...pairs.map(([value, label]) => el("option", { value }, label)));
    select.value = current;
  };
  const controls = () => {
    const counts = [0, 0, 0, 0];
    for (const row of rows) counts[row[PRIORITY]]++;
    const box = $("priorities");
    for (const old of box.querySelectorAll("label")) old.remove();
    counts.forEach((count, p) => {
      const input = el("input", { type: "checkbox", value: String(p) });
      input.checked = chosen.priorities.has(p);
      input.addEventListener("change", () => { if (input.checked) chosen.priorities.add(p); else chosen.priorities.delete(p); draw(); });
      box.append(el("label", null, input, badge(p), ` ${number(count)}`));
    });
    const families = [...new Set(data.rules.map((r) => r.id.split(".")[0]))].sort();
    options($("family"), families.map((f) => [f, told(data.families, f)]), chosen.family);
    const states = [...new Set(rows.map((r) => (r[MORE] || {}).state).filter(Boolean))];
    $("state").parentElement.hidden = !states.length;
    options($("state"), states.map((s) => [s, told(data.states, s)]), chosen.state);
  };
  const waived = () => {
    const held = $("waived-list");
    if (!held) return;
    const list = el("div");
    held.replaceChildren(list);
    held.append(chunked(data.waived, item, list, CHUNK));
  };
  const speak = (to) => {
    lang = to === "zh" ? 1 : 0;
    root.dataset.lang = to;
    root.lang = lang ? "zh-CN" : "en";
    for (const button of document.querySelectorAll("[data-set-lang]")) button.setAttribute("aria-pressed", String(button.dataset.setLang === to));
    for (const labelled of document.querySelectorAll("[data-label-en]")) labelled.setAttribute("aria-label", lang ? labelled.dataset.labelZh : labelled.dataset.labelEn);
    controls();
    waived();
    draw();
  };

  // A link to one finding opens it, whatever the filter hid.
  const follow = () => {
    const mark = decodeURIComponent(location.hash).match(/^#f-([0-9a-z]+)$/);
    if (!mark) return;
    const row = rows.find((r) => r[MARK] === mark[1]) || data.waived.find((r) => r[MARK] === mark[1]);
    if (!row) return;
    if (!row[MORE].waiver) {
      Object.assign(chosen, { q: "", family: "", state: "", rule: null, cause: row[CAUSE], view: chosen.view === "table" ? "rule" : chosen.view });
      chosen.priorities.clear();
      $("q").value = "";
      for (const radio of document.querySelectorAll("#views input")) radio.checked = radio.value === chosen.view;
      controls();
      draw();
      for (const closed of document.querySelectorAll("#list details.group:not([open])")) closed.open = true;
    }
    requestAnimationFrame(() => {
      let found = $(`f-${mark[1]}`);
      while (!found) { const next = document.querySelector("#list .inside .next:not([hidden])"); if (!next) return; next.click(); found = $(`f-${mark[1]}`); }
      found.open = true;
      found.classList.add("here");
      found.scrollIntoView({ block: "center" });
      found.querySelector("summary").focus({ preventScroll: true });
    });
  };

  for (const rule of data.rules) rule.listed = 0;
  for (const row of rows) data.rules[row[RULE]].listed++;
  for (const button of document.querySelectorAll("[data-set-lang]")) button.addEventListener("click", () => speak(button.dataset.setLang));
  $("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  $("print").addEventListener("click", () => print());
  $("open-statements").addEventListener("click", () => { for (const d of document.querySelectorAll("#statements details")) d.open = true; });
  $("filter").addEventListener("submit", (event) => event.preventDefault());
  $("q").addEventListener("input", () => { chosen.q = $("q").value; draw(); });
  $("family").addEventListener("change", () => { chosen.family = $("family").value; draw(); });
  $("state").addEventListener("change", () => { chosen.state = $("state").value; draw(); });
  for (const radio of document.querySelectorAll("#views input")) radio.addEventListener("change", () => { chosen.view = radio.value; draw(); });
  for (const link of document.querySelectorAll("[data-show]")) link.addEventListener("click", () => {
    const [kind, value] = [link.dataset.show.slice(0, link.dataset.show.indexOf("=")), link.dataset.show.slice(link.dataset.show.indexOf("=") + 1)];
    chosen.rule = kind === "rule" ? value : null;
    chosen.cause = kind === "cause" ? data.causes.findIndex((c) => `${c[3]} ${data.types[c[0]][0]} ${c[1]}` === value) : null;
    draw();
    $("findings").focus();
  });
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); $("q").focus(); }
  });

  speak(root.dataset.lang);
  follow();
  // The index for searching is made while the reader reads.
  const idle = window.requestIdleCallback || ((call) => setTimeout(call, 50));
  idle(searchable);
  root.dataset.ready = String(Math.round(performance.now() - started));
  Object.defineProperty(window, "healthcheckTiming", { get: () => ({ ready: Number(root.dataset.ready), draw: timing, indexed: haystack !== null }) });
})();
