"""One script and one stylesheet made of many files, so that a first visit asks for little."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI
from nicegui import app
from starlette.requests import Request
from starlette.responses import Response

ROOT = Path(__file__).parents[1]
SHARED_STYLES = tuple(
    f"assets/css/{name}.css"
    for name in (
        "tokens",
        "components",
        "panels",
        "conversation",
        "details",
        "shortcut_list",
        "quasar",
        "frame",
        "home",
        "account",
        "pages",
        "page_content",
        "settings",
        "lists",
        "banner",
        "filters",
        "start_form",
        "forced_colors",
    )
)
ELEMENT_STYLES = ("shell", "conversation_list", "message_log", "composer")
"""Folders of `ui/elements`, in the order in which their rules may overrule each other."""

_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript"}
_IMPORT = re.compile(r"^import \{\s*(\w+(?:,\s*\w+)*),?\s*\} from '(vue|\.[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:const|function|async function) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (?=\{)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*\n|/\*.*?\*/\s*", re.MULTILINE | re.DOTALL)
"""Matches comments on lines of their own; no string in our scripts looks like one."""
_CSS_IMPORT = re.compile(r"^@import [^;]+;\n", re.MULTILINE)
"""Plain pages load the shared sheets one by one; in the bundle they stand already."""
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_LEFT_OVER = re.compile(r"^[ \t]*(?:import|export)\b.*", re.MULTILINE)
PRECOMPILE = (ROOT / "ui/precompile_templates.js").read_text()
"""Runs between the modules and their registration, with `vue` and `modules` in scope."""


class CannotBundle(Exception):
    """A script uses a form of import or export that is not supported; the text names it."""


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    content: str

    @property
    def path(self) -> str:
        """The address changes with the content, so that browsers may cache it for good."""
        stem, suffix = self.name.split(".")
        return f"/assets/{stem}.{sha256(self.content.encode()).hexdigest()[:12]}.{suffix}"

    async def serve(self, _request: Request) -> Response:
        return Response(
            self.content,
            media_type=_MEDIA_TYPES[self.name.split(".")[1]],
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )


def mount(site: FastAPI) -> None:
    """Serve the bundles, and register our elements with Vue before any page is drawn.

    NiceGUI would fetch each element's script by itself. Raise `CannotBundle`.
    """
    for bundle in (theme(), stylesheet(), script()):
        site.add_route(bundle.path, bundle.serve)
    app.config.vue_config_script += f"import live from '{script().path}';\napp.use(live);\n"


@cache
def theme() -> Bundle:
    """A bundle of its own, because the first paint has to wait for it."""
    return Bundle("theme.js", (ROOT / "ui/client/theme.js").read_text())


@cache
def stylesheet() -> Bundle:
    sheets = "\n".join(map(Path.read_text, style_files()))
    return Bundle("live.css", without_comments(_CSS_IMPORT.sub("", sheets)))


def style_files() -> list[Path]:
    """The shared sheets, then those of each element: its `style.css` before the others."""
    files = [ROOT / path for path in SHARED_STYLES]
    for folder in ELEMENT_STYLES:
        sheets = (ROOT / "ui/elements" / folder).glob("*.css")
        files += sorted(sheets, key=lambda sheet: (sheet.name != "style.css", sheet.name))
    return files


@cache
def script() -> Bundle:
    return Bundle("live.js", without_comments(vue_plugin(element_scripts(), root=ROOT)))


def element_scripts() -> list[Path]:
    """The scripts that define a `LiveElement`: those with a default export."""
    scripts = sorted((ROOT / "ui/elements").glob("*/*.js"))
    return [path for path in scripts if _DEFAULT.search(path.read_text())]


def without_comments(source: str) -> str:
    """Remove comments and indents: an eighth of what a phone would have to fetch."""
    return _INDENT.sub("", _COMMENT.sub("", source))


def vue_plugin(elements: Iterable[Path], *, root: Path) -> str:
    """Return a Vue plugin that registers the elements and contains all modules they import.

    An element is registered under the tag that NiceGUI would give it.
    """
    modules: dict[str, str] = {}
    tags: dict[str, str] = {}
    for element in elements:
        path = str(element.relative_to(root))
        modules |= modules_in_order(path, root=root)
        tags[f"nicegui-{element.stem}"] = path
    return "\n".join(
        (
            "import * as vue from 'vue';\nconst modules = { vue };",
            *(wrap_module(path, source, modules) for path, source in modules.items()),
            PRECOMPILE,
            "export default (app) => {",
            *(f"app.component('{tag}', modules['{at}'].default);" for tag, at in tags.items()),
            "};",
        )
    )


def modules_in_order(path: str, *, root: Path, importers: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the sources of a script and of its imports, each after those that it needs."""
    if path in importers:
        raise CannotBundle(f"{path} imports itself, by way of {importers[-1]}.")
    source = (root / path).read_text()
    modules: dict[str, str] = {}
    for _, imported in _IMPORT.findall(source):
        if imported != "vue":
            target = resolve(imported, importer=path)
            modules |= modules_in_order(target, root=root, importers=(*importers, path))
    return modules | {path: source}


def resolve(imported: str, *, importer: str) -> str:
    """Return the path of an imported module below the root."""
    if imported == "vue":
        return imported
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), imported))


def wrap_module(path: str, source: str, modules: dict[str, str]) -> str:
    """Wrap a script in a function of its own, so that its private names stay private."""
    ensure_imports_exist(path, source, modules)

    def assignment(match: re.Match[str]) -> str:
        return f"const {{ {match[1]} }} = modules['{resolve(match[2], importer=path)}'];"

    body = _IMPORT.sub(assignment, source)
    body = _DEFAULT.sub("const element = ", _EXPORT.sub(r"\1", body))
    if left_over := _LEFT_OVER.search(body):
        raise CannotBundle(f"{path} has a line of an unsupported form: {left_over[0].strip()}")
    returned = [*exports(source), *(["default: element"] if _DEFAULT.search(source) else [])]
    return f"modules['{path}'] = (() => {{\n{body}return {{ {', '.join(returned)} }};\n}})();"


def ensure_imports_exist(path: str, source: str, modules: dict[str, str]) -> None:
    """A missing export would stop a real module; taken out of an object it is undefined."""
    for names, imported in _IMPORT.findall(source):
        exported = exports(modules.get(resolve(imported, importer=path), ""))
        missing = set(re.findall(r"\w+", names)) - set(exported)
        if missing and imported != "vue":
            raise CannotBundle(f"{path} imports {missing}, which {imported} does not export.")


def exports(source: str) -> list[str]:
    return [name for _, name in _EXPORT.findall(source)]
