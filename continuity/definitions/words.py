"""Texts in the organisation's languages, and the frozen base of every definition."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from continuity.definitions.vocabulary import LANGUAGES


def _freeze(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(dict(value))


def _thaw(value: Mapping[Any, Any]) -> dict[Any, Any]:
    return dict(value)


K = TypeVar("K")
V = TypeVar("V")
Frozen = Annotated[Mapping[K, V], AfterValidator(_freeze), PlainSerializer(_thaw)]
NOTHING: Mapping[Any, Any] = {}  # a default is copied and then frozen; pydantic cannot copy a mapping proxy


class Definition(BaseModel):
    """Read once and never changed; an unknown key is a mistake, not a wish."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, validate_default=True)


class Words(Definition):
    """One text in Swedish and English; an organisation that declares one language writes only that."""

    sv: str | None = None
    en: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((getattr(self, language) or "").strip() for language in LANGUAGES):
            raise PydanticCustomError("no_words", "write the text in at least one language")
        return self

    def in_(self, language: str) -> str:
        """The text in `language`, else in the other one: a missing translation must not leave a hole."""
        chosen = getattr(self, language, None)
        return chosen or self.sv or self.en or ""
