/**
 * Five small machines, each of which shows one idea and can be taken in the hand: a neuron, gradient descent, a
 * convolution, tic-tac-toe, attention.
 *
 * One classic script that needs no other: dl101.machines.neuron(element), and so on. Every
 * <div class="dl101-machine" data-machine="neuron"> of a page becomes one. With data-network="tictactoe.js", a script
 * that hands a trained network over is loaded when the machine is first seen; dl101/playground/networks.py writes it.
 */
(() => {
'use strict';

const [BLUE, ORANGE, VERMILION, GREEN] = ['#0072B2', '#E69F00', '#D55E00', '#009E73']; // as in dl101/plot.py
const DARK = '{--bg:#14181e;--fg:#e8eaed;--soft:#252b34;--line:#8b949e;color-scheme:dark}';
const CSS = `
.dl101-machine{--bg:#fff;--fg:#1b1f24;--soft:#eef1f4;--line:#6b7280;color-scheme:light;color:var(--fg);background:var(--bg);
  transition:background-color 1ms;  font:14px/1.4 system-ui,sans-serif;padding:.8em;border:1px solid var(--line);border-radius:8px;max-width:40em}
@media(prefers-color-scheme:dark){
  html:not([data-theme=light]) body:not([data-jp-theme-light=true]) .dl101-machine${DARK}}
html[data-theme=dark] .dl101-machine,body[data-jp-theme-light=false] .dl101-machine${DARK}
.dl101-machine p{margin:.3em 0}
.dl101-machine :is(button,select,input){font:inherit;color:inherit;background:var(--soft);margin:0;box-sizing:border-box;
  border:1px solid var(--line);border-radius:5px;padding:.25em .6em;min-height:2.1em;max-width:100%}
.dl101-machine [data-do=play]{background:${BLUE};color:#fff;font-weight:600;min-width:6em}
.dl101-machine [type=range]{padding:0;width:9em}
.dl101-machine [type=checkbox]{min-height:0}
.dl101-machine :focus-visible{outline:3px solid ${VERMILION};outline-offset:1px}
.dm-row{display:flex;flex-wrap:wrap;gap:.5em .8em;align-items:center;margin:.5em 0}
.dm-row label{display:flex;gap:.4em;align-items:center;flex-wrap:wrap}
.dl101-machine>canvas{display:block;width:100%;border:1px solid var(--line);border-radius:4px}
.dm-window{display:grid;grid-template-columns:repeat(3,3.8em);gap:.2em}
.dl101-machine .dm-window input{padding:.2em;text-align:center}
.dm-board{display:grid;grid-template-columns:repeat(3,minmax(0,5.5em));gap:.3em;margin:.6em 0}
.dl101-machine .dm-board button{aspect-ratio:1;font-size:1.6em;font-weight:700;padding:0;line-height:1.1}
.dl101-machine .dm-board button[data-mark=X]{color:var(--fg);border:3px solid ${BLUE}}
.dl101-machine .dm-board button[data-mark=O]{color:var(--fg);border:3px dashed ${ORANGE}}
.dm-board small{font-size:.45em;font-weight:400;display:block}
.dm-status{min-height:2.8em;font-variant-numeric:tabular-nums}`;

const count = (n) => Array.from({ length: n }, (_, k) => k);
const clip = (v, low, high) => Math.min(high, Math.max(low, v));
const shown = (v, digits = 2) => (Number.isFinite(v) && Math.abs(v) < 1e6 ? v.toFixed(digits).replace('-', '−') : 'huge');
const button = (what, label) => `<button type="button" data-do="${what}">${label}</button>`;
const slider = (name, label, low, high, step) =>
  `<label>${label}<input type="range" name="${name}" min="${low}" max="${high}" step="${step}"><span data-shown="${name}"></span></label>`;

/** What all machines share: frame, words, canvas, colors of the theme, and a clock that runs while one looks. */
class Machine {
  /**
   * `tick(seconds)` makes the next move, and returns false when there is nothing more to do; `draw(context)` draws
   * everything; `act(name, element)` is called for buttons and `enter(control)` for what is entered.
   */
  constructor(root, { title, text, controls = '', below = '', width, height, label, pace = 10 }) {
    if (!document.getElementById('dl101-machines-style')) {
      document.head.append(Object.assign(document.createElement('style'), { id: 'dl101-machines-style', textContent: CSS }));
    }
    root.classList.add('dl101-machine');
    root.setAttribute('role', 'region');
    root.setAttribute('aria-label', title);
    const canvas = width ? `<canvas width="${2 * width}" height="${2 * height}" tabindex="0" role="application" aria-label="${label}"></canvas>` : '';
    root.innerHTML = `<p>${text}</p><div class="dm-row">${button('play', '')}${controls}</div>${canvas}${below}<p class="dm-status" role="status"></p>`;
    Object.assign(this, { root, width, height, pace, due: 0, canvas: root.querySelector('canvas') });
    this.get = (selector) => root.querySelector(selector);
    root.addEventListener('click', ({ target }) => {
      const one = target.closest('[data-do]');
      if (one?.dataset.do === 'play') this.run(!this.running);
      else if (one) this.act(one.dataset.do, one);
      if (one) this.show();
    });
    root.addEventListener('input', ({ target }) => {
      this.enter(target);
      this.show();
    });
    if (this.canvas) this.listen();
    this.observers = [
      new IntersectionObserver((changes) => {
        const { isIntersecting } = changes.at(-1);
        this.visible = isIntersecting;
        if (isIntersecting && !this.seen) {
          this.bring(root.dataset.network);
          if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.run(true);
        }
        this.seen ||= isIntersecting;
        this.show();
        this.request();
      }),
      new ResizeObserver(() => this.show()),
    ];
    for (const one of this.observers) one.observe(root);
    // This transition is over when the theme has changed, whoever changed it.
    root.addEventListener('transitionend', ({ target }) => target === root && this.show());
  }

  destroy() {
    this.running = false;
    this.observers.forEach((one) => one.disconnect());
  }

  /** Load the script that hands over a network, and call `brought()` when it is there. */
  bring(script) {
    if (!script) return;
    this.loading = true;
    const element = Object.assign(document.createElement('script'), { src: script });
    const done = () => {
      this.loading = false;
      if (this.brought) this.brought();
      this.show();
    };
    element.addEventListener('load', done);
    element.addEventListener('error', done); // it goes on without the network
    document.head.append(element);
  }

  act() {}
  enter() {}
  point() {}
  key() {}

  /** Pointer and keys on the canvas, in the units in which it is drawn. */
  listen() {
    const { canvas } = this;
    const tell = (event, start) => {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [((event.clientX - box.left) / box.width) * this.width, ((event.clientY - box.top) / box.height) * this.height];
      if (this.point(x, y, start) !== false) event.preventDefault();
      this.show();
    };
    canvas.style.touchAction = 'none';
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      tell(event, true);
      canvas.focus({ preventScroll: true });
    });
    canvas.addEventListener('pointermove', (event) => event.buttons && tell(event, false));
    canvas.addEventListener('keydown', (event) => {
      const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
      if (!right && !down && event.key !== ' ' && event.key !== 'Enter') return;
      event.preventDefault();
      this.key(right, down, event);
      this.show();
    });
    for (const kind of ['focus', 'blur']) canvas.addEventListener(kind, () => this.show());
  }

  run(on) {
    this.running = on;
    this.last = 0;
    this.show();
    this.request();
  }

  request() {
    if (this.waiting || !this.visible || !this.running) return;
    this.waiting = true;
    requestAnimationFrame((time) => {
      this.waiting = false;
      if (!this.running) return;
      this.due = Math.min(4, this.due + ((time - (this.last || time - 17)) / 1000) * this.pace);
      this.last = time;
      const began = this.due >= 1;
      for (; this.due >= 1 && this.running; this.due--) if (this.tick() === false) this.running = false;
      if (began) this.show();
      this.request();
    });
  }

  show() {
    const style = getComputedStyle(this.root);
    this.color = (name) => style.getPropertyValue(`--${name}`).trim();
    this.get('[data-do=play]').textContent = this.running ? 'Pause' : this.verb || 'Play';
    const context = this.canvas?.getContext('2d');
    if (context) {
      context.setTransform(2, 0, 0, 2, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      this.grow = clip(430 / (this.canvas.clientWidth || 430), 1, 1.25); // words are no smaller on a small screen
      Object.assign(context, { font: this.font(13), textAlign: 'left', textBaseline: 'alphabetic', fillStyle: this.color('fg') });
    }
    this.draw(context);
    const text = this.status();
    // A screen reader is not to be told each of many steps.
    if (!this.running || performance.now() - (this.said || 0) > 4000) {
      this.said = performance.now();
      this.get('.dm-status').setAttribute('aria-live', 'polite');
    } else this.get('.dm-status').setAttribute('aria-live', 'off');
    this.get('.dm-status').textContent = text;
  }

  font(size, weight = '') {
    return `${weight} ${size * this.grow}px system-ui, sans-serif`;
  }

  stroke(context, color, width, points, dash = []) {
    context.beginPath();
    points.forEach(([x, y]) => context.lineTo(x, y));
    context.setLineDash(dash);
    Object.assign(context, { strokeStyle: color, lineWidth: width });
    context.stroke();
    context.setLineDash([]);
  }

  disc(context, x, y, radius, color) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    Object.assign(context, { fillStyle: color, strokeStyle: this.color('bg'), lineWidth: 1.5 });
    context.fill();
    context.stroke();
  }
}

