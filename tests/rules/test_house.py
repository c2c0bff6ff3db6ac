"""How the house is built: its floors, and rooms that can be read in one go."""

import ast
import subprocess
import sys

import config

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50

FOLDERS = ("petitions", "tests", "tools", "bench")
MODULES = [
    path
    for folder in FOLDERS
    for path in sorted((config.PROJECT / folder).rglob("*.py"))
    if "versions" not in path.parts  # the steps of the schema are records, not prose
] + sorted(config.PROJECT.glob("*.py"))


def test_imports_go_down_only() -> None:
    lint = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports(cache_dir=None))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=config.PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_and_functions_are_short() -> None:
    offenders = [str(path) for path in MODULES if len(path.read_text().splitlines()) > LONGEST_MODULE]
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            if is_function and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION:
                offenders.append(f"{path}: {node.name}")
    assert not offenders


def test_modules_of_the_product_say_why_they_exist() -> None:
    product = (path for path in MODULES if "tests" not in path.parts)
    assert [str(path) for path in product if not ast.get_docstring(ast.parse(path.read_text()))] == []
