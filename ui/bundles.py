"""One script and one stylesheet made of many files, so that a first visit asks for little."""

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
STYLESHEETS = ("tokens", "components", "layout", "panels", "conversation", "start", "pictures")
ELEMENT_FOLDERS = ("ui/layout", "ui/panels")
"""Each script in there draws one `LiveElement`."""

_MEDIA_TYPES = {"css": "text/css", "js": "text/javascript"}
_IMPORT = re.compile(r"^import \{\s*(\w+(?:,\s*\w+)*),?\s*\} from '(vue|/[^']+)';$", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:const|function|async function) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (?=\{)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*\n|/\*.*?\*/\s*", re.MULTILINE | re.DOTALL)
"""Those on lines of their own; no text of ours looks like one."""
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_LEFT_OVER = re.compile(r"^[ \t]*(?:import|export)\b.*", re.MULTILINE)
COMPILING = (ROOT / "ui/compiling.js").read_text()
"""Said between the elements and their registration, with `vue` and `modules` at hand."""


class CannotBundle(Exception):
    """A script is written in a way that it would not survive; the words say where and what."""


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    content: str

    @property
    def path(self) -> str:
        """Another one whenever the content is, so that browsers may keep what they have."""
        stem, suffix = self.name.split(".")
        return f"/assets/{stem}.{sha256(self.content.encode()).hexdigest()[:12]}.{suffix}"

    async def serve(self, _request: Request) -> Response:
        return Response(
            self.content,
            media_type=_MEDIA_TYPES[self.name.split(".")[1]],
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )


def mount(site: FastAPI) -> None:
    """Serve the bundles, and let every page know our elements before it is drawn.

    NiceGUI would fetch each element's script by itself. Raise `CannotBundle`.
    """
    for bundle in (theme(), stylesheet(), script()):
        site.add_route(bundle.path, bundle.serve)
    app.config.vue_config_script += f"import live from '{script().path}';\napp.use(live);\n"


@cache
def theme() -> Bundle:
    """By itself, because the first paint has to wait for it."""
    return Bundle("theme.js", (ROOT / "assets/js/theme.js").read_text())


@cache
def stylesheet() -> Bundle:
    sheets = (ROOT / f"assets/css/{name}.css" for name in STYLESHEETS)
    return Bundle("live.css", without_comments("\n".join(sheet.read_text() for sheet in sheets)))


@cache
def script() -> Bundle:
    scripts = [path for folder in ELEMENT_FOLDERS for path in sorted((ROOT / folder).glob("*.js"))]
    return Bundle("live.js", without_comments(plugin(scripts, root=ROOT)))


def without_comments(source: str) -> str:
    """Nor indents: they are for us, and an eighth of what a phone would have to fetch."""
    return _INDENT.sub("", _COMMENT.sub("", source))


def plugin(elements: Iterable[Path], *, root: Path) -> str:
    """A Vue plugin that registers the elements, with all they import below `root` inside.

    An element is registered under the tag that NiceGUI would give it.
    """
    modules: dict[str, str] = {}
    tags: dict[str, str] = {}
    for element in elements:
        address = f"/{element.relative_to(root)}"
        modules |= in_order(address, root=root)
        tags[f"nicegui-{element.stem}"] = address
    return "\n".join(
        (
            "import * as vue from 'vue';\nconst modules = { vue };",
            *(scoped(address, source, modules) for address, source in modules.items()),
            COMPILING,
            "export default (app) => {",
            *(f"app.component('{tag}', modules['{at}'].default);" for tag, at in tags.items()),
            "};",
        )
    )


def in_order(address: str, *, root: Path, importers: tuple[str, ...] = ()) -> dict[str, str]:
    """The sources of a script and of what it imports, each behind those that it needs."""
    if address in importers:
        raise CannotBundle(f"{address} imports itself, by way of {importers[-1]}.")
    source = (root / address.removeprefix("/")).read_text()
    modules: dict[str, str] = {}
    for _, imported in _IMPORT.findall(source):
        if imported != "vue":
            modules |= in_order(imported, root=root, importers=(*importers, address))
    return modules | {address: source}


def scoped(address: str, source: str, modules: dict[str, str]) -> str:
    """A script in a function of its own: its private names are nobody else's."""
    refuse_missing_names(address, source, modules)
    body = _IMPORT.sub(r"const { \1 } = modules['\2'];", source)
    body = _DEFAULT.sub("const element = ", _EXPORT.sub(r"\1", body))
    if left_over := _LEFT_OVER.search(body):
        raise CannotBundle(f"{address} has a line of a form unknown here: {left_over[0].strip()}")
    returned = [*exports(source), *(["default: element"] if _DEFAULT.search(source) else [])]
    return f"modules['{address}'] = (() => {{\n{body}return {{ {', '.join(returned)} }};\n}})();"


def refuse_missing_names(address: str, source: str, modules: dict[str, str]) -> None:
    """A module would not load; taken out of an object, the name would just be undefined."""
    for names, imported in _IMPORT.findall(source):
        missing = set(re.findall(r"\w+", names)) - set(exports(modules.get(imported, "")))
        if missing and imported != "vue":
            raise CannotBundle(f"{address} imports {missing}, which {imported} does not export.")


def exports(source: str) -> list[str]:
    return [name for _, name in _EXPORT.findall(source)]
