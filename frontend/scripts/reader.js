// The page image as deep zoom, one page or two; without this script the pages are plain pictures with links.
import OpenSeadragon from "openseadragon";

const SVG = "http://www.w3.org/2000/svg";
const GAP = 0.01;
const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "[]");

function marks(viewer) {
  read("hits-here").forEach((boxes, number) => {
    const page = viewer.world.getItemAt(number);
    for (const [x, y, w, h] of boxes) {
      const mark = document.createElement("span");
      mark.className = "reading__hit";
      viewer.addOverlay({ element: mark, location: page.imageToViewportRectangle(x, y, w, h) });
    }
  });
}

// The words of the page, unseen over their places: they can be selected and copied once the picture holds still.
function words(viewer) {
  read("lines-here").forEach((lines, number) => {
    const page = viewer.world.getItemAt(number);
    const { x: width, y: height } = page.getContentSize();
    const layer = document.createElementNS(SVG, "svg");
    layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
    layer.setAttribute("class", "reading__words");
    layer.setAttribute("aria-hidden", "true");
    for (const [x, y, w, h, text] of lines) {
      const line = document.createElementNS(SVG, "text");
      const where = { x, y: y + h * 0.8, "font-size": h * 0.85, textLength: w, lengthAdjust: "spacingAndGlyphs" };
      for (const [name, value] of Object.entries(where)) line.setAttribute(name, value);
      line.textContent = text;
      layer.append(line);
    }
    viewer.addOverlay({ element: layer, location: page.getBounds() });
  });
}

function deepLink(viewer) {
  const found = /xywh=(\d+),(\d+),(\d+),(\d+)/.exec(location.hash);
  if (!found) return;
  const [x, y, w, h] = found.slice(1).map(Number);
  viewer.viewport.fitBounds(viewer.world.getItemAt(0).imageToViewportRectangle(x, y, w, h), true);
}

// The part of the first page that is seen, as IIIF writes it, into the address and the field to copy from.
function linkToView(viewer) {
  const page = viewer.world.getItemAt(0);
  const size = page.getContentSize();
  const seen = page.viewportToImageRectangle(viewer.viewport.getBounds(true));
  const left = Math.max(0, Math.round(seen.x));
  const top = Math.max(0, Math.round(seen.y));
  const wide = Math.min(size.x, Math.round(seen.x + seen.width)) - left;
  const tall = Math.min(size.y, Math.round(seen.y + seen.height)) - top;
  if (wide < 1 || tall < 1) return;
  history.replaceState(null, "", `#xywh=${left},${top},${wide},${tall}`);
  const field = document.getElementById("share");
  if (!field) return;
  field.value = location.href;
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.select();
}

// A quick stroke of a finger over a page that is seen whole turns it.
function strokes(viewer) {
  viewer.addHandler("canvas-drag-end", (event) => {
    if (event.pointerType !== "touch" || event.speed < 500) return;
    if (viewer.viewport.getZoom() > viewer.viewport.getHomeZoom() * 1.05) return;
    const across = Math.cos(event.direction);
    if (Math.abs(across) < 0.85) return;
    document.querySelector(`.reading__bar a[rel="${across < 0 ? "next" : "prev"}"]`)?.click();
  });
}

// The viewer would add an inline style for phones, which the policy forbids; a stand-in tells it that it is there.
const stand = document.createElementNS("urn:lienthu", "style");
stand.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(stand);

async function sources(figure) {
  const infos = figure.dataset.info.trim().split(" ");
  let x = 0;
  return (await Promise.all(infos.map((info) => fetch(info).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  })))).map((tileSource) => {
    const placed = { tileSource, x, y: 0, height: 1 };
    x += tileSource.width / tileSource.height + GAP;
    return placed;
  });
}

async function open(figure) {
  const pages = await sources(figure).catch(() => null);
  if (!pages) return;
  const canvas = document.createElement("div");
  canvas.className = "reading__canvas";
  figure.classList.add("is-live");
  figure.append(canvas);
  const viewer = OpenSeadragon({
    element: canvas,
    tileSources: pages,
    showNavigationControl: false,
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.5,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    gestureSettingsTouch: { flickEnabled: false },
    maxZoomPixelRatio: 3,
    // On a phone's line the page as it fits comes first, not smaller ones before it.
    immediateRender: matchMedia("(max-width: 40em)").matches,
    preserveImageSizeOnResize: true,
  });
  viewer.addHandler("open", () => { marks(viewer); words(viewer); deepLink(viewer); });
  viewer.addHandler("open-failed", () => { figure.classList.remove("is-live"); canvas.remove(); });
  // The house's keys do this; the viewer's own would do it twice.
  viewer.addHandler("canvas-key", (event) => { event.preventDefaultAction = !event.originalEvent.key.match(/^Arrow(Up|Down)$/); });
  strokes(viewer);
  tools(figure, viewer);
}

function tools(figure, viewer) {
  const select = (button) => {
    const selecting = figure.classList.toggle("is-selecting");
    viewer.setMouseNavEnabled(!selecting);
    button.setAttribute("aria-pressed", selecting);
  };
  const acts = {
    in: () => viewer.viewport.zoomBy(1.5),
    out: () => viewer.viewport.zoomBy(1 / 1.5),
    turn: () => viewer.viewport.rotateBy(90),
    whole: () => viewer.viewport.goHome(),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen()),
    select,
    link: () => linkToView(viewer),
  };
  const bar = figure.querySelector(".reading__tools");
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    acts[button?.dataset.act]?.(button);
  });
}

for (const figure of document.querySelectorAll("[data-reader]")) open(figure);
