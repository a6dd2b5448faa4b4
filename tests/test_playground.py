"""The playground: its numbers are Keras's, the code that it writes runs, and its page does what the reader does."""

import json
import re
import shutil
import subprocess
from base64 import b64decode

import matplotlib
import numpy as np
import pytest
from conftest import PATIENCE, ROOT

matplotlib.use("agg")

from dl101 import data, exercises, plot
from dl101.playground import networks

FOLDER = ROOT / "dl101" / "playground"
node = shutil.which("node")
needs_node = pytest.mark.skipif(node is None, reason="there is no program node")


def in_node(program: str, given=None):
    """Run JavaScript that sees the scripts as `dl101` and `machines`, an object as `given`; return what it returns."""
    first, second = (json.dumps(str(FOLDER / name)) for name in ("playground.js", "machines.js"))
    whole = "const [program, given] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    whole += "const run = new Function('dl101', 'machines', 'given', program);"
    whole += f"console.log(JSON.stringify(run(require({first}), require({second}), given)));"
    options = {"input": json.dumps([program, given]), "capture_output": True, "text": True, "encoding": "utf-8"}
    done = subprocess.run([node, "-e", whole], timeout=PATIENCE, **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_the_tests_in_javascript_pass():
    call = [node, "--test", str(ROOT / "tests" / "playground.test.js")]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr


STEPS = """
return given.map(({sizes, activations, weights, x, y, kind, optimizer, rate, penalty, steps}) => {
  const net = new dl101.Network(sizes, activations);
  net.setWeights(weights);
  const losses = [];
  for (let k = 0; k < steps; k++) {
    losses.push(net.loss(x, y, y.length, kind));
    net.update(net.gradients(x, y, y.length, kind, penalty), optimizer, rate);
  }
  return {losses, weights: net.weights()};
});
"""


@needs_node
def test_losses_slopes_and_steps_are_those_of_keras():
    """A step of SGD at the learning rate 1 is the gradient; all is compared to 1e-5."""
    import keras
    from keras import layers, regularizers

    random = np.random.default_rng(0)
    cases, wanted = [], []
    for case in range(10):
        optimizer, rate, steps = (("sgd", 1.0, 1), ("adam", 0.02, 4))[case % 2]
        kind, last = [("bce", None), ("bce", "sigmoid"), ("mse", None), ("mse", "tanh"), ("mse", "relu")][case // 2]
        hidden = ["tanh", "relu", "sigmoid", "linear"][case % 4]
        penalty = [{}, {"l1": 0.01}, {"l2": 0.01}][case % 3]
        rule = {"l1": regularizers.L1(0.01), "l2": regularizers.L2(0.01)}.get(next(iter(penalty), None))
        dense = [
            layers.Dense(units, activation, kernel_regularizer=rule)
            for units, activation in [(4, hidden), (3, "tanh"), (1, last)]
        ]
        model = keras.Sequential([keras.Input((2,)), *dense])
        loss = keras.losses.BinaryCrossentropy(from_logits=last is None) if kind == "bce" else None
        loss = loss or keras.losses.MeanSquaredError()
        how = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[optimizer](learning_rate=rate)
        model.compile(optimizer=how, loss=loss, run_eagerly=True)
        model.set_weights([random.normal(size=values.shape) for values in model.get_weights()])
        x, y = random.normal(size=(9, 2)), random.integers(0, 2, 9).astype(float)
        names = [layer.activation.__name__ for layer in dense]
        start = [values.tolist() for values in model.get_weights()]
        cases.append(
            {"sizes": [2, 4, 3, 1], "activations": names, "weights": start, "x": x.ravel().tolist(), "y": y.tolist()}
            | {"kind": kind, "optimizer": optimizer, "rate": rate, "penalty": penalty, "steps": steps}
        )
        losses = []
        for _ in range(steps):
            losses.append(float(loss(y[:, None], model(x))))
            model.train_on_batch(x, y[:, None])
        wanted.append((losses, model.get_weights()))
    for case, got, (losses, weights) in zip(cases, in_node(STEPS, cases), wanted, strict=True):
        np.testing.assert_allclose(got["losses"], losses, atol=1e-5, err_msg=str(case))
        for ours, theirs in zip(got["weights"], weights, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-5, err_msg=str(case))


NETWORKS = """
const {random, Session, FEATURES} = dl101;
return Array.from({length: 20}, (_, k) => {
  const next = random(k);
  const any = (list) => list[Math.floor(next() * list.length)];
  const problem = any(['classification', 'classification', 'regression']);
  const session = new Session({
    problem, seed: k, n: 40, batch: any([4, 16, 40]), noise: 20, test: any([0, 30]), rate: 0.005,
    data: any(problem === 'regression' ? ['plane', 'hills'] : ['circles', 'xor', 'spiral', 'moons', 'gaussians']),
    features: Object.keys(FEATURES).filter((name) => name === 'x1' || next() < 0.5),
    layers: Array.from({length: Math.floor(next() * 4)}, () => 1 + Math.floor(next() * 8)),
    activation: any(['relu', 'tanh', 'sigmoid', 'linear', 'relu,tanh,sigmoid']),
    optimizer: any(['sgd', 'adam']), regularization: any(['none', 'l1', 'l2']),
  });
  session.step(20);
  const {train, test} = session;
  const rows = [...train.rows, ...test.rows];
  return {trained: session.keras(), kept: session.keras({weights: true}), answers: session.predict(rows)};
});
"""


def run_code(code: str) -> dict:
    """Run Python that the page has written, and return what it defines."""
    defined: dict = {}
    exec(compile(code, "the code of the playground", "exec"), defined)
    return defined


@needs_node
@pytest.mark.slow
def test_the_code_of_twenty_networks_runs_and_answers_as_the_page(capsys):
    for number, network in enumerate(in_node(NETWORKS)):
        defined = run_code(network["kept"])
        answers = defined["model"].predict(defined["features"](defined["points"]), verbose=0)
        np.testing.assert_allclose(answers[:, 0], network["answers"], atol=1e-5, rtol=1e-5, err_msg=network["kept"])
        if number < 4:
            run_code(network["trained"])
    assert "loss on the training points" in capsys.readouterr().out


@needs_node
def test_the_code_that_trains_and_the_code_with_weights_run(capsys):
    network = in_node(NETWORKS)[0]
    run_code(network["trained"])
    defined = run_code(network["kept"])
    answers = defined["model"](defined["features"](defined["points"]))
    np.testing.assert_allclose(np.ravel(answers), network["answers"], atol=1e-5, rtol=1e-5)


# Trained networks in a page


@needs_node
def test_a_game_network_guesses_as_in_keras():
    from dl101 import play

    defined, game = play.lesson(), play.games.Game(3)
    model = defined["build"](game, 1)
    boards = np.concatenate(game.positions())[::50]
    answers = model.predict(defined["inputs"](boards), verbose=0)[:, 0]
    handed = networks.script("tictactoe", model.get_weights()).replace("dl101.machines", "machines")
    ours = in_node(f"{handed} return given.map(machines.guess)", boards.tolist())
    np.testing.assert_allclose(ours, game.worth(boards, lambda _: answers), atol=1e-5)


LINES_LOST = """
const {guess, won, put, scores} = machines;
const best = (board) => { const all = scores(board, guess).map((v) => v ?? -9); return all.indexOf(Math.max(...all)); };
let lines = 0, lost = 0;
const walk = (board, its) => {
  if (won(board) || board.every((mark) => mark)) { lines++; lost += won(board) && its; return; }
  if (its) walk(put(board, best(board)), false);
  else board.forEach((mark, square) => mark || walk(put(board, square), true));
};
for (const its of [true, false]) walk(Array(9).fill(0), its);
return [lines, lost];
"""


@needs_node
@pytest.mark.slow
def test_the_network_of_the_lesson_loses_no_line_in_the_page():
    import keras

    from dl101 import play

    keras.utils.set_random_seed(0)
    game = play.games.Game(3)
    model = play.lesson()["learn"](game, 20)[0]
    handed = networks.script("tictactoe", model.get_weights()).replace("dl101.machines", "machines")
    lines, lost = in_node(handed + LINES_LOST)
    assert lines > 200
    assert lost == 0


def by_hand(line, weights):
    """The network of the lesson "A model that writes", by the answer to its last exercise."""
    (path,) = (ROOT / "lessons" / "solutions").glob("*_model_that_writes.py")
    (answer,) = [one for one in exercises.load(path) if one.name == "twin"]
    return answer.answer(line, weights)


@needs_node
def test_the_language_model_answers_and_looks_as_in_the_lesson():
    pieces, weights = data.language_model("austen")
    text = 'Mr. Knightley, said Emma,\n"is here."'
    given = "const net = new machines.LanguageModel(machines.networks.get('austen'));"
    given += "const tokens = net.encode(given), {logits, looks} = net.run(tokens);"
    given += "return [tokens, [...logits], looks.map((heads) => heads.map((rows) => rows.map((one) => [...one])))];"
    answers = []
    for rounded in (False, True):
        handed = networks.script("austen", weights, rounded, pieces=pieces).replace("dl101.machines", "machines")
        tokens, logits, looks = in_node(handed + given, text)
        assert "".join(pieces[token] for token in tokens) == text
        answers.append(np.array(logits))
    exact = by_hand(np.array(tokens), weights)[-1]
    np.testing.assert_allclose(answers[0], exact, atol=1e-4)
    chances = [np.exp(one) / np.exp(one).sum() for one in (exact, answers[1])]
    assert np.abs(chances[0] - chances[1]).max() < 0.02  # rounded to 8 bits
    assert [len(looks), len(looks[0])] == [4, 5]
    for rows in (rows for heads in looks for rows in heads):
        assert [len(one) for one in rows] == [*range(1, len(tokens) + 1)]  # none looks ahead
        np.testing.assert_allclose([sum(one) for one in rows], 1, atol=1e-5)


def test_rounding_costs_the_language_model_next_to_nothing():
    """Bits for each piece of a chapter that it has not read, with its weights rounded as for the page."""
    pieces, weights = data.language_model("austen")
    handed = networks.script("austen", weights, rounded=True, pieces=pieces)
    given = json.loads(handed[handed.index("{") : handed.rindex("}") + 1])
    scales = np.frombuffer(b64decode(given["scales"]), dtype="float32")
    values = np.frombuffer(b64decode(given["values"]), dtype="int8")
    rounded, at, column = [], 0, 0
    for one, (rows, columns) in zip(weights, given["shapes"], strict=True):
        part = values[at : at + rows * columns].reshape(rows, columns) * scales[column : column + columns]
        rounded.append(part.reshape(one.shape))
        at, column = at + rows * columns, column + columns
    assert [at, column] == [len(values), len(scales)]
    longest = re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True))))
    tokens = np.array([pieces.index(piece) for piece in longest.findall(data.text("emma")[-12_000:])])
    bits = []
    for some in (weights, rounded):
        costs = []
        for start in range(0, len(tokens) - 65, 64):
            logits = by_hand(tokens[start : start + 64], some)
            logits -= logits.max(axis=1, keepdims=True)
            right = logits[range(64), tokens[start + 1 : start + 65]]
            costs.append(np.log2(np.exp(logits).sum(axis=1)) - right / np.log(2))
        bits.append(np.mean(costs))
    assert abs(bits[1] - bits[0]) < 0.02
    assert len(handed) < 2_300_000


