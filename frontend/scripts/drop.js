const sizes = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 1 });

function humane(bytes) {
  if (bytes < 1e6) return `${sizes.format(bytes / 1e3)} KB`;
  return bytes < 1e9 ? `${sizes.format(bytes / 1e6)} MB` : `${sizes.format(bytes / 1e9)} GB`;
}

export function drops(root) {
  for (const drop of root.querySelectorAll(".drop:not([data-ready])")) {
    drop.dataset.ready = "";
    const input = drop.querySelector('input[type="file"]');
    const name = drop.querySelector(".drop__name");
    for (const kind of ["dragenter", "dragover"]) input.addEventListener(kind, () => drop.classList.add("is-over"));
    for (const kind of ["dragleave", "drop"]) input.addEventListener(kind, () => drop.classList.remove("is-over"));
    input.addEventListener("change", () => {
      name.textContent = [...input.files].map((file) => `${file.name} (${humane(file.size)})`).join(", ");
    });
  }
}
