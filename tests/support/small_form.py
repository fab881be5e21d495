"""A small form for tests of the rules: a condition, a list in a list, a matrix, computed answers and checks."""

import tomllib

from continuity.definitions.forms import Form
from continuity.definitions.reader import parse
from continuity.rules.impact import Criteria

CRITERIA = Criteria((1.0, 8.0, 24.0), {"LH": 3, "EK": 4}, (4.0, 24.0, 72.0))

_TEXT = """
format = 1
title = { sv = "F", en = "F" }
sensitivity = "internal"

[pages.about]
title = { sv = "Om", en = "About" }
[pages.about.questions]
purpose = { kind = "longtext", label = { sv = "Varför?", en = "Why?" } }
further = { kind = "yesno", label = { sv = "Mer?", en = "More?" } }
because = { kind = "text", shown_if = { question = "further", is = ["yes"] }, label = { sv = "Skäl", en = "Reason" } }
extra = { kind = "text", required = false, label = { sv = "Mer", en = "More" } }
given = { kind = "text", source = "process", label = { sv = "Nr", en = "No" } }
told = { kind = "note", label = { sv = "Läs", en = "Read" } }

[pages.hidden]
title = { sv = "Dold", en = "Hidden" }
shown_if = { question = "further", is = ["yes"] }
[pages.hidden.questions]
secret = { kind = "text", sensitivity = "restricted", label = { sv = "Hemligt", en = "Secret" } }

[pages.activities]
title = { sv = "Aktiviteter", en = "Activities" }
rows = { min = 1, max = 3, named_by = "name" }
[pages.activity]
of = "activities"
title = { sv = "En", en = "One" }
[pages.activity.questions]
name = { kind = "text", label = { sv = "Namn", en = "Name" } }
analyse = { kind = "yesno", label = { sv = "Analysera?", en = "Analyse?" } }
[pages.activity.questions.impact]
kind = "matrix"
scale = "criteria"
shown_if = { question = "analyse", is = ["yes"] }
label = { sv = "Hur allvarligt?", en = "How serious?" }
[pages.activity.questions.mtpd_h]
kind = "computed"
rule = "tolerable_outage"
inputs = { matrix = "impact" }
label = { sv = "MTPD", en = "MTPD" }
[pages.activity.questions.rto_h]
kind = "duration"
label = { sv = "RTO", en = "RTO" }
checks = [{ check = "at_most", other = "mtpd_h", severity = "warn" }]

[pages.needs]
of = "activities"
title = { sv = "Behov", en = "Needs" }
shown_if = { question = "analyse", is = ["yes"] }
rows = { max = 5, named_by = "resource" }
[pages.need]
of = "needs"
title = { sv = "Ett", en = "One" }
[pages.need.questions]
resource = { kind = "text", label = { sv = "Vad?", en = "What?" } }
people = { kind = "number", label = { sv = "Antal", en = "Number" } }
[pages.sum]
of = "activities"
title = { sv = "Summa", en = "Total" }
[pages.sum.questions.all_people]
kind = "computed"
rule = "sum_of"
inputs = { list = "needs", number = "people" }
label = { sv = "Summa", en = "Sum" }

[pages.checks]
title = { sv = "Kontroller", en = "Checks" }
[pages.checks.rows]
named_by = "status"
[pages.checks.rows.fixed]
phones = { sv = "Telefonlistan", en = "The phone list" }
[pages.checks.questions]
status = { kind = "text", label = { sv = "Läge", en = "State" } }
"""


def small_form() -> Form:
    """The form, parsed as any content is."""
    return parse("form", tomllib.loads(_TEXT), "small.toml")
