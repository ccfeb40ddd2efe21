// The review desk: the next pair waits hidden, and stands there the moment this one is answered.
import htmx from "htmx.org/dist/htmx.esm.js";

export function reviewDesk() {
  const here = document.getElementById("pair");
  const next = document.getElementById("next");
  if (!here || !next) return;

  const sent = new Set();
  const address = () => {
    const query = new URLSearchParams(here.dataset.kept);
    const current = here.querySelector("[data-pair]");
    // Neither the one on the screen nor those whose answers are still on their way.
    for (const pair of new Set([current?.dataset.pair, ...sent])) if (pair) query.append("not", pair);
    return `${here.dataset.review}?${query}`;
  };
  const prefetch = () => {
    if (here.querySelector("[data-pair]")) htmx.ajax("GET", address(), { target: next, swap: "innerHTML" });
  };
  const show = (parts) => {
    here.replaceChildren(...parts);
    htmx.process(here);
    here.querySelector("h2")?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
    prefetch();
  };

  document.addEventListener("htmx:beforeSend", (event) => {
    if (!event.target.matches("form[data-answer]")) return;
    const pair = event.target.id.split("-")[1];
    sent.add(pair);
    // On the request itself: by the time of the answer the form has left the page.
    event.detail.xhr.addEventListener("loadend", () => {
      sent.delete(pair);
      if (event.detail.xhr.status < 200 || event.detail.xhr.status >= 400) lost(pair);
    });
    if (next.children.length) show([...next.children]);
    else here.dataset.late = "";
  });
  // Enter in the reason would press the first answer; it only leaves the box, and the keys answer.
  here.addEventListener("keydown", (event) => {
    if (!event.target.matches("input[name=note]") || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    here.querySelector("h2")?.focus({ preventScroll: true });
  });
  // An answer that did not arrive is said, with the way back to its pair.
  const lost = (pair) => {
    const told = document.getElementById("answer-lost").content.cloneNode(true);
    told.querySelector("a").href = `${location.pathname}?pair=${pair}`;
    document.getElementById("lost").append(told);
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target?.id !== "status" || here.dataset.late === undefined) return;
    delete here.dataset.late;
    // The next pair was not ready: it is asked for now, and what was said of the answer stays.
    if (event.detail.successful) htmx.ajax("GET", address(), { target: next, swap: "innerHTML" }).then(() => show([...next.children]));
  });
  prefetch();
}