// ---- trained networks, with the weights that Keras gave them

const networks = new Map();

/**
 * Take a network over: its arrays one after the other as base64, either float32, or whole numbers of 8 bits of which
 * each column has a scale. Arrays with more than two axes come as matrices.
 */
function give(name, { shapes, values, scales, ...more }) {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
  const numbers = scales ? Float32Array.from(new Int8Array(bytes(values))) : new Float32Array(bytes(values));
  const factors = scales && new Float32Array(bytes(scales));
  let [at, column] = [0, 0];
  const weights = shapes.map(([rows, columns]) => {
    const part = numbers.subarray(at, (at += rows * columns));
    if (scales) for (let k = 0; k < part.length; k++) part[k] *= factors[column + (k % columns)];
    column += columns;
    return part;
  });
  networks.set(name, { weights, shapes, ...more });
}

/** Multiply n rows x by a matrix with so many columns, and add b: what a Dense layer does. */
function dense(x, n, matrix, columns, b) {
  const [rows, out] = [matrix.length / columns, new Float32Array(n * columns)];
  for (let i = 0; i < n; i++) {
    const to = out.subarray(i * columns, (i + 1) * columns);
    if (b) to.set(b);
    for (let r = 0; r < rows; r++) {
      const v = x[i * rows + r];
      if (v) for (let c = 0; c < columns; c++) to[c] += v * matrix[r * columns + c];
    }
  }
  return out;
}

