// The record editor: keys, lines that move without a round trip, undo. Without it every button works by the server.
import { lookups } from "./lookup.js";

const form = document.querySelector("[data-desk]");
const list = form && form.querySelector("[data-lines]");
const MARK = "‡";
const STEPS = 60;
// A page that a button brought back has text that is not stored yet.
let saved = !form || form.dataset.unsaved === undefined;
const PLACE = "desk-place";

const lines = () => [...list.querySelectorAll("[data-line]")];
const text = (line) => line && line.querySelector("textarea");
const lineOf = (target) => target.closest("[data-line]");

// Undo of whole-line changes: a step holds the values and order as they were.
const past = [];
function remember() {
  past.push(lines().map((line) => ({ line, values: [...line.querySelectorAll("input, textarea")].map((box) => box.value) })));
  if (past.length > STEPS) past.shift();
}
function undo() {
  const step = past.pop();
  if (!step) return;
  const at = lines().indexOf(lineOf(document.activeElement || form));
  list.replaceChildren(...step.map(({ line }) => line));
  for (const { line, values } of step) {
    [...line.querySelectorAll("input, textarea")].forEach((box, place) => { box.value = values[place]; });
  }
  // Lines that were put in anew have lost the focus.
  const near = lines()[Math.min(Math.max(at, 0), lines().length - 1)];
  if (text(near)) text(near).focus();
  changed();
}

function changed() {
  saved = false;
  form.dispatchEvent(new CustomEvent("desk:changed", { bubbles: true }));
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function blank(model, values) {
  const line = model.cloneNode(true);
  line.id = "";
  line.classList.remove("is-marked", "is-fixed", "grid-line--fold");
  const [tag, indicators] = line.querySelectorAll("input");
  tag.readOnly = indicators.readOnly = text(line).readOnly = false;
  [tag.value, indicators.value, text(line).value] = values;
  const name = line.querySelector(".grid-line__name");
  if (!values[0]) name.replaceWith(Object.assign(document.createElement("span"), { className: "grid-line__name" }));
  return line;
}

const actions = {
  add(line) {
    const model = lines().find((one) => text(one) && !text(one).readOnly) || line;
    const made = blank(model, ["", "##", ""]);
    line ? line.after(made) : list.append(made);
    made.querySelector("input").focus();
  },
  copy(line) {
    const [tag, indicators] = line.querySelectorAll("input");
    const made = blank(line, [tag.value, indicators.value, text(line).value]);
    line.after(made);
    text(made).focus();
  },
  remove(line) {
    const next = line.nextElementSibling || line.previousElementSibling;
    if (!next) return;
    line.remove();
    (text(next) || next.querySelector("input")).focus();
  },
  up(line) {
    if (line.previousElementSibling) line.previousElementSibling.before(line);
    text(line).focus();
  },
  down(line) {
    if (line.nextElementSibling) line.nextElementSibling.after(line);
    text(line).focus();
  },
};

// A new line of a tag, where its tag belongs.
function addField(tag) {
  remember();
  const model = lines().find((one) => text(one) && !text(one).readOnly);
  const made = blank(model, [tag, "##", ""]);
  const later = lines().find((one) => one.querySelector("input").value > tag);
  later ? later.before(made) : list.append(made);
  text(made).focus();
  made.scrollIntoView({ block: "center" });
  changed();
}

function act(name, line) {
  if (line && !text(line)) return;
  if (line && text(line).readOnly && (name === "remove" || name === "copy")) return;
  remember();
  actions[name](line);
  changed();
}

function insert(box, piece) {
  box.setRangeText(piece, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function neighbour(box, event) {
  if (event.ctrlKey || event.altKey || event.shiftKey) return;
  const up = event.key === "ArrowUp";
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  const oneLine = box.clientHeight < 60;
  if (!oneLine && (up ? before.length > 60 : after.length > 60)) return;
  const line = lineOf(box);
  let next = up ? line.previousElementSibling : line.nextElementSibling;
  while (next && !text(next)) next = up ? next.previousElementSibling : next.nextElementSibling;
  if (!next) return;
  event.preventDefault();
  const same = next.querySelector(`[name=${box.name}]`);
  same.focus();
}

// What a field means, in the panel beside the lines; a line whose tag is new gets its name from it.
const help = document.getElementById("field-help");
async function explain(line) {
  const tag = line.querySelector("input").value.trim();
  if (!help || !/^[0-9A-Za-z]{3}$/.test(tag)) return;
  try {
    const answer = await fetch(form.dataset.help.replace("000", tag), { headers: { "HX-Request": "true" } });
    if (!answer.ok) { name(line, ""); return; }
    help.innerHTML = await answer.text();
    name(line, help.querySelector("[data-name]")?.textContent || "");
  } catch { /* typing goes on without help */ }
}
function name(line, words) {
  const place = line.querySelector(".grid-line__name");
  if (place && place.textContent !== words) place.replaceWith(Object.assign(document.createElement("span"), { className: "grid-line__name muted", textContent: words }));
}

// `$a` as many keyboards have it: before a small letter, at the start or after a space, it is the sign.
function dollars(box) {
  const at = box.selectionStart;
  const value = box.value.replace(/(^|\s)\$(?=[a-z])/g, `$1${MARK}`);
  if (value === box.value) return;
  box.value = value;
  box.setSelectionRange(at, at);
}

function lineKeys(event, box) {
  const line = lineOf(box);
  if (!line) return;
  const does = { F8: () => insert(text(line), MARK), F9: () => act("remove", line), F7: undo,
    F1: () => explain(line) }[event.key];
  if (does) { event.preventDefault(); does(); return; }
  if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); act("add", line); return; }
  if (event.ctrlKey && event.key.toLowerCase() === "d") { event.preventDefault(); act("copy", line); return; }
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    act(event.key === "ArrowUp" ? "up" : "down", line);
    return;
  }
  if (event.key === "ArrowUp" || event.key === "ArrowDown") neighbour(box, event);
}

