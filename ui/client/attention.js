// Reports which conversation the viewer looks at, and that keys are pressed in it.
import { computed, ref, watch } from 'vue';

import { connection } from './connection.js';
import { route } from './route.js';
import { screen } from './screen.js';

// A window beside another one is still looked at for a while after the last click in it.
const FOCUSED_LATELY = 60_000;
const BETWEEN_KEYS = 2000;

const isWatched = ref(true);
// The conversation in front of the viewer's eyes.
const seen = computed(() => {
  const isCovered = screen.size === 'small' && route.panel === 'list';
  return isWatched.value && !isCovered ? route.conversation : null;
});

let leaving;
let typedAt = 0;

// Calls one of these with the conversation, until what it returns is called.
export function reportAttention({ onAttend, onLookAway, onType }) {
  const report = () => {
    if (seen.value) onAttend(seen.value);
    else onLookAway();
  };
  const type = (event) => noteTyping(event, onType);
  const stopWatching = watch([seen, () => connection.times], report);
  for (const name of ['focus', 'blur', 'pageshow']) addEventListener(name, look);
  document.addEventListener('visibilitychange', look);
  document.addEventListener('input', type);
  look();
  return () => {
    clearTimeout(leaving);
    stopWatching();
    for (const name of ['focus', 'blur', 'pageshow']) removeEventListener(name, look);
    document.removeEventListener('visibilitychange', look);
    document.removeEventListener('input', type);
  };
}

function look() {
  clearTimeout(leaving);
  const isVisible = document.visibilityState === 'visible';
  if (isVisible && document.hasFocus()) isWatched.value = true;
  else if (!isVisible) isWatched.value = false;
  else
    leaving = setTimeout(() => {
      isWatched.value = false;
    }, FOCUSED_LATELY);
}

function noteTyping({ target }, onType) {
  const isOurs = target.closest?.('[data-testid="composer"]');
  if (!isOurs || !seen.value || Date.now() - typedAt < BETWEEN_KEYS) return;
  typedAt = Date.now();
  onType(seen.value);
}
