"""Benchmark of pages: a guided page and a page save against an empty page with a session and one query; and memory."""

import cProfile
import gc
import json
import pstats
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"
ROUNDS, REQUESTS = 15, 12
SOAK = 10_000
GROWTH_BAR = 1.10
EMAIL = "samordnare.socialkontoret@malarvik.example"


def resident() -> float:
    """The process's resident memory now, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


def municipality(folder: str) -> str:
    """The URL of a database with the demo municipality in it."""
    from sqlalchemy.orm import Session

    from continuity import migrations
    from continuity.definitions.catalogue import content_root, read_catalogue
    from continuity.models import make_engine, writing
    from continuity.services import demo

    url = f"sqlite:///{folder}/pages.sqlite"
    engine = make_engine(url)
    migrations.upgrade(engine)
    with Session(writing(engine)) as loading:
        demo.load(loading, read_catalogue([content_root()])[0], today=date(2026, 11, 22))
    engine.dispose()
    return url


def served(folder: str, url: str) -> tuple[object, object, dict[str, Callable[[], None]]]:
    """The application on the demo municipality at `url`, a logged-in client, and the requests to time."""
    from flask import Flask, session
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from continuity.app import create_app
    from continuity.config import Settings
    from continuity.models import Person, make_engine
    from continuity.services import demo

    engine = make_engine(url)
    app = create_app(Settings(environment="test", database_url=url, instance=Path(folder), secret_key="bench" * 8))
    client = app.test_client()
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)[0]
    client.post("/login", data={"email": EMAIL, "password": demo.password(), "csrf_token": token})
    sys.path.append(str(HERE.parent))
    from tests.support.town import Town

    with Session(engine) as reading:
        step = Town(reading).step("SN", "continuity_plan").id
    page = f"/steg/{step}/s/activation"

    empty = Flask("empty")
    empty.secret_key = "bench"

    @empty.get("/")
    def index() -> str:
        session["seen"] = True
        with Session(engine) as reading:
            return f"<p>{reading.scalar(select(Person.name).limit(1))}</p>"

    plain = empty.test_client()

    def show() -> None:
        assert client.get(page).status_code == 200

    def save() -> None:
        shown = client.get(page)
        fields = form_fields(shown.text)
        answer = client.post(page, data=fields)
        assert answer.status_code == 303, answer.status

    requests = {"empty page": lambda: plain.get("/") and None, "guided page": show, "page shown and saved": save}
    return app, client, requests


def form_fields(html: str) -> dict[str, list[str]]:
    """What a browser would send of the page's main form."""
    import lxml.html

    forms = [form for form in lxml.html.fromstring(html).forms if form.method == "POST" and "version" in form.fields]
    fields: dict[str, list[str]] = {}
    for name, value in forms[0].form_values():
        fields.setdefault(name, []).append(value)
    return fields


def timed(requests: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Milliseconds a request, the median of interleaved rounds."""
    took: dict[str, list[float]] = {name: [] for name in requests}
    for request in requests.values():
        request()
    for _ in range(ROUNDS):
        for name, request in requests.items():
            started = time.perf_counter()
            for _ in range(REQUESTS):
                request()
            took[name].append((time.perf_counter() - started) / REQUESTS * 1000)
    return {name: statistics.median(times) for name, times in took.items()}


def where_time_goes(request: Callable[[], None]) -> list[tuple[str, float]]:
    """The share of a request spent under each floor of the house, by cumulative time of its outermost functions."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(20):
        request()
    profile.disable()
    own: dict[str, float] = {}
    total = 0.0
    for (file, _line, _name), (_, _, seconds, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        total += seconds
        own[_floor(file)] = own.get(_floor(file), 0.0) + seconds
    return sorted(((name, spent / total) for name, spent in own.items()), key=lambda pair: -pair[1])[:8]


def _floor(file: str) -> str:
    ours = re.search(r"continuity/(\w+)/", file)
    library = re.search(r"site-packages/([\w]+)", file)
    return f"continuity.{ours[1]}" if ours else library[1] if library else "Python itself"


def main() -> int:
    """Measures, prints the tables, writes JSON, and says whether memory stayed."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _, _, requests = served(folder, municipality(folder))
        found = timed(requests)
        base = found["empty page"]
        print(f"{'request':24}{'ms':>10}{'x empty page':>14}")
        for name, milliseconds in found.items():
            print(f"{name:24}{milliseconds:10.2f}{milliseconds / base:14.1f}")
        shares = where_time_goes(requests["guided page"])
        print("a guided page's own time: " + ", ".join(f"{name} {share:.0%}" for name, share in shares))
        show = requests["guided page"]
        for _ in range(SOAK // 10):
            show()
        gc.collect()
        before = resident()
        for _ in range(SOAK - SOAK // 10):
            show()
        gc.collect()
        after = resident()
    growth = after / before
    print(f"memory: {before:.0f} MiB after {SOAK // 10:,} requests, {after:.0f} MiB after {SOAK:,}: {growth:.3f} times")
    result = {"ms": found, "shares": dict(shares), "memory_mib": [before, after], "growth": growth, "bar": GROWTH_BAR}
    (BUILD / "page.json").write_text(json.dumps(result, indent=1))
    held = growth < GROWTH_BAR
    print("bar held" if held else "BAR MISSED: memory grew")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
