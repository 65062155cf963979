"""Makes the plugins beside the engine importable, installed or not."""

import sys
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"

for folder in sorted(PLUGINS.glob("healthcheck-*")):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
