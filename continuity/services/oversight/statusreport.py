"""The status report in Word: how the municipality stands today, or as it was frozen on 31 January of a year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Language
from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import NotFound, say
from continuity.models import Department, Municipality, YearStatus
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.oversight import overdue, yearly
from continuity.services.oversight.board import Line, all_lines
from continuity.services.oversight.escalated import Due, escalated
from continuity.services.oversight.narrowing import Filter
from continuity.services.oversight.overdue import Late, may_follow_up
from continuity.services.paper.municipalpaper import File, made
from continuity.services.record.history import record
from continuity.services.swedish import alphabetical

DOCUMENT = "status_report"
TEXTS: Mapping[str, Words] = {
    "type": Words(sv="Rapport", en="Report"),
    "today": Words(sv="Läget i dag", en="Status today"),
    "frozen": Words(sv="Läget 31 januari {year}", en="Status on 31 January {year}"),
    "as_of": Words(sv="Avser", en="As of"),
    "selection": Words(sv="Urval", en="Selection"),
    "all": Words(sv="Hela kommunen", en="The whole municipality"),
    "by": Words(sv="Framtagen av", en="Prepared by"),
    "units": Words(sv="{units} enheter har en plan att arbeta med.", en="{units} units have a plan to work on."),
    "in_force": Words(
        sv="{n} av dem har en plan i kraft ({share} %).", en="{n} of them have a plan in force ({share} %)."
    ),
    "done": Words(sv="{n} av {all} steg är klara ({share} %).", en="{n} of {all} steps are completed ({share} %)."),
    "late": Words(sv="Förfallna steg: {n}.", en="Overdue steps: {n}."),
    "version": Words(sv="Version {v}", en="Version {v}"),
    "days": Words(sv="dagar", en="days"),
}


@dataclass(frozen=True)
class _Step:
    """One step as the report tells of it."""

    title: Words
    label: Words
    done: bool
    waits: bool
    late: bool
    due: date | None


@dataclass(frozen=True)
class _Unit:
    """One department as the report tells of it."""

    name: str
    committee: str
    in_force: str | None
    review_due: date | None
    steps: Mapping[str, _Step]


def status_report(
    session: Session, chosen: Filter, language: Language, *, year: int | None = None, by: Actor, at: datetime
) -> File:
    """The file; `year` takes the status frozen on 31 January of that year. That it was taken is recorded.

    :raise Forbidden: the person's role does not follow up the departments. :raise NotFound: nothing is frozen then.
    :raise RenderingFailed: the template failed.
    """
    today = local_date(at)
    may_follow_up(by, today)
    units = _frozen(session, chosen, year) if year else _now(session, chosen, at)
    late = () if year else overdue.everything(session, chosen, by=by, at=at)
    figures = yearly.figures(session, chosen, by=by, at=at)
    settings = publishing.settings(session)
    title = settings.document_titles.get(DOCUMENT, TEXTS["type"]).in_(language)
    as_of = date(year, 1, 31) if year else today
    written = {
        "document": _front(session, title, language, year, today),
        "meta": _meta(session, chosen, language, as_of, by),
        "as_of": as_of.isoformat(),
        "summary": list(_summary(units, language)),
        "steps": list(_steps(units, language)),
        "departments": [_department(unit, language) for unit in units],
        "late": list(_late_then(units, as_of, language)) if year else [_late(one, language) for one in late],
        "escalated": list(escalated(_due_then(units) if year else map(_due, late), settings, as_of, language)),
        "years": [_year(one, language) for one in figures.years],
    }
    file = made(session, DOCUMENT, written, language, at, dated=as_of.isoformat())
    record(
        session, "municipal_document_made", at=at, by=by, document=DOCUMENT, language=language, as_of=as_of.isoformat()
    )
    session.commit()
    return file


# --- what it tells of -----------------------------------------------------------------------------------------------


def _now(session: Session, chosen: Filter, at: datetime) -> list[_Unit]:
    return [_of_line(line) for line in all_lines(session, chosen, at=at)]


def _of_line(line: Line) -> _Unit:
    steps = {
        name: _Step(cell.title, cell.label, cell.tone == "done", cell.waits, cell.overdue, cell.due)
        for name, cell in line.cells.items()
    }
    return _Unit(line.name, line.committee, line.in_force_version, line.review_due, steps)


def _frozen(session: Session, chosen: Filter, year: int) -> list[_Unit]:
    query = select(YearStatus).join(Department, Department.id == YearStatus.department_id)
    if chosen.committee is not None:
        query = query.where(Department.id.in_(tree.below([chosen.committee])))
    rows = session.scalars(query.where(YearStatus.year == year)).all()
    if not rows:
        raise NotFound(say("Inget läge är fryst för {year}.", year=year))
    flows = {
        name: publishing.workflow(session, publishing.hash_of(session, "workflow", name))
        for name in {row.workflow for row in rows}
    }
    units = [_of_row(row, flows[row.workflow]) for row in rows]
    return sorted(units, key=lambda unit: alphabetical(unit.name))


def _of_row(row: YearStatus, flow: Workflow) -> _Unit:
    steps = {
        name: _Step(
            title=flow.steps[name].title,
            label=_label(flow, name, step["state"]),
            done=step["done"],
            waits=step["waits"],
            late=step["late"],
            due=date.fromisoformat(step["due"]) if step["due"] else None,
        )
        for name, step in row.steps.items()
        if name in flow.steps
    }
    return _Unit(row.name, row.committee, row.in_force_version, row.review_due, steps)


def _label(flow: Workflow, step: str, state: str) -> Words:
    states = flow.machine_of(step).states
    return states[state].label if state in states else Words(sv=state)


# --- how it is told -------------------------------------------------------------------------------------------------


def _front(session: Session, title: str, language: Language, year: int | None, today: date) -> dict[str, Any]:
    status = TEXTS["frozen" if year else "today"].in_(language).format(year=year)
    return {
        "title": title,
        "type": TEXTS["type"].in_(language),
        "municipality": session.scalar(select(Municipality.name).limit(1)) or "",
        "status": status,
        "language": language,
        "date": today.isoformat(),
    }


def _meta(session: Session, chosen: Filter, language: Language, as_of: date, by: Actor) -> list[dict[str, str]]:
    committee = session.get(Department, chosen.committee) if chosen.committee is not None else None
    rows = (
        ("as_of", as_of.isoformat()),
        ("selection", committee.name if committee else TEXTS["all"].in_(language)),
        ("by", by.name),
    )
    return [{"label": TEXTS[name].in_(language), "value": value} for name, value in rows]


def _summary(units: Sequence[_Unit], language: Language) -> Iterable[str]:
    steps = [step for unit in units for step in unit.steps.values()]
    in_force, done = sum(unit.in_force is not None for unit in units), sum(step.done for step in steps)
    yield TEXTS["units"].in_(language).format(units=len(units))
    yield TEXTS["in_force"].in_(language).format(n=in_force, share=_share(in_force, len(units)))
    yield TEXTS["done"].in_(language).format(n=done, all=len(steps), share=_share(done, len(steps)))
    yield TEXTS["late"].in_(language).format(n=sum(step.late for step in steps))


def _share(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def _steps(units: Sequence[_Unit], language: Language) -> Iterable[dict[str, Any]]:
    for name in dict.fromkeys(name for unit in units for name in unit.steps):
        found = [unit.steps[name] for unit in units if name in unit.steps]
        done = sum(step.done for step in found)
        yield {
            "title": found[0].title.in_(language),
            "units": len(found),
            "done": done,
            "share": _share(done, len(found)),
            "late": sum(step.late for step in found),
        }


def _department(unit: _Unit, language: Language) -> dict[str, Any]:
    open_ones = [_told(step, language) for step in unit.steps.values() if not step.done and not step.waits]
    return {
        "department": unit.name,
        "committee": unit.committee or None,
        "in_force": TEXTS["version"].in_(language).format(v=unit.in_force) if unit.in_force else None,
        "review_due": unit.review_due.isoformat() if unit.review_due else None,
        "under_way": "; ".join(open_ones) or None,
    }


def _told(step: _Step, language: Language) -> str:
    due = f" ({step.due.isoformat()})" if step.due else ""
    return f"{step.title.in_(language)}: {step.label.in_(language).lower()}{due}"


def _late_then(units: Sequence[_Unit], as_of: date, language: Language) -> Iterable[dict[str, Any]]:
    """What was late when the status was frozen; the classes of that day are not kept."""
    for unit in units:
        for step in unit.steps.values():
            if step.late and step.due is not None:
                yield {
                    "department": unit.name,
                    "what": step.title.in_(language),
                    "due": step.due.isoformat(),
                    "days": (as_of - step.due).days,
                }


def _due_then(units: Sequence[_Unit]) -> Iterable[Due]:
    """What may have been escalated when the status was frozen: a review that is a step too is told once."""
    for unit in units:
        known = {step.due for step in unit.steps.values() if step.late}
        for step in unit.steps.values():
            if step.late and step.due is not None:
                kind: overdue.What = "review" if step.due == unit.review_due else "step"
                yield Due(kind, unit.name, unit.committee, step.title, step.due, unit.in_force is not None)
        if unit.review_due is not None and unit.in_force is not None and unit.review_due not in known:
            yield Due("review", unit.name, unit.committee, STAYS["review"], unit.review_due, in_force=True)


def _due(one: Late) -> Due:
    title = one.title if one.title else STAYS[one.what]
    in_force = one.plan.in_force_version is not None
    return Due(one.what, one.plan.department.name, one.committee, title, one.due, in_force)


def _late(one: Late, language: Language) -> dict[str, Any]:
    return {
        "department": one.plan.department.name,
        "priority_class": one.priority_class,
        "what": one.title.in_(language) if one.title else STAYS[one.what].in_(language),
        "due": one.due.isoformat(),
        "days": one.days,
    }


STAYS: Mapping[str, Words] = {
    "review": Words(sv="Översyn", en="Review"),
    "validity": Words(sv="Giltighetstid", en="Validity"),
}


def _year(one: yearly.Year, language: Language) -> dict[str, Any]:
    def percent(value: int | None) -> str:
        return "–" if value is None else f"{value} %"

    return {
        "year": one.year,
        "exercised": percent(one.exercised),
        "signed": one.signed,
        "days": "–" if one.days is None else f"{one.days} {TEXTS['days'].in_(language)}",
        "late_actions": one.late_actions,
        "in_force": percent(one.in_force),
        "done": percent(one.done),
    }
