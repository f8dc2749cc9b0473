"""The command line: `python -m core train|resume|sweep|evaluate|project|list|export`."""

import sys

from core.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
