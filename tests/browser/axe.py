"""What axe-core finds wrong with a page, and what is too small to be touched."""

from axe_playwright_python.sync_playwright import Axe

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Without `preload`, which asks for stylesheets at addresses where none are.
QUIETLY = {"resultTypes": ["violations"], "preload": False}
EVERYTHING = QUIETLY | {"runOnly": {"type": "tag", "values": LEVELS}}
COLOURS = QUIETLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""Nothing else differs between light and dark."""

STILL = "document.getAnimations().every((one) => one.playState !== 'running')"
SMALL_TARGETS = """() => {
  return [...document.querySelectorAll(
    ':is(button, a, summary, select, input, .composer-field, .q-field__control)')]
  .filter((one) => !one.closest('[inert], .message-body, .skips, .switch'))
  .filter((one) => !one.parentElement.closest('.q-field__control'))
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => !document.querySelector('dialog[open]') || one.closest('dialog[open]'))
  .map((one) => [touched(one), one.outerHTML.slice(0, 200)])
  .filter(([[width, height]]) => width < 44 || height < 44)
  .map(([[width, height], html]) => `${width}×${height} ${html}`);

  // What lies invisibly around a small word is touched with it.
  function touched(one) {
    const { width, height } = one.getBoundingClientRect();
    const around = getComputedStyle(one, '::after');
    const isFrame = one.matches('.q-field__control');
    if (isFrame || around.position !== 'absolute') return [Math.round(width), Math.round(height)];
    return [parseFloat(around.width), parseFloat(around.height)].map(Math.round);
  }
}"""


def violations(page, options) -> list[str]:
    """One line for each element that something is wrong with."""
    page.wait_for_function(STILL)
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
