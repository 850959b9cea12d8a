"""The table of measurements as the README shows it, made of results.csv."""

from pathlib import Path

from tests.benchmarks.bench import Row, read

README = Path(__file__).resolve().parents[2] / "README.md"
MARKS = ("<!-- benchmarks: begin -->", "<!-- benchmarks: end -->")
NOTHING = "Nothing has been measured yet."


def rendered() -> str:
    """The newest row of each case, as Markdown; below it where and with what it was measured."""
    newest = {(row.benchmark, row.case): row for row in read()}
    if not newest:
        return NOTHING
    lines = ["| what | figure | of | quality, remarks |", "|---|---:|---:|---|"]
    lines += [line(row) for row in newest.values()]
    places = dict.fromkeys(
        f"{row.date}, {row.commit}, {row.machine}; {row.versions}." for row in newest.values()
    )
    return "\n".join([*lines, "", *places])


def line(row: Row) -> str:
    """One figure."""
    value = shown(row.value)
    return f"| {row.benchmark}: {row.case} | {value} {row.unit} | {row.n} | {row.quality} |"


def shown(value: float) -> str:
    """Three digits, and no more than are known.

    >>> shown(1234567), shown(4.5678), shown(0.01234), shown(145.2)
    ('1,230,000', '4.57', '0.0123', '145')
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:.3g}"


def write() -> None:
    """Put the table between the marks of the README."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    README.write_text(f"{before}{MARKS[0]}\n{rendered()}\n{MARKS[1]}{after}", encoding="utf-8")