/** Turn scores into shares that sum to 1, in their place. */
function softmax(scores) {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp(scores[k] - most);
  for (let k = 0; k < scores.length; k++) scores[k] /= sum;
  return scores;
}

/** The language model of the lesson "A model that writes", as its last exercise has it in NumPy. */
class LanguageModel {
  constructor({ weights, shapes, pieces }) {
    Object.assign(this, { weights, pieces, width: shapes[0][1], number: new Map(pieces.map((piece, k) => [piece, k])) });
    const longest = [...pieces].sort((a, b) => b.length - a.length).map((piece) => piece.replace(/[^\w\s]/g, '\\$&'));
    this.longest = new RegExp(longest.join('|'), 'g');
  }

  encode(text) {
    return (text.match(this.longest) || []).map((piece) => this.number.get(piece));
  }

  normalized(x, gain, shift) {
    const [d, out] = [this.width, new Float32Array(x.length)];
    for (let i = 0; i < x.length; i += d) {
      let [middle, spread] = [0, 0];
      for (let k = 0; k < d; k++) middle += x[i + k] / d;
      for (let k = 0; k < d; k++) spread += (x[i + k] - middle) ** 2 / d;
      for (let k = 0; k < d; k++) out[i + k] = ((x[i + k] - middle) / Math.sqrt(spread + 0.001)) * gain[k] + shift[k];
    }
    return out;
  }

  /** Return the logits for the piece after up to 64 pieces, and for each block and head who looks where, row by row. */
  run(tokens) {
    const [w, d, n] = [this.weights, this.width, tokens.length];
    let x = Float32Array.from({ length: n * d }, (_, k) => w[0][tokens[Math.floor(k / d)] * d + (k % d)] + w[1][k]);
    const looks = [];
    for (let block = 2; block + 12 < w.length; block += 12) {
      const [gain, shift, forQueries, forKeys, forValues, back, gain2, shift2, first, b1, second, b2] = w.slice(block, block + 12);
      let h = this.normalized(x, gain, shift);
      const [queries, keys, values] = [forQueries, forKeys, forValues].map((matrix) => dense(h, n, matrix, d));
      const mixed = new Float32Array(n * d);
      looks.push(count(d / 32).map((head) => count(n).map((i) => {
        const shares = Float32Array.from({ length: i + 1 }, (_, j) => {
          let score = 0;
          for (let k = 32 * head; k < 32 * (head + 1); k++) score += queries[i * d + k] * keys[j * d + k];
          return score / Math.sqrt(32);
        });
        softmax(shares).forEach((share, j) => {
          for (let k = 32 * head; k < 32 * (head + 1); k++) mixed[i * d + k] += share * values[j * d + k];
        });
        return shares;
      })));
      dense(mixed, n, back, d).forEach((v, k) => (x[k] += v));
      h = dense(this.normalized(x, gain2, shift2), n, first, 4 * d, b1).map((v) => Math.max(v, 0));
      dense(h, n, second, d, b2).forEach((v, k) => (x[k] += v));
    }
    const [gain, shift, kernel, biases] = w.slice(-4);
    x = this.normalized(x.slice(-d), gain, shift);
    return { logits: dense(x, 1, kernel, biases.length, biases), looks };
  }
}

// ---- data of the neuron and of the descent

// Fourteen points about the line 0.8 x + 0.5, made once.
const POINTS = [
  [-1.9, -1.4], [-1.5, -0.3], [-1.1, -0.8], [-0.7, 0.4], [-0.3, -0.1], [0, 0.9], [0.3, 0.3], [0.7, 1.5], [1, 0.8],
  [1.3, 1.9], [1.7, 1.5], [2.1, 2.6], [2.4, 1.9], [2.8, 3.1],
];
const mean = (f) => POINTS.reduce((sum, [x, y]) => sum + f(x, y), 0) / POINTS.length;
const mse = (w, b) => mean((x, y) => (w * x + b - y) ** 2);
const slopes = (w, b) => [mean((x, y) => 2 * (w * x + b - y) * x), mean((x, y) => 2 * (w * x + b - y))];

// The Hessian of this loss is [[P, Q], [Q, 2]] everywhere; so least squares tells its lowest place.
const [P, Q] = [2 * mean((x) => x * x), 2 * mean((x) => x)];
const [W0, B0] = (([w, b]) => [(Q * b - 2 * w) / (2 * P - Q * Q), (Q * w - P * b) / (2 * P - Q * Q)])(slopes(0, 0));

// ---- the neuron and its line

class Neuron extends Machine {
  constructor(root) {
    super(root, {
      title: 'A neuron and its line',
      text: 'A neuron answers <b>w · x + b</b>. Take the line by one of its handles, or move the sliders, and make the loss small: ' +
        'the mean of the squared errors. Or let it learn, by gradient descent.',
      controls: `${button('reset', 'Start again')}${slider('w', 'weight w', -3, 3, 0.01)}${slider('b', 'bias b', -3, 3, 0.01)}`,
      width: 480, height: 320, pace: 12,
      label: 'Points and the line of the neuron. Arrow up and down change the bias, left and right the weight.',
    });
    this.verb = 'Let it learn';
    this.act();
    this.show();
  }

  act() {
    Object.assign(this, { w: -1.5, b: 1.5, steps: 0 });
  }

