"""The command line. Commands import what they need when they are called, so that ``--help`` answers at once."""

from __future__ import annotations

import sys

import click

from pipeline.cli.comparing import check_program, diff
from pipeline.cli.errors import WrongUseError
from pipeline.cli.exporting import export, site
from pipeline.cli.fetching import archive, fetch, update
from pipeline.cli.output import drop_output
from pipeline.cli.reading import captures, inspect, parse, schema, sources, sql
from pipeline.cli.records import explain, history
from pipeline.cli.running import run
from pipeline.cli.upkeep import catalogue, quarantine, reference, releases, verify
from pipeline.engine.interrupts import INTERRUPTED, heed_interrupts, ignore_interrupts, leave_interrupted


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="country-profiles")
def cli() -> None:
    """Country profile pages of international bodies, turned into data that people can trust.

    \b
    Example:
      profiles run pages/ && profiles sql "SELECT * FROM yearly_attendance"
    """


for _command in (
    *(
        run,
        fetch,
        update,
        archive,
        captures,
        parse,
        inspect,
        sql,
        explain,
        diff,
        check_program,
        history,
        releases,
        verify,
    ),
    *(catalogue, reference, quarantine, schema, sources, export, site),
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line and leave with 0 done, 1 refused or different, 2 wrong use, or 130 interrupted."""
    heed_interrupts()
    try:
        code = cli.main(standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except OSError as error:
        # Commands tell their own faults; what is left is the help, on an output that can't be written.
        drop_output()
        code = WrongUseError.exit_code
        click.echo(f"Error: {error.strerror or error}.", err=True)
    except SystemExit as end:
        code = end.code
    if code == INTERRUPTED:
        leave_interrupted()
    ignore_interrupts()
    sys.exit(code)
