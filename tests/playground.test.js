// The playground without its page, run by Node's own runner; tests/test_playground.py calls it.
'use strict';
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const folder = path.join(__dirname, '..', 'dl101', 'playground');
const { FEATURES, Network, Session, makePoints, parseCsv } = require(path.join(folder, 'playground.js'));
const machines = require(path.join(folder, 'machines.js'));

const KINDS = [['bce', 'linear'], ['bce', 'sigmoid'], ['mse', 'linear'], ['mse', 'tanh'], ['mse', 'sigmoid']];

for (const [kind, last] of KINDS) {
  for (const hidden of ['linear', 'tanh', 'sigmoid', 'relu']) {
    for (const penalty of [{}, { l1: 0.02 }, { l2: 0.02 }]) {
      const rule = Object.keys(penalty)[0] || 'no penalty';
      test(`slopes are those that nudging finds: ${hidden}, ${last}, ${kind}, ${rule}`, () => {
        const net = new Network([3, 4, 2, 1], [hidden, hidden, last], 5);
        const x = makePoints('plane', 12, 0, 3).flat(); // 12 rows of three numbers
        const y = x.slice(0, 12).map((v) => (v > 0 ? 1 : 0));
        for (const layer of net.layers) layer.bias.forEach((_, k) => (layer.bias[k] = 0.1 * (k + 1)));
        const whole = () => {
          let sum = net.loss(x, y, 12, kind);
          for (const { kernel } of net.layers) {
            for (const w of kernel) sum += (penalty.l1 || 0) * Math.abs(w) + (penalty.l2 || 0) * w * w;
          }
          return sum;
        };
        const slopes = net.gradients(x, y, 12, kind, penalty);
        net.layers.forEach((layer, k) => {
          [layer.kernel, layer.bias].forEach((values, part) => {
            for (let p = 0; p < values.length; p++) {
              const kept = values[p];
              const [up, down] = [1e-5, -1e-5].map((nudge) => {
                values[p] = kept + nudge;
                return whole();
              });
              values[p] = kept;
              assert.ok(Math.abs((up - down) / 2e-5 - slopes[k][part][p]) < 1e-6, `layer ${k}, part ${part}, ${p}`);
            }
          });
        });
      });
    }
  }
}

test('the same seed gives the same numbers, another seed others', () => {
  const run = (seed) => {
    const session = new Session({ seed, data: 'moons' });
    session.step(5);
    return JSON.stringify([session.points, session.weights(), session.loss()]);
  };
  assert.equal(run(7), run(7));
  assert.notEqual(run(7), run(8));
});

const LEARNED = [
  ['circles', {}, 60, 0.05],
  ['moons', { noise: 10 }, 200, 0.02],
  ['spiral', { noise: 5, layers: [8, 8], rate: 0.03, features: ['x1', 'x2', 'sinx1', 'sinx2'] }, 400, 0.05],
  ['spiral', { noise: 0, layers: [8, 8], rate: 0.03 }, 400, 0.05],
  ['xor', { activation: 'relu' }, 200, 0.1],
  ['gaussians', { layers: [], optimizer: 'sgd', rate: 0.1 }, 50, 0.1],
  ['plane', { problem: 'regression', noise: 0, layers: [] }, 200, 0.001],
  ['hills', { problem: 'regression', noise: 0, layers: [8, 8], rate: 0.03 }, 400, 0.02],
];
for (const [data, settings, epochs, most] of LEARNED) {
  test(`${data} is learned to a loss of ${most}: ${JSON.stringify(settings)}`, () => {
    for (const seed of epochs < 300 ? [1, 2, 3] : [1]) {
      const session = new Session({ data, seed, ...settings });
      assert.ok(session.step(epochs) < most, `seed ${seed}: ${session.loss()}`);
    }
  });
}

test('a learning rate that is too large ends in no number, and a step back mends it', () => {
  const session = new Session({ problem: 'regression', optimizer: 'sgd', rate: 10, activation: 'linear' });
  const before = session.loss();
  session.step(50);
  assert.ok(!Number.isFinite(session.loss()));
  session.undo();
  assert.equal(session.loss(), before);
});

test('bad lines of a CSV are told with their number', () => {
  const said = (text, problem) => parseCsv(text, problem).error;
  assert.match(said('1,2,0\n1,2'), /^Line 2, “1,2”: three numbers are wanted.* 2\.$/);
  assert.match(said('1,2,0\n\n1,x,1'), /^Line 3, .*x2 is “x”, not a number/);
  assert.match(said('1,2,2'), /^Line 1, .*0 or 1/);
  assert.match(said('1,2,'), /the label is “”, not a number/);
  assert.match(said('1,2,Infinity'), /not a number/);
  assert.match(said('1,2,0\nx1,x2,label'), /^Line 2/);
  assert.match(said(''), /no point/);
  assert.match(said('x1,x2,label\n'), /no point/);
  assert.match(said('0,0,1\n'.repeat(5001)), /^Line 5001, .*5000/);
});

test('good CSVs of several kinds are read', () => {
  const wanted = [[1.5, -2, 0], [0, 3, 1]];
  for (const text of ['1.5,-2,0\n0,3,1', '\uFEFFx1,x2,label\r\n1.5,-2,0\r\n\r\n0,3,1\r\n', '1,5;-2;0\n0;3;1', '1.5\t-2\t0\n0\t3\t1']) {
    assert.deepEqual(parseCsv(text), { points: wanted });
  }
  assert.deepEqual(parseCsv('1,2,-0.5', 'regression'), { points: [[1, 2, -0.5]] });
});