  enter({ name, value }) {
    this.running = false;
    this[name] = +value;
  }

  key(right, down) {
    this.running = false;
    this.w = clip(this.w + 0.05 * right, -3, 3);
    this.b = clip(this.b - 0.05 * down, -3, 3);
  }

  x = (v) => 240 + 72 * v;
  y = (v) => 190 - 45 * v;

  point(px, py, start) {
    const [x, y] = [(px - 240) / 72, (190 - py) / 45];
    if (start) this.handle = Math.abs(x) < Math.abs(x - 2) ? 'b' : 'w';
    this.running = false;
    if (this.handle === 'b') this.b = clip(y, -3, 3);
    else this.w = clip((y - this.b) / 2, -3, 3);
  }

  tick() {
    const [slopeW, slopeB] = slopes(this.w, this.b);
    this.w -= 0.04 * slopeW;
    this.b -= 0.04 * slopeB;
    this.steps++;
    return Math.hypot(slopeW, slopeB) > 0.002;
  }

  draw(context) {
    const { w, b, x, y } = this;
    for (const name of ['w', 'b']) {
      this.get(`[name=${name}]`).value = this[name];
      this.get(`[data-shown=${name}]`).textContent = shown(this[name]);
    }
    this.stroke(context, this.color('line'), 1, [[0, y(0)], [480, y(0)]]);
    this.stroke(context, this.color('line'), 1, [[x(0), 0], [x(0), 320]]);
    context.fillText('x', 466, y(0) - 5);
    context.fillText('y', x(0) + 6, 14);
    for (const [px, py] of POINTS) {
      this.stroke(context, VERMILION, 1.5, [[x(px), y(py)], [x(px), y(w * px + b)]], [3, 3]);
    }
    this.stroke(context, this.color('fg'), 2.5, [[x(-4), y(-4 * w + b)], [x(4), y(4 * w + b)]]);
    for (const [px, py] of POINTS) this.disc(context, x(px), y(py), 5, BLUE);
    for (const [px, name] of [[0, 'b'], [2, 'w']]) {
      this.disc(context, x(px), y(w * px + b), 9, ORANGE);
      context.fillStyle = '#000';
      context.fillText(name, x(px) - 4, y(w * px + b) + 4);
    }
  }

  status() {
    const best = mse(this.w, this.b) < mse(W0, B0) + 0.002 ? ' This is as small as a straight line gets.' : '';
    return `y = ${shown(this.w)} · x + ${shown(this.b)}, loss ${shown(mse(this.w, this.b), 3)}${this.steps ? `, ${this.steps} steps learned` : ''}.${best}`;
  }
}

// ---- gradient descent on its map

const STEEPEST = (P + 2 + Math.hypot(P - 2, 2 * Q)) / 2; // the largest eigenvalue of the Hessian
const LIMIT = 2 / STEEPEST; // at this learning rate, steps along the steepest way no longer become shorter

class Descent extends Machine {
  constructor(root) {
    super(root, {
      title: 'Gradient descent on its map',
      text: 'Each place of the map is a neuron, with a weight w and a bias b; along a line the loss is the same. Gradient descent walks ' +
        'against the slope, as far as the <b>learning rate</b> tells. Change it. A click sets the ball down elsewhere.',
      controls: `${button('reset', 'Start again')}${slider('rate', 'learning rate', -3, 0.2, 0.01)}`,
      width: 480, height: 320, pace: 5,
      label: 'Map of the loss. Arrow keys move the start.',
    });
    this.start = [-1.6, 2.6];
    this.rate = 0.05;
    this.act();
    this.show();
  }

  x = (w) => 180 + 90 * w;
  y = (b) => 190 - 55 * b;

  act() {
    this.path = [this.start];
  }

  enter({ value }) {
    this.rate = +(10 ** value).toPrecision(2);
    this.again();
  }

  again() {
    this.act();
    this.run(true);
  }

  point(px, py) {
    this.start = [(px - 180) / 90, (190 - py) / 55];
    this.again();
  }

  key(right, down) {
    this.start = [this.start[0] + 0.1 * right, this.start[1] - 0.1 * down];
    this.again();
  }

  tick() {
    const [w, b] = this.path.at(-1);
    const [slopeW, slopeB] = slopes(w, b);
    this.path.push([w - this.rate * slopeW, b - this.rate * slopeB]);
    return Math.hypot(slopeW, slopeB) > 0.002 && this.path.length < 400 && !this.lost();
  }

  lost() {
    return this.path.at(-1).some((v) => Math.abs(v) > 40);
  }

  draw(context) {
    const { x, y, path } = this;
    this.get('[name=rate]').value = Math.log10(this.rate);
    this.get('[data-shown=rate]').textContent = this.rate;
    // A contour of this loss is an ellipse about the lowest place, so it can be drawn by its formula.
    for (const level of [0.1, 0.5, 1.5, 4, 9, 18, 32]) {
      const ellipse = count(73).map((k) => {
        const [c, s] = [Math.cos((k / 36) * Math.PI), Math.sin((k / 36) * Math.PI)];
        const far = Math.sqrt((2 * level) / (P * c * c + 2 * Q * c * s + 2 * s * s));
        return [x(W0 + far * c), y(B0 + far * s)];
      });
      this.stroke(context, this.color('line'), 1, ellipse);
    }
    this.disc(context, x(W0), y(B0), 4, GREEN);
    context.fillStyle = this.color('fg');
    context.fillText('lowest', x(W0) + 8, y(B0) + 4);
    context.fillText('w →', 446, 312);
    context.fillText('b ↑', 6, 16);
    this.stroke(context, VERMILION, 2, path.map(([w, b]) => [x(w), y(b)]));
    path.forEach(([w, b]) => this.disc(context, x(w), y(b), 3, VERMILION));
    this.disc(context, x(path.at(-1)[0]), y(path.at(-1)[1]), 8, ORANGE);
  }

