// Moving pictures: a figure holds its last frame; the others are fetched when a reader comes near, and played on demand.
"use strict";

function makeFilm(figure) {
  const names = figure.dataset.frames.split(" ");
  const interval = Number(figure.dataset.interval);
  const last = names.length - 1;
  const image = figure.querySelector("img");
  const controls = document.createElement("div");
  const play = document.createElement("button");
  const slider = document.createElement("input");
  play.type = "button";
  Object.assign(slider, { type: "range", min: 0, max: last, value: last });
  slider.setAttribute("aria-label", "Frame");
  controls.append(play, slider);
  figure.append(controls);
  let timer = null;

  function show(i) {
    slider.value = i;
    slider.setAttribute("aria-valuetext", `frame ${i + 1} of ${last + 1}`);
    image.src = names[i];
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  }
  function start() {
    play.textContent = "‖ Pause";
    show(Number(slider.value) >= last ? 0 : Number(slider.value));
    timer = setInterval(() => {
      if (Number(slider.value) >= last) stop();
      else show(Number(slider.value) + 1);
    }, interval);
  }
  play.addEventListener("click", () => (timer ? stop() : start()));
  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  stop();
  return { names, start };
}

const quiet = matchMedia("(prefers-reduced-motion: reduce)");
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    seen.unobserve(entry.target);
    const film = entry.target.film;
    const fetched = film.names.map((name) => Object.assign(new Image(), { src: name }).decode().catch(() => null));
    if (!quiet.matches) Promise.all(fetched).then(film.start);
  }
});
for (const figure of document.querySelectorAll("figure.film")) {
  figure.film = makeFilm(figure);
  seen.observe(figure);
}
