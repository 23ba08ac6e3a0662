"""What the tests share: a clock that stands still, and a context over dictionaries."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import libcrm

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2025, 6, 15, 12, 0, tzinfo=timezone.utc)


def open_dict(store=None, **options):
    options.setdefault("clock", lambda: NOW)
    return libcrm.open(libcrm.DictStore() if store is None else store, **options)


def run_script(source: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run Python source in a process of its own, with the package and the library of the tests."""
    return subprocess.run(
        [sys.executable, "-c", source, *arguments],
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
