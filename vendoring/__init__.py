"""Brings files of other projects into the program, at pinned versions: ``python -m vendoring``.

Nothing of this is installed or needed at run time. A ``VENDORED.toml`` beside the files says of which packages they
are, with version, licence and hash; ``tests/test_vendored.py`` holds the files to it. The registry's client is npm, as
it is configured on the machine.
"""
