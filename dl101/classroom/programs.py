"""What an answer uses of its lesson, and what it defines: the programs that the box gets, and what the judge needs."""

import ast
import re
import symtable

from dl101 import lessons


def defined(source: str) -> set[str]:
    """Return the names that a cell defines at its top."""
    try:
        return set().union(*(_names(node) for node in ast.parse(source).body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return set()


def program(stem: str, name: str, source: str) -> str:
    """Return what an answer uses of its lesson, imports, definitions and values, and then the answer.

    Values that are drawn at random come out as the lesson's seed has them, each time the same.
    """
    before = []
    for marker, text in lessons.cells(lessons.FOLDER / f"{stem}.py"):
        if "exercise" in marker and f'check.exercise("{name}"' in text:
            break
        before += [] if "markdown" in marker or "exercise" in marker else ast.parse(text).body
    chosen = _chosen(before, used(source))
    if any(isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) for node in chosen):
        chosen = _chosen(before, used(source), "keras.utils.set_random_seed")
    return "\n".join([*map(ast.unparse, chosen), source])


def _chosen(before: list[ast.stmt], wanted: set[str], called: str = "") -> list[ast.stmt]:
    """Return the statements that define names that are wanted, by others that are chosen as well, and those calls."""
    chosen = []
    for node in reversed(before):
        text = ast.unparse(node)
        if _names(node) & wanted or (called and text.startswith(f"{called}(")):
            wanted = wanted | used(text)
            chosen.append(node)
    return chosen[::-1]


def given(stem: str, name: str) -> tuple:
    """Return what the lesson hands over to an exercise besides the answer, made by its own code outside of the box."""
    (line,) = re.findall(
        rf'(?m)^check\.exercise\("{name}", {name}(.*)\)$', (lessons.FOLDER / f"{stem}.py").read_text("utf-8")
    )
    if not line:
        return ()
    space = {"__name__": "__main__"}
    exec(compile(program(stem, name, f"given = ({line.removeprefix(', ')},)"), f"{stem}.py", "exec"), space)
    return space["given"]


def used(source: str) -> set[str]:
    """Return the names that a source takes from outside: it uses them, and neither defines them nor gets them."""
    try:
        tables = [symtable.symtable(source, "answer", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    taken, own = set(), {one.get_name() for one in tables[0].get_symbols() if one.is_assigned() or one.is_imported()}
    while tables:
        table = tables.pop()
        tables += table.get_children()
        at_top = table.get_type() == "module"
        taken |= {one.get_name() for one in table.get_symbols() if one.is_referenced() and (at_top or one.is_global())}
    return taken - own