// What a box wants suggested: the authority of a heading, or the title code beside a class number.
const HEADINGS = /^(100|110|111|130|240|600|610|611|630|650|651|700|710|711|653)$/;
const CLASSES = /^(080|082|084|090|094)$/;
const FIRST = /^(\s*(?:[‡ǂ]\s*a)?\s*)([^‡ǂ]*?)(\s*(?:[‡ǂ].*)?)$/s;
const DATES = /[‡ǂ]\s*d\s*[^‡ǂ]*/;
const sub = (text, code) => (new RegExp(`[‡ǂ]\\s*${code}\\s*([^‡ǂ]*)`).exec(text) || ["", ""])[1].trim();

function title() {
  const box = form.querySelector("[data-box='245a']");
  if (box) return box.value.trim();
  const line = list && lines().find((one) => one.querySelector("input").value === "245");
  const held = line ? text(line).value : "";
  return sub(held, "a") || held.split(MARK)[0].trim();
}
const heading = (tag, words, take) => ({ url: form.dataset.authorities, params: { tag, q: words }, words, least: 2, take });
const code = (take) => ({ url: form.dataset.titleCodes, params: { title: title() }, words: title(), least: 1, onFocus: true, take });

function wanted(box) {
  const line = list && lineOf(box);
  return line ? wantedByLine(box, line) : wantedByBox(box);
}
function wantedByLine(box, line) {
  const tag = line.querySelector("input").value;
  if (box !== text(line) || box.readOnly) return null;
  if (CLASSES.test(tag)) {
    return sub(box.value, "a") && !sub(box.value, "b") ? code((row) => { box.value = `${box.value.replace(/[‡ǂ]\s*b\s*$/, "").trimEnd()} ${MARK}b ${row.text}`; }) : null;
  }
  if (!HEADINGS.test(tag)) return null;
  const parts = FIRST.exec(box.value);
  const words = parts ? parts[2].trim().replace(/,$/, "") : "";
  return heading(tag, words, (row) => {
    const rest = row.d ? parts[3].replace(DATES, "").trim() : parts[3].trim();
    box.value = [`${parts[1] || `${MARK}a `}${row.a}${row.d ? "," : ""}`, row.d && `${MARK}d ${row.d}`, rest].filter(Boolean).join(" ");
  });
}
function wantedByBox(box) {
  const [tag, letter] = [(box.dataset.box || "").slice(0, 3), (box.dataset.box || "").slice(3)];
  if (letter === "b" && CLASSES.test(tag)) {
    const group = box.closest(".desk-group");
    return !box.value.trim() && group.querySelector("input").value.trim() ? code((row) => { box.value = row.text; }) : null;
  }
  if (letter !== "a" || !HEADINGS.test(tag)) return null;
  return heading(tag, box.value.trim().replace(/,$/, ""), (row) => {
    const dates = row.d && box.closest(".desk-group").querySelector(`[data-box='${tag}d']`);
    box.value = dates ? row.a : row.text;
    if (dates) dates.value = row.d;
  });
}

