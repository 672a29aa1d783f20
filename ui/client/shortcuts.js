// Single keys that do something anywhere on the page, and whether they may: who dictates to a
// machine, or types with a trembling hand, can switch them off.
import { nextTick, reactive } from 'vue';
import { go, pathOf, route } from './route.js';
import { screen } from './screen.js';

// What it is called on the keyboards of this machine.
export const COMMAND = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';

const REMEMBERED = 'shortcuts';
const ACTS = {
  '/': () => press('Filters'),
  n: () => press('Start Conversation'),
  '?': () => {
    shortcuts.isListed = true;
  },
};
const WRITTEN_IN = 'input, textarea, select, [contenteditable], [role="textbox"]';
const ON_TOP = 'dialog[open], [role="dialog"], .q-menu';

export const shortcuts = reactive({ isOn: remembered() !== 'off', isListed: false });

export function switchShortcuts(isOn) {
  shortcuts.isOn = isOn;
  remember(isOn ? 'on' : 'off');
}

// For every key that goes down on the page.
export function obey(event) {
  if (!shortcuts.isOn || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(WRITTEN_IN) || isCovered()) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

// As a click on the button of this name would, once the panel it stands in is to be seen.
async function press(name) {
  const button = buttonCalled(name);
  if (!button) return;
  if (button.closest('[inert]')) {
    go(pathOf(route.conversation, screen.size === 'small' ? 'list' : 'conversation'));
    await nextTick();
  }
  button.focus();
  if (button.ariaExpanded !== 'true') button.click();
}

function buttonCalled(name) {
  const buttons = [...document.querySelectorAll('.panel button')];
  return buttons.find((button) => (button.ariaLabel ?? button.innerText.trim()) === name);
}

// A browser that blocks storage throws on the first touch of it.
function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, choice);
  } catch {
    // The choice holds until the page is left.
  }
}

// By what is open: the form that starts a conversation is there, too, when it is not.
function isCovered() {
  return [...document.querySelectorAll(ON_TOP)].some((each) => !each.closest('[inert]'));
}
