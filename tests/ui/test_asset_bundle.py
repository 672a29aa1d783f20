"""What browsers fetch in place of our many scripts and stylesheets."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from nicegui.testing.general import nicegui_reset_globals

from ui import asset_bundle
from ui.asset_bundle import CannotBundle

ROOT = Path(__file__).parents[2]
FOR_PAGES_OF_THEIR_OWN = {
    "theme.js",
    "sign_in.js",
    "sign_out_form.js",
}
LOADED_LATER = {"push_subscription.js", "sound.js"}
"""Fetched when they are needed, so that a first visit need not."""
SHARED = [
    script
    for script in sorted((ROOT / "ui/client").glob("*.js"))
    if script.name not in FOR_PAGES_OF_THEIR_OWN | LOADED_LATER
]
BLOCK = re.compile(
    r"^modules\['([^']+)'\] = \(\(\) => \{$(.*?)^\}\)\(\);$", re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def blocks():
    """What each script has become, by its address, in order."""
    return dict(BLOCK.findall(asset_bundle.script().content))


@pytest.fixture
def written(tmp_path):
    """`written(**sources)` is the plugin made of an element and what it imports."""

    def written(**sources: str) -> str:
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source)
        return asset_bundle.vue_plugin([tmp_path / "element.js"], root=tmp_path)

    return written


@pytest.mark.parametrize("script", SHARED, ids=lambda script: script.stem)
def test_what_a_script_exports_it_still_hands_out(blocks, script):
    exported = re.findall(r"^export (?:async )?\w+ (\w+)", script.read_text(), re.MULTILINE)
    assert exported, "a script without exports belongs to a page of its own"

    *_, handed_out = blocks[f"ui/client/{script.name}"].strip().splitlines()

    assert handed_out == f"return {{ {', '.join(exported)} }};"


def test_every_script_stands_behind_those_it_needs(blocks):
    known = {"vue"}
    for address, block in blocks.items():
        needed = set(re.findall(r"^const \{[^}]+\} = modules\['([^']+)'\];$", block, re.MULTILINE))
        assert needed <= known, f"{address} comes too early"
        known.add(address)


def test_nothing_is_left_of_the_files_own_imports_and_exports(blocks):
    frame = BLOCK.sub("", asset_bundle.script().content)
    statements = re.findall(r"^[ \t]*(?:import|export)\b.*", frame, re.MULTILINE)

    assert statements == ["import * as vue from 'vue';", "export default (app) => {"]
    assert not re.findall(r"^[ \t]*(?:import|export)\b.*", "".join(blocks.values()), re.MULTILINE)


def test_every_element_is_registered_under_its_tag():
    registered = re.findall(r"app\.component\('nicegui-(\w+)',", asset_bundle.script().content)

    assert sorted(registered) == ["composer", "conversation_list", "message_log", "shell"]


def test_private_names_stay_private(written):
    plugin = written(
        element="import { b } from './other.js';\nconst a = 1;\nexport default { a, b };\n",
        other="const a = 2;\nexport const b = a;\n",
    )

    assert plugin.replace(asset_bundle.PRECOMPILE, "…").splitlines() == [
        "import * as vue from 'vue';",
        "const modules = { vue };",
        "modules['other.js'] = (() => {",
        "const a = 2;",
        "const b = a;",
        "return { b };",
        "})();",
        "modules['element.js'] = (() => {",
        "const { b } = modules['other.js'];",
        "const a = 1;",
        "const element = { a, b };",
        "return { default: element };",
        "})();",
        "…",
        "export default (app) => {",
        "app.component('nicegui-element', modules['element.js'].default);",
        "};",
    ]


def test_what_several_need_is_there_once(written):
    plugin = written(
        element="import { b } from './b.js';\nimport { c } from './c.js';\n",
        b="import { c } from './c.js';\nexport const b = c;\n",
        c="export const c = 1;\n",
    )

    assert plugin.count("modules['c.js'] =") == 1


@pytest.mark.parametrize(
    "line",
    [
        "import './other.js';",
        "import other from './other.js';",
        "import * as other from './other.js';",
        "import { b as c } from './other.js';",
        "import { b } from '/other.js';",
        "import { b } from 'lodash';",
        'import { b } from "./other.js";',
        "export { b };",
        "export * from './other.js';",
        "export let b = 1;",
        "export class B {}",
        "export default function draw() {}",
    ],
)
def test_a_form_that_is_not_understood_is_refused(written, line):
    with pytest.raises(CannotBundle, match=re.escape(f"unsupported form: {line}")):
        written(element=f"{line}\n", other="export const b = 1;\n")


def test_a_name_that_nobody_exports_is_refused(written):
    with pytest.raises(CannotBundle, match=r"element\.js imports .*'c'.*\./other\.js"):
        written(element="import { b, c } from './other.js';\n", other="export const b = 1;\n")


def test_scripts_that_need_each_other_are_refused(written):
    with pytest.raises(CannotBundle, match=r"element\.js imports itself, by way of other\.js"):
        written(
            element="import { b } from './other.js';\nexport const a = 1;\n",
            other="import { a } from './element.js';\nexport const b = 1;\n",
        )


def test_tokens_come_first_and_each_element_brings_its_own_styles():
    sheets = [str(sheet.relative_to(ROOT)) for sheet in asset_bundle.style_files()]

    assert sheets[0] == "assets/css/tokens.css"
    everywhere = [*ROOT.glob("assets/css/*.css"), *ROOT.glob("ui/elements/*/*.css")]
    assert sorted(sheets) == sorted(str(sheet.relative_to(ROOT)) for sheet in everywhere)
    for element in ("shell", "conversation_list", "message_log", "composer"):
        styles = [sheet for sheet in sheets if sheet.startswith(f"ui/elements/{element}/")]
        assert styles[0] == f"ui/elements/{element}/style.css"


def test_another_content_has_another_address():
    assert asset_bundle.Bundle("live.js", "a").path != asset_bundle.Bundle("live.js", "b").path


async def test_browsers_keep_a_bundle_for_good():
    site = FastAPI()
    with nicegui_reset_globals():
        asset_bundle.mount(site)
    bundle = asset_bundle.script()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://us") as us:
        answer = await us.get(bundle.path)

    assert answer.text == bundle.content
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


def test_comments_stay_at_home_and_addresses_do_not():
    source = "// why\nconst a = 'https://x.test'; // kept\n  // more\nb();\n/* css\n */\n.c {}\n"

    assert (
        asset_bundle.without_comments(source)
        == "const a = 'https://x.test'; // kept\nb();\n.c {}\n"
    )
