// The review desk: the next pair waits hidden, and stands there the moment this one is answered.
import htmx from "htmx.org/dist/htmx.esm.js";

export function reviewDesk() {
  const here = document.getElementById("pair");
  const next = document.getElementById("next");
  if (!here || !next) return;

  const address = () => {
    const query = new URLSearchParams(here.dataset.kept);
    const current = here.querySelector("[data-pair]");
    if (current) query.set("not", current.dataset.pair);
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
    if (next.children.length) show([...next.children]);
    else here.dataset.late = "";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target?.id !== "status" || here.dataset.late === undefined) return;
    delete here.dataset.late;
    location.reload();
  });
  prefetch();
}