// Enter in the form of meanings goes to the next question.
function onward(box) {
  const boxes = [...form.querySelectorAll(".desk-main input:not([type=hidden]), .desk-main textarea, .desk-main select")].filter((one) => one.checkVisibility());
  boxes[boxes.indexOf(box) + 1]?.focus();
}

// Saving is a round trip: the next page stands where this one stood.
function keepPlace() {
  const line = list && lineOf(document.activeElement);
  if (line) sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, lines().indexOf(line)]));
}
function backToPlace() {
  const [path, at] = JSON.parse(sessionStorage.getItem(PLACE) || "[]");
  sessionStorage.removeItem(PLACE);
  const box = path === location.pathname && !location.hash ? text(lines()[at]) : null;
  if (!box || box.readOnly) return false;
  box.focus({ preventScroll: true });
  lines()[at].scrollIntoView({ block: "center" });
  return true;
}

function start() {
  lookups(form, wanted);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.querySelector("button[name=act][value=save]").click();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("input, textarea, select")) return;
    if (list && lineOf(event.target)) lineKeys(event, event.target);
    else if (event.key === "Enter" && !event.isComposing && !event.target.matches("textarea")) { event.preventDefault(); onward(event.target); }
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) { if (list) dollars(event.target); grow(event.target); }
    if (list && event.target.matches(".grid-line__tag") && event.target.value.trim().length === 3) explain(lineOf(event.target));
    changed();
  });
  form.addEventListener("submit", () => { saved = true; keepPlace(); });
  addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });
  // A finding leads to its line, wherever the line has moved to since.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "findings" || !list) return;
    const marked = new Set([...event.target.querySelectorAll(".desk-findings__bad, .desk-findings__warn")].map((one) => one.dataset.line));
    lines().forEach((line, at) => { line.id = `line-${at}`; line.classList.toggle("is-marked", marked.has(String(at))); });
  });
  form.addEventListener("click", (event) => {
    const wanted = event.target.closest(".desk-minimum button");
    if (wanted && list) { event.preventDefault(); addField(wanted.value.split(":")[1]); return; }
    const group = event.target.closest(".desk-minimum a[href^='#g-']");
    const box = group && document.querySelector(`${group.hash} input, ${group.hash} textarea`);
    if (box) {
      event.preventDefault();
      const folded = box.closest("details");
      if (folded) folded.open = true;
      box.focus();
      box.scrollIntoView({ block: "center" });
      return;
    }
    const link = event.target.closest(".desk-findings a, .desk-minimum a[href^='#line-']");
    if (link && list) {
      const line = lines()[Number(link.hash.slice(6))];
      if (line && text(line)) { event.preventDefault(); text(line).focus(); line.scrollIntoView({ block: "center" }); }
    }
  });
  if (!list) return;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    event.preventDefault();
    act(button.value.split(":")[0], lineOf(button));
  });
  const add = form.querySelector("button[value=add]");
  if (add) add.addEventListener("click", (event) => {
    event.preventDefault();
    act("add", lineOf(document.activeElement) || lines().at(-1));
  });
  // The keys do what the small buttons do: tabbing goes from text to text.
  for (const button of list.querySelectorAll(".grid-line__acts button, a.grid-line__name")) button.tabIndex = -1;
  if (backToPlace()) return;
  const first = form.querySelector("[aria-invalid], [data-line]:not(.grid-line--fold) textarea:not([readonly])");
  if (first && !location.hash) first.focus({ preventScroll: true });
}

if (form) start();