  status() {
    const [w, b] = this.path.at(-1);
    const share = this.rate / LIMIT;
    const how = share >= 1 ? 'diverges: each step leads higher up' : share > 0.6 ? 'converges, in a zigzag' : share > 0.06 ? 'converges' : 'crawls';
    const place = this.lost() ? 'It has left the map.' : `w ${shown(w)}, b ${shown(b)}, loss ${shown(mse(w, b), 3)}.`;
    return `Step ${this.path.length - 1}: it ${how}. ${place}`;
  }
}

// ---- a convolution's window

const KERNELS = {
  'upright edges': [1, 0, -1, 1, 0, -1, 1, 0, -1], 'level edges': [1, 1, 1, 0, 0, 0, -1, -1, -1],
  'all edges': [0, -1, 0, -1, 4, -1, 0, -1, 0], blur: count(9).map(() => 0.11), 'leave it': [0, 0, 0, 0, 1, 0, 0, 0, 0],
};

class Convolution extends Machine {
  constructor(root) {
    super(root, {
      title: "A convolution's window",
      text: 'The window lies on nine pixels. Each is multiplied by its weight, the products are added up: that is one number of the answer. ' +
        'Then it moves on. Draw in the picture, and change the weights.',
      controls: `${button('step', 'Step')}${button('clear', 'Clear')}
        <label>Size<select name="size"><option>8</option><option selected>10</option><option>12</option></select></label>
        <label>Weights<select name="preset">${Object.keys(KERNELS).map((name) => `<option>${name}</option>`).join('')}<option>my own</option></select></label>
        <div class="dm-window" role="group" aria-label="Weights of the window">${count(9).map((k) =>
          `<input type="number" step="any" name="k${k}" aria-label="row ${Math.floor(k / 3) + 1}, column ${(k % 3) + 1}">`).join('')}</div>`,
      width: 480, height: 250, pace: 6,
      label: 'The picture, and beside it the answers. Arrow keys move a cursor in the picture, Space turns a pixel over.',
    });
    this.kernel = [...KERNELS['upright edges']];
    this.cursor = [1, 1];
    this.resize(10);
    this.show();
  }

  /** Begin with an empty picture of this size, and a ring in it. */
  resize(size) {
    const middle = (size - 1) / 2;
    Object.assign(this, { size, place: 0, side: 228 / size });
    this.pixels = count(size * size).map((k) => +(Math.abs(Math.hypot((k % size) - middle, Math.floor(k / size) - middle) - size * 0.3) < 0.7));
  }

  act(what) {
    if (what === 'clear') this.pixels.fill(0);
    if (what === 'step') this.run(false), this.tick();
  }

  enter({ name, value }) {
    if (name === 'size') this.resize(+value);
    else if (name === 'preset') this.kernel = [...(KERNELS[value] || this.kernel)];
    else {
      this.kernel[name.slice(1)] = +value || 0;
      this.get('[name=preset]').value = 'my own';
    }
  }

  point(x, y, start) {
    const [column, row] = [x - 8, y - 12].map((v) => Math.floor(v / this.side));
    if (column < 0 || row < 0 || column >= this.size || row >= this.size) return false;
    const k = row * this.size + column;
    if (start) this.ink = 1 - this.pixels[k];
    this.pixels[k] = this.ink;
    this.cursor = [column, row];
  }

  key(right, down, { key }) {
    const [column, row] = [this.cursor[0] + right, this.cursor[1] + down].map((v) => clip(v, 0, this.size - 1));
    this.cursor = [column, row];
    if (key === ' ' || key === 'Enter') this.pixels[row * this.size + column] = 1 - this.pixels[row * this.size + column];
  }

  tick() {
    this.place = (this.place + 1) % (this.size - 2) ** 2;
  }

  parts(place) {
    const [row, column] = [Math.floor(place / (this.size - 2)), place % (this.size - 2)];
    return count(9).map((k) => this.pixels[(row + Math.floor(k / 3)) * this.size + column + (k % 3)] * this.kernel[k]);
  }

