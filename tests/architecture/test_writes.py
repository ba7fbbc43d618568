"""Every write on the way from an act to a published checkpoint has a name, at which it can fail.

A write is a call that changes a file or a database: fsync, rename, unlink, a file opened to be
written, an INSERT or UPDATE, a commit. It must stand in a block `with crash.around("name")`, or
in a function that is only ever called within one. So whoever adds a write without a name is told
here, and whoever adds a name finds it in the campaigns, which go through all of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.store import crash
from tests.architecture.source import Function, Source, sources

PATH = (
    "ledger/append.py",
    "ledger/store/",
    "ledger/publish/",
    "ledger/projections/flush.py",
    "ledger/submit/deciding.py",
)
"""The modules of the append and publish path."""

OTHER = {
    # Not on the path: a database is made, or asked for, by these.
    "ledger/store/schema.py",
    "ledger/store/engine.py",
    # It gives a driver what it is given; whoever gives it a statement that changes something is looked at.
    "ledger/store/driver.py",
}

OFF_THE_PATH = {
    # It notes why writing was stopped, after it was: nothing is recorded or signed then.
    "_stop_for_good",
    # It frees a name that a frozen process may hold on to: no state depends on it.
    "_put_aside",
}

STARTS = {
    # Where the path begins: what writes here without a name would have none at all.
    "append",
    "settle",
    "create",
    "move",
    "_decide",
}

FILE_WRITES = {
    *("fsync", "fdatasync", "replace", "rename", "renames", "link", "symlink", "unlink"),
    *("write", "write_bytes", "write_text", "writelines", "truncate", "mkdir", "makedirs"),
    *("move", "copy", "copyfile", "rmtree", "touch"),
}
DATABASE_WRITES = {"executemany", "run_many", "copy", "write_row", "commit"}
STATEMENT = {"exec_driver_sql", "execute", "run"}
CHANGING = ("INSERT", "UPDATE", "DELETE", "COPY", "CREATE", "DROP", "ALTER", "REPLACE")
NOT_OF_DISKS = {
    # Calls of these names that change nothing that lasts.
    ("ledger/store/vouching.py", "move"),
    ("ledger/store/head_record.py", "move"),
}


@dataclass(slots=True)
class Found:
    """A function: its bare writes, the functions it calls bare, and what it calls within a block."""

    source: Source
    name: str
    writes: list[str] = field(default_factory=list)
    calls: list[tuple[str, int]] = field(default_factory=list)


def _named(node: ast.With) -> str | None:
    """The name of the write that a block is, if it is one."""
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and _callee(call) == "around" and call.args:
            first = call.args[0]
            # A commit is named by whoever asks for the transaction.
            return str(first.value) if isinstance(first, ast.Constant) else ""
    return None


def _callee(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _bare(node: ast.AST) -> Iterator[ast.Call]:
    """Every call below a node that is not inside a named block, nor in a function of its own."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and _named(child) is not None:
            continue
        if isinstance(child, Function):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _bare(child)


def _is_write(call: ast.Call, source: Source) -> bool:
    name = _callee(call)
    if (source.path, name) in NOT_OF_DISKS:
        return False
    if name == "open":
        modes = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")]
        # The file is empty then; what is written into it is the write.
        return any(isinstance(m, ast.Constant) and "+" in str(m.value) for m in modes)
    if name == "replace":
        # Of a path; that of a text has two arguments, that of a dataclass has names.
        is_of_os = isinstance(call.func, ast.Attribute) and _text(call.func.value) == "os"
        return is_of_os or (len(call.args) == 1 and not call.keywords)
    if name == "writing":
        return not any(keyword.arg == "commit" for keyword in call.keywords)
    if name in STATEMENT:
        return any(_changes(argument) for argument in call.args)
    return name in FILE_WRITES | DATABASE_WRITES and isinstance(call.func, ast.Attribute)