# What a reader's own model becomes


def build(*layers, **compiled):
    import keras

    model = keras.Sequential([keras.Input((2,)), *layers])
    if compiled:
        model.compile(**compiled)
    return model


def test_a_model_is_described_and_its_weights_come_back():
    import keras
    from keras.layers import Dense

    compiled = {"optimizer": keras.optimizers.SGD(learning_rate=0.3), "loss": "mse"}
    model = build(Dense(3, activation="tanh"), Dense(2, activation="relu"), Dense(1), **compiled)
    x = np.array([[0.0, 1.0], [2.0, 3.0]])
    game = plot.playground(model, x, [-1, 1], discretize=True)
    assert game.options == {
        **{"layers": [3, 2], "activation": "tanh,relu,linear", "fixed": True, "batch": 32, "optimizer": "sgd"},
        **{"rate": 0.3, "points": [[0, 1, -1], [2, 3, 1]], "problem": "regression", "test": 0, "autoplay": True},
        "discretize": True,
    }
    for ours, theirs in zip(game.weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    game.parameters = [[[1.0] * 3] * 2, [2.0] * 3, *game.parameters[2:]]  # as the page does it
    game.update(model)
    np.testing.assert_array_equal(model.get_weights()[1], [2, 2, 2])
    with pytest.raises(ValueError, match="shapes"):
        game.update(build(Dense(1)))


@needs_node
@pytest.mark.parametrize("last", ["linear", "sigmoid", "tanh"])
@pytest.mark.parametrize("hidden", [[], [("relu", 5)], [("relu", 17), ("sigmoid", 2)]])
def test_the_page_answers_as_the_model(hidden, last):
    from keras.layers import Dense

    model = build(*(Dense(units, activation=name) for name, units in hidden), Dense(1, activation=last))
    x = np.random.default_rng(0).normal(size=(20, 2))
    game = plot.playground(model, x, x[:, 0] > 0)
    given = {"options": {**game.options, "weights": game.parameters}, "x": x.tolist()}
    program = (
        "const s = new dl101.Session(given.options); return [s.predict(given.x), s.weights(), s.activations, s.kind];"
    )
    answers, weights, names, kind = in_node(program, given)
    np.testing.assert_allclose(answers, np.ravel(model(x)), atol=1e-5)
    assert [np.shape(values) for values in weights] == [values.shape for values in model.get_weights()]
    assert names == [name for name, _ in hidden] + [last]
    assert kind == ("mse" if last == "tanh" else "bce")


def test_what_the_playground_has_not_is_told_with_the_layer():
    import keras
    from keras.layers import Dense, Dropout

    for layers, message in [
        ([Dense(2, activation="gelu", name="bent"), Dense(1)], "bent has the activation gelu"),
        ([Dense(2), Dropout(0.5, name="gap"), Dense(1)], "gap is a Dropout"),
        ([Dense(2, use_bias=False, name="bare"), Dense(1)], "bare has no bias"),
        ([Dense(3, name="three")], "three, has 3 units"),
        ([Dense(300, name="wide"), Dense(1)], "wide has 300 units"),
        ([Dense(1) for _ in range(8)], "has 8 layers"),
    ]:
        with pytest.raises(ValueError, match=message):
            plot.playground(build(*layers))
    with pytest.raises(ValueError, match="must have 2 inputs"):
        plot.playground(keras.Sequential([keras.Input((3,)), Dense(1)]))
    with pytest.raises(ValueError, match="no weights yet"):
        plot.playground(keras.Sequential([Dense(1)]))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([[1, 2]], None, "both x and y"),
        ([[1, 2, 3]], [1], "shape"),
        ([[1, 2]], [1, 0], "shape"),
        ([[1, float("nan")]], [1], "NaN"),
    ],
)
def test_points_of_another_form_are_refused(x, y, message):
    with pytest.raises(ValueError, match=message):
        plot.playground(None, x, y)