  draw(context) {
    const { size, side, place, kernel } = this;
    const [left, top, right] = [8, 12, 250 + side];
    kernel.forEach((v, k) => {
      const input = this.get(`[name=k${k}]`);
      if (document.activeElement !== input) input.value = v;
    });
    const [fg, line] = [this.color('fg'), this.color('line')];
    context.lineWidth = 0.5;
    context.strokeStyle = line;
    this.pixels.forEach((v, k) => {
      const box = [left + (k % size) * side, top + Math.floor(k / size) * side, side, side];
      context.fillStyle = v ? fg : this.color('soft');
      context.fillRect(...box);
      context.strokeRect(...box);
    });
    const answers = count((size - 2) ** 2).map((k) => this.parts(k).reduce((sum, v) => sum + v, 0));
    const most = Math.max(1, ...answers.map(Math.abs));
    Object.assign(context, { textAlign: 'center', textBaseline: 'middle', font: this.font(side * 0.46) });
    answers.forEach((v, k) => {
      const box = [right + (k % (size - 2)) * side, top + side + Math.floor(k / (size - 2)) * side, side, side];
      context.globalAlpha = k <= place || !this.running ? 0.15 + (0.6 * Math.abs(v)) / most : 0;
      context.fillStyle = Math.abs(v) < 1e-9 ? this.color('soft') : v > 0 ? VERMILION : BLUE;
      context.fillRect(...box);
      const seen = context.globalAlpha > 0;
      context.globalAlpha = 1;
      context.strokeRect(...box);
      context.fillStyle = fg;
      if (seen) context.fillText(String(+v.toFixed(1)).replace('-', '−'), box[0] + side / 2, box[1] + side / 2);
    });
    const [row, column] = [Math.floor(place / (size - 2)), place % (size - 2)];
    Object.assign(context, { strokeStyle: VERMILION, lineWidth: 3 });
    context.strokeRect(left + column * side, top + row * side, 3 * side, 3 * side);
    context.strokeRect(right + column * side, top + (row + 1) * side, side, side);
    if (document.activeElement !== this.canvas) return;
    Object.assign(context, { strokeStyle: ORANGE, lineWidth: 3 });
    context.strokeRect(left + this.cursor[0] * side + 2, top + this.cursor[1] * side + 2, side - 4, side - 4);
  }

  status() {
    const parts = this.parts(this.place);
    const sum = parts.reduce((total, v) => total + v, 0);
    const terms = parts.filter((v) => v).map((v) => shown(v, v % 1 ? 2 : 0));
    return `Row ${Math.floor(this.place / (this.size - 2)) + 1}, column ${(this.place % (this.size - 2)) + 1}: ` +
      `${terms.length ? `${terms.join(' + ')} = ` : 'only products of 0, so '}${shown(sum, sum % 1 ? 2 : 0)}.`;
  }
}

// ---- tic-tac-toe

const LINES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]];
const known = new Map(); // positions whose worth was found

/** As in dl101/games.py: a board is seen by the player who moved last, whose marks are 1. */
const won = (board) => LINES.some((line) => line.every((square) => board[square] === 1));
const full = (board) => board.every((mark) => mark);

function put(board, square) {
  const after = board.map((mark) => -mark);
  after[square] = 1;
  return after;
}

/** Return what each free square is worth to the player who marks it: by minimax 1 a sure win, 0 a draw, -1 a loss. */
function scores(board, judge = worth) {
  return board.map((mark, square) => (mark ? null : judge(put(board, square))));
}

/** What the network of the lesson "Playing a game" guesses; only where the game is over do the rules tell it. */
function guess(board) {
  if (won(board) || full(board)) return won(board) ? 1 : 0;
  const [w1, b1, w2, b2, w3, b3] = networks.get('tictactoe').weights;
  const relu = (x) => x.map((v) => Math.max(v, 0));
  const x = [...board.map((mark) => +(mark === 1)), ...board.map((mark) => +(mark === -1))];
  return Math.tanh(dense(relu(dense(relu(dense(x, 1, w1, b1.length, b1)), 1, w2, b2.length, b2)), 1, w3, 1, b3)[0]);
}

/** Minimax: a position is worth minus the largest worth among its replies. */
function worth(board) {
  const key = board.join();
  if (!known.has(key)) {
    const rest = () => -Math.max(...scores(board).filter((v) => v !== null));
    known.set(key, won(board) ? 1 : full(board) ? 0 : rest());
  }
  return known.get(key);
}

class TicTacToe extends Machine {
  constructor(root) {
    super(root, {
      title: 'Tic-tac-toe',
      text: '<b>The network</b> has learned from games against itself, and looks one move ahead. In all lines of play there is none ' +
        'that it loses. <b>Minimax</b> looks at every line to its end, and has learned nothing. First they play against themselves. ' +
        'Mark a square, and play against one of them. How much can you get?',
      controls: `${button('first', 'New game, I begin')}${button('second', 'New game, it begins')}
        <label>Against<select name="player"><option value="network" disabled>the network</option><option value="minimax" selected>minimax</option></select></label>
        <label><input type="checkbox" name="tell">what each square is worth to me</label>`,
      below: `<div class="dm-board" role="group" aria-label="Board">${count(9).map((k) => `<button type="button" data-do="square" data-square="${k}"></button>`).join('')}</div>`,
      pace: 1,
    });
    this.verb = 'Watch it play';
    this.again();
    this.brought();
    this.show();
  }

  brought() {
    if (!networks.has('tictactoe')) return;
    this.get('[value=network]').disabled = false;
    this.get('[name=player]').value = 'network';
    this.again();
  }

  enter({ name }) {
    if (name === 'player') this.again();
  }

  scores() {
    return scores(this.board, this.get('[name=player]').value === 'network' ? guess : worth);
  }

  again() {
    Object.assign(this, { board: count(9).map(() => 0), moves: 0, mine: null });
  }

  over() {
    return won(this.board) || full(this.board);
  }

  move(square) {
    this.board = put(this.board, square);
    this.moves++;
  }

  /** Answer by one of the best squares; `free`, by any. */
  answer(free) {
    if (this.over()) return;
    const table = this.scores();
    const most = Math.max(...table.filter((v) => v !== null));
    const good = count(9).filter((square) => table[square] === most || (free && table[square] !== null));
    this.move(good[Math.floor(Math.random() * good.length)]);
  }

