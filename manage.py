#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

from erp_integrations.origin import COMMAND, coming_from

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with coming_from(COMMAND, "".join(sys.argv[1:2])):
        execute_from_command_line(sys.argv)
