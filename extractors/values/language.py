"""Which language a text is in, told offline; a text that is too short or unsure has none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from tempfile import gettempdir

from extractors.data_files import listed

MIN_LETTERS = 20
MIN_PROBABILITY = 0.8


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of a text; None when it has few letters or the model is not sure.

    ``Los pescadores firman un contrato.`` gives ``es``, ``Kafala`` gives None. Raises OSError that names the folder for
    temporary files where that has no room for the model.
    """
    if not _has_letters(text):
        return None
    language, probability = _model()(text)
    return language if probability >= MIN_PROBABILITY else None


def _has_letters(text: str) -> bool:
    """Whether a text has enough letters to tell its language by. Most texts have them at their beginning."""
    return any(sum(map(str.isalpha, part)) >= MIN_LETTERS for part in (text[: 2 * MIN_LETTERS], text))


@cache
def _model() -> Callable[[str], tuple[str, float]]:
    """The model, loaded with its library once a process (half a second), by way of a temporary file."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  loads numpy, for texts alone

    try:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or gettempdir()) from error
    identifier.set_languages(listed("extractors.values", "languages"))
    # Of a text a few hundred rows are read, as numbers of 32 bits: the columns of one row stand together so.
    identifier.nb_ptc = identifier.nb_ptc.astype("float32", order="C")
    classify: Callable[[str], tuple[str, float]] = identifier.classify
    return classify