  tick() {
    if (this.mine !== null) this.again();
    if (this.over()) {
      this.pause = (this.pause || 0) + 1; // let the last board be seen
      if (this.pause > 2) this.again();
      return true;
    }
    this.pause = 0;
    this.answer(!this.moves); // not always the same game
    return true;
  }

  act(what, { dataset }) {
    this.run(false);
    if (what === 'first' || (what === 'square' && this.mine === null)) this.again(), (this.mine = 0);
    if (what === 'second') this.again(), (this.mine = 1), this.answer();
    if (what === 'square' && !this.over() && !this.board[dataset.square]) this.move(+dataset.square), this.answer();
  }

  draw() {
    const last = this.moves % 2 ? 'X' : 'O'; // who moved last
    const table = this.get('[name=tell]').checked && this.mine !== null && !this.over() ? this.scores() : [];
    const tell = (v) => (this.get('[name=player]').value === 'network' ? shown(v) : ['loses', 'draws', 'wins'][v + 1]);
    this.root.querySelectorAll('[data-square]').forEach((square, k) => {
      const mark = this.board[k] === 1 ? last : this.board[k] ? (last === 'X' ? 'O' : 'X') : '';
      const told = mark || table[k] === undefined ? '' : tell(table[k]);
      square.dataset.mark = mark;
      square.innerHTML = mark || `<small>${told}</small>`;
      square.setAttribute('aria-label', `row ${Math.floor(k / 3) + 1}, column ${(k % 3) + 1}: ${mark || told || 'free'}`);
    });
  }

  status() {
    const winner = won(this.board) ? (this.moves % 2 ? 'X' : 'O') : '';
    if (this.mine === null) return winner ? `${winner} wins.` : this.over() ? 'A draw, as always when neither makes a mistake.' : 'It plays against itself.';
    const mark = this.mine ? 'O' : 'X';
    if (winner) return winner === mark ? 'You win.' : 'It wins. Where was the mistake? Show what each square is worth, and try again.';
    return full(this.board) ? 'A draw: the most that anybody gets.' : `You are ${mark}. It is your turn.`;
  }
}

// ---- attention

// Kinds of words, and how much a word of one kind looks for each of the others: written by hand, to be read.
const KINDS = {
  article: 'the a an this that my your his her its our their some every',
  pronoun: 'i you he she it we they him them who',
  preposition: 'in on at under over with of to from by for near behind and but because',
  verb: 'is are was were sat sits sleeps slept ran runs sees saw likes liked eats ate chased chases barked learned learns reads read loves had has went goes tired',
  adjective: 'big small old young red blue black white happy sad hungry good bad new little quick lazy deep',
};
const NAMES = [...Object.keys(KINDS), 'noun'];
const LOOKS = { // query of the row: what it scores for article, pronoun, preposition, verb, adjective, noun
  article: [0, 0, -1, -1, 1, 3], pronoun: [-1, 0, -1, 1, 0, 4], preposition: [-1, 0, 0, 2, -1, 3],
  verb: [-1, 3, 0, 0, 0, 4], adjective: [-1, 0, -1, 0, 0, 4], noun: [1, 0, 0, 2, 3, 0],
};
const AHEAD = { article: 1, adjective: 1, preposition: 1, pronoun: -2, verb: -1, noun: -0.5 }; // prefers words after (+) or before it
const kindOf = (word) => NAMES.find((kind) => KINDS[kind]?.split(' ').includes(word.toLowerCase())) || 'noun';

/** Return the shares with which a word looks at all words by these tables. */
function byHand(words, asks) {
  const kind = kindOf(words[asks]);
  return softmax(Float32Array.from(words, (word, k) => {
    const far = k - asks;
    return LOOKS[kind][NAMES.indexOf(kindOf(word))] + AHEAD[kind] * Math.sign(far) - 0.4 * Math.abs(far);
  }));
}

const SHOWN = 14; // words of which the table has room

class Attention extends Machine {
  constructor(root) {
    super(root, {
      title: 'Attention over a sentence',
      text: 'Each word asks words, by its <b>query</b>: how well does your <b>key</b> fit? Softmax turns the scores into shares that sum to 1. ' +
        '<b>The model</b> has read six novels of Jane Austen. It cuts a sentence into pieces, looks back in four blocks with five heads each, ' +
        'and tells what may come next. The <b>tables by hand</b> know kinds of words and distances only.',
      controls: `${button('write', 'Write on')}
        <label>Sentence<input type="text" name="text" maxlength="300" size="34" value="Emma smiled. Harriet looked at Mr."></label>
        <label>Who looks<select name="who"><option value="model" disabled>the model</option><option value="hand" selected>tables by hand</option></select></label>
        <label>Block<select name="block">${count(4).map((k) => `<option>${k + 1}</option>`).join('')}</select></label>
        <label>Head<select name="head">${count(5).map((k) => `<option>${k + 1}</option>`).join('')}</select></label>`,
      below: '<p class="dm-next"></p>',
      width: 480, height: 425, pace: 1.2,
      label: 'The shares of attention: a row for each word that asks. Arrow up and down choose it.',
    });
    this.get('[name=block]').value = 3;
    this.get('[name=head]').value = 5; // it likes names
    this.asks = 0;
    this.read();
    this.show();
  }

