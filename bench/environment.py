"""The virtual environment of the benches: made once under bench/.work, filled from PyPI with pinned versions."""

import os
import pathlib
import subprocess
import sys

BENCH = pathlib.Path(__file__).resolve().parent
WORK = BENCH / ".work"


def enter(requirements="requirements.txt", name="venv"):
    """Run the calling script again inside the environment; returns at once when it already is."""
    home = WORK / name
    if pathlib.Path(sys.prefix).resolve() == home.resolve():
        return
    python = home / "bin" / "python"
    wanted = (BENCH / requirements).read_text()
    stamp = home / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"preparing {home} (once)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run(pip + ["-r", str(BENCH / requirements)], check=True)
        stamp.write_text(wanted)
    os.execv(python, [str(python), *sys.argv])
