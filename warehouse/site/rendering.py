"""Models of pages to HTML: Jinja2 with everything escaped that a template does not say is markup."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from warehouse.site import links
from warehouse.site.blocks import Page

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
"""What a page may load: scripts, styles and pictures of the site itself, and nothing within the page."""


def open_templates(release: str) -> Environment:
    """The templates of the site, each compiled once, with what all pages of a release show."""
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    environment.globals.update(menu=links.MENU, policy=POLICY, release=release)
    return environment


def render(templates: Environment, page: Page) -> str:
    """The HTML of a page."""
    return templates.get_template(page.template).render(page=page, it=page.content, root=page.root)


def _template(name: str) -> str:
    return files("warehouse.site").joinpath("templates", name).read_text("utf-8")
