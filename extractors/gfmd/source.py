"""The Global Forum on Migration and Development: what the program needs to know of this source."""

from __future__ import annotations

from importlib import resources

from extractors.gfmd.extraction import counts, entries, extract, is_recognised, resolve
from extractors.gfmd.reasoning import EXPLANATIONS
from extractors.gfmd.reference.candidates import candidates
from extractors.gfmd.reference.check import check_reference
from extractors.gfmd.reference.known import reference_rows
from extractors.gfmd.site.addresses import SITE
from extractors.gfmd.tables import TABLES
from extractors.gfmd.uniting.blocks import is_whole, tells
from extractors.gfmd.uniting.filling import filled_account
from extractors.gfmd.uniting.rows import STEPS, told
from schemas.source import Source

_FOLDER = resources.files("extractors.gfmd")
_VIEWS = ("contribution_totals", "practice_catalogue", "roundtable_members", "yearly_attendance")

GFMD = Source(
    name="gfmd",
    title="Global Forum on Migration and Development",
    licence="The text of the pages stays its owners'; facts are free.",
    licence_id="other-closed",
    site=SITE,
    recognises=is_recognised,
    extract=extract,
    resolve=resolve,
    tells=tells,
    is_whole=is_whole,
    fill=filled_account,
    told=told,
    steps=STEPS,
    tables=TABLES,
    views=tuple(_FOLDER.joinpath("views", f"{name}.sql") for name in _VIEWS),
    checks=(_FOLDER.joinpath("checks.toml"),),
    entries=entries,
    counts=counts,
    reference_rows=reference_rows,
    check_reference=check_reference,
    candidates=candidates,
    explanations=EXPLANATIONS,
)
