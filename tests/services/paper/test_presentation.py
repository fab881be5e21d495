"""What a document is told of the answers: words in one language, and in no edition what too few may know."""

import pytest

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.documents import Omitted
from continuity.services.paper.presentation import OMITTED_WORDS, Presenter

NUMBER = "KS/2026:31"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue([content_root()])[0]


@pytest.mark.parametrize("name", ["governing_document", "full_governing_document"])
@pytest.mark.parametrize("edition", ["full", "open"])
def test_the_number_of_a_protective_security_analysis_is_printed_in_no_edition(
    catalogue: Catalogue, name: str, edition: str
) -> None:
    form, settings = catalogue.form(name).model, catalogue.organisation.model
    presenter = Presenter(form, settings, "sv", edition)
    shown = presenter.answers({"protective_screening": "yes", "protective_analysis_ref": NUMBER})
    assert shown["protective_analysis_ref"] == Omitted(OMITTED_WORDS["sv"])
    assert shown["protective_screening"] == "Ja"


def test_without_a_number_nothing_is_left_out(catalogue: Catalogue) -> None:
    presenter = Presenter(catalogue.form("governing_document").model, catalogue.organisation.model, "sv")
    assert presenter.answers({"protective_screening": "no"})["protective_analysis_ref"] is None
