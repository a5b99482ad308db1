"""The wheel carries what the pages use from others, bundled from npm; without Node it is whole but for those views."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundle(BuildHookInterface):
    """Runs ``npm`` for a wheel, not for an editable installation."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle into ``web/dist`` where it is not there yet, and take it into the wheel."""
        if version == "editable":
            return
        web = Path(self.root) / "web"
        if not (web / "dist").is_dir():
            self._bundle(web)
        if (web / "dist").is_dir():
            build_data["force_include"][str(web / "dist")] = "policygraph/_resources/web/dist"

    def _bundle(self, web: Path) -> None:
        npm = shutil.which("npm")
        if npm is None or not (web / "package-lock.json").is_file():
            self.app.display_warning("no npm: the wheel lacks the drawn neighbourhood and whole graph, the SPARQL editor and the fonts")
            return
        for command in ((npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"), (npm, "run", "--silent", "build")):
            done = subprocess.run(command, cwd=web, capture_output=True, text=True)
            if done.returncode:
                self.app.display_warning(f"{' '.join(command[1:])} failed: {done.stderr.strip()[-300:]}")
                shutil.rmtree(web / "dist", ignore_errors=True)
                return
