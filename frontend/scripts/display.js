// Theme and type size: the same form works without scripts; here it answers at once.
export function display() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-display]");
    const button = event.submitter;
    if (!form || !button?.name) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${button.name}=${button.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    document.documentElement.dataset[button.name === "lt_theme" ? "theme" : "type"] = button.value;
    for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}
