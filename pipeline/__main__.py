"""``python -m pipeline``: the same as ``profiles``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
