"""Checks all content at once: what is read, how it fits together, and that every workflow is sound."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from continuity.definitions.catalogue import Catalogue, read_catalogue, softened, without_repeats
from continuity.definitions.crosscheck import check_alone, check_round, unused_forms
from continuity.definitions.layers import Key
from continuity.definitions.rounds import Round, rounds
from continuity.errors import Complaint, ContentFaulty
from continuity.rules.soundness import prove


def check_content(roots: Sequence[Path]) -> tuple[Catalogue, tuple[Complaint, ...]]:
    """The content below the roots and every mistake in it; publish only where no complaint is an error.

    A variant and a department that do not fit together are warnings, and the catalogue refuses that combination.
    """
    catalogue, complaints = read_catalogue(roots)
    found: dict[Key, list[Complaint]] = {}
    for key, complaint in check_alone(catalogue):
        found.setdefault(key, []).append(complaint)
    for round_ in rounds(catalogue):
        mistakes = [*check_round(round_, catalogue), *_unsound(round_)]
        if mistakes:
            found.setdefault(_blamed(round_), []).extend(mistakes)
    refused = {key: ContentFaulty(tuple(faults)) for key, faults in found.items() if key.combined}
    later = [one for key, faults in found.items() for one in softened(key, faults)]
    return catalogue.without(refused), without_repeats([*complaints, *later, *unused_forms(catalogue)])


def _unsound(round_: Round) -> Iterator[Complaint]:
    forms = {name: merged.model for name, merged in round_.forms.items()}
    for complaint in prove(round_.workflow.model, forms, round_.organisation.model):
        yield replace(complaint, file=round_.workflow.file_of(complaint.key))


def _blamed(round_: Round) -> Key:
    """The combination that a round's mistakes are about, else the workflow as it stands alone."""
    combined = [key for key in round_.keys if key.combined]
    return combined[0] if combined else round_.key._replace(variant="", department="")
