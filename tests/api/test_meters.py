"""What Prometheus is given can be read by its rules: names, labels, escapes, cumulative buckets."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from api.meters import LATENCY_SECONDS, Meters, family

_SAMPLE = re.compile(
    r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)'
)
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"')


def parse(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """A strict reader of the text format, written from its description; one value a series."""
    assert text.endswith("\n")
    found: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
    named, kind = "", ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            assert line.split(" ", 3)[3], "every metric says what it is"
            continue
        if line.startswith("# TYPE "):
            _, _, named, kind = line.split(" ")
            assert kind in ("counter", "gauge", "histogram")
            continue
        matched = _SAMPLE.fullmatch(line)
        assert matched, line
        suffixes = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
        assert matched[1] in [named + suffix for suffix in suffixes], "a family is in one piece"
        assert kind != "counter" or named.endswith("_total")
        labels = tuple(_LABEL.findall(matched[2] or ""))
        assert (matched[1], labels) not in found, "each series stands once"
        found[matched[1], labels] = float(matched[3])
    return found


def test_what_is_counted_is_read_back() -> None:
    """Counters, labels and the histogram, whose buckets hold everything below their bound."""
    meters = Meters()
    for seconds in (0.004, 0.02, 0.02, 30.0):
        meters.note_recorded(seconds, is_first=True)
    meters.note_recorded(0.001, is_first=False)
    meters.note_problem("unknown_unit", is_refusal=True)
    meters.note_problem("busy", is_refusal=False)
    meters.note_status(201)
    assert meters.enter(1) and not meters.enter(1)
    found = parse(meters.text())
    assert found["eal_acts_recorded_total", ()] == 4
    assert found["eal_acts_repeated_total", ()] == 1
    assert found["eal_acts_turned_away_total", ()] == 1 and found["eal_acts_waiting", ()] == 1
    assert found["eal_refusals_total", (("code", "unknown_unit"),)] == 1
    assert found["eal_problems_total", (("code", "busy"),)] == 1
    assert found["eal_requests_total", (("status", "201"),)] == 1
    bounds = [str(int(one)) if one == int(one) else repr(one) for one in LATENCY_SECONDS]
    cumulative = [found["eal_append_seconds_bucket", (("le", one),)] for one in (*bounds, "+Inf")]
    assert cumulative == sorted(cumulative) and cumulative[0] == 1
    assert cumulative[-1] == found["eal_append_seconds_count", ()] == 4
    assert round(found["eal_append_seconds_sum", ()], 3) == 30.044


def test_the_usual_client_reads_the_same() -> None:
    """The parser of Prometheus' own library: every family has a kind and a text, every value is ours."""
    meters = Meters()
    meters.note_recorded(0.02, is_first=True)
    meters.note_problem('a"b\\c', is_refusal=True)
    text = meters.text()
    families = list(text_string_to_metric_families(text))
    assert all(
        one.type in ("counter", "gauge", "histogram") and one.documentation for one in families
    )
    read = {(s.name, tuple(s.labels.items())): s.value for one in families for s in one.samples}
    ours = {
        (name, tuple((key, re.sub(r"\\(.)", r"\1", value)) for key, value in labels)): number
        for (name, labels), number in parse(text).items()
    }
    assert read == ours and ("eal_refusals_total", (("code", 'a"b\\c'),)) in read


def test_labels_are_escaped() -> None:
    """Whatever a label holds, the line stays one line."""
    hostile = 'a"b\\c\nd'
    text = family("x_total", "counter", "Of a test.", [("", {"code": hostile}, 1)])
    ((_, labels),) = parse(text)
    assert labels[0][1] == 'a\\"b\\\\c\\nd'


def test_leaving_makes_room() -> None:
    """The bound is on what is under way, not on what ever came."""
    meters = Meters()
    for _ in range(5):
        assert meters.enter(1)
        meters.leave()
    assert parse(meters.text())["eal_acts_waiting", ()] == 0