test('an address holds all settings and own points, and a wrong one does no harm', () => {
  const session = new Session({ data: 'spiral', features: ['x1', 'x1^2', 'sinx2'], layers: [3], rate: 0.3, seed: 12 });
  assert.deepEqual(Session.fromHash(session.toHash()), session.state);
  session.setPoints([[1, 2, 0], [-1, 0.5, 1]]);
  const again = new Session(Session.fromHash(session.toHash()));
  assert.deepEqual([again.state, again.points], [session.state, session.points]);
  session.set({ layers: [] });
  assert.deepEqual(Session.fromHash(session.toHash()).layers, []);
  const odd = '#data=hell&layers=1,2,x&rate=NaN&features=&activation=evil&noise=1e9&seed=&view=1,0,0,1&points=a&problem=__proto__&hide=a],b';
  assert.deepEqual(Session.fromHash(odd), { noise: 50 });
});

test('a step back brings weights, settings, points and the curve back', () => {
  const session = new Session();
  const picture = () => JSON.stringify([session.state, session.points, session.weights(), session.epoch, session.curve, session.now]);
  const kept = [];
  const changes = [
    () => session.step(3),
    () => session.set({ layers: [5, 4] }),
    () => session.set({ data: 'xor', features: ['x1x2'] }),
    () => session.step(2),
    () => session.addPoint(1, 1, 0),
    () => session.setWeights(session.weights().map((w) => (w[0].length ? w.map((row) => row.map(() => 0.5)) : w))),
    () => session.reset(),
    () => session.set({ problem: 'regression' }),
  ];
  for (const change of changes) {
    kept.push(picture());
    change();
    assert.notEqual(picture(), kept.at(-1));
  }
  while (kept.length) {
    session.undo();
    assert.equal(picture(), kept.pop());
  }
  session.undo(); // there is nothing more, and that is no error
});

test('after a step back, training goes on as it would have', () => {
  const [one, two] = [new Session(), new Session()];
  for (const session of [one, two]) session.step(3);
  two.step(4);
  two.undo();
  assert.equal(one.step(2), two.step(2));
});

test('another number of units keeps the weights of the others', () => {
  const session = new Session({ layers: [3, 2] });
  session.step(2);
  const [before] = session.weights();
  session.set({ layers: [4, 2] });
  assert.deepEqual(session.weights()[0].map((row) => row.slice(0, 3)), before);
  session.set({ layers: [3, 2] });
  assert.deepEqual(session.weights()[0], before);
});

test('points held out are never trained on, and no points at all are no error', () => {
  const session = new Session({ test: 30, n: 100 });
  assert.deepEqual([session.train.n, session.test.n], [70, 30]);
  session.setPoints([]);
  session.step(2);
  session.addPoint(0, 0, 1);
  assert.ok(session.step(1) > 0);
});

test('weights that were given are the start of training, until the layers change', () => {
  const given = new Session({ seed: 5 }).weights();
  const session = new Session({ weights: given });
  assert.deepEqual(session.weights(), given);
  session.step(2);
  session.reset();
  assert.deepEqual(session.weights(), given);
  session.set({ layers: [2] });
  assert.equal(session.weights().length, 4);
  session.undo();
  session.undo();
  assert.notDeepEqual(session.weights(), given); // after two epochs
});

test('weights of another shape are refused', () => {
  const session = new Session();
  assert.throws(() => session.setWeights([[[1]], [1]]), /Layer 1 wants a kernel of shape \(2, 4\)/);
});

test('whoever plays perfectly is never beaten, whatever the other one does', () => {
  // All lines of play in which one side answers by any of its best squares, and the other by any square at all.
  const seen = new Set();
  let ends = 0;
  const walk = (board, perfect) => {
    if (seen.has(`${board},${perfect}`)) return;
    seen.add(`${board},${perfect}`);
    if (machines.won(board)) {
      ends++;
      assert.ok(!perfect, 'the perfect player is to move, and has lost'); // the last one to move has won
      return;
    }
    const table = machines.scores(board);
    const most = Math.max(...table.filter((v) => v !== null));
    table.forEach((v, square) => {
      if (v !== null && (!perfect || v === most)) walk(machines.put(board, square), !perfect);
    });
  };
  const empty = Array(9).fill(0);
  for (const begins of [true, false]) walk(empty, begins);
  assert.ok(ends > 50);
  assert.deepEqual(machines.scores(empty), Array(9).fill(0)); // as in the lesson "Playing a game"
});

test('every feature is the same number in Python by its name', () => {
  assert.deepEqual(Object.keys(FEATURES), ['x1', 'x2', 'x1^2', 'x2^2', 'x1x2', 'sinx1', 'sinx2']);
});

for (const [name, most] of [['playground.js', 50 * 1024], ['machines.js', 40 * 1024]]) {
  test(`${name} is small, asks nobody for anything, and is no module`, () => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    assert.ok(Buffer.byteLength(text) < most, `${Buffer.byteLength(text)} bytes`);
    for (const word of ['http', 'fetch(', 'import(', 'XMLHttpRequest', 'eval(', '\nexport ', " from '"]) {
      assert.ok(!text.includes(word), word);
    }
  });
}
