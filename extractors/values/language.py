"""Which language a text is in, told offline; a text that is too short or unsure has none."""

from __future__ import annotations

from functools import cache
from tempfile import gettempdir

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extractors.data_files import listed

MIN_LETTERS = 20
MIN_PROBABILITY = 0.8


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of a text; None when it has few letters or the model is not sure.

    ``Los pescadores firman un contrato.`` gives ``es``, ``Kafala`` gives None.
    """
    if not _has_letters(text):
        return None
    language, probability = _identifier().classify(text)
    return str(language) if probability >= MIN_PROBABILITY else None


def _has_letters(text: str) -> bool:
    """Whether a text has enough letters to tell its language by. Most texts have them at their beginning."""
    return any(sum(map(str.isalpha, part)) >= MIN_LETTERS for part in (text[: 2 * MIN_LETTERS], text))


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
    # Of a text a few hundred rows are read: they are copied to where the columns of one row stand together.
    identifier.nb_ptc = identifier.nb_ptc.copy(order="C")
    return identifier
