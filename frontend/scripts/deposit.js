// Files of a deposit sent in pieces (tus 1.0) and taken up again where they stopped; without this script the form sends
// them whole.
import { sha256 } from "@noble/hashes/sha2.js";

const PIECE = 8 * 1024 * 1024;
const AT_ONCE = 2;
const LONGEST_WAIT = 30000;
const FINAL = new Set([401, 403, 404, 410, 412, 413, 415, 422]);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const text64 = (text) => base64(new TextEncoder().encode(text));

async function checksum(bytes) {
  if (!crypto.subtle) return sha256(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

class Refusal extends Error {
  constructor(message, code, params) {
    super(message);
    this.code = code;
    this.params = params || {};
  }
}

class Sending {
  constructor(form, file, row) {
    this.file = file;
    this.row = row;
    this.words = form.dataset;
    this.address = "";
    this.offset = 0;
    this.whole = sha256.create();
    this.hashed = 0;
    this.stopped = false;
    this.headers = {
      "Tus-Resumable": "1.0.0",
      "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
      Accept: "application/json",
      "Accept-Language": document.documentElement.lang,
    };
    row.remove.addEventListener("click", () => this.giveUp());
  }

  async run() {
    for (let wait = 1000; !this.stopped; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        if (!this.address) await this.begin();
        else await this.ask();
        // Once more with nothing in it where all is there: the answer to the last piece may have been lost.
        do {
          await this.piece();
          wait = 1000;
        } while (!this.stopped && this.offset < this.file.size);
        if (!this.stopped) this.row.done();
        return !this.stopped;
      } catch (error) {
        if (error instanceof Refusal) {
          if (await this.isThere(error).catch(() => false)) {
            this.row.done();
            return true;
          }
          this.row.fail(error.message);
          return false;
        }
        if (error.name === "NotReadableError" || error.name === "NotFoundError") {
          this.row.fail(this.words.changed);
          return false;
        }
        this.row.say(this.words.waiting);
        await pause(wait);
      }
    }
    return false;
  }

  async call(method, address, headers, body) {
    const answer = await fetch(address, { method, headers: { ...this.headers, ...headers }, body });
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    if (FINAL.has(answer.status) || said.code === "repository.changed_on_the_way" || said.code === "repository.file_there_already") {
      throw new Refusal(said.message || this.words.failed, said.code, said.params);
    }
    throw new Error(said.message || String(answer.status));
  }

  async begin() {
    const path = this.file.webkitRelativePath || this.file.name;
    const answer = await this.call("POST", this.words.upload, {
      "Upload-Length": String(this.file.size),
      "Upload-Metadata": `filename ${text64(this.file.name)},relativePath ${text64(path)}`,
    });
    this.address = answer.headers.get("Location");
    this.offset = Number(answer.headers.get("Upload-Offset"));
  }

  /** The same file was chosen again after it had come whole. */
  async isThere(refusal) {
    if (refusal.params.size !== this.file.size || !refusal.params.sha256) return false;
    await this.hashUntil(this.file.size);
    const digest = this.whole.clone().digest();
    return !this.stopped && [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === refusal.params.sha256;
  }

  async ask() {
    const answer = await this.call("HEAD", this.address, {});
    this.offset = Number(answer.headers.get("Upload-Offset"));
  }

  /** Reads up to `end` for the checksum of the whole; a piece that was sent before is read again. */
  async hashUntil(end) {
    if (this.hashed > end) {
      this.whole = sha256.create();
      this.hashed = 0;
    }
    while (this.hashed < end && !this.stopped) {
      const to = Math.min(this.hashed + PIECE, end);
      this.whole.update(new Uint8Array(await this.file.slice(this.hashed, to).arrayBuffer()));
      this.hashed = to;
      this.row.say(this.words.checking);
    }
  }

  async piece() {
    await this.hashUntil(this.offset);
    if (this.stopped) return;
    const end = Math.min(this.offset + PIECE, this.file.size);
    const bytes = new Uint8Array(await this.file.slice(this.offset, end).arrayBuffer());
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(this.offset),
      "Upload-Checksum": `sha256 ${base64(await checksum(bytes))}`,
    };
    this.whole.update(bytes);
    this.hashed = end;
    if (end === this.file.size) headers["Repr-Digest"] = `sha-256=:${base64(this.whole.clone().digest())}:`;
    const answer = await this.call("PATCH", this.address, headers, bytes);
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.row.show(this.offset, this.file.size);
  }

  async giveUp() {
    this.stopped = true;
    this.row.item.remove();
    if (this.address) await this.call("DELETE", this.address, {}).catch(() => {});
  }
}

class Row {
  constructor(list, file, words) {
    this.words = words;
    this.item = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    this.progress = this.item.querySelector("progress");
    this.state = this.item.querySelector(".upload__state");
    this.remove = this.item.querySelector("button");
    this.item.querySelector(".upload__name").textContent = file.webkitRelativePath || file.name;
    this.progress.setAttribute("aria-label", file.name);
    list.append(this.item);
    this.say(words.queued);
  }

  say(text) {
    this.state.textContent = text;
  }

  show(sent, size) {
    const percent = Math.floor((100 * sent) / size);
    this.progress.value = percent;
    this.say(`${percent} %`);
  }

  done() {
    this.progress.value = 100;
    this.item.classList.add("upload--done");
    this.remove.remove();
    this.say(this.words.received);
  }

  fail(message) {
    this.item.classList.add("upload--failed");
    this.progress.remove();
    this.say(message);
  }
}

function ready(form) {
  const list = document.getElementById("uploads");
  const waiting = [];
  let running = 0;
  let failed = 0;

  async function work() {
    while (waiting.length) {
      if (!(await waiting.shift().run())) failed += 1;
    }
  }

  async function start(files) {
    for (const file of files) waiting.push(new Sending(form, file, new Row(list, file, form.dataset)));
    list.hidden = false;
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      work().finally(() => {
        running -= 1;
        if (!running && !failed) location.reload();
      });
    }
  }

  for (const input of form.querySelectorAll('input[type="file"]')) {
    const take = () => {
      start([...input.files]);
      input.value = "";
    };
    input.required = false;
    input.addEventListener("change", take);
    if (input.files.length) take(); // chosen before this script had come
  }
  const folder = form.querySelector("[data-folder]");
  folder.hidden = false;
  form.querySelector(".form-actions").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) ready(form);