# The page


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that opens a page with one playground from a file, and a list of all that went wrong."""
    wrong = []

    def opened(options=None, hash="", body="", **context):
        body = body or f"<div class='dl101-playground' data-options='{json.dumps(options or {})}'></div>"
        html = (
            f"<!doctype html><html lang='en'><meta charset='utf-8'><title>A page</title><body>{body}"
            f"<script src='{(FOLDER / 'playground.js').as_uri()}'></script>"
            f"<script src='{(FOLDER / 'machines.js').as_uri()}'></script></body></html>"
        )
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        page = browser.new_context(**{"viewport": {"width": 1000, "height": 900}} | context).new_page()
        page.set_default_timeout(PATIENCE * 1000 / 3)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda one: None if one.url.startswith("file:") else wrong.append(one.url))
        page.goto((tmp_path / "page.html").as_uri() + hash)
        page.evaluate("globalThis.game = document.querySelector('.dl101-playground')?.playground")
        return page

    yield opened
    assert wrong == []


@pytest.mark.slow
def test_it_opens_moving_and_learns_and_stands_still_where_that_is_wished(open_page):
    page = open_page()
    page.wait_for_function("game.epoch > 5")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Reset").click()
    before = page.evaluate("game.loss()")
    assert page.evaluate("game.epoch") == 0
    page.get_by_role("button", name="Step", exact=True).click()
    assert page.evaluate("game.epoch") == 1
    page.evaluate("game.step(50)")
    assert page.evaluate("game.loss()") < before / 2
    page.get_by_role("button", name="Step back").click()
    assert page.evaluate("game.epoch") == 1
    still = open_page(reduced_motion="reduce")
    still.wait_for_timeout(500)
    assert still.evaluate("[game.epoch, !!game.playing]") == [0, False]
    assert still.locator(".pg-row b").inner_text() == "Epoch 0"


@pytest.mark.slow
def test_points_are_drawn_and_the_code_of_the_page_answers_alike(open_page):
    page = open_page({"autoplay": False})
    page.get_by_role("button", name="Clear points").click()
    box = page.get_by_role("application").bounding_box()
    for name, across in [("● 0", 0.25), ("▲ 1", 0.75)]:
        page.get_by_label(name).check()
        page.mouse.move(box["x"] + across * box["width"], box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + across * box["width"], box["y"] + 0.8 * box["height"], steps=20)
        page.mouse.up()
    points = page.evaluate("game.points")
    assert {label for *_, label in points} == {0, 1}
    assert len(points) > 20
    assert all((label == 1) == (x1 > 0) for x1, _, label in points)
    page.get_by_role("button", name="Step back").click()  # a stroke is one step
    assert {label for *_, label in page.evaluate("game.points")} == {0}
    page.evaluate(f"game.setPoints({points}), game.step(30)")
    page.get_by_role("button", name="Show me the Keras code").click()
    trained = page.locator("textarea").input_value()
    page.get_by_label("set the weights as they are now").check()
    kept = page.locator("textarea").input_value()
    assert "model.fit" in trained
    assert "model.fit" not in kept
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    page.get_by_role("button", name="Close").click()
    defined = run_code(kept)
    answers = defined["model"].predict(defined["features"](defined["points"]), verbose=0)[:, 0]
    ours = page.evaluate("game.predict([...game.train.rows, ...game.test.rows])")
    np.testing.assert_allclose(answers, ours, atol=1e-5, rtol=1e-5)


@pytest.mark.slow
def test_all_is_done_by_keyboard(open_page):
    page = open_page({"autoplay": False})
    page.get_by_role("application").focus()
    before = page.evaluate("game.points.length")
    for key in ["0", "ArrowLeft", "ArrowUp", "Space", "1", "ArrowRight", "ArrowRight", "Space"]:
        page.keyboard.press(key)
    x, y = 0.04 * 7.2, 0.04 * 7.2
    assert page.evaluate("game.points.slice(-2)") == [[round(-x, 3), round(y, 3), 0], [round(x, 3), round(y, 3), 1]]
    assert f"{before + 2} points" in page.get_by_role("status").inner_text()
    page.keyboard.press("Delete")
    assert page.evaluate("game.points.length") == before + 1
    page.get_by_label("more units in layer 1").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.ariaLabel == 'more units in layer 1'")  # though it was made anew
    page.keyboard.press("Enter")
    assert page.evaluate("game.state.layers") == [6, 4]
    page.evaluate("game.net.layers[0].bias[1] = -0.25")
    unit = page.get_by_role("button", name="unit 2 of layer 1")
    unit.evaluate("one => { one.focus(); one.click(); }")  # before another picture is drawn
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["value", "-0.25"]
    page.evaluate("new Promise(requestAnimationFrame)")
    page.keyboard.type("1.5")  # in place of what was there
    page.keyboard.press("Tab")
    assert page.evaluate("game.net.layers[0].bias[1]") == 1.5
    unit.press("Enter")
    assert page.evaluate("document.activeElement.value") == "1.5"
    page.get_by_label("Weight or bias").select_option(label="x₂ → unit 3 of layer 1")
    page.get_by_label("Value").fill("-2")
    page.keyboard.press("Enter")
    assert page.evaluate("game.weights()[0][1][2]") == -2
    page.get_by_role("button", name="input sin x₁").press("Enter")
    assert page.evaluate("game.state.features") == ["x1", "x2", "sinx1"]


@pytest.mark.slow
def test_settings_are_in_the_address_and_come_back(open_page):
    page = open_page({"autoplay": False})
    page.get_by_label("Data").select_option("spiral")
    page.get_by_label("Learning rate").select_option("0.1")
    page.get_by_role("button", name="+ layer").click()
    page.get_by_label("Discretize").check()
    page.wait_for_function("location.hash.includes('discretize=true')")
    again = open_page({"autoplay": False}, hash=page.evaluate("location.hash"))
    assert again.evaluate("game.state") == page.evaluate("game.state")
    assert again.evaluate("game.state.layers") == [4, 4, 4]
    again.evaluate("location.hash = '#data=moons&seed=9'")
    again.wait_for_function("game.state.seed == 9 && game.state.data == 'moons'")
    less = open_page({"autoplay": False}, hash="#data=moons&hide=noise,csv")
    hidden = less.get_by_label("Noise, %"), less.get_by_role("button", name="CSV …")
    shown = less.get_by_label("Batch size"), less.get_by_role("button", name="Clear points")
    assert [one.is_visible() for one in (*hidden, *shown)] == [False, False, True, True]
    less.get_by_label("Batch size").select_option("4")
    less.wait_for_function("location.hash.includes('batch=4') && location.hash.includes('hide=noise,csv')")
    less.evaluate("location.hash = '#data=moons&hide='")
    less.get_by_label("Noise, %").wait_for()
    other = open_page({"data": "xor"}, hash="#a-heading")  # which is not for the playground
    other.wait_for_function("game.epoch > 5")
    assert other.evaluate("[location.hash, game.state.data]") == ["#a-heading", "xor"]


@pytest.mark.slow
def test_a_csv_is_taken_and_a_bad_line_is_told(open_page):
    page = open_page({"autoplay": False})
    page.get_by_role("button", name="CSV …").click()
    page.locator("textarea").fill("10,20,0\n30,40,7\n")
    page.get_by_role("button", name="Use these points").click()
    assert "Line 2" in page.get_by_role("alert").inner_text()
    page.locator("textarea").fill("x1,x2,label\n10,20,0\n30,40,1\n")
    page.get_by_role("button", name="Use these points").click()
    assert page.evaluate("game.points") == [[10, 20, 0], [30, 40, 1]]
    assert page.evaluate("game.state.view") == [8, 32, 18, 42]


@pytest.mark.slow
def test_it_fits_a_telephone_and_follows_the_theme(open_page):
    page = open_page({"autoplay": False, "layers": [4, 4]})
    page.set_viewport_size({"width": 360, "height": 800})
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    light = page.evaluate("getComputedStyle(game.root).backgroundColor")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function("getComputedStyle(game.root).backgroundColor != " + repr(light))


# As anywidget calls it: what Python has said comes in, and what was learned goes out.
NOTEBOOK = """
const heard = [];
globalThis.model = {
  data: {
    options: {layers: [], activation: 'linear,linear', points: [[1, 1, 1], [-1, -1, 0]], autoplay: false, fixed: true},
    parameters: [[[1], [2]], [3]],
  },
  get(name) { return this.data[name]; },
  set(name, value) { this.data[name] = value; if (name === 'parameters') heard.forEach((one) => one()); },
  on(name, f) { heard.push(f); },
  save_changes() { globalThis.saved = JSON.parse(JSON.stringify(this.data)); },
};
globalThis.end = dl101.render({model, el: document.querySelector('main')});
null; // a function as the last value would be called
"""


@pytest.mark.slow
def test_in_a_notebook_the_weights_go_in_and_out(open_page):
    page = open_page(body="<main></main>")
    page.evaluate(NOTEBOOK)
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("globalThis.saved?.epoch === 1")
    assert page.evaluate("saved.parameters[0][0][0]") != 1
    page.evaluate("model.set('parameters', [[[5], [6]], [7]])")  # as from Python
    page.get_by_label("Weight or bias").select_option(label="bias of output")
    page.wait_for_function("document.querySelector('[name=value]').value === '7'")
    assert page.get_by_role("button", name="+ layer").is_disabled()
    page.evaluate("end()")


@pytest.mark.slow
def test_the_machines_move_and_do_what_the_reader_does(open_page):
    names = ["neuron", "descent", "convolution", "tictactoe", "attention"]
    body = "".join(f"<div class='dl101-machine' id='{name}' data-machine='{name}'></div>" for name in names)
    page = open_page(body=body)
    page.evaluate(f"for (const name of {names}) globalThis[name + 1] = document.getElementById(name).machine")

    page.wait_for_function("neuron1.steps > 3")
    page.locator("#neuron").get_by_label("weight w").fill("2.5")
    assert page.evaluate("[neuron1.w, neuron1.running]") == [2.5, False]
    page.locator("#neuron").get_by_role("application").press("ArrowLeft")
    assert page.evaluate("neuron1.w") == pytest.approx(2.45)
    page.locator("#neuron").get_by_role("button", name="Let it learn").click()
    page.wait_for_function("!neuron1.running")
    assert "as small as a straight line gets" in page.locator("#neuron").get_by_role("status").inner_text()

    for rate, word in [("-3", "crawls"), ("-1", "converges"), ("0.2", "diverges")]:
        page.locator("#descent").get_by_label("learning rate").fill(rate)
        assert word in page.locator("#descent").get_by_role("status").inner_text()
    page.locator("#descent").scroll_into_view_if_needed()
    page.wait_for_function("descent1.lost()")

    page.locator("#convolution").scroll_into_view_if_needed()
    page.wait_for_function("convolution1.place > 2")
    page.locator("#convolution").get_by_role("button", name="Step").click()
    page.locator("#convolution").get_by_role("button", name="Clear").click()
    page.locator("#convolution").get_by_role("application").press("Space")
    assert page.evaluate("convolution1.pixels.indexOf(1)") == 11  # row 2, column 2 of 10
    page.locator("#convolution").get_by_label("row 2, column 2").fill("4")
    page.evaluate("convolution1.place = 0, convolution1.show()")
    assert "= 4." in page.locator("#convolution").get_by_role("status").inner_text()

    page.locator("#tictactoe").scroll_into_view_if_needed()
    page.wait_for_function("tictactoe1.moves > 1")
    page.get_by_role("button", name="New game, I begin").click()
    page.get_by_label("what each square is worth to me").check()
    page.get_by_label("row 1, column 1: draws").click()
    assert page.evaluate("tictactoe1.board.filter((mark) => mark).length") == 2
    assert page.get_by_label("row 2, column 2: O").count() == 1  # every other answer to a corner loses

    page.locator("#attention").get_by_label("Sentence").fill("a dog barked")
    assert page.evaluate("attention1.words") == ["a", "dog", "barked"]
    assert page.evaluate("attention1.looks[2].reduce((sum, v) => sum + v)") == pytest.approx(1)
    assert page.get_by_role("button", name="Write on").is_disabled()


@pytest.mark.slow
def test_the_machines_take_networks_and_write_and_play_with_them(open_page, tmp_path):
    from dl101 import play

    pieces, weights = data.language_model("austen")
    learned = play.lesson()["build"](play.games.Game(3), 1).get_weights()
    for name, script in [
        ("austen", networks.script("austen", weights, rounded=True, pieces=pieces)),
        ("tictactoe", networks.script("tictactoe", learned)),
    ]:
        (tmp_path / f"{name}.js").write_text(script, encoding="utf-8")
    kinds = {"attention": "austen", "tictactoe": "tictactoe"}
    start, end = "<div class='dl101-machine' data-machine=", "></div>"
    body = "".join(f"{start}'{kind}' data-network='{name}.js'{end}" for kind, name in kinds.items())
    page = open_page(body=body, viewport={"width": 1000, "height": 1600})
    page.wait_for_function("dl101.machines.networks.size == 2")
    for label, value in [("Who looks", "model"), ("Against", "network")]:
        assert page.get_by_label(label).input_value() == value
    sentence = page.get_by_role("textbox", name="Sentence")
    start = sentence.input_value()
    assert "next (_ is a blank): _Knightley" in page.locator(".dm-next").inner_text()
    page.get_by_role("button", name="Write on").click()
    assert sentence.input_value().startswith(start)
    assert len(sentence.input_value()) > len(start)
    sentence.fill("")
    assert page.get_by_role("button", name="Write on").is_disabled()
    sentence.fill("é漢")  # what the novels do not have
    assert "Type some words." in page.get_by_role("status").first.inner_text()
    page.get_by_role("button", name="New game, it begins").click()
    page.get_by_label("what each square is worth to me").check()
    assert page.get_by_label(re.compile(r"row \d, column \d: [−0]")).count() == 8
    page.get_by_label("Against").select_option("minimax")
    assert page.get_by_label(re.compile(r"row \d, column \d: free")).count() == 9
