// The one sentence that pops up, and what can be done about it: a notification of Quasar's.
import { shapeOf } from './icons.js';

const SECONDS = 6;

let current = null;

// Returns what takes it back.
export function say(text, { action = null, onAction = null, seconds = SECONDS } = {}) {
  dismissToast();
  const toast = { isUp: true, onAction };
  const close = Quasar.Notify.create({
    message: text,
    timeout: seconds * 1000,
    position: 'bottom',
    group: false,
    classes: 'toast',
    actions: [...(action ? [actionOf(action, toast)] : []), dismissal()],
    onDismiss: () => forget(toast),
  });
  toast.dismiss = () => {
    if (toast.isUp) close();
    forget(toast);
  };
  current = toast;
  return toast.dismiss;
}

// Tells whether there was one.
export function dismissToast() {
  if (!current) return false;
  current.dismiss();
  return true;
}

function forget(toast) {
  toast.isUp = false;
  if (current === toast) current = null;
}

function actionOf(label, toast) {
  return { label, noCaps: true, class: 'toast-action', handler: () => toast.onAction() };
}

function dismissal() {
  const icon = shapeOf('close');
  return { icon, flat: true, round: true, class: 'icon-button', 'aria-label': 'Dismiss' };
}
