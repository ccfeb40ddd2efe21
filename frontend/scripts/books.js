// The short form of a book: names and subjects from the authority file, the title code as the title is typed.
import { lookups } from "./lookup.js";

const form = document.querySelector(".books-form");

// Several names stand in one box, separated by semicolons: the last one is being typed.
function wanted(box) {
  if (!box.dataset.lookup) return null;
  const before = box.value.slice(0, box.value.lastIndexOf(";") + 1);
  const words = box.value.slice(before.length).trim();
  const take = (row) => { box.value = `${before}${before ? " " : ""}${row.a}`; };
  return { url: form.dataset.authorities, params: { tag: box.dataset.lookup, q: words }, words, least: 2, take };
}

function showCode(title, told) {
  let timer = 0;
  let asked = 0;
  const ask = async () => {
    const turn = ++asked;
    const words = title.value.trim();
    if (!words) { told.textContent = ""; return; }
    const url = new URL(form.dataset.titleCodes, location.href);
    url.search = new URLSearchParams({ title: words });
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (turn !== asked || !answer.ok) return;
      const [row] = await answer.json();
      told.textContent = !row ? "" : row.text ? `${told.dataset.label} ${row.text} (${row.hint})` : row.hint;
    } catch { /* the code is made when the book is added */ }
  };
  title.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
  if (title.value) ask();
}

if (form) {
  lookups(form, wanted);
  showCode(form.querySelector("[name=title]"), form.querySelector(".title-code"));
}
