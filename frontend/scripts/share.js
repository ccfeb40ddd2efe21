// Sharing a page: the device's own sheet where there is one, else the address is copied. Without scripts the address
// stands on the page.
export function shares(root) {
  for (const button of root.querySelectorAll("[data-share]")) {
    if (!navigator.share && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        if (navigator.share) {
          await navigator.share({ title: document.title, url: button.dataset.share });
          return;
        }
        await navigator.clipboard.writeText(button.dataset.share);
        button.querySelector("span").textContent = button.dataset.shared;
      } catch {
        // Whoever closes the sheet wants nothing.
      }
    });
  }
}
