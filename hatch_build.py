"""The wheel carries what the pages use from others, bundled from npm; without Node it is whole but for those views.

With ``POLICYGRAPH_COMPILED=1`` mypyc compiles the modules that ``pyproject.toml`` lists; they lie beside their sources.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED = os.environ.get("POLICYGRAPH_COMPILED", "0") not in ("", "0")


class Wheel(BuildHookInterface):
    """Runs ``npm``, and mypyc where it is asked to, for a wheel, not for an editable installation."""

    def dependencies(self) -> list[str]:
        """What compiling needs beside a C compiler."""
        return self.config["compiler"] if COMPILED else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle into ``web/dist`` where it is not there yet, and take it into the wheel; compile where asked to."""
        if version == "editable":
            return
        web = Path(self.root) / "web"
        if not (web / "dist").is_dir():
            self._bundle(web)
        if (web / "dist").is_dir():
            build_data["force_include"][str(web / "dist")] = "policygraph/_resources/web/dist"
        if COMPILED:
            self._scratch = TemporaryDirectory()  # lives as long as the build
            made = compiled(Path(self.root, "src"), self.config["compiled"], Path(self._scratch.name))
            build_data["force_include"].update(made)
            build_data["pure_python"], build_data["infer_tag"] = False, True

    def _bundle(self, web: Path) -> None:
        npm = shutil.which("npm")
        if npm is None or not (web / "package-lock.json").is_file():
            self.app.display_warning(
                "no npm: the wheel lacks the drawn neighbourhood and whole graph, the SPARQL editor and the fonts"
            )
            return
        for command in ((npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"), (npm, "run", "--silent", "build")):
            done = subprocess.run(command, cwd=web, capture_output=True, text=True)
            if done.returncode:
                self.app.display_warning(f"{' '.join(command[1:])} failed: {done.stderr.strip()[-300:]}")
                shutil.rmtree(web / "dist", ignore_errors=True)
                return


def compiled(top: Path, names: list[str], scratch: Path) -> dict[str, str]:
    """The libraries made of modules and packages below ``top``, each with its place in the wheel."""
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.errors import CompileError

    sources = [str(path) for name in names for path in sorted(top.glob(name))]
    # what the modules import is not compiled, and may import what is not installed where wheels are built
    quiet = ["--follow-imports=silent", "--ignore-missing-imports"]
    options = [*quiet, "--config-file=", f"--cache-dir={scratch / 'cache'}"]
    modules = mypycify(
        [*options, *sources], opt_level="3", debug_level="0", target_dir=str(scratch), group_name="policygraph"
    )
    command = Distribution({"name": "policygraph", "ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(scratch / "lib"), str(scratch / "objects")
    command.ensure_finalized()
    try:
        command.run()
    except CompileError as error:
        raise SystemExit(
            f"POLICYGRAPH_COMPILED needs a C compiler; without the variable none is needed: {error}"
        ) from error
    libraries = [path for path in (scratch / "lib").rglob("*") if path.is_file()]
    return {str(path): path.relative_to(scratch / "lib").as_posix() for path in libraries}
