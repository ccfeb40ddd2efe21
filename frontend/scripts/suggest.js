// ARIA combobox with list autocomplete. Answers come as JSON [{text, hint?, url?}].
const WAIT = 130;

function attach(input) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const form = input.form;
  const cache = new Map();
  let timer = 0;
  let asked = 0;
  let typed = input.value;
  let chosen = -1;

  const options = () => [...list.children];
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (option) => {
    if (option.dataset.url) location.assign(option.dataset.url);
    else {
      input.value = option.dataset.text;
      close();
      form.requestSubmit();
    }
  };
  const mark = (index) => {
    const all = options();
    chosen = (index + all.length + 1) % (all.length + 1);
    if (chosen === all.length) chosen = -1;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    const active = all[chosen];
    input.value = active ? active.dataset.text : typed;
    if (active) {
      input.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const show = (found) => {
    list.replaceChildren(
      ...found.slice(0, 10).map((one, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.text = one.text;
        if (one.url) option.dataset.url = one.url;
        const text = document.createElement("span");
        text.textContent = one.text;
        option.append(text);
        if (one.hint) {
          const hint = document.createElement("small");
          hint.textContent = one.hint;
          option.append(hint);
        }
        return option;
      }),
    );
    chosen = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  const ask = async () => {
    const words = input.value.trim();
    const turn = ++asked;
    if (words.length < 2) return close();
    if (!cache.has(words)) {
      try {
        const url = new URL(input.dataset.suggest, location.href);
        url.searchParams.set("q", words);
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (!answer.ok) return close();
        cache.set(words, await answer.json());
      } catch {
        return close();
      }
    }
    if (turn === asked && document.activeElement === input) show(cache.get(words));
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen < 0 ? options().length - 1 : chosen - 1);
    else if (event.key === "Escape") {
      input.value = typed;
      close();
    } else if (event.key === "Enter" && chosen >= 0) take(options()[chosen]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) take(option);
  });
}

export function searchBoxes(root) {
  for (const input of root.querySelectorAll("input[data-suggest]:not([data-ready])")) {
    input.dataset.ready = "";
    attach(input);
  }
}
