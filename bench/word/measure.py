"""Times every engine in turn on the same values, in a new order each round, and holds ours to its bars."""

import argparse
import gc
import json
import multiprocessing
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

ROUNDS = {40: 25, 1_000: 15, 10_000: 15}
MEMORY_DOCUMENTS = 5


def rows_in(document: bytes) -> int:
    """How many table rows a document holds."""
    with zipfile.ZipFile(BytesIO(document)) as archive:
        return len(re.findall(rb"<w:tr[ >]", archive.read("word/document.xml")))


def expected_rows(values: dict[str, object]) -> int:
    """The rows of the five tables with their headings; the control table comes beside them."""
    return 5 + sum(len(values[name]) for name, _ in engines._TABLES)  # type: ignore[arg-type]


def timed(engine: Callable[[dict[str, object]], bytes], values: dict[str, object]) -> tuple[float, bytes]:
    """Milliseconds and the document."""
    start = time.perf_counter()
    document = engine(values)
    return (time.perf_counter() - start) * 1000, document


def measure(rows: int, rounds: int, folder: Path, modules: Path | None) -> dict[str, float]:
    """The median milliseconds of each engine."""
    values = bench.values(rows)
    data = folder / f"values-{rows}.json"
    data.write_text(json.dumps(values))
    local: dict[str, Callable[[dict[str, object]], bytes]] = {
        "docxtpl": engines.docxtpl,
        "docxtpl, template kept": engines.docxtpl_kept,
        "python-docx": engines.python_docx,
        "ours, warm": engines.ours_warm,
        "ours, cold": engines.ours_cold,
        "ours, compile only": engines.compile_only,
        "limit": engines.Limit(values),
    }
    nodes = {}
    if modules is not None:
        nodes["docxtemplater"] = engines.Node("docxtemplater", modules, bench.build(bench.MUSTACHE), folder, data)
        nodes["carbone"] = engines.Node("carbone", modules, engines.carbone_source(), folder, data)
    times: dict[str, list[float]] = {name: [] for name in [*local, *nodes]}
    shuffled = random.Random(7)  # the same order on every run
    try:
        for turn in range(rounds + 1):
            order = list(times)
            shuffled.shuffle(order)
            for name in order:
                gc.collect()
                took, document = (
                    (nodes[name].render(), nodes[name].out.read_bytes())
                    if name in nodes
                    else timed(local[name], values)
                )
                if turn == 0:
                    check(name, document, values)
                else:
                    times[name].append(took)
    finally:
        for node in nodes.values():
            node.close()
    return {name: statistics.median(taken) for name, taken in times.items()}


def check(name: str, document: bytes, values: dict[str, object]) -> None:
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
    """MiB of this process above what it took with everything imported and the values ready."""
    values = bench.values(rows)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the most held is counted from here
    start = memory("VmRSS")
    for _ in range(MEMORY_DOCUMENTS):
        {"ours": engines.ours_warm, "docxtpl": engines.docxtpl}[engine](values)
    return memory("VmHWM") - start


def _render_some(count: int) -> int:
    values = bench.values(40)
    return sum(len(engines.ours_warm(values)) > 0 for _ in range(count))


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


def show(result: dict[str, object], sizes: dict[int, dict[str, float]]) -> None:
    """The tables."""
    print("\nWord documents: median milliseconds, and how many times faster than docxtpl")
    print(f"{'engine':<26}" + "".join(f"{rows:>10,} rows      " for rows in sizes))
    for name in next(iter(sizes.values())):
        cells = "".join(f"{took[name]:>10.2f} {took['docxtpl'] / took[name]:>6.1f}x   " for took in sizes.values())
        print(f"{name:<26}{cells}")
    print(f"\nmemory above start at {max(sizes):,} rows, MiB: {result['memory_mib']}")
    print(f"bulk, two processes: {result['documents_a_second']:.0f} documents a second\n")
    for what, got, sense, bar, held in result["bars"]:  # type: ignore[attr-defined]
        print(f"{'held' if held else 'MISSED':<7}{what:<38}{got:>8.2f}  {sense} {bar:.2f}")


def main() -> int:
    """Measure, print, write JSON; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, help="rounds at each size instead of 25, 15 and 15")
    parser.add_argument("--modules", type=Path, help="a folder with docxtemplater, pizzip and carbone from npm")
    parser.add_argument("--out", type=Path, default=Path("build/bench/word.json"))
    parser.add_argument("--peak-of", choices=["ours", "docxtpl"])
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    if options.peak_of:
        print(own_peak(options.peak_of, options.rows))
        return 0
    options.out.parent.mkdir(parents=True, exist_ok=True)
    sizes = {
        rows: measure(rows, options.rounds or rounds, options.out.parent, options.modules)
        for rows, rounds in ROUNDS.items()
    }
    peaks = {engine: round(peak_memory(engine, max(sizes)), 1) for engine in ("ours", "docxtpl")}
    result: dict[str, object] = {
        "python": platform.python_version(),
        "median_ms": sizes,
        "memory_mib": peaks,
        "documents_a_second": bulk(),
        "bars": bars(sizes, peaks),
    }
    options.out.write_text(json.dumps(result, indent=2))
    show(result, sizes)
    return 0 if all(held for *_, held in result["bars"]) else 1  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
