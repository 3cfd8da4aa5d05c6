"""`anjie import complaints`: what it says, and how it ends."""

import csv
import json
import stat
from pathlib import Path

import pytest
from conftest import Run

from importing import HOTLINE_SAMPLE, MAPS, TX_SAMPLE, rows_written

TX = ("import", "complaints", TX_SAMPLE, "--map", MAPS / "tx_complaints.toml", "--unit", "45")
HOTLINE = ("import", "complaints", HOTLINE_SAMPLE, "--map", MAPS / "hotline.toml", "--unit", "4501")
