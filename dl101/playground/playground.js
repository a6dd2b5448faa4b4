/**
 * A small neural network to play with, after Keras: engine, data, Keras code, and the page around them.
 *
 * One classic script: it sets globalThis.dl101, and module.exports under Node. Every
 * <div class="dl101-playground" data-options='{"data": "spiral"}'> of a page becomes a playground.
 */
(() => {
'use strict';

const { abs, cos, exp, floor, hypot, imul, log, log1p, max, min, sin, sqrt, tanh, PI } = Math;
const { entries, fromEntries, keys } = Object;

// ---- numbers

/** Return a generator of numbers from 0 to 1 (xorshift): the same seed, the same numbers. */
function random(seed) {
  let s = imul(seed + 0x3c6ef372, 0x9e3779b1) || 1;
  const next = () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 2 ** 32;
  };
  for (let k = 0; k < 12; k++) next(); // seeds that are close by start alike
  return next;
}

const normal = (next) => sqrt(-2 * log(next() + 1e-12)) * cos(2 * PI * next());
const sigmoid = (z) => 1 / (1 + exp(-z));
const clip = (v, low, high) => min(high, max(low, v));
const round = (v) => Math.round(v * 1000) / 1000;
const count = (n) => Array.from({ length: n }, (_, k) => k);

function shuffled(n, seed) {
  const [order, next] = [count(n), random(seed)];
  for (let k = n - 1; k > 0; k--) {
    const other = floor(next() * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

// ---- engine

// name: [the function, its slope as told by its answer]
const ACTIVATIONS = {
  linear: [(z) => z, () => 1],
  relu: [(z) => (z > 0 ? z : 0), (a) => (a > 0 ? 1 : 0)],
  tanh: [tanh, (a) => 1 - a * a],
  sigmoid: [sigmoid, (a) => a * (1 - a)],
};

/** Dense layers. A kernel has Keras's shape (inputs, units), row by row. */
class Network {
  constructor(sizes, activations, seed = 0) {
    const next = random(seed * 7919 + 17);
    this.steps = 0;
    this.layers = activations.map((activation, k) => {
      const [inputs, units] = [sizes[k], sizes[k + 1]];
      const limit = sqrt(6 / (inputs + units)); // Glorot uniform
      const kernel = Float64Array.from(count(inputs * units), () => (2 * next() - 1) * limit);
      return { inputs, units, activation, kernel, bias: new Float64Array(units) };
    });
  }

  /** Send n rows of x through all layers. `memo` keeps what each layer answers, for the way back. */
  forward(x, n, memo = {}) {
    if (!(memo.n >= n)) {
      const [out, delta] = [0, 1].map(() => this.layers.map(({ units }) => new Float64Array(n * units)));
      Object.assign(memo, { n, out, delta, grads: this.layers.map(({ kernel, bias }) => [kernel.slice(), bias.slice()]) });
    }
    this.layers.forEach(({ inputs, units, activation, kernel, bias }, k) => {
      const [from, to, f] = [k ? memo.out[k - 1] : x, memo.out[k], ACTIVATIONS[activation][0]];
      for (let r = 0; r < n; r++) {
        const start = r * units;
        for (let j = 0; j < units; j++) to[start + j] = bias[j];
        for (let i = 0; i < inputs; i++) {
          const value = from[r * inputs + i];
          for (let j = 0; j < units; j++) to[start + j] += value * kernel[i * units + j];
        }
      }
      for (let p = 0; p < n * units; p++) to[p] = f(to[p]);
    });
    return memo.out.at(-1);
  }

  /** Return the mean loss: 'mse', or 'bce', of logits or of what a last sigmoid answers. */
  loss(x, y, n, kind, memo) {
    const out = this.forward(x, n, memo);
    const logits = this.layers.at(-1).activation !== 'sigmoid';
    let sum = 0;
    for (let r = 0; r < n; r++) {
      const p = clip(out[r], 1e-7, 1 - 1e-7); // as Keras does
      if (kind === 'mse') sum += (out[r] - y[r]) ** 2;
      else if (logits) sum += max(out[r], 0) - out[r] * y[r] + log1p(exp(-abs(out[r])));
      else sum -= y[r] * log(p) + (1 - y[r]) * log(1 - p);
    }
    return sum / n;
  }

  /** Return the slopes of the loss, [kernel, bias] of each layer. `penalty` has the rate of Keras's l1 or l2. */
  gradients(x, y, n, kind, { l1, l2 } = {}, memo = {}) {
    const out = this.forward(x, n, memo);
    const { activation } = this.layers.at(-1);
    let delta = memo.delta.at(-1);
    for (let r = 0; r < n; r++) {
      if (kind === 'mse') delta[r] = (2 * (out[r] - y[r]) * ACTIVATIONS[activation][1](out[r])) / n;
      else delta[r] = ((activation === 'sigmoid' ? out[r] : sigmoid(out[r])) - y[r]) / n;
    }
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const { inputs, units, kernel } = this.layers[k];
      const [slopes, biasSlopes] = memo.grads[k];
      const [from, below] = k ? [memo.out[k - 1], memo.delta[k - 1]] : [x];
      const bend = k && ACTIVATIONS[this.layers[k - 1].activation][1];
      kernel.forEach((w, p) => (slopes[p] = l1 ? l1 * Math.sign(w) : l2 ? 2 * l2 * w : 0));
      biasSlopes.fill(0);
      for (let r = 0; r < n; r++) {
        for (let j = 0; j < units; j++) biasSlopes[j] += delta[r * units + j];
        for (let i = 0; i < inputs; i++) {
          const value = from[r * inputs + i];
          let sum = 0;
          for (let j = 0; j < units; j++) {
            slopes[i * units + j] += value * delta[r * units + j];
            sum += kernel[i * units + j] * delta[r * units + j];
          }
          if (k) below[r * inputs + i] = sum * bend(value);
        }
      }
      delta = below;
    }
    return memo.grads;
  }

  /** Make one step by Keras's formula of 'sgd' or 'adam'. */
  update(grads, optimizer, rate) {
    this.steps++;
    const scale = (rate * sqrt(1 - 0.999 ** this.steps)) / (1 - 0.9 ** this.steps);
    this.layers.forEach((layer, k) => {
      layer.moments ||= grads[k].map((g) => [new Float64Array(g.length), new Float64Array(g.length)]);
      [layer.kernel, layer.bias].forEach((values, part) => {
        const [slopes, [m, v]] = [grads[k][part], layer.moments[part]];
        for (let p = 0; p < values.length; p++) {
          if (optimizer === 'sgd') values[p] -= rate * slopes[p];
          else {
            m[p] += (slopes[p] - m[p]) * 0.1;
            v[p] += (slopes[p] * slopes[p] - v[p]) * 0.001;
            values[p] -= (scale * m[p]) / (sqrt(v[p]) + 1e-7);
          }
        }
      });
    });
  }

  /** Return the weights as Keras's get_weights does: a table and a list for each layer. */
  weights() {
    return this.layers.flatMap(({ inputs, units, kernel, bias }) => [
      count(inputs).map((i) => [...kernel.slice(i * units, (i + 1) * units)]),
      [...bias],
    ]);
  }

  setWeights(weights) {
    this.layers.forEach(({ inputs, units, kernel, bias }, k) => {
      const [table, list] = [weights[2 * k]?.flat(), weights[2 * k + 1]];
      if (table?.length !== kernel.length || list?.length !== units) {
        throw new Error(`Layer ${k + 1} wants a kernel of shape (${inputs}, ${units}), and a bias.`);
      }
      kernel.set(table);
      bias.set(list);
    });
  }
}

// ---- data

// name: [what the page writes, the function, the same in Python]
const FEATURES = {
  x1: ['x₁', (a) => a, 'x1'],
  x2: ['x₂', (a, b) => b, 'x2'],
  'x1^2': ['x₁²', (a) => a * a, 'x1**2'],
  'x2^2': ['x₂²', (a, b) => b * b, 'x2**2'],
  x1x2: ['x₁x₂', (a, b) => a * b, 'x1 * x2'],
  sinx1: ['sin x₁', (a) => sin(a), 'np.sin(x1)'],
  sinx2: ['sin x₂', (a, b) => sin(b), 'np.sin(x2)'],
};

const around = (radius, angle, label) => [radius * sin(angle), radius * cos(angle), label];
const anywhere = (next) => [6 * next() - 3, 6 * next() - 3];

// Each draws a point [x1, x2, label] between -3 and 3, without noise. `u` goes from 0 to 1.
const DATA = {
  circles: (next, u, label) => around(label ? 1.5 * sqrt(next()) : 2.1 + 0.75 * next(), 2 * PI * next(), label),
  xor(next) {
    const [a, b] = anywhere(next).map((v) => v + 0.2 * Math.sign(v));
    return [a, b, a * b > 0 ? 1 : 0];
  },
  gaussians: (next, u, label) => [...[0, 1].map(() => 2.4 * label - 1.2 + 0.5 * normal(next)), label],
  spiral: (next, u, label) => around(0.15 + 2.7 * u, PI * (3 * u + label), label),
  moons(next, u, label) {
    const [a, b] = around(1.6, PI * (next() - 0.5));
    return label ? [0.8 - a, 0.4 - b, 1] : [a - 0.8, b - 0.4, 0];
  },
  plane(next) {
    const [a, b] = anywhere(next);
    return [a, b, (a + b) / 6];
  },
  hills(next) {
    const [a, b] = anywhere(next);
    const far = (k) => (a - 1.8 * ((k % 3) - 1)) ** 2 + (b - (k < 3 ? 1.4 : -1.4)) ** 2;
    return [a, b, count(6).reduce((sum, k) => sum + (-1) ** k * exp(-far(k) / 0.6), 0)];
  },
};
const DATA_OF = {
  classification: ['circles', 'xor', 'gaussians', 'spiral', 'moons', 'own'],
  regression: ['plane', 'hills', 'own'],
};

/** Return n points [x1, x2, label]. `noise`, in percent, moves the points and leaves the labels. */
function makePoints(name, n, noise, seed) {
  const [next, shake] = [random(seed * 104729 + 3), random(seed * 15485863 + 5)];
  return count(n).map((k) => {
    const [a, b, label] = DATA[name](next, (k >> 1) / max(1, (n >> 1) - 1), k % 2);
    return [...[a, b].map((v) => round(v + (noise / 100) * normal(shake))), round(label)];
  });
}

/** Read lines `x1,x2,label`. Returns {points} or {error}, a sentence with the number of the line. */
function parseCsv(text, problem = 'classification') {
  const points = [];
  for (const [k, line] of text.replace('\uFEFF', '').split(/\r\n|\r|\n/).entries()) {
    const bad = (what) => ({ error: `Line ${k + 1}, “${line.slice(0, 40)}”: ${what}` });
    const cells = (line.includes(';') ? line.replaceAll(',', '.').split(';') : line.split(/[,\t]/)).map((c) => c.trim());
    if (!line.trim() || (!points.length && cells[1] && cells.every((c) => /^["']?[a-z]/i.test(c)))) continue; // names
    if (cells.length !== 3) return bad(`three numbers are wanted, x1,x2,label; here are ${cells.length}.`);
    const numbers = cells.map((c) => (c ? +c : NaN));
    const wrong = numbers.findIndex((v) => !Number.isFinite(v));
    if (wrong >= 0) return bad(`${['x1', 'x2', 'the label'][wrong]} is “${cells[wrong].slice(0, 20)}”, not a number.`);
    if (problem === 'classification' && ![0, 1].includes(numbers[2])) return bad('the label must be 0 or 1.');
    if (points.push(numbers) > 5000) return bad('5000 points are enough.');
  }
  return points.length ? { points } : { error: 'There is no point in it: each line holds x1,x2,label.' };
}

// ---- session: all but the page

const DEFAULTS = {
  problem: 'classification', data: 'circles', n: 300, noise: 15, test: 30, batch: 16, features: ['x1', 'x2'],
  layers: [4, 4], activation: 'tanh', optimizer: 'adam', rate: 0.01, regularization: 'none', penalty: 0.001,
  discretize: false, showTest: false, speed: 'normal', seed: 1, view: [-3.6, 3.6, -3.6, 3.6], // left, right, low, high
  hide: [], // controls that are not shown, by their names
};
// What settings may be: one of these, or from … to …, or a list that passes.
const ALLOWED = {
  problem: keys(DATA_OF), data: keys(DATA).concat('own'), optimizer: ['adam', 'sgd'], regularization: ['none', 'l1', 'l2'],
  speed: ['slow', 'normal', 'fast'], discretize: ['true', 'false'], showTest: ['true', 'false'],
  n: [10, 5000], noise: [0, 50], test: [0, 90], batch: [1, 5000], seed: [0, 999999], rate: [0, 100], penalty: [0, 100],
  features: (list) => list.length && list.every((name) => FEATURES[name]),
  activation: (list) => list.every((name) => ACTIVATIONS[name]),
  layers: (list) => list.length <= 6 && list.every((v) => v >= 1 && v <= 256 && v % 1 === 0),
  hide: (list) => list.every((name) => /^[a-z-]+$/i.test(name)),
  view: (list) => list.length === 4 && list.every(Number.isFinite) && list[0] < list[1] && list[2] < list[3],
};

/** Return those settings of `raw` that make sense: an address may hold anything. */
function sensible(raw) {
  const good = {};
  for (const [key, allowed] of entries(ALLOWED)) {
    const text = String(raw[key] ?? '?');
    if (typeof allowed === 'function') {
      const list = text.split(',').filter(Boolean).map((v) => (key === 'layers' || key === 'view' ? +v : v));
      if (allowed(list)) good[key] = key === 'activation' ? text : list;
    } else if (allowed.includes(text)) good[key] = allowed[0] === 'true' ? text === 'true' : text;
    else if (text && Number.isFinite(+text * allowed[1])) good[key] = clip(+text, ...allowed);
  }
  return good;
}

/** Return the part of the plane that shows these points. */
function frame(points) {
  const view = [0, 1].flatMap((axis) => {
    const values = points.map((point) => point[axis]);
    const [low, high] = [min(...values), max(...values)];
    const margin = 0.1 * (high - low) || 1;
    return [low - margin, high + margin];
  });
  return view.every((v) => abs(v) < 4) && view[1] - view[0] > 4.5 ? DEFAULTS.view : view;
}

/** Put old numbers in the places of fresh ones, as far as there are some. */
const merge = (fresh, old) => (fresh.map ? fresh.map((v, k) => merge(v, old?.[k])) : old ?? fresh);

class Session {
  constructor(options = {}) {
    const { points, weights, view } = options;
    this.state = { ...DEFAULTS, ...sensible(options) };
    this.history = [];
    this.points = points || [];
    if (points) this.state.data = 'own';
    if (points?.length && !view) this.state.view = frame(points);
    this.given = weights?.length && weights; // those of a Keras model, from which training starts
    this.makeData();
    this.reset(false);
  }

  get kind() {
    return this.state.problem === 'regression' ? 'mse' : 'bce';
  }

  /** The activation of each layer: one name is that of the hidden layers, a list with commas names them all. */
  get activations() {
    const names = this.state.activation.split(',');
    if (names.length < 2) names.push('linear');
    return [...this.state.layers.map((_, k) => names[min(k, names.length - 2)]), names.at(-1)];
  }

  /** Called after a change of the weights ('net') or of 'all'; the page overrides it. */
  changed() {}

  makeData() {
    const { state } = this;
    if (!DATA_OF[state.problem].includes(state.data)) [state.data] = DATA_OF[state.problem];
    if (state.data !== 'own') {
      this.points = makePoints(state.data, state.n, state.noise, state.seed);
      state.view = DEFAULTS.view;
    }
    const order = shuffled(this.points.length, state.seed);
    const held = Math.round((state.test / 100) * order.length);
    this.heldOut = new Set(order.slice(0, held));
    [this.test, this.train] = [order.slice(0, held), order.slice(held)].map((which) => {
      const rows = which.map((k) => this.points[k]);
      return { rows, n: rows.length, x: this.inputs(rows), y: rows.map((row) => row[2]) };
    });
  }

  /** Return the input features of rows [x1, x2, …], row by row. */
  inputs(rows) {
    return Float64Array.from(rows.flatMap(([a, b]) => this.state.features.map((name) => FEATURES[name][1](a, b))));
  }

  build() {
    const { features, layers, seed } = this.state;
    this.net = new Network([features.length, ...layers, 1], this.activations, seed);
    if (this.given) this.net.setWeights(this.given);
    this.memos = [{}, {}, {}, {}]; // training, test, batch, map
  }

  /** Go back to the start of training: the weights that the seed gives, or a model. */
  reset(undoable = true) {
    if (undoable) this.remember();
    this.build();
    Object.assign(this, { epoch: 0, curve: [] });
    this.measure('all');
  }

  /** Keep what there is, for `undo`. */
  remember() {
    const { state, points, epoch, curve, net } = this;
    const kept = { steps: net.steps, layers: structuredClone(net.layers) };
    this.history.push({ state: { ...state }, points, epoch, curve, length: curve.length, kept });
    if (this.history.length > 60) this.history.shift();
  }

  /** Step back: weights and settings before the last change, or before the last stretch of training. */
  undo() {
    const last = this.history.pop();
    if (!last) return;
    const { state, points, epoch, curve, length, kept } = last;
    Object.assign(this, { state, points, epoch, curve: curve.slice(0, length) });
    this.makeData();
    this.build();
    Object.assign(this.net, kept);
    this.measure('all');
  }

  /** Change settings. Data and features start the training anew; another number of units keeps the other weights. */
  set(changes) {
    this.remember();
    const [before, old] = [this.state, this.net];
    this.state = { ...before, ...sensible(changes) };
    if (changes.layers || changes.features) this.given = null;
    const differs = (...names) => names.some((name) => String(before[name]) !== String(this.state[name]));
    if (differs('problem', 'data', 'n', 'noise', 'test', 'seed', 'features')) {
      this.makeData();
      this.reset(false);
    } else if (before.layers.length !== this.state.layers.length) this.reset(false);
    else if (differs('layers', 'activation')) {
      this.build();
      this.net.setWeights(merge(this.net.weights(), old.weights()));
    }
    this.measure('all');
  }

  measure(changed) {
    const [train, test] = [this.train, this.test].map(({ x, y, n }, k) => this.net.loss(x, y, n, this.kind, this.memos[k]));
    this.now = { train, test };
    if (changed) this.changed(changed);
  }

  oneEpoch() {
    const { train, net, state } = this;
    const width = state.features.length;
    const order = shuffled(train.n, state.seed * 65537 + this.epoch);
    for (let start = 0; start < train.n; start += state.batch) {
      const batch = order.slice(start, start + state.batch);
      const x = new Float64Array(batch.length * width);
      batch.forEach((from, r) => {
        for (let k = 0; k < width; k++) x[r * width + k] = train.x[from * width + k];
      });
      const y = batch.map((from) => train.y[from]);
      const penalty = { [state.regularization]: state.penalty };
      net.update(net.gradients(x, y, batch.length, this.kind, penalty, this.memos[2]), state.optimizer, state.rate);
    }
    this.epoch++;
    this.measure('net');
    this.curve.push([this.now.train, this.now.test]);
  }

  /** Train for some epochs, and return the loss on the training points. */
  step(epochs = 1) {
    this.remember();
    for (let k = 0; k < epochs; k++) this.oneEpoch();
    return this.now.train;
  }

  loss(test) {
    return test ? this.now.test : this.now.train;
  }

  weights() {
    return this.net.weights();
  }

  setWeights(weights, undoable = true) {
    if (undoable) this.remember();
    this.net.setWeights(weights);
    this.measure('net');
  }

  /** Return what the network answers for rows [x1, x2]: logits in a classification. */
  predict(rows) {
    return [...this.net.forward(this.inputs(rows), rows.length)];
  }

  /** Take points of one's own; the weights stay. */
  setPoints(points, undoable = true, view = this.state.view) {
    if (undoable) this.remember();
    this.points = points;
    this.state = { ...this.state, data: 'own', view };
    this.makeData();
    this.measure('all');
  }

  addPoint(x1, x2, label, undoable) {
    this.setPoints([...this.points, [round(x1), round(x2), label]], undoable);
  }

  /** Return Python that makes and trains this network, or that has the weights of now. */
  keras({ weights = false } = {}) {
    const { state, train, test, activations, kind } = this;
    const list = (values) => `[${values.map((v) => (Number.isFinite(v) ? +v.toPrecision(9) : 'np.nan')).join(', ')}]`;
    const lines = (rows) => rows.map((row) => `    ${list(row)},\n`).join('');
    const rule = state.regularization === 'none' ? '' :
      `, kernel_regularizer=keras.regularizers.${state.regularization.toUpperCase()}(${state.penalty})`;
    const dense = activations.map((name, k) =>
      `    layers.Dense(${state.layers[k] || 1}${name === 'linear' ? '' : `, activation="${name}"`}${rule}),\n`);
    const logits = activations.at(-1) === 'sigmoid' ? 'False' : 'True';
    const held = test.n ? ' validation_data=(features(test), test[:, 2]),' : '';
    return `import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(${state.seed})
points = np.array([  # x1, x2, label; first those to train on
${lines([...train.rows, ...test.rows])}])
train, test = points[:${train.n}], points[${train.n}:]


def features(points):  # what the network is given of each point
    x1, x2 = points[:, 0], points[:, 1]
    return np.stack([${state.features.map((name) => FEATURES[name][2]).join(', ')}], axis=1)


model = keras.Sequential([
    keras.Input((${state.features.length},)),
${dense.join('')}])
model.compile(
    optimizer=keras.optimizers.${state.optimizer === 'adam' ? 'Adam' : 'SGD'}(learning_rate=${state.rate}),
    loss=${kind === 'mse' ? '"mse"' : `keras.losses.BinaryCrossentropy(from_logits=${logits})`},
)
${weights ? `model.set_weights([  # after ${this.epoch} epochs on the page
${this.net.weights().map((w) => `np.array(${w[0].length ? `[\n${lines(w)}]` : list(w)}),\n`).join('')}])`
  : `model.fit(
    features(train), train[:, 2], batch_size=${state.batch}, epochs=${this.epoch || 100},${held} verbose=0,
)`}
print("loss on the training points:", model.evaluate(features(train), train[:, 2], verbose=0))
print(model.predict(features(train[:3]), verbose=0)${kind === 'mse' ? ')' : ')  # above 0 (after a sigmoid, 0.5): class 1'}
`;
  }

  /** Return all settings, and up to 300 own points, as they stand in the address. */
  toHash() {
    const { state, points } = this;
    const own = state.data === 'own' && points.length <= 300 ? { points: points.join(';') } : {};
    return `#${entries({ ...state, ...own }).map((pair) => pair.join('=')).join('&')}`;
  }

  static fromHash(hash) {
    const raw = fromEntries(new URLSearchParams(hash.slice(1)));
    const { points } = parseCsv((raw.points || '').replaceAll(',', '\t').replaceAll(';', '\n'), raw.problem);
    return { ...sensible(raw), ...(points && { points }) };
  }
}

// ---- page

const [GRID, SIZE] = [60, 540]; // places across the maps, and pixels across the points
const [BLUE, ORANGE, VERMILION] = ['#0072B2', '#E69F00', '#D55E00']; // Okabe and Ito's, as in dl101/plot.py
const DARK = '{--bg:#14181e;--fg:#e8eaed;--soft:#252b34;--line:#8b949e;--mid:#2a2f37;color-scheme:dark}';
// The transition is over when the theme has changed, whoever changed it: then all is drawn anew.
const CSS = `
.dl101-playground{--bg:#fff;--fg:#1b1f24;--soft:#eef1f4;--line:#6b7280;--mid:#f4f4f4;color-scheme:light;color:var(--fg);
  background:var(--bg);transition:background-color 1ms;font:14px/1.35 system-ui,sans-serif;padding:.7em;
  border:1px solid var(--line);border-radius:8px;container-type:inline-size}
@media(prefers-color-scheme:dark){
  html:not([data-theme=light]) body:not([data-jp-theme-light=true]) .dl101-playground${DARK}}
html[data-theme=dark] .dl101-playground,body[data-jp-theme-light=false] .dl101-playground${DARK}
.dl101-playground{
  :is(button,select,input,textarea){font:inherit;color:inherit;background:var(--soft);margin:0;border:1px solid var(--line);
    border-radius:5px;padding:.2em .5em;min-height:2em;max-width:100%;box-sizing:border-box}
  :is([type=radio],[type=checkbox]){min-height:0}
  :disabled{opacity:.5}
  [hidden]{display:none!important}
  :focus-visible{outline:3px solid ${VERMILION};outline-offset:1px}
  p{margin:.2em 0;min-height:1.4em;font-size:.86em}
  [data-do=play]{min-width:6em;background:${BLUE};color:#fff}
  dialog{color:inherit;background:var(--bg);border:1px solid;width:min(48em,88vw)}
  textarea{width:98%;height:45vh;font:12px/1.4 monospace;white-space:pre}}
.pg-row{display:flex;flex-wrap:wrap;gap:.4em .6em;align-items:end;margin-bottom:.6em}
.pg-row label{display:grid;font-size:.86em}
.pg-row label:has([type=radio],[type=checkbox]){display:flex;flex-direction:row-reverse;gap:.3em;align-items:center}
.pg-row [type=number]{width:6em}
.pg-row b{margin-left:auto}
.pg-main{display:grid;grid-template-columns:minmax(0,1fr) 270px;gap:0 1em}
.pg-main>.pg-row{grid-column:1/-1}
@container(max-width:680px){.pg-main{grid-template-columns:minmax(0,1fr)}.pg-out{max-width:340px;order:-1}}
.pg-net{position:relative;overflow-x:auto}
.pg-net>*{position:absolute;transform:translate(-50%,-50%)}
.pg-net>canvas{transform:none;top:0;left:0}
.pg-net>span{text-align:center;font-size:.86em;white-space:nowrap}
.pg-net button{padding:0;min-height:0;width:1.8em;height:1.8em}
.pg-net .pg-node{width:38px;height:38px;overflow:hidden;border-width:2px}
:is(.pg-node,.pg-map) canvas{width:100%;height:100%;display:block}
.pg-net [aria-pressed=false]>canvas{opacity:.3}
.pg-map{position:relative;aspect-ratio:1;border:1px solid var(--line)}
.pg-map canvas{position:absolute}
.pg-scale{display:flex;justify-content:space-between;font-size:.86em;padding-top:9px;
  background:linear-gradient(90deg,${BLUE},var(--mid),${ORANGE}) 0 0/100% 8px no-repeat}
.pg-curve{width:100%;border-bottom:1px solid var(--line)}
.pg-keras .pg-csv,.pg-csv .pg-keras{display:none}`;

const RATES = [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const TITLES = {
  xor: 'XOR', gaussians: 'two Gaussians', hills: 'multi-Gaussian', own: 'own points', adam: 'Adam', sgd: 'SGD', l1: 'L1', l2: 'L2',
};
const option = (v, title = TITLES[v] || v) => `<option value="${v}">${title}</option>`;
const choice = (label, name, values = ALLOWED[name]) =>
  `<label>${label}<select name="${name}">${values.map((v) => option(v)).join('')}</select></label>`;
const input = (label, type, name, more = '') => `<label>${label}<input type="${type}" name="${name}" step="any" ${more}></label>`;
const button = (what, label = '', more = '') => `<button type="button" data-do="${what}" ${more}>${label}</button>`;
const row = (...parts) => `<div class="pg-row">${parts.join('')}</div>`;
const canvas = (width, height, more = '') => `<canvas width="${width}" height="${height}" ${more}></canvas>`;
const shown = (v) => (Number.isFinite(v) ? v.toFixed(3).replace('-', '−') : 'not a number');
const on = (node, kinds, f) => kinds.split(' ').forEach((kind) => node.addEventListener(kind, f));

const page = (k) => `
${row(button('play', 'Play'), button('step', 'Step'), button('undo', 'Step back'), button('reset', 'Reset'), choice('Speed', 'speed'), '<b></b>')}
<div class="pg-main">${row(
  choice('Problem', 'problem'), choice('Data', 'data'), choice('Noise, %', 'noise', count(6).map((v) => 10 * v)),
  choice('For testing, %', 'test', count(10).map((v) => 10 * v)), choice('Batch size', 'batch', [1, 4, 16, 32, 128, 5000]),
  choice('Activation', 'activation', keys(ACTIVATIONS)), choice('Optimizer', 'optimizer'), choice('Learning rate', 'rate', RATES),
  choice('Regularization', 'regularization'), choice('Its rate', 'penalty', RATES), input('Seed', 'number', 'seed'),
  button('fewer-layers', '− layer'), button('more-layers', '+ layer'))}
<div><div class="pg-net" role="group" aria-label="Network" tabindex="0"></div>
  ${row(choice('Weight or bias', 'which', []), input('Value', 'number', 'value'))}</div>
<div class="pg-out"><div class="pg-map">${canvas(SIZE, SIZE)}${canvas(SIZE, SIZE, 'tabindex="0" role="application"')}</div>
  <div class="pg-scale"><span>● 0, below</span><span>▲ 1, above</span></div><p></p>
  ${row('Draw', ...entries({ nothing: '', '● 0': 0, '▲ 1': 1, eraser: 'erase' }).map(([label, v]) =>
    input(label, 'radio', `tool${k}`, `value="${v}"`)))}
  ${row(button('clear', 'Clear points'), button('csv', 'CSV …'), button('keras', 'Show me the Keras code'))}
  ${row(input('Discretize', 'checkbox', 'discretize'), input('Show test points', 'checkbox', 'showTest'))}
  ${canvas(SIZE, 160, 'class="pg-curve" role="img" aria-label="The loss by epoch"')}<p class="pg-loss"></p></div></div>
<p role="status"></p>
<dialog><b></b><p class="pg-csv">A line for each point: x1,x2,label. ${input('Or a file: ', 'file', '')}</p>
  <p class="pg-keras">${input('set the weights as they are now, instead of training', 'checkbox', 'now')}</p>
  <textarea aria-label="Text"></textarea><p role="alert"></p>
  ${button('use', 'Use these points', 'class="pg-csv"')} ${button('copy', 'Copy')} ${button('close', 'Close')}</dialog>`;
let mounted = 0;

/** Make a playground of an element, and return its session, which can also play() and pause(). */
function mount(root, wanted = {}) {
  const game = Object.assign(new Session(wanted), { root });
  const fixed = !!wanted.fixed; // the network is that of a Keras model
  const get = (selector) => root.querySelector(selector);
  root.classList.add('dl101-playground');
  root.innerHTML = page(++mounted);
  root.setAttribute('role', 'region');
  root.setAttribute('aria-label', `Playground ${mounted}`);
  if (!document.getElementById('dl101-style')) {
    document.head.append(Object.assign(document.createElement('style'), { id: 'dl101-style', textContent: CSS }));
  }
  const [map, over] = root.querySelectorAll('.pg-map canvas');
  const [net, curve, dialog, text, which, value] = ['.pg-net', '.pg-curve', 'dialog', 'textarea', '[name=which]', '[name=value]'].map(get);
  const small = Object.assign(document.createElement('canvas'), { width: GRID, height: GRID });
  let [tool, cursor, said, shades, grid, units, edges, lines, sharp] = ['', [0.5, 0.5], 0];
  let [waiting, visible, started, until, due, last, laidOut, watched, drawn, dirty] = [];

  const color = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const pen = (context, lineWidth, more) => Object.assign(context, { strokeStyle: color('fg'), lineWidth }, more);

  function readColors() {
    const [cold, middle, warm] = [BLUE, color('mid'), ORANGE].map((hex) => [5, 3, 1].map((k) => parseInt(hex.slice(k, k + 2), 16)));
    shades = Uint32Array.from(count(256), (k) => {
      const part = 0.8 * (k / 127.5 - 1);
      // opaque, blue, green, red
      return middle.reduce((bits, v, c) => bits * 256 + Math.round(v + ((part < 0 ? cold : warm)[c] - v) * abs(part)), 255);
    });
    game.changed('all');
  }

  // ---- time

  game.changed = (what) => {
    if (dirty !== 'all') dirty = what;
    game.onchange?.();
    request();
  };

  function request() {
    if (waiting || !visible) return;
    waiting = true;
    requestAnimationFrame(tick);
  }

  /** Train on and on, at most up to the epoch `most`. */
  game.play = (most = Infinity) => {
    game.remember();
    [game.playing, until, due, last] = [true, most, 1, 0];
    game.changed('all');
  };

  game.pause = () => {
    game.playing = false;
    game.changed('all');
    say();
  };

  function tick(time) {
    const began = performance.now();
    waiting = false;
    const rate = { slow: 0.004, normal: 0.03, fast: 99 }[game.state.speed]; // epochs in a millisecond
    due = min(due + rate * (time - (last || time)), max(5, rate * 99));
    last = time;
    while (game.playing && due >= 1 && performance.now() - began < 5) {
      if (game.epoch % 200 === 199) game.remember();
      game.oneEpoch();
      due--;
      if (!Number.isFinite(game.now.train) || game.epoch >= until) game.pause();
    }
    if (dirty) draw();
    game.took = performance.now() - began;
    if (game.playing) request();
  }

  const tested = () => (game.test.n ? shown(game.now.test) : 'none');

  /** Tell how it goes, also to those who do not see it. */
  function say(words) {
    const { now, epoch, train } = game;
    const lost = Number.isFinite(now.train) || !train.n ? '' : ' The learning rate is too large: step back, or reset.';
    said = performance.now();
    get('[role=status]').textContent = words || `Epoch ${epoch}: training loss ${shown(now.train)}, test loss ${tested()}.${lost}`;
  }

  // ---- pictures

  function draw() {
    const { net: network, now, state } = game;
    if (dirty === 'all') {
      showSettings();
      layOut();
      drawPoints();
      const places = count(GRID * GRID).map((k) => place((k % GRID) / (GRID - 1), floor(k / GRID) / (GRID - 1)));
      grid = game.inputs(places);
      for (const { dataset, firstChild } of net.querySelectorAll('[data-name]')) {
        const values = places.map(([a, b]) => FEATURES[dataset.name][1](a, b));
        const most = max(...values.map(abs));
        paint(firstChild, 2, (k) => values[k] / most);
      }
      const address = game.toHash(); // other anchors of the page are left alone until a setting is changed
      if (game.hash && address !== game.hash) history.replaceState(null, '', (game.hash = address));
    }
    dirty = '';
    network.forward(grid, GRID * GRID, game.memos[3]);
    for (const [canvas, layer, unit] of units) paint(canvas, 2, shade(layer, unit));
    drawMap(Float64Array.from(count(GRID * GRID), shade(...(watched || [state.layers.length, 0]))));
    drawLines();
    drawCurve();
    get('.pg-row b').textContent = `Epoch ${game.epoch}`;
    get('.pg-loss').textContent = `Loss: — training ${shown(now.train)}, - - test ${tested()}`;
    if (document.activeElement !== value) value.value = round(parameter().value);
    if (performance.now() - said > 8000) say();
  }

  /** Return what a unit answers at place k of the grid, from -1 to 1, as a function. */
  function shade(layer, unit) {
    const [{ activation, units }, out] = [game.net.layers[layer], game.memos[3].out[layer]];
    const top = layer === game.state.layers.length;
    const whole = top && game.state.discretize ? Math.sign : (v) => v;
    if (activation === 'sigmoid') return (k) => whole(2 * out[k * units + unit] - 1);
    if (top && game.kind === 'bce') return (k) => whole(tanh(out[k * units + unit] / 2)); // 2 * sigmoid - 1
    const most = top ? max(1, ...game.train.y.map(abs)) : 1;
    return (k) => whole(out[k * units + unit] / most);
  }

  /** Fill a canvas with every `stride`-th place of the grid. */
  function paint(canvas, stride, f) {
    const context = (canvas.context ||= canvas.getContext('2d'));
    const image = (canvas.image ||= context.createImageData(GRID / stride, GRID / stride));
    const pixels = (canvas.pixels ||= new Uint32Array(image.data.buffer));
    for (let r = 0, p = 0; r < GRID; r += stride) {
      for (let c = 0; c < GRID; c += stride, p++) {
        pixels[p] = shades[(127.5 * (clip(f(r * GRID + c), -1, 1) + 1)) | 0];
      }
    }
    context.putImageData(image, 0, 0);
  }

  /** Draw the large map, with a line where the sign changes, so that the sides can be told apart without colors. */
  function drawMap(values) {
    paint(small, 1, (k) => values[k]);
    const context = map.getContext('2d');
    context.drawImage(small, 0, 0, SIZE, SIZE);
    context.beginPath();
    for (let k = 0; k < GRID * (GRID - 1); k++) {
      const corners = [k, k + 1, k + GRID + 1, k + GRID];
      const above = corners.filter((corner) => values[corner] > 0).length;
      if (above % 4 === 0 || k % GRID === GRID - 1) continue;
      let method = 'moveTo';
      corners.forEach((a, n) => {
        const b = corners[(n + 1) % 4];
        const t = values[a] / (values[a] - values[b]);
        const between = (f) => ((1 - t) * f(a) + t * f(b) + 0.5) * (SIZE / GRID);
        if (values[a] > 0 === values[b] > 0) return;
        context[method](between((corner) => corner % GRID), between((corner) => floor(corner / GRID)));
        method = method === 'moveTo' ? 'lineTo' : 'moveTo';
      });
    }
    pen(context, 2).stroke();
  }

  /** Return the place in the plane at these shares of the map's width and height. */
  function place(across, down) {
    const [left, right, low, high] = game.state.view;
    return [left + across * (right - left), high - down * (high - low)];
  }

  function drawPoints() {
    const context = over.getContext('2d');
    const [left, right, low, high] = game.state.view;
    const [bg, fg] = [color('bg'), color('fg')];
    context.clearRect(0, 0, SIZE, SIZE);
    game.points.forEach(([a, b, label], k) => {
      const held = game.heldOut.has(k);
      if (held && !game.state.showTest) return;
      const [x, y] = [((a - left) / (right - left)) * SIZE, ((high - b) / (high - low)) * SIZE];
      context.beginPath();
      if (label > 0) [[0, -8], [7, 5], [-7, 5]].forEach(([right, down]) => context.lineTo(x + right, y + down));
      else context.arc(x, y, 6, 0, 7);
      context.closePath();
      Object.assign(context, { lineWidth: 1.5, fillStyle: held ? bg : label > 0 ? ORANGE : BLUE, strokeStyle: held ? fg : bg }).fill();
      context.stroke();
    });
    const [x, y] = cursor.map((v) => v * SIZE - 12);
    if (document.activeElement === over) pen(context, 3).strokeRect(x, y, 24, 24);
  }

  /** Put the units in their places, when layers, features or the width have changed. */
  function layOut() {
    const { layers, features } = game.state;
    const now = `${features}/${layers}/${net.clientWidth}`;
    if (now === laidOut) return;
    laidOut = now;
    const names = fixed ? features : keys(FEATURES);
    const columns = [names.length, ...layers.map((size) => min(size, 12)), 1]; // of wide layers, the first units
    const [width, height] = [max(net.clientWidth, 54 * columns.length + 60), 76 + 44 * max(...columns)];
    const [x, y] = [(c) => 70 + ((width - 100) * c) / (columns.length - 1), (row) => 74 + 44 * row];
    const at = (left, top) => `style="left:${left}px;top:${top}px"`;
    const node = (c, row, label, more) =>
      `<button type="button" class="pg-node" ${at(x(c), y(row))} aria-label="${label}" ${more}>${canvas(GRID / 2, GRID / 2)}</button>`;
    const unit = (k, j) => (k === layers.length ? 'output' : `unit ${j + 1} of layer ${k + 1}`);
    const title = (name) => FEATURES[name][0];
    sharp = min(2, devicePixelRatio);
    let html = canvas(width * sharp, height * sharp, `style="width:${width}px"`);
    names.forEach((name, row) => {
      html += `<span ${at(26, y(row))}>${title(name)}</span>` +
        node(0, row, `input ${title(name)}`, `data-do="feature" data-name="${name}" ${fixed ? 'disabled' : ''}`);
    });
    columns.slice(1).forEach((rows, k) => {
      const change = ['fewer', 'more'].map((what, n) =>
        button(`${what}-units`, '−+'[n], `data-layer="${k}" aria-label="${what} units in layer ${k + 1}"`)).join(' ');
      const size = layers[k] ? `${layers[k]} unit${layers[k] > 1 ? 's' : ''}<br>${fixed ? '' : change}` : 'output';
      html += `<span ${at(x(k + 1), 24)}>${size}</span>`;
      for (let j = 0; j < rows; j++) html += node(k + 1, j, unit(k, j), `data-unit="${k}-1-${j}"`);
    });
    const focus = net.contains(document.activeElement) && document.activeElement.getAttribute('aria-label');
    net.innerHTML = html;
    net.style.height = `${height}px`;
    net.querySelector(`[aria-label="${focus}"]`)?.focus();
    lines = net.firstChild.getContext('2d');
    lines.scale(sharp, sharp);
    units = [...net.querySelectorAll('[data-unit]')].map((one) => [one.firstChild, ...one.dataset.unit.split('-1-').map(Number)]);
    edges = [];
    which.innerHTML = game.net.layers.map(({ inputs, units }, k) => count(units).map((j) => count(inputs).map((i) => {
      const [key, name] = [`${k}-0-${i * units + j}`, `${k ? unit(k - 1, i) : title(features[i])} → ${unit(k, j)}`];
      const [x1, y1, x2, y2] = [x(k) + 19, y(k ? i : names.indexOf(features[i])), x(k + 1) - 19, y(j)];
      const middle = (x1 + x2) / 2;
      const path = new Path2D(`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
      if (max(i, j) < 12) edges.push({ key, name, layer: k, path });
      return option(key, name);
    }).join('') + option(`${k}-1-${j}`, `bias of ${unit(k, j)}`)).join('')).join('');
  }

  /** Return a weight or bias, by default the one that is chosen; given a number, set it first. */
  function parameter(key = which.value, number) {
    const [layer, part, index] = key.split('-');
    const { kernel, bias } = game.net.layers[layer];
    const values = part === '1' ? bias : kernel;
    if (number !== undefined) values[index] = number;
    return { value: values[index], most: max(1e-9, ...kernel.map(abs)) };
  }

  function drawLines() {
    lines.clearRect(0, 0, 9999, 9999);
    for (const { path, key } of edges) {
      const { value, most } = parameter(key);
      const strength = abs(value) / most || 0;
      lines.globalAlpha = key === which.value ? 1 : 0.3 + 0.7 * strength;
      lines.setLineDash(value < 0 ? [6, 3] : []);
      lines.lineWidth = 0.7 + 3 * strength + 2 * (key === which.value);
      lines.strokeStyle = value < 0 ? BLUE : VERMILION;
      lines.stroke(path);
    }
  }

  function drawCurve() {
    const [context, losses] = [curve.getContext('2d'), game.curve];
    const most = losses.reduce((high, pair) => max(high, ...pair.filter(Number.isFinite)), 1e-9);
    context.clearRect(0, 0, SIZE, 160);
    for (const kind of [0, 1]) {
      context.beginPath();
      context.setLineDash(kind ? [8, 6] : []);
      for (let x = 0; x <= SIZE && losses.length; x += 2) {
        context.lineTo(x, 157 - (150 * losses[Math.round((x / SIZE) * (losses.length - 1))][kind]) / most);
      }
      pen(context, 2.5).stroke();
    }
  }

  /** Let the controls show the settings. */
  function showSettings() {
    const { state, history, points, playing } = game;
    for (const control of root.querySelectorAll('[name]')) {
      const now = state[control.name];
      if (control.type === 'radio') control.checked = control.value === tool;
      if (now === undefined) continue;
      if (control.options && ![...control.options].some((one) => one.value === `${now}`)) control.add(new Option(now));
      control.value = control.checked = now;
    }
    for (const one of get('[name=data]')) one.hidden = !DATA_OF[state.problem].includes(one.value);
    for (const node of net.querySelectorAll('[data-name]')) node.setAttribute('aria-pressed', state.features.includes(node.dataset.name));
    for (const control of root.querySelectorAll('[name],[data-do]')) {
      (control.closest('label') || control).hidden = state.hide.includes(control.name || control.dataset.do);
    }
    const off = {
      '[data-do=undo]': !history.length, '[name=noise]': state.data === 'own', '[name=penalty]': state.regularization === 'none',
      '[name=activation]': fixed, '[name=problem]': fixed,
      '[data-do=fewer-layers]': fixed || !state.layers.length, '[data-do=more-layers]': fixed || state.layers.length > 5,
    };
    for (const [selector, disabled] of entries(off)) get(selector).disabled = disabled;
    get('[data-do=play]').textContent = playing ? 'Pause' : 'Play';
    over.style.touchAction = tool ? 'none' : 'auto';
    over.setAttribute('aria-label', `Map of the answers, with ${points.length} points. Arrow keys move a cursor, ` +
      '0 and 1 choose a class, Space puts a point there, Delete takes the nearest one away.');
  }

  // ---- what the reader does

  /** Move the cursor; return, and write below the map, what the network answers there. */
  function moveTo(across, down) {
    cursor = [across, down].map((v) => clip(v, 0, 1));
    const spot = place(...cursor);
    const words = `x₁ ${shown(spot[0])}, x₂ ${shown(spot[1])}, output ${shown(game.predict([spot])[0])}`;
    get('.pg-out p').textContent = words;
    return `${words}. Drawing: ${tool || 'nothing'}. ${game.points.length} points.`;
  }

  /** Put a point at the cursor if the last one is as far `apart`, or erase there; one stroke is one step back. */
  function usePoint(apart, what = tool) {
    const [[x, y], [a, b], { points }] = [cursor, place(...cursor), game];
    if (what === 'erase') {
      const far = points.map((point) => hypot(point[0] - a, point[1] - b));
      const nearest = min(...far);
      if (!apart || nearest < 0.04 * (game.state.view[1] - game.state.view[0])) {
        game.setPoints(points.filter((_, k) => k !== far.indexOf(nearest)), false);
      }
    } else if (!drawn || hypot(x - drawn[0], y - drawn[1]) >= apart) {
      drawn = [x, y];
      game.addPoint(a, b, game.kind === 'mse' ? 2 * what - 1 : +what, false);
    }
  }

  /** Units and lines tell their bias or weight below the network, and a unit shows its map large. */
  function choose({ target, offsetX, offsetY }) {
    const unit = target.closest('[data-unit]')?.dataset.unit;
    lines.setLineDash([]);
    lines.lineWidth = 12;
    const edge = target === net.firstChild && edges.find(({ path }) => lines.isPointInStroke(path, offsetX * sharp, offsetY * sharp));
    const key = edge ? edge.key : unit;
    watched = unit?.split('-1-').map(Number);
    if (key) which.value = key;
    target.title = key ? `${edge ? edge.name : 'bias'}: ${shown(parameter().value)}` : '';
    game.changed('net');
    return key;
  }

  function open(title, content, kind) {
    get('dialog b').textContent = title;
    dialog.setAttribute('aria-label', title);
    dialog.className = `pg-${kind}`;
    text.value = content;
    get('[role=alert]').textContent = '';
    dialog.showModal();
  }

  const layers = (change) => game.set({ layers: change(game.state.layers) });
  const resize = (more, { dataset }) => layers((sizes) => sizes.map((size, k) => (k === +dataset.layer ? clip(size + more, 1, max(8, size)) : size)));
  const actions = {
    play: () => (game.playing ? game.pause() : game.play()),
    step: () => (game.step(), game.pause()),
    undo: () => (game.undo(), game.pause()),
    reset: () => (game.reset(), say()),
    'more-layers': () => layers((sizes) => [...sizes, sizes.at(-1) || 4]),
    'fewer-layers': () => layers((sizes) => sizes.slice(0, -1)),
    'more-units': (one) => resize(1, one),
    'fewer-units': (one) => resize(-1, one),
    feature({ dataset: { name } }) {
      game.set({ features: keys(FEATURES).filter((other) => (other === name) !== game.state.features.includes(other)) });
    },
    clear: () => game.setPoints([]),
    csv: () => open('Points as CSV', game.points.map((point) => `${point}\n`).join(''), 'csv'),
    keras: () => open('Python code', game.keras({ weights: get('[name=now]').checked }), 'keras'),
    use() {
      const { points, error } = parseCsv(text.value, game.state.problem);
      get('[role=alert]').textContent = error || '';
      if (error) return;
      dialog.close();
      game.setPoints(points, true, frame(points));
    },
    copy() {
      text.select();
      document.execCommand('copy'); // also works in a page opened from a file
      get('[role=alert]').textContent = 'Copied.';
    },
    close: () => dialog.close(),
  };

  on(root, 'click', ({ target }) => {
    const one = target.closest('[data-do]');
    if (one) actions[one.dataset.do](one);
  });
  on(root, 'change', ({ target: { name, type, value, checked, files } }) => {
    if (type === 'radio') tool = value;
    if (files?.[0]) files[0].text().then((read) => (text.value = read));
    if (name === 'now') text.value = game.keras({ weights: checked });
    if (name === 'value' && value) {
      game.pause();
      game.remember();
      parameter(which.value, +value);
      game.measure();
    }
    if (name in game.state) game.set({ [name]: type === 'checkbox' ? checked : value });
    game.changed('all');
  });
  on(root, 'transitionend', ({ target }) => target === root && readColors());
  on(net, 'pointermove focusin', choose);
  on(net, 'click', (event) => {
    if (!choose(event)) return;
    value.value = round(parameter().value); // at once: the next picture leaves a field in use alone
    value.focus();
    value.select();
  });
  on(net, 'pointerleave focusout', () => {
    watched = null;
    game.changed('net');
  });
  on(over, 'pointerdown pointermove', (event) => {
    const { type, clientX, clientY, buttons, pointerId } = event;
    const box = over.getBoundingClientRect();
    if (type === 'pointerdown') {
      over.setPointerCapture(pointerId);
      if (tool) game.remember();
      drawn = null;
    }
    moveTo((clientX - box.left) / box.width, (clientY - box.top) / box.height);
    if (tool && buttons) usePoint(12 / SIZE);
  });
  on(over, 'keydown', (event) => {
    const { key, shiftKey } = event;
    const step = shiftKey ? 0.01 : 0.04;
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] || [0, 0];
    if (key === '0' || key === '1') tool = key;
    else if (key === ' ' || key === 'Delete') {
      game.remember();
      usePoint(0, key === ' ' ? tool || '1' : 'erase');
    } else if (!right && !down) return;
    event.preventDefault();
    say(moveTo(cursor[0] + step * right, cursor[1] + step * down));
    game.changed('all');
  });
  on(over, 'focus blur', () => game.changed('all'));

  const seen = new IntersectionObserver((changes) => {
    visible = changes.at(-1).isIntersecting;
    if (visible && !started && wanted.autoplay !== false && !matchMedia('(prefers-reduced-motion: reduce)').matches) game.play(1500);
    started ||= visible;
    readColors();
  });
  const sizes = new ResizeObserver(() => game.changed('all'));
  seen.observe(root);
  sizes.observe(net);
  game.destroy = () => {
    seen.disconnect();
    sizes.disconnect();
    game.playing = visible = false;
  };
  return game;
}

/** Show the playground of a Python object, for anywidget, and tell it the weights from time to time. */
function render({ model, el }) {
  const box = el.appendChild(document.createElement('div'));
  const game = mount(box, { ...model.get('options'), weights: model.get('parameters') });
  let [timer, sending] = [0, false];
  game.onchange = () => {
    timer ||= setTimeout(() => {
      timer = 0;
      if (!Number.isFinite(game.loss())) return;
      sending = true;
      for (const [name, now] of entries({ parameters: game.weights(), epoch: game.epoch, loss: game.loss() })) model.set(name, now);
      model.save_changes();
      sending = false;
    }, 300);
  };
  model.on('change:parameters', () => sending || game.setWeights(model.get('parameters')));
  return game.destroy;
}

/** Make a playground of each element that asks for one; the first keeps its settings in the address. */
function mountAll() {
  document.querySelectorAll('.dl101-playground:not([role])').forEach((element, k) => {
    const wanted = () => ({ ...JSON.parse(element.dataset.options || '{}'), ...(k ? {} : Session.fromHash(location.hash)) });
    const game = (element.playground = mount(element, wanted()));
    if (k) return;
    game.hash = game.toHash();
    on(globalThis, 'hashchange', () => {
      if (!location.hash.includes('data=')) return; // an anchor of the page
      game.remember();
      const { state, points } = new Session(wanted());
      Object.assign(game, { state, points });
      game.makeData();
      game.reset(false);
    });
  });
}

const api = { random, Network, Session, makePoints, parseCsv, FEATURES, DEFAULTS, mount, render };
globalThis.dl101 = Object.assign(globalThis.dl101 || {}, api);
if (typeof module === 'object' && module.exports) module.exports = globalThis.dl101;
else if (document.readyState === 'loading') on(globalThis, 'DOMContentLoaded', mountAll);
else mountAll();
})();
