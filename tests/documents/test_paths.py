"""Which paths a template uses, and what is wrong with them."""

import pytest

from continuity.documents import Field, check, compile_template, unshown_paths
from tests.documents.making import fill_table, word

SCHEMA = {
    "document": Field("group", {"title": Field(), "date": Field("date")}, expected=False),
    "purpose": Field("rich"),
    "roles": Field("list"),
    "activities": Field(
        "list",
        {
            "name": Field(),
            "mtpd": Field("number"),
            "dependencies": Field("list", {"resource": Field("group", {"name": Field()}), "rto": Field("number")}),
        },
    ),
    "levels": Field("any", expected=False),
}


def source() -> bytes:
    def build(document: object) -> None:
        document.add_heading("Aktiviteter", 1)  # type: ignore[attr-defined]
        document.add_paragraph("{% for a in activities | sort(attribute='mtpd') %}")  # type: ignore[attr-defined]
        document.add_paragraph(
            "{{ loop.index }} {{ a.name }} {% set first = a.dependencies | first %}{{ first.resource.name }}"
        )  # type: ignore[attr-defined]
        made = document.add_table(1, 2)  # type: ignore[attr-defined]
        fill_table(
            made,
            (
                (
                    "{% for d in a.dependencies if d.rto > 4 %}{{ d.resource.name }}",
                    "{{ d.rto | duration }}{% endfor %}",
                ),
            ),
        )
        document.add_paragraph("{% endfor %}")  # type: ignore[attr-defined]
        document.add_paragraph(
            "{{ roles | list }} {{ activities | join(', ', attribute='name') }} {{ levels[3].name }} {{ levels.x }}"
        )  # type: ignore[attr-defined]
        document.add_paragraph(
            "{% for n in activities | map(attribute='mtpd') %}{{ n }}{% endfor %}{{ activities[0].name }}"
        )  # type: ignore[attr-defined]
        document.sections[0].header.paragraphs[0].text = "{{ document.title ~ document.date }}"  # type: ignore[attr-defined]

    return word(build=build)


def test_every_path_is_listed_with_loop_variables_resolved_and_its_place() -> None:
    template = compile_template(source())
    assert {use.path for use in template.paths} == {
        "activities",
        "activities[].mtpd",
        "activities[].name",
        "activities[].dependencies",
        "activities[].dependencies[].rto",
        "activities[].dependencies[].resource.name",
        "roles",
        "levels.x",
        "levels[].name",
        "document.title",
        "document.date",
    }
    use = next(use for use in template.paths if use.path.endswith("resource.name") and "d.res" in use.tag)
    assert (use.part, use.heading, use.tag) == ("word/document.xml", "Aktiviteter", "{{ d.resource.name }}")
    assert {use.part for use in template.paths if use.path.startswith("document")} == {"word/header1.xml"}


def test_a_template_that_is_right_has_nothing_but_what_it_does_not_show() -> None:
    template = compile_template(source(), name="plan.docx")
    assert [str(fault) for fault in check(template, SCHEMA) if fault.severity == "error"] == []
    assert unshown_paths(template.paths, SCHEMA) == ("purpose",)
    (warning,) = check(template, SCHEMA)
    assert (warning.file, warning.key, warning.severity) == ("plan.docx", "purpose", "warning")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ document.titel }}", "Menade du document.title?"),
        ("{% for a in activities %}{{ a.nam }}{% endfor %}", "Menade du activities[].name?"),
        (
            "{% for a in activities %}{% for d in a.dependencies %}{{ d.resurce.name }}{% endfor %}{% endfor %}",
            "Menade du activities[].dependencies[].resource.name?",
        ),
        ("{% for a in activites %}{% endfor %}", "Menade du activities?"),
        ("{{ okänt }}", "inte finns"),
        ("{{ purpose.text }}", "inte finns"),
        ("{{ activities.name }}", "inte finns"),
        ("{{ activities | join(attribute='namn') }}", "Menade du activities[].name?"),
        ("{% if documnt.title %}{% endif %}", "Menade du document.title?"),
        ("{% for x in document %}{% endfor %}", "inte är en lista"),
        ("{% for x in purpose %}{% endfor %}", "inte är en lista"),
        ("{{ activities }}", "lista eller grupp"),
        ("{{ document }}", "lista eller grupp"),
        ("{% for a in activities %}{% endfor %}{{ a.name }}", "inte finns"),
        ("{% set d = document %}{{ d.titel }}", "Menade du document.title?"),
        ("{{ 'x' if document.titel else 'y' }}", "Menade du"),
        ("{{ purpose | default(document.titel) }}", "Menade du"),
    ],
)
def test_an_unknown_or_misused_path_is_an_error_with_its_paragraph_and_a_suggestion(template: str, said: str) -> None:
    faults = [
        fault
        for fault in check(compile_template(word(f"Stycke {template}"), name="m.docx"), SCHEMA)
        if fault.severity == "error"
    ]
    assert len(faults) == 1
    assert said in str(faults[0])
    assert "Stycke" in str(faults[0])
    assert str(faults[0]).startswith("m.docx: word/document.xml")


def test_a_path_right_but_for_its_row_is_found_inside_lists_of_plain_values() -> None:
    assert check(compile_template(word("{% for r in roles %}{{ r }}{% endfor %}")), {"roles": Field("list")}) == ()
    faults = check(compile_template(word("{% for r in roles %}{{ r.name }}{% endfor %}")), {"roles": Field("list")})
    assert [fault.severity for fault in faults] == ["error"]
