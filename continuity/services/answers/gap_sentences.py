"""The need, the promise and what is left in plain words, for the rows of a list that states demands."""

from collections.abc import Iterable, Mapping

from continuity.errors import Reason
from continuity.rules import gap_words
from continuity.rules.answers import Row
from continuity.rules.dependencies import Demand, judge
from continuity.rules.windows import read_window
from continuity.services.registers import register_rows
from continuity.services.registers.activities import number
from continuity.services.registers.demands import fields
from continuity.services.registers.needs import reserve_of
from continuity.services.registers.register_rows import ResourceRow, merged
from continuity.services.steps.desk import Desk


def sentences(desk: Desk, list_page: str, rows: Iterable[Row]) -> Mapping[str, tuple[Reason, ...]]:
    """Row id -> sentences, as the answers stand now; {} for other lists and for those who read nothing restricted."""
    listed = desk.form.pages[list_page].rows
    special = desk.department.special_handling_since is not None
    if listed is None or listed.register_ != "demand" or special or not desk.may("see_restricted"):
        return {}
    resources = register_rows.resources(desk.session)
    told = {str(row["id"]): _of(desk, fields(desk, "demand", list_page, row), resources) for row in rows}
    return {row: found for row, found in told.items() if found}


def _of(desk: Desk, values: Row, resources: dict[str, ResourceRow]) -> tuple[Reason, ...]:
    resource = merged(resources, str(values.get("resource", "")))
    need = number(values.get("required_within_h"))
    if resource is None or need is None:
        return ()
    demand = Demand(
        id="",
        activity="",
        resource=resource.name,
        required_within_h=need,
        promised_h=resource.promised_h,
        window=read_window(resource.service_window),
        reserve=reserve_of(values, resource.id, resources, {}),
        tested_h=resource.tested_h,
        tested_on=resource.tested_on,
    )
    judged = judge(demand, on=desk.today, tests_count=True)
    return gap_words.sentences(demand, judged, resource.owner or resource.provider)
