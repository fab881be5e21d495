"""Times every engine in turn on the same values, in a new order each round, and holds ours to its bars."""

import argparse
import gc
import json
import multiprocessing
import pickle
import platform
import random
import re
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import engines
import template as bench

ROUNDS = {40: (25, 25), 1_000: (15, 7), 10_000: (15, 3)}  # ours and the limit; the others, which take much longer
MEMORY_DOCUMENTS = 3
PLAN = "shipped plan"
Values = dict[str, object]
Times = dict[str, list[float]]


def rows_in(document: bytes) -> int:
    """How many table rows a document holds."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        return len(re.findall(rb"<w:tr[ >]", archive.read("word/document.xml")))


def expected_rows(values: Values) -> int:
    """The rows of the five tables with their headings; the control table comes beside them."""
    return 5 + sum(len(values[name]) for name, _ in engines._TABLES)  # type: ignore[arg-type]


def timed(engine: engines.Engine, values: Values) -> tuple[float, bytes]:
    """Milliseconds of processor time, which other work on the machine hardly changes, and the document."""
    start = time.process_time()
    document = engine(values)
    return (time.process_time() - start) * 1000, document


def measure(rows: int, rounds: tuple[int, int], folder: Path, modules: Path | None) -> dict[str, float]:
    """The median milliseconds of each engine on the bench template with so many rows."""
    values = bench.values(rows)
    data = folder / f"values-{rows}.json"
    data.write_text(json.dumps(values))
    ours = engines.Ours().engines(values)
    others: dict[str, engines.Engine] = {
        "docxtpl": engines.docxtpl,
        "docxtpl, template kept": engines.docxtpl_kept,
        "python-docx": engines.python_docx,
    }
    nodes = {}
    if modules is not None:
        nodes["docxtemplater"] = engines.Node("docxtemplater", modules, bench.build(bench.MUSTACHE), folder, data)
        nodes["carbone"] = engines.Node("carbone", modules, engines.carbone_source(), folder, data)

    def run(name: str) -> tuple[float, bytes]:
        return (nodes[name].render(), nodes[name].out.read_bytes()) if name in nodes else timed(local[name], values)

    local = others | ours
    try:
        for name in [*local, *nodes]:
            check(name, run(name)[1], values)
        return medians(run, {name: rounds[name not in ours] for name in [*local, *nodes]})
    finally:
        for node in nodes.values():
            node.close()


def medians(run: Callable[[str], tuple[float, bytes]], rounds: dict[str, int]) -> dict[str, float]:
    """Every engine in turn, in a new order each round, as many rounds as each is given."""
    times: Times = {name: [] for name in rounds}
    shuffled = random.Random(7)  # the same order on every run
    for turn in range(max(rounds.values())):
        order = [name for name in rounds if turn < rounds[name]]
        shuffled.shuffle(order)
        for name in order:
            gc.collect()
            times[name].append(run(name)[0])
    return {name: statistics.median(taken) for name, taken in times.items()}


def measure_plan(file: Path, rounds: int) -> dict[str, float]:
    """Ours and the limit on the plan that the product ships, with the values that bench/word.py laid beside it."""
    plan = pickle.loads(file.read_bytes())
    local = engines.Ours(plan["source"]).engines(plan["values"])
    return medians(lambda name: timed(local[name], plan["values"]), dict.fromkeys(local, rounds))


def check(name: str, document: bytes, values: Values) -> None:
    """Every engine must have written every row."""
    if name != "ours, compile only":
        found, wanted = rows_in(document), expected_rows(values)
        if not wanted <= found <= wanted + len(bench.META):
            sys.exit(f"{name} wrote {found} rows instead of {wanted}")


def peak_memory(engine: str, rows: int) -> float:
    """MiB above the start, in a process of its own, after some documents."""
    command = [sys.executable, __file__, "--peak-of", engine, "--rows", str(rows)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory(name: str) -> float:
    """What this process holds (VmRSS) or has held at most (VmHWM), in MiB; getrusage would count its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) / 1024


def own_peak(engine: str, rows: int) -> float:
    """MiB of this process above what it took with everything imported."""
    render = {"ours": engines.Ours().warm, "docxtpl": engines.docxtpl}[engine]
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the most held is counted from here
    start = memory("VmRSS")
    values = bench.values(rows)
    for _ in range(MEMORY_DOCUMENTS):
        render(values)
    return memory("VmHWM") - start