def _text(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _changes(argument: ast.AST) -> bool:
    texts = (n.value for n in ast.walk(argument) if isinstance(n, ast.Constant))
    if any(isinstance(text, str) and text.lstrip().startswith(CHANGING) for text in texts):
        return True
    calls = (_callee(n) for n in ast.walk(argument) if isinstance(n, ast.Call))
    return any(name in {"insert", "update", "delete"} for name in calls)


def _functions(code: list[Source]) -> list[Found]:
    found = []
    for source in code:
        for node in ast.walk(source.tree):
            if isinstance(node, Function) and node.name not in OFF_THE_PATH:
                one = Found(source, node.name)
                for call in _bare(node):
                    if _is_write(call, source):
                        one.writes.append(f"{source.path}:{call.lineno} {_callee(call)}")
                    one.calls.append((_callee(call), call.lineno))
                found.append(one)
    return found


def _unnamed(code: list[Source]) -> list[str]:
    """Every write that a start of the path comes to without a name on the way."""
    functions = _functions(code)
    writers = {one.name: one for one in functions if one.writes}
    growing = True
    while growing:
        growing = False
        for one in functions:
            for callee, line in one.calls:
                if callee in writers and callee not in STARTS and one.name not in writers:
                    one.writes.append(f"{one.source.path}:{line} {callee}")
                    writers[one.name] = one
                    growing = True
    called = {callee for one in functions for callee, _ in one.calls}
    inside = {callee for source in code for callee in _within_blocks(source.tree)}
    bare = [one for one in writers.values() if one.name in STARTS]
    # A writer that nobody calls within a block, and nobody bare, is a start as well.
    bare += [w for w in writers.values() if w.name not in STARTS | called | inside]
    return sorted({write for one in bare for write in one.writes})


def _within_blocks(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and _named(node) is not None:
            yield from (_callee(n) for n in ast.walk(node) if isinstance(n, ast.Call))


def _path() -> list[Source]:
    return [s for s in sources("ledger") if s.path.startswith(PATH) and s.path not in OTHER]


def test_every_write_of_the_path_has_a_name() -> None:
    """Or the crash campaign would not go through it."""
    assert _unnamed(_path()) == []


def test_a_write_without_a_name_is_found() -> None:
    """Each kind of write, in the function itself, in one that it calls, and a commit."""
    for text, expected in {
        "def append(f):\n    os.fsync(f)": ["x.py:2 fsync"],
        "def append(a, b):\n    os.replace(a, b)": ["x.py:2 replace"],
        "def append(p):\n    p.write_bytes(b'')": ["x.py:2 write_bytes"],
        "def append(c):\n    c.exec_driver_sql('INSERT INTO t')": ["x.py:2 exec_driver_sql"],
        "def append(c, t):\n    c.execute(insert(t))": ["x.py:2 execute"],
        "def append(c, t):\n    driver.run(c, 'UPDATE t')": ["x.py:2 run"],
        "def append(c, t):\n    driver.run_many(c, t, [])": ["x.py:2 run_many"],
        "def append(c):\n    with writing(c):\n        pass": ["x.py:2 writing"],
        "def append(c):\n    _put(c)\ndef _put(c):\n    c.commit()": ["x.py:2 _put"],
        "def publish(c):\n    c.unlink()": ["x.py:2 unlink"],
        "def append(c):\n    c.exec_driver_sql('SELECT 1')": [],
        "def append(f):\n    with crash.around('a'):\n        os.fsync(f)": [],
        "def append(c):\n    with writing(c, commit='b'):\n        pass": [],
        "def append(f):\n    with crash.around('a'):\n        _put(f)\ndef _put(f):\n    os.fsync(f)": [],
    }.items():
        assert _unnamed([Source("x.py", text)]) == expected, text


def test_names_are_those_that_are_listed() -> None:
    """A name that is not in the list would not be gone through, and one that is nowhere is vain."""
    used = set()
    for source in sources("ledger"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.With):
                used.add(_named(node) or "")
            if isinstance(node, ast.Call):
                used |= {ast.literal_eval(k.value) for k in node.keywords if _is_commit(node, k)}
    assert used - {""} == set(crash.WRITES)


def _is_commit(call: ast.Call, keyword: ast.keyword) -> bool:
    is_asked = _callee(call) == "writing" and keyword.arg == "commit"
    return is_asked and isinstance(keyword.value, ast.Constant)


def test_no_program_takes_a_defence_away() -> None:
    """What tests switch off has no switch in the program: nothing else touches it."""
    for source in sources("ledger", "api", "migrations", "verifiers"):
        if source.path != "ledger/store/defences.py":
            assert "defences._off" not in source.text, source.path
            assert "import _off" not in source.text, source.path
