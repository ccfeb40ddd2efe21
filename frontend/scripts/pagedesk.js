// The page desk: pages chosen in rows, dragged or moved by keys; a cut drawn while it is typed. All of it works as a plain
// form too.

function places(grid) {
  const cards = [...grid.children];
  const numbers = cards.map((card) => Number(card.querySelector(".pagedesk__place").defaultValue)).sort((a, b) => a - b);
  cards.forEach((card, at) => { card.querySelector(".pagedesk__place").value = numbers[at]; });
}

function chosen(form) {
  const boxes = [...form.querySelectorAll('input[name="page"]')];
  const told = form.querySelector("[data-count]");
  const first = told.textContent;
  let last = null;
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    told.textContent = count ? `${count} / ${boxes.length}` : first;
  };
  form.addEventListener("click", (event) => {
    const box = event.target.closest('input[name="page"]');
    if (!box) return;
    if (event.shiftKey && last) {
      const order = [...form.querySelectorAll('input[name="page"]')];
      const [from, to] = [order.indexOf(last), order.indexOf(box)].sort((a, b) => a - b);
      for (const one of order.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    tell();
  });
  const all = form.querySelector("[data-all]");
  all.hidden = false;
  all.addEventListener("click", () => {
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    tell();
  });
  tell();
}

function dragged(grid) {
  let moving = null;
  for (const card of grid.children) card.draggable = true;
  grid.addEventListener("dragstart", (event) => {
    moving = event.target.closest("[data-page]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", moving.dataset.page);
    moving.classList.add("is-dragged");
  });
  grid.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-page]");
    if (!moving || !over || over === moving) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    const behind = event.clientX > box.left + box.width / 2;
    grid.insertBefore(moving, behind ? over.nextSibling : over);
  });
  grid.addEventListener("drop", (event) => event.preventDefault());
  grid.addEventListener("dragend", () => {
    moving?.classList.remove("is-dragged");
    moving = null;
    places(grid);
  });
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const card = event.target.closest("[data-page]");
    if (!event.altKey || !step || !card) return;
    event.preventDefault();
    const beside = step < 0 ? card.previousElementSibling : card.nextElementSibling;
    if (!beside) return;
    grid.insertBefore(card, step < 0 ? beside : beside.nextSibling);
    places(grid);
    event.target.focus();
  });
}

function byHand(form) {
  const rect = document.querySelector("[data-cut]");
  const value = (name) => Math.max(0, Number((form.elements[name]?.value || "0").replace(",", ".")) || 0);
  form.addEventListener("input", () => {
    const [left, top] = [value("left"), value("top")];
    const width = 100 - left - value("right");
    const height = 100 - top - value("bottom");
    const shown = width > 0 && height > 0 && (width < 100 || height < 100);
    rect.toggleAttribute("hidden", !shown);
    if (shown) for (const [name, said] of Object.entries({ x: left, y: top, width, height })) rect.setAttribute(name, said);
  });
}

const form = document.querySelector("[data-pagedesk]");
if (form) {
  chosen(form);
  const grid = form.querySelector("[data-grid]");
  if (grid) dragged(grid);
}
const hand = document.querySelector("[data-hand]");
if (hand) byHand(hand);
