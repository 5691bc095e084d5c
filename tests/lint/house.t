#!/bin/bash
# The C sources keep the house rules (rules.txt).
exec "${PYTHON:-/usr/bin/python3}" "$(dirname "$0")/house.py"
