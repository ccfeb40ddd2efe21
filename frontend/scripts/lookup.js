// Suggestions under any box that asks for them: ARIA combobox with list autocomplete, one list for the page.
// `find(box)` says what the box wants: null, or { url, params, words, least, take(row) }. Rows are JSON
// [{text, hint?, …}]; one without a text only tells something. Without this script the box is a plain box.
const WAIT = 130;

export function lookups(form, find) {
  const list = Object.assign(document.createElement("ul"), { id: "lookup-list", className: "search__list lookup-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.lookupLabel || "");
  const told = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  told.setAttribute("aria-live", "polite");
  form.append(list, told);
  const cache = new Map();
  let box = null;
  let wants = null;
  let rows = [];
  let chosen = -1;
  let timer = 0;
  let asked = 0;
  let isTaking = false;

  const isOpen = () => !list.hidden;
  function mark(index) {
    const able = rows.map((row, at) => (row.text ? at : -1)).filter((at) => at >= 0);
    if (!able.length) return;
    chosen = index === null ? -1 : able[(index + able.length) % able.length];
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    }
  }
  const place = () => rows.map((row, at) => (row.text ? at : -1)).filter((at) => at >= 0).indexOf(chosen);
  function close() {
    list.hidden = true;
    chosen = -1;
    asked += 1;
    if (!box) return;
    box.removeAttribute("aria-activedescendant");
    if (box.getAttribute("role") === "combobox") box.setAttribute("aria-expanded", "false");
  }
  function option(row, at) {
    const made = Object.assign(document.createElement("li"), { id: `lookup-${at}` });
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    if (!row.text) made.setAttribute("aria-disabled", "true");
    for (const [tag, text] of [["span", row.text], ["small", row.hint]]) {
      if (text) made.append(Object.assign(document.createElement(tag), { textContent: text }));
    }
    return made;
  }
  function show(found) {
    rows = found.slice(0, 10);
    if (!rows.length) return close();
    list.replaceChildren(...rows.map(option));
    const [around, under] = [form.getBoundingClientRect(), box.getBoundingClientRect()];
    list.style.top = `${under.bottom - around.top + 2}px`;
    list.style.left = `${under.left - around.left}px`;
    list.style.width = `${Math.min(Math.max(under.width, 260), around.width)}px`;
    list.hidden = false;
    chosen = -1;
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    // A textarea may not be called a combobox (ARIA in HTML); the list works for it all the same.
    if (box.matches("input")) {
      box.setAttribute("role", "combobox");
      box.setAttribute("aria-expanded", "true");
    }
    told.textContent = (form.dataset.lookupTold || "").replace("0", String(rows.filter((row) => row.text).length));
  }
  async function ask() {
    wants = box && find(box);
    const turn = ++asked;
    if (!wants || wants.words.length < wants.least) return close();
    const url = new URL(wants.url, location.href);
    url.search = new URLSearchParams(wants.params);
    if (!cache.has(url.href)) {
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (!answer.ok) return close();
        cache.set(url.href, await answer.json());
      } catch {
        return close(); // typing goes on without suggestions
      }
    }
    if (turn === asked && document.activeElement === box) show(cache.get(url.href));
  }
  function take(at) {
    const [row, to, into] = [rows[at], wants, box];
    if (!row || !row.text) return;
    close();
    isTaking = true;
    to.take(row);
    into.dispatchEvent(new Event("input", { bubbles: true }));
    isTaking = false;
    into.focus();
  }
  function later(target) {
    if (isTaking) return;
    clearTimeout(timer);
    box = target;
    timer = setTimeout(ask, WAIT);
  }

  form.addEventListener("input", (event) => { if (event.target.matches("input, textarea")) later(event.target); });
  form.addEventListener("focusin", (event) => {
    if (isOpen() && event.target !== box) close();
    const here = event.target.matches("input, textarea") && find(event.target);
    if (here && here.onFocus) later(event.target);
  });
  // Before the editor's own keys: while the list is open the arrows and Enter belong to it.
  form.addEventListener("keydown", (event) => {
    if (!isOpen() || event.target !== box || event.isComposing || event.altKey || event.ctrlKey) return;
    if (event.key === "ArrowDown") mark(place() + 1);
    else if (event.key === "ArrowUp") mark(place() < 0 ? -1 : place() - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(chosen);
    else {
      if (event.key === "Tab" || event.key === "Enter") close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);
  form.addEventListener("focusout", () => setTimeout(() => { if (document.activeElement !== box) close(); }, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const found = event.target.closest("li");
    if (found) take([...list.children].indexOf(found));
  });
}