  brought() {
    if (!networks.has('austen')) return;
    this.model = new LanguageModel(networks.get('austen'));
    this.get('[value=model]').disabled = false;
    this.get('[name=who]').value = 'model';
    this.read();
  }

  enter() {
    this.read();
  }

  act() {
    this.run(false);
    const more = [...this.chances].map((chance, k) => [chance, k]).sort((a, b) => b[0] - a[0]).slice(0, 20);
    let drawn = Math.random() * more.reduce((sum, [chance]) => sum + chance, 0);
    const [, piece] = more.find(([chance]) => (drawn -= chance) < 0) || more[0];
    this.get('[name=text]').value += this.model.pieces[piece].replace('\n', ' ');
    this.read();
    this.asks = this.words.length - 1;
  }

  /** Find the words or pieces, and who looks where. */
  read() {
    const [text, model] = [this.get('[name=text]').value, this.get('[name=who]').value === 'model' && this.model];
    for (const name of ['block', 'head']) this.get(`[name=${name}]`).disabled = !model;
    this.get('[data-do=write]').disabled = !model;
    this.chances = null;
    if (model) {
      const tokens = model.encode(text).slice(-64);
      this.words = tokens.map((token) => model.pieces[token].replace(/\s/g, '_'));
      if (tokens.length) {
        const { logits, looks } = model.run(tokens);
        this.chances = softmax(logits);
        this.looks = looks[this.get('[name=block]').value - 1][this.get('[name=head]').value - 1];
      } else this.get('[data-do=write]').disabled = true;
    } else {
      this.words = text.match(/[\p{L}\p{N}'’]+/gu) || [];
      this.looks = this.words.map((_, asks) => byHand(this.words, asks));
    }
    this.first = Math.max(0, this.words.length - SHOWN); // of the words in the table
    this.asks = clip(this.asks, this.first, Math.max(0, this.words.length - 1));
  }

  key(right, down) {
    this.run(false);
    this.next(down + right);
  }

  next(step) {
    const n = this.words.length - this.first || 1;
    this.asks = this.first + ((this.asks - this.first + step + n) % n);
  }

  point(x, y) {
    const row = this.first + Math.floor((y - 70) / 25);
    if (y < 70 || !this.words[row]) return false;
    this.run(false);
    this.asks = row;
  }

  tick() {
    this.next(1);
  }

  draw(context) {
    const { asks, first } = this;
    const words = this.words.slice(first);
    const wide = 380 / Math.max(words.length, 4);
    const x = (k) => 92 + wide * (k + 0.5);
    words.forEach((word, k) => {
      context.save();
      context.translate(x(k) - 4, 62);
      context.rotate(-0.6);
      context.fillText(word.slice(0, 11), 0, 0);
      context.restore();
      Object.assign(context, { textAlign: 'right', font: this.font(13, first + k === asks ? 'bold' : '') });
      context.fillText(word.slice(0, 11), 86, 87 + 25 * k);
      this.looks[first + k].slice(first).forEach((share, column) => {
        context.globalAlpha = share;
        context.fillStyle = VERMILION;
        context.fillRect(x(column) - wide / 2, 71 + 25 * k, wide - 1, 24);
        context.globalAlpha = 1;
        Object.assign(context, { fillStyle: this.color('fg'), textAlign: 'center', font: this.font(11) });
        context.fillText(share > 0.995 ? '1' : share.toFixed(2).slice(1), x(column), 87 + 25 * k);
      });
      Object.assign(context, { textAlign: 'left', font: this.font(13) });
    });
    Object.assign(context, { strokeStyle: this.color('fg'), lineWidth: 2.5 });
    if (words.length) context.strokeRect(91, 70 + 25 * (asks - first), wide * words.length + 1, 26);
    const likely = this.chances ? [...this.chances.keys()].sort((a, b) => this.chances[b] - this.chances[a]).slice(0, 5) : [];
    const told = likely.map((k) => `${this.model.pieces[k].replace(/\s/g, '_')} ${Math.round(100 * this.chances[k])} %`);
    this.get('.dm-next').textContent = told.length ? `What may come next (_ is a blank): ${told.join(', ')}.` : this.loading ? 'The model is on its way, 2 MB …' : '';
  }

  status() {
    if (!this.words.length) return 'Type some words.';
    const shares = this.looks[this.asks];
    const best = [...shares.keys()].sort((a, b) => shares[b] - shares[a]).slice(0, 3);
    const list = best.map((k) => `“${this.words[k]}” (${Math.round(100 * shares[k])} %)`).join(', ');
    const kind = kindOf(this.words[this.asks]);
    return `“${this.words[this.asks]}”${this.chances ? '' : `, ${/^a/.test(kind) ? 'an' : 'a'} ${kind},`} looks most at ${list}.`;
  }
}

const kinds = { neuron: Neuron, descent: Descent, convolution: Convolution, tictactoe: TicTacToe, attention: Attention };
const machines = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, (element) => new kind(element)]));

function mountAll() {
  for (const element of document.querySelectorAll('.dl101-machine:not([role])')) {
    const make = machines[element.dataset.machine];
    if (make) element.machine = make(element);
  }
}

const api = { ...machines, LanguageModel, give, guess, networks, put, scores, softmax, won, worth };
globalThis.dl101 = Object.assign(globalThis.dl101 || {}, { machines: api });
if (typeof module === 'object' && module.exports) module.exports = api;
else if (document.readyState === 'loading') addEventListener('DOMContentLoaded', mountAll);
else mountAll();
})();
