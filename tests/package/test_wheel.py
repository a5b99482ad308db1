"""The built wheel carries its resources and works in an empty environment, away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(
    *command: str | Path, cwd: Path, timeout: int = 600, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "POLICYGRAPH", "VIRTUAL_ENV"))}
    environment |= {"PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8", **(variables or {})}
    return subprocess.run(
        [str(c) for c in command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=timeout
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(out.glob("*.whl"))


def test_wheel_carries_the_resources(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "shapes", "queries", "data", "web/templates", "web/static"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"policygraph/_resources/{path.relative_to(ROOT).as_posix()}" in names
    assert "policygraph/py.typed" in names


def test_wheel_carries_what_was_bundled_and_nothing_else_of_node(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if "node_modules" in name]
    bundled = {name.rsplit("/", 1)[-1] for name in names if "/_resources/web/dist/" in name}
    if not bundled:
        assert shutil.which("npm") is None or not os.environ.get("CI"), "npm is there, and nothing was bundled"
        pytest.skip("npm is not installed here, or the registry cannot be reached: nothing was bundled")
    assert {"explore.js", "editor.js", "editor.css", "fonts.css", "LICENSES.txt"} <= bundled


def test_demo_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    installed = run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    if installed.returncode and "No matching distribution" in installed.stderr and not os.environ.get("CI"):
        pytest.skip("the package registry cannot be reached: " + installed.stderr.strip().splitlines()[-1])
    assert installed.returncode == 0, installed.stderr
    demo = run(scripts / "policygraph", "demo", cwd=folder)
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "69-KL/TW" in demo.stdout
    assert str(ROOT) not in demo.stdout
    where = run(scripts / "python", "-c", "from policygraph.resources import root; print(root())", cwd=folder)
    assert Path(where.stdout.strip()).is_relative_to(tmp_path / "env")
