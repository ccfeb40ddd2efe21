import htmx from "htmx.org/dist/htmx.esm.js";
import { display } from "./display.js";
import { drops } from "./drop.js";
import { keys } from "./keys.js";
import { passkeys } from "./passkey.js";
import { ranges } from "./range.js";
import { reviewDesk } from "./review.js";
import { scans } from "./scan.js";
import { shares } from "./share.js";
import { searchBoxes } from "./suggest.js";

// The policy forbids inline scripts and styles; htmx must not try either.
Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0, selfRequestsOnly: true });
document.documentElement.classList.remove("no-js");

function enhance(root) {
  searchBoxes(root);
  ranges(root);
  drops(root);
  scans(root);
  shares(root);
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
      menu.open = false;
      if (event.type === "keydown") menu.querySelector("summary").focus();
    }
  }
}

display();
keys();
passkeys();
reviewDesk();
enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
// On a phone the rail and the tabs run past the edge: where the reader is must be seen.
for (const here of document.querySelectorAll(".rail [aria-current], .tabs [aria-current]")) {
  const row = here.closest(".rail, .tabs"), [frame, box] = [row, here].map((one) => one.getBoundingClientRect());
  if (box.right > frame.right) row.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
}
for (const sheet of document.querySelectorAll("details.sheet")) {
  sheet.open = matchMedia("(min-width: 1024px)").matches || sheet.open;
}
