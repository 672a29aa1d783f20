// The one sentence that pops up, and what can be done about it. The shell draws it.
import { reactive } from 'vue';

const SECONDS = 6;

export const toasts = reactive({ count: 0, current: null });

// Returns what `dismiss` needs to take it back.
export function say(text, { action = null, onAction = null, seconds = SECONDS } = {}) {
  toasts.count += 1;
  const id = toasts.count;
  toasts.current = { id, text, action, onAction };
  setTimeout(() => dismiss(id), seconds * 1000);
  return id;
}

export function dismiss(id) {
  if (toasts.current?.id === id) toasts.current = null;
}
