"""The register of checks: every name that a form may use, and the one function behind it."""

from collections.abc import Mapping
from types import MappingProxyType

from continuity.definitions.vocabulary import Check
from continuity.rules import comparisons, impact_checks, plan_checks
from continuity.rules.cases import CheckFunction

CHECKS: Mapping[Check, CheckFunction] = MappingProxyType(
    {
        "after": comparisons.after,
        "not_before": comparisons.not_before,
        "number_pattern": comparisons.number_pattern,
        "deputy_differs": comparisons.deputy_differs,
        "deputy_named": comparisons.deputy_named,
        "first_time_answered": impact_checks.first_time_answered,
        "levels_never_fall": impact_checks.levels_never_fall,
        "driver_explained": impact_checks.driver_explained,
        "shorter_than": comparisons.shorter_than,
        "last_tolerable_kept": impact_checks.last_tolerable_kept,
        "fits_with_catch_up": impact_checks.fits_with_catch_up,
        "at_most": comparisons.at_most,
        "peaks_hold": impact_checks.peaks_hold,
        "backup_meets_rpo": plan_checks.backup_meets_rpo,
        "critical_rows_present": impact_checks.critical_rows_present,
        "no_classified_rating": comparisons.no_classified_rating,
        "longer_needs_motive": comparisons.longer_needs_motive,
        "reserve_in_time": plan_checks.reserve_in_time,
        "reserve_is_independent": plan_checks.reserve_is_independent,
        "rows_at_least": comparisons.rows_at_least,
        "covers_critical_dependencies": plan_checks.covers_critical_dependencies,
        "gaps_handled": plan_checks.gaps_handled,
        "contacts_checked": comparisons.contacts_checked,
        "still_here": comparisons.still_here,
        "not_in_future": comparisons.not_in_future,
        "in_future": comparisons.in_future,
        "differs_from": comparisons.differs_from,
        "findings_have_actions": plan_checks.findings_have_actions,
        "nothing_unchecked": comparisons.nothing_unchecked,
        "within_months": comparisons.within_months,
        "no_personal_number": comparisons.no_personal_number,
    }
)
