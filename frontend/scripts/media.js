// A recording and its transcript follow each other: a time leads there, what is being said is marked.
for (const section of document.querySelectorAll("[data-player]")) {
  const player = section.querySelector("video, audio");
  const list = section.querySelector(".cues");
  if (!player || !list) continue;
  const cues = [...list.children].map((line) => [Number(line.dataset.start), Number(line.dataset.end), line]);
  list.addEventListener("click", (event) => {
    const line = event.target.closest("a") && event.target.closest("li");
    if (!line) return;
    event.preventDefault();
    player.currentTime = Number(line.dataset.start);
    player.play().catch(() => {});
  });
  let current = null;
  player.addEventListener("timeupdate", () => {
    const found = cues.find(([start, end]) => start <= player.currentTime && player.currentTime < end);
    if (found?.[2] === current) return;
    current?.removeAttribute("aria-current");
    current = found?.[2] ?? null;
    current?.setAttribute("aria-current", "true");
    if (current) list.scrollTo({ top: current.offsetTop - list.offsetTop - list.clientHeight / 3 });
  });
}
