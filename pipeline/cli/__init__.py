"""The command line. Commands import what they need when they are called, so that ``--help`` answers at once."""

from __future__ import annotations

import os
import sys

import click

from pipeline.cli.asking import explain, releases, schema, sql, verify
from pipeline.cli.errors import INTERRUPTED
from pipeline.cli.fetching import archive, fetch, update
from pipeline.cli.reading import inspect, parse
from pipeline.cli.running import run
from pipeline.cli.upkeep import catalogue, quarantine, reference


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="country-profiles")
def cli() -> None:
    """Country profile pages of international bodies, turned into data that people can trust.

    \b
    Example:
      profiles run pages/ && profiles sql "SELECT * FROM yearly_attendance"
    """


for _command in (
    *(run, fetch, update, archive, parse, inspect, sql, explain, releases, verify),
    *(catalogue, reference, quarantine, schema),
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line and leave with 0 done, 1 refused or different, 2 wrong use, or 130 interrupted."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
