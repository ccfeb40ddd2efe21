// The desk of a stock-taking: each scan carries a sign of its own (a request sent twice counts once), the input is empty
// again at once, and the outcome is heard: one high tone for good, two for a notice, a low one for what is wrong.
const TONES = { good: [[880, 0, 0.09]], info: [[660, 0, 0.07], [660, 0.11, 0.07]], warn: [[520, 0, 0.12], [390, 0.14, 0.16]], bad: [[180, 0, 0.35]] };
let audio;

function sound(kind) {
  const notes = TONES[kind];
  if (!notes || !window.AudioContext) return;
  audio ||= new AudioContext();
  for (const [pitch, start, length] of notes) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.15;
    tone.frequency.value = pitch;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + length);
  }
}

export function scans(root) {
  for (const form of root.querySelectorAll("form[data-scan]")) {
    const input = form.querySelector("[name=code]");
    form.addEventListener("htmx:configRequest", (event) => {
      event.detail.parameters.set("token", crypto.randomUUID ? crypto.randomUUID() : String(Math.random()) + Date.now());
      input.value = "";
      input.focus();
    });
    form.addEventListener("htmx:sendError", (event) => {
      input.value = event.detail.requestConfig.parameters.get("code") || "";
      sound("bad");
    });
  }
  for (const button of root.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}

document.addEventListener("htmx:afterSwap", (event) => {
  const panel = document.getElementById("scanned");
  if (panel && event.detail.target && event.detail.target.id === "scanned") sound(panel.dataset.outcome);
});
