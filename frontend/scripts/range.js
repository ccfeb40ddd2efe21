// Two sliders over a histogram; the number fields stay the truth that the form sends.
export function ranges(root) {
  for (const box of root.querySelectorAll(".range:not([data-ready])")) {
    box.dataset.ready = "";
    const [low, high] = box.querySelectorAll('input[type="number"]');
    const sliders = box.querySelector(".range__sliders");
    const [from, to] = sliders.querySelectorAll('input[type="range"]');
    const bars = [...box.querySelectorAll(".range__plot rect")];
    sliders.hidden = false;

    const paint = () => {
      const least = Number(from.value);
      const most = Number(to.value);
      for (const bar of bars) {
        bar.classList.toggle("is-in", Number(bar.dataset.to) >= least && Number(bar.dataset.from) <= most);
      }
    };
    const slide = (event) => {
      if (Number(from.value) > Number(to.value)) {
        if (event.target === from) from.value = to.value;
        else to.value = from.value;
      }
      // At the ends the field is empty: "no limit", so that undated works stay in.
      low.value = from.value === from.min ? "" : from.value;
      high.value = to.value === to.max ? "" : to.value;
      paint();
    };
    const type = () => {
      from.value = low.value || from.min;
      to.value = high.value || to.max;
      paint();
    };
    for (const slider of [from, to]) {
      slider.addEventListener("input", slide);
      slider.addEventListener("change", () => box.dataset.submit !== undefined && slider.form?.requestSubmit());
    }
    low.addEventListener("input", type);
    high.addEventListener("input", type);
    type();
  }
}
