#!/usr/bin/env python
"""Runs a management command.

Without MESOINFO_SECRET_KEY this is somebody's own machine, not a server: debugging is on, so that every
command works with nothing set. The server's entry points (wsgi.py, asgi.py) never do that.
"""

import os
import sys

from mesoinfo.env import BadEnvironment


def main() -> None:
    """Run the command of the command line; a wrong environment is one message and exit status 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mesoinfo.settings")
    if "MESOINFO_SECRET_KEY" not in os.environ:
        os.environ.setdefault("MESOINFO_DEBUG", "true")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except BadEnvironment as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # whoever reads the output has seen enough (head, less)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
