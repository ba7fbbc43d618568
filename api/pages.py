"""The few pages that people read in a browser: no script, nothing loaded, one column, any language's
reader. They say what the JSON says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api import contract

HTML = "text/html; charset=utf-8"

_SHEET = (
    "body{font:1.1rem/1.55 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.7rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.15rem;"
    "margin:1.6rem 0 .3rem}p{margin:.3rem 0}code{font-size:.95em;overflow-wrap:anywhere}"
    "a{color:#0b4a8f}.notice{border-left:.4rem solid #b35900;background:#fff4e5;padding:.6rem 1rem}"
    "table{border-collapse:collapse;width:100%}td{padding:.2rem .6rem .2rem 0;vertical-align:top;"
    "border-bottom:1px solid #ddd}footer{margin-top:2.5rem;border-top:1px solid #888;font-size:.95rem}"
    "pre{overflow-x:auto;font-size:.95rem;margin:.3rem 0}:root{color-scheme:light dark}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#141414}a{color:#8ab8ff}"
    "td{border-bottom-color:#444}.notice{background:#3a2a12}}"
)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}

Told = dict[str, Any]

_NEEDS = ("acts", "consistency", "polls", "stream")
"""Links of the start page that a browser cannot follow as they stand."""

GROUPS = {
    "What holds": (
        *("election_events", "elections", "contests", "result", "units", "unit", "history"),
        *("polls", "poll", "runs", "selections", "seats", "decisions", "open_items", "by_law"),
        *("complaints", "accounts", "consignments", "containers", "seals"),
    ),
    "Who may decide, by which law": ("bodies", "keys", "rulesets", "declarations"),
    "What was recorded, and its proof": (
        *("changes", "stream", "feed", "entries", "entry", "proof", "evidence", "document"),
        *("document_standing", "certainty", "checkpoint", "published", "consistency", "log_keys"),
        *("state_seals", "state_proof", "bundle", "unit_bundle"),
    ),
    "Acts and forms that come in": ("acts", "act", "act_conclusions", "intake", "intake_queue"),
    "This server": ("description", "problems", "problem"),
}
"""Where each link of the start page stands."""

_LISTS = frozenset(
    (
        *("election_events", "elections", "contests", "units", "runs", "selections", "seats"),
        *("decisions", "open_items", "by_law", "complaints", "accounts", "consignments"),
        *("containers", "seals", "bodies", "keys", "rulesets", "declarations", "changes"),
        *("entries", "log_keys", "state_seals"),
    )
)
"""Links that lead to a table too."""


def answer(request: Request, members: Told, tell: Callable[[Told], str], position: int) -> Response:
    """Return a document as JSON, or as a page where that is what was asked for."""
    if "text/html" not in request.headers.get("accept", ""):
        data = contract.dumps(members)
        vary = {"Vary": "Accept"}
        return contract.answer(request, data, position=position, is_fixed=False, headers=vary)
    return contract.answer(
        request,
        tell(members).encode(),
        position=position,
        is_fixed=False,
        media_type=HTML,
        headers=_HEADERS,
    )


def of_home(told: Told) -> str:
    """The page that says whose ledger this is, and links to everything."""
    ledger = told["ledger"]
    facts = {
        "Origin": ledger["origin"],
        "Id": ledger["id"],
        "Purpose": f"{ledger['purpose']}, with a {ledger['clock']} clock",
        "Entries": str(told["position"]),
        "Acts": "accepted here" if told["accepts_acts"] else "not accepted here: it only reads",
    }
    body = f"<h1>{escape(ledger['origin'])}</h1>{_notice(ledger)}"
    body += _table((name, f"<code>{escape(text)}</code>") for name, text in facts.items())
    body += "<h2>Try it</h2><p>No key is needed; ADDRESS is where you read this page.</p><pre>"
    for what in ("decisions", "units?format=csv", f"changes?after={max(0, told['position'] - 5)}"):
        body += escape(f"curl 'ADDRESS/v1/{what}'\n")
    body += "</pre><p>What is no link below needs an id, which the lists give.</p>"
    for title, names in GROUPS.items():
        body += f"<h2>{title}</h2>" + _table(_row(name, told["links"][name]) for name in names)
    return _page(ledger["origin"], body, ledger)


def _row(name: str, url: str) -> tuple[str, str]:
    shown = _spelt(url) if name in _NEEDS else _link(url)
    if name in _LISTS:
        shown += f" · {_link(url, 'as a table', '?format=csv')}"
    return escape(name.replace("_", " ")), shown


def of_problems(told: Told) -> str:
    """The page that lists every code."""
    rows = ((_link(each["url"], each["code"]), escape(each["title"])) for each in told["items"])
    body = "<h1>What codes mean</h1><p>Each has a page that says what to do.</p>" + _table(rows)
    return _page("What codes mean", body, told["ledger"])


def of_problem(told: Told) -> str:
    """The page of one code."""
    parts = (
        ("What was expected", told["expected"]),
        ("What to do", told["do"]),
        ("How it comes about without ill will", told["innocent"]),
        ("What an attacker may be after", told["hostile"]),
    )
    body = f"<h1>{escape(told['title'])}</h1>"
    body += f"<p>Code <code>{escape(told['code'])}</code>, status {told['status']}.</p>"
    body += "".join(f"<h2>{name}</h2><p>{escape(_sentence(text))}</p>" for name, text in parts)
    body += f"<p>{_link('/problems', 'All codes')}</p>"
    return _page(told["title"], body, told["ledger"])


def _page(title: str, body: str, ledger: Told) -> str:
    foot = (
        f"Ledger <code>{escape(ledger['origin'])}</code>, id <code>{escape(ledger['id'])}</code>. "
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_SHEET}</style></head><body><main>{body}</main>"
        f"<footer>{_notice(ledger)}<p>{foot}{_link('/', 'Start')}</p></footer></body></html>"
    )


def _notice(ledger: Told) -> str:
    return f'<p class="notice">{escape(ledger["notice"])}</p>' if ledger["notice"] else ""


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return f"<table>{''.join(f'<tr><td>{a}</td><td>{b}</td></tr>' for a, b in rows)}</table>"


def _link(url: str, text: str | None = None, query: str = "") -> str:
    address = url.partition("?")[0]
    if "{" in address:
        return _spelt(url)
    return f'<a href="{escape(address + query)}">{escape(text or url)}</a>'


def _spelt(url: str) -> str:
    return f"<code>{escape(url)}</code>"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
