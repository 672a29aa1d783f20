// Whether this browser tells its user of messages. What it takes to change that is loaded on a tap.
const KEY = 'notified'; // whose notifications it takes
const SETTLED = 5000;

export const SENTENCES = {
  blocked: 'Notifications are blocked. Allow them for this site in the settings of your browser.',
  failed: 'This browser could not be set up. Please try again in a moment.',
};

// Nothing at all where a browser has no such thing.
export function deviceState(user) {
  if (!globalThis.PushManager || !globalThis.Notification) return null;
  if (Notification.permission === 'denied') return 'blocked';
  return Notification.permission === 'granted' && holder() === String(user) ? 'on' : 'off';
}

// Asks at once, for browsers let only a tap ask. Says what came of it.
export async function toggleDevice(user) {
  const isOn = deviceState(user) === 'on';
  try {
    if (!isOn && (await Notification.requestPermission()) !== 'granted') return deviceState(user);
    const { switchOff, switchOn } = await import('/assets/js/push_subscription.js');
    await (isOn ? switchOff() : switchOn());
    holdFor(isOn ? null : user);
  } catch {
    return 'failed';
  }
  return deviceState(user);
}

// After another sign-in the server has to hear of it anew.
export function renewDevice() {
  setTimeout(async () => {
    try {
      const { renew } = await import('/assets/js/push_subscription.js');
      if (!(await renew())) holdFor(null);
    } catch {
      // Next time.
    }
  }, SETTLED);
}

function holder() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function holdFor(user) {
  if (user) localStorage.setItem(KEY, user);
  else localStorage.removeItem(KEY);
}
