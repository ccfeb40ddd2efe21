// A recording and its transcript follow each other: a time leads there, what is being said is marked. `#t=SECONDS` in
// the page's own address leads to that time of the recording that the address means.
const addressed = () => Number(/^#t=(\d{1,6})(?:\.\d+)?$/.exec(location.hash)?.[1] ?? NaN);
const meant = new URLSearchParams(location.search).get("media");
const sections = [...document.querySelectorAll("[data-player]")];

function lead() {
  const second = addressed();
  const section = sections.find((one) => one.id === `player-${meant}`) ?? sections[0];
  const player = section?.querySelector("video, audio");
  if (!player || Number.isNaN(second)) return;
  player.currentTime = second;
  section.scrollIntoView({ block: "start" });
}

for (const section of sections) {
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
  const follow = () => {
    const found = cues.find(([start, end]) => Math.floor(start) <= player.currentTime && player.currentTime < end);
    if (found?.[2] === current) return;
    current?.removeAttribute("aria-current");
    current = found?.[2] ?? null;
    current?.setAttribute("aria-current", "true");
    if (current) list.scrollTo({ top: current.offsetTop - list.offsetTop - list.clientHeight / 3 });
  };
  player.addEventListener("timeupdate", follow);
  player.addEventListener("seeked", follow);
}
addEventListener("hashchange", lead);
lead();
