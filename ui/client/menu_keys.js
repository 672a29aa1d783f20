// Up and down through the items of an open menu, round its ends.
export function stepMenu(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll('[role="menuitem"]')];
  items.at((items.indexOf(document.activeElement) + by) % items.length)?.focus();
}
