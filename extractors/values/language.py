"""Which language a text is in, told offline; a text that is too short or unsure has none."""

from __future__ import annotations

from functools import cache
from tempfile import gettempdir

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extractors.data_files import listed

MIN_LETTERS = 20
MIN_PROBABILITY = 0.8


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of a text; None when it has few letters or the model is not sure."""
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return None
    language, probability = _identifier().classify(text)
    return str(language) if probability >= MIN_PROBABILITY else None


@cache
def _identifier() -> LanguageIdentifier:
    """The model, loaded once a process (about a second), by way of a file in the folder for such.

    Raises OSError that names that folder where it has no room.
    """
    try:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or gettempdir()) from error
    identifier.set_languages(listed("extractors.values", "languages"))
    return identifier
