"""Who may open which page: the table of every route; a route that is not in it keeps the server from starting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from continuity.rules.permissions import DEPARTMENT, MUNICIPALITY


@dataclass(frozen=True)
class Access:
    """Who may use a route.

    public: anybody. signed_in: everybody with an account. department: those with a role where the thing belongs;
    the service that loads it decides by `action` and says 404 to all others. municipality: those whose role allows
    `action`, checked before the view runs. `writes` marks a GET that commits, `upload` a request that may be large.
    """

    kind: Literal["public", "signed_in", "department", "municipality"]
    action: str = ""
    writes: bool = False
    upload: bool = False

    def __post_init__(self) -> None:
        known = {"department": DEPARTMENT, "municipality": MUNICIPALITY}.get(self.kind)
        if known is not None and self.action not in known:
            raise ValueError(f"nobody may do {self.action!r}: it is not listed in rules/permissions.py")


PUBLIC = Access("public")
SIGNED_IN = Access("signed_in")
ADMINISTER = Access("municipality", "administer")
START_PLAN = Access("municipality", "start_plan")
MANAGE_MAIL = Access("municipality", "manage_mail")
PUBLISH = Access("municipality", "publish")
EDIT_TEMPLATES = Access("municipality", "edit_templates")
SEE_FOLLOW_UP = Access("municipality", "see_follow_up")
REMIND = Access("municipality", "remind")
SEE_ANALYSIS = Access("municipality", "see_analysis")
EDIT_RESOURCES = Access("municipality", "edit_resources")
PROPOSE_PRIORITY = Access("municipality", "propose_priority")
DECIDE_PRIORITY = Access("municipality", "decide_priority")
SEE_PLAN = Access("department", "see_plan")
SEE_ACTIONS = Access("department", "see_actions")
SEE_STEP = Access("department", "see_step")
SEE_ANSWERS = Access("department", "see_answers")

RULES: Mapping[str, Access] = MappingProxyType(
    {
        # the files that pages are made of
        "static": PUBLIC,
        "bootstrap.static": PUBLIC,
        # login
        "login.show": PUBLIC,
        "login.enter": PUBLIC,
        "login.link": PUBLIC,
        "login.link_submit": PUBLIC,
        "login.leave": PUBLIC,
        "login.confirm": SIGNED_IN,
        "login.confirm_submit": SIGNED_IN,
        "login.stay": SIGNED_IN,
        "login.restore": SIGNED_IN,
        "login.account": SIGNED_IN,
        "login.change_password": SIGNED_IN,
        "login.leave_everywhere": SIGNED_IN,
        "calendar.subscribed": PUBLIC,  # the address is the secret
        "calendar.make_address": SIGNED_IN,
        "calendar.revoke_address": SIGNED_IN,
        # pages
        "pages.about": PUBLIC,
        "pages.guide": PUBLIC,
        "pages.accessibility": PUBLIC,
        "pages.health": PUBLIC,
        "pages.language": PUBLIC,
        # admin
        "admin.overview": START_PLAN,
        "admin.municipality": ADMINISTER,
        "admin.municipality_submit": ADMINISTER,
        "admin.operations": ADMINISTER,
        "admin.content": PUBLISH,
        "admin.publish": PUBLISH,
        "admin.organisation": ADMINISTER,
        "admin.add_department": ADMINISTER,
        "admin.department": ADMINISTER,
        "admin.reorganise": ADMINISTER,
        "admin.reorganise_submit": ADMINISTER,
        "admin.imports": ADMINISTER,
        "admin.imports_submit": Access("municipality", "administer", upload=True),
        "admin.imports_confirm": ADMINISTER,
        "admin.imports_blank": ADMINISTER,
        "admin.people": ADMINISTER,
        "admin.add_person": ADMINISTER,
        "admin.person": ADMINISTER,
        "admin.person_submit": ADMINISTER,
        "admin.seat": ADMINISTER,
        "admin.end_seat": ADMINISTER,
        "admin.make_link": ADMINISTER,
        "admin.mail_link": ADMINISTER,
        "admin.end_sessions": ADMINISTER,
        "admin.deactivate": ADMINISTER,
        "admin.reactivate": ADMINISTER,
        "admin.plans": START_PLAN,
        "admin.start_plan": START_PLAN,
        "admin.reminders": MANAGE_MAIL,
        "admin.pause_reminders": MANAGE_MAIL,
        "admin.resume_reminders": MANAGE_MAIL,
        "admin.settle_round": MANAGE_MAIL,
        "admin.settle_mail": MANAGE_MAIL,
        "admin.test_mail": MANAGE_MAIL,
        "admin.templates": EDIT_TEMPLATES,
        "admin.template": EDIT_TEMPLATES,
        "admin.template_submit": Access("municipality", "edit_templates", upload=True),
        "admin.template_file": EDIT_TEMPLATES,
        "admin.template_version": EDIT_TEMPLATES,
        "admin.template_sample": EDIT_TEMPLATES,
        "admin.publish_template": EDIT_TEMPLATES,
        "admin.revert_template": EDIT_TEMPLATES,
        # guided (steps and their forms)
        "guided.start": SEE_STEP,
        "guided.start_submit": SEE_STEP,
        "guided.questions_file": SEE_STEP,
        "guided.tasks": SEE_ANSWERS,
        "guided.scenarios_offered": SEE_ANSWERS,
        "guided.scenario": SEE_ANSWERS,
        "guided.scenario_submit": SEE_ANSWERS,
        "guided.withdraw": SEE_STEP,
        "guided.page": SEE_ANSWERS,
        "guided.save": SEE_ANSWERS,
        "guided.settle": SEE_ANSWERS,
        "guided.versions": SEE_ANSWERS,
        "guided.restore": SEE_ANSWERS,
        "guided.confirm_next": SEE_ANSWERS,
        "guided.confirm": SEE_ANSWERS,
        "guided.confirm_submit": SEE_ANSWERS,
        "guided.import_rows": SEE_ANSWERS,
        "guided.import_rows_submit": Access("department", "see_answers", upload=True),
        "guided.import_rows_confirm": SEE_ANSWERS,
        "guided.import_rows_blank": SEE_ANSWERS,
        "guided.add_row": SEE_ANSWERS,
        "guided.fetch_rows": SEE_ANSWERS,
        "guided.change_row": SEE_ANSWERS,
        "guided.confirm_remove": SEE_ANSWERS,
        "guided.remove_row": SEE_ANSWERS,
        "guided.restore_row": SEE_ANSWERS,
        "guided.check": SEE_ANSWERS,
        "guided.accept_warning": SEE_ANSWERS,
        "guided.submit": SEE_ANSWERS,
        "guided.locked": SEE_ANSWERS,
        "guided.invite": Access("department", "invite"),
        "guided.invite_submit": Access("department", "invite"),
        "guided.finish": SEE_ANSWERS,
        "guided.read_row": SEE_ANSWERS,
        "guided.stand_behind": SEE_ANSWERS,
        "guided.ask_owners": Access("department", "invite"),
        # process (advice, signatures, history)
        "process.act": SEE_STEP,
        "process.ask": SEE_STEP,
        "process.send_back": SEE_STEP,
        "process.send_back_submit": SEE_STEP,
        "process.review": SEE_ANSWERS,
        "process.advise": SEE_ANSWERS,
        "process.comment": SEE_ANSWERS,
        "process.comment_submit": SEE_ANSWERS,
        "process.comments": SEE_ANSWERS,
        "process.answer_comment": SEE_ANSWERS,
        "process.proceed": SEE_STEP,
        "process.clear": SEE_STEP,
        "process.sign": SEE_STEP,
        "process.sign_submit": SEE_STEP,
        "process.decline": SEE_STEP,
        "process.decline_submit": SEE_STEP,
        "process.compare": SEE_ANSWERS,
        "process.done": SEE_STEP,
        "process.events": Access("department", "see_history"),
        # tasks
        "tasks.mine": SIGNED_IN,
        # departments
        "departments.show": SEE_PLAN,
        "departments.open_now": Access("department", "reopen"),
        "departments.reopen": Access("department", "reopen"),
        "departments.reopen_submit": Access("department", "reopen"),
        "departments.proposal": Access("department", "settle_reopening"),
        "departments.proposal_submit": Access("department", "settle_reopening"),
        "departments.register": Access("department", "register_existing"),
        "departments.register_submit": Access("department", "register_existing", upload=True),
        "departments.existing_document": Access("department", "register_existing"),
        "departments.existing_file": Access("department", "register_existing"),
        "departments.confirm_existing": Access("department", "register_existing"),
        "departments.withdraw_existing": Access("department", "register_existing"),
        "takeover.show": Access("department", "take_over"),
        "takeover.confirm": Access("department", "take_over"),
        "departments.appoint": Access("department", "appoint"),
        "departments.appoint_submit": Access("department", "appoint"),
        "departments.move_due": Access("department", "move_due"),
        "departments.move_due_submit": Access("department", "move_due"),
        # maps
        "maps.department": Access("department", "see_dependencies"),
        # programme
        "programme.overview": SIGNED_IN,
        "programme.direct": Access("municipality", "set_direction"),
        "programme.direct_submit": Access("municipality", "set_direction"),
        # scenarios
        "scenarios.library": SIGNED_IN,
        "scenarios.show": SIGNED_IN,
        # actions
        "actions.listing": SIGNED_IN,
        "actions.show": SEE_ACTIONS,
        "actions.begin": SEE_ACTIONS,
        "actions.ask": SEE_ACTIONS,
        "actions.act": SEE_ACTIONS,
        "actions.new": Access("department", "add_action"),
        "actions.add": Access("department", "add_action"),
        # demands (what is asked of one's own resources)
        "demands.on_us": Access("municipality", "see_demands"),
        "needs.of_department": Access("department", "see_restricted"),
        "demands.promise": Access("department", "answer_demands"),
        "demands.promise_submit": Access("department", "answer_demands"),
        "demands.reconfirm": Access("department", "answer_demands"),
        "demands.answer": Access("department", "answer_demands"),
        "demands.answer_submit": Access("department", "answer_demands"),
        # board
        "board.overview": Access("municipality", "see_board"),
        "board.late": SEE_FOLLOW_UP,
        "board.report": Access("municipality", "see_follow_up", writes=True),
        "board.months": Access("municipality", "see_board"),
        "board.figures": SEE_FOLLOW_UP,
        "board.signed": SEE_FOLLOW_UP,
        "board.write": REMIND,
        "board.write_submit": REMIND,
        "board.gaps": SEE_ANALYSIS,
        "board.heat_map": SEE_ANALYSIS,
        "board.dependencies": SEE_ANALYSIS,
        "board.chains": SEE_ANALYSIS,
        "board.resources": EDIT_RESOURCES,
        "board.resource": EDIT_RESOURCES,
        "board.resource_submit": EDIT_RESOURCES,
        "board.resource_merge": EDIT_RESOURCES,
        "board.resource_merge_submit": EDIT_RESOURCES,
        # special handling
        "screening.overview": Access("municipality", "see_special"),
        "screening.lift": Access("municipality", "see_special"),
        "board.gap_paper": Access("municipality", "see_analysis", writes=True),
        "board.priority": SEE_ANALYSIS,
        "board.priority_version": SEE_ANALYSIS,
        "board.priority_paper": Access("municipality", "see_analysis", writes=True),
        "board.priority_move": PROPOSE_PRIORITY,
        "board.priority_move_submit": PROPOSE_PRIORITY,
        "board.priority_put_back": PROPOSE_PRIORITY,
        "board.priority_propose": PROPOSE_PRIORITY,
        "board.priority_decide": DECIDE_PRIORITY,
        "board.priority_decide_submit": DECIDE_PRIORITY,
        "board.priority_send_back": DECIDE_PRIORITY,
        # annex
        "annex.begin": Access("department", "annex"),
        "annex.show": Access("department", "annex"),
        "annex.preview": Access("department", "annex"),
        "annex.sign": Access("department", "annex"),
        "annex.discard": Access("department", "annex"),
        # registry
        "registry.diary": Access("municipality", "see_registry"),
        "registry.number": Access("department", "assign_number"),
        "registry.number_submit": Access("department", "assign_number"),
        "registry.hearing": Access("department", "set_hearing"),
        "registry.hearing_submit": Access("department", "set_hearing"),
        "registry.decision": Access("department", "register_decision"),
        "registry.decision_submit": Access("department", "register_decision"),
        "registry.confirm_amendment": Access("department", "register_decision"),
        "registry.dispatch": Access("department", "dispatch"),
        "registry.dispatch_submit": Access("department", "dispatch"),
        "registry.dispatch_finish": Access("department", "dispatch"),
        # archive
        "archive.documents": SIGNED_IN,
        "archive.download": Access("department", "see_document", writes=True),
        "archive.copy": Access("department", "see_document", writes=True),
        "archive.verify": SIGNED_IN,
        "archive.verify_submit": Access("signed_in", upload=True),
    }
)


def unlisted(endpoints: Iterable[str]) -> tuple[str, ...]:
    """The endpoints that no row of the table covers."""
    return tuple(sorted(set(endpoints) - set(RULES)))
