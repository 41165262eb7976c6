"""`python -m connectors.xero.sandbox --port 8100 --store var/sandbox.sqlite3`"""

import argparse
from pathlib import Path

from connectors.xero.sandbox import serve
from connectors.xero.sandbox.sandbox import LOCALHOST


def main() -> None:
    parser = argparse.ArgumentParser(description="Run a stand-in Xero organisation.")
    parser.add_argument("--host", default=LOCALHOST)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--store", type=Path, help="SQLite file that keeps what was done; without it nothing is kept")
    parser.add_argument("--also", action="append", default=[], metavar="NAME", help="a further organisation, empty")
    options = parser.parse_args()
    serve(options.host, options.port, options.store, options.also)


if __name__ == "__main__":
    main()
