"""The activities that an analysis goes through, each under its own heading."""

from collections.abc import Iterator
from contextlib import contextmanager

from making.paper import Paper
from making.parts import chosen

ANALYSED = f" if {chosen('a.analyse_further')}"
NO_ACTIVITIES = ("Inga aktiviteter är angivna.", "No activities are given.")


@contextmanager
def each_activity(paper: Paper, which: str = "") -> Iterator[None]:
    """What is written inside stands below each activity's name, `a` being the activity; `which` chooses among them."""
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.each("a", "answers.activities", which):
        paper.heading(2, "{{ a.activity_name }}", "{{ a.activity_name }}")
        yield
