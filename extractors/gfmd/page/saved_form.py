"""In which form a page was saved, as ``pages.form`` names it."""

from __future__ import annotations

from schemas.document import Document


def saved_form(document: Document, text_form: str) -> str:
    """``html`` or ``markdown``; of a text ``text_form``, such as ``short``, behind ``wrapped_`` where it was wrapped.

    A full text that was wrapped is ``wrapped``.
    """
    if document.container != "text":
        return document.container
    if not document.is_wrapped:
        return text_form
    return "wrapped" if text_form == "full" else f"wrapped_{text_form}"