def _render_some(count: int) -> int:
    values, ours = bench.values(40), engines.Ours()
    return sum(len(ours.warm(values)) > 0 for _ in range(count))


def bulk(documents: int = 1_000, processes: int = 2) -> float:
    """Documents a second, on two processes."""
    with multiprocessing.Pool(processes) as pool:
        pool.map(_render_some, [1] * processes)
        start = time.perf_counter()
        made = sum(pool.map(_render_some, [documents // processes] * processes, chunksize=1))
        return made / (time.perf_counter() - start)


def bars(sizes: dict[int, dict[str, float]], peaks: dict[str, float]) -> list[tuple[str, float, str, float, bool]]:
    """Each bar: what, measured, sense, wanted, held."""
    small, large = sizes[min(sizes)], sizes[max(sizes)]
    wanted = [
        ("times docxtpl at 40 rows", small["docxtpl"] / small["ours, warm"], ">=", 25.0),
        ("times docxtpl at 10,000 rows", large["docxtpl"] / large["ours, warm"], ">=", 15.0),
        ("times the limit at 40 rows", small["ours, warm"] / small["limit"], "<=", 2.5),
        ("compile, in docxtpl renders", small["ours, compile only"] / small["docxtpl"], "<=", 1.0),
        ("memory at 10,000 rows, in docxtpl's", peaks["ours"] / peaks["docxtpl"], "<=", 1 / 3),
    ]
    return [(what, got, sense, bar, got >= bar if sense == ">=" else got <= bar) for what, got, sense, bar in wanted]


def show(result: dict[str, object], sizes: dict[str, dict[str, float]]) -> None:
    """The tables."""
    print("\nWord documents: median processor milliseconds, and how many times faster than docxtpl")
    print(f"{'engine':<26}" + "".join(f"{title:>15}     " for title in sizes))
    for name in next(iter(sizes.values())):
        print(f"{name:<26}" + "".join(cell(took, name) for took in sizes.values()))
    print(f"\nmemory above start at {max(ROUNDS):,} rows, MiB: {result['memory_mib']}")
    print(f"bulk, two processes: {result['documents_a_second']:.0f} documents a second\n")
    for what, got, sense, bar, held in result["bars"]:  # type: ignore[attr-defined]
        print(f"{'held' if held else 'MISSED':<7}{what:<38}{got:>8.2f}  {sense} {bar:.2f}")


def cell(took: dict[str, float], name: str) -> str:
    """A cell of the table; the shipped plan has no others to be compared with."""
    if name not in took:
        return f"{'–':>15}     "
    times = f"{took['docxtpl'] / took[name]:>7.1f}x" if "docxtpl" in took else " " * 8
    return f"{took[name]:>10.2f} {times} "


def main() -> int:
    """Measure, print, write JSON; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, help="the shipped plan and its values, from bench/word.py")
    parser.add_argument("--modules", type=Path, help="a folder with docxtemplater, pizzip and carbone from npm")
    parser.add_argument("--out", type=Path, default=Path("build/bench/word.json"))
    parser.add_argument("--peak-of", choices=["ours", "docxtpl"])
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    if options.peak_of:
        print(own_peak(options.peak_of, options.rows))
        return 0
    options.out.parent.mkdir(parents=True, exist_ok=True)
    sizes = {rows: measure(rows, rounds, options.out.parent, options.modules) for rows, rounds in ROUNDS.items()}
    shown = {f"{rows:,} rows": took for rows, took in sizes.items()}
    if options.plan:
        shown[PLAN] = measure_plan(options.plan, ROUNDS[40][0])
    peaks = {engine: round(peak_memory(engine, max(sizes)), 1) for engine in ("ours", "docxtpl")}
    result: dict[str, object] = {
        "python": platform.python_version(),
        "median_ms": shown,
        "memory_mib": peaks,
        "documents_a_second": bulk(),
        "bars": bars(sizes, peaks),
    }
    options.out.write_text(json.dumps(result, indent=2))
    show(result, shown)
    return 0 if all(held for *_, held in result["bars"]) else 1  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
