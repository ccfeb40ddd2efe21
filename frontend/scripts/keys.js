// "/" goes to the search box, "g" then a letter to a room, "?" shows the list; a page's own keys are named by
// `data-key` on what they press or focus. Never while somebody types.
export function keys() {
  let waiting = false;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waiting) {
      waiting = false;
      const room = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (room) room.click();
      return;
    }
    if (event.key === "g") waiting = true;
    else if (event.key === "/") {
      const box = document.querySelector("main .search input[type=search], .search input[type=search]");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    } else if (event.key === "?") {
      const help = document.querySelector("main details[data-keys]") || document.querySelector("details[data-keys]");
      if (help) {
        help.open = !help.open;
        help.querySelector("summary").focus();
      }
    } else {
      const all = document.querySelectorAll(`[data-key~="${CSS.escape(event.key)}"]`);
      const target = [...all].find((one) => one.checkVisibility());
      if (!target || event.repeat) return;
      event.preventDefault();
      if (target.matches("input, textarea")) target.focus();
      else target.click();
    }
  });
}
