"""Importing the tree of units."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from anjie.directory.importing import cells
from anjie.directory.importing.reading import Column, Draft, Outcome, Reader, Report
from anjie.directory.importing.sheets import open_sheet
