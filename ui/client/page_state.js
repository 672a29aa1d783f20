// What the browser alone knows, for panels that are composed in Python: in their props and
// handlers it is `live`, as in `:hidden="!live.unread"`.
import { computed, reactive } from 'vue';

import { copy } from './clipboard.js';
import { connection } from './connection.js';
import { shapeOf } from './icons.js';
import { stepMenu } from './menu_keys.js';
import { deviceState, renewDevice, SENTENCES, toggleDevice } from './push_notifications.js';
import { route } from './route.js';
import { screen } from './screen.js';
import { shortcuts } from './shortcuts.js';
import { onSignOut } from './sign_out.js';
import { shortTime } from './time.js';
import { showUnread } from './unread.js';

const BETWEEN_SOUNDS = 2000;
const THEMES = { system: 'brightness_auto', light: 'light_mode', dark: 'dark_mode' };

export const live = reactive({
  connection,
  route,
  screen,
  title: '',
  user: null,
  unread: 0,
  inSync: null,
  alerts: [],
  theme: globalThis.theme?.choice ?? 'system',
  device: null,
  isMenuOpen: false,
  badge: computed(() => (live.unread > 99 ? '99+' : String(live.unread))),
  themeIcon: computed(() => shapeOf(THEMES[live.theme])),
  deviceLabel: computed(
    () => `Notifications on this device: ${live.device === 'on' ? 'on' : 'off'}`,
  ),
  deviceTrouble: computed(() => SENTENCES[live.device] ?? ''),
  inSyncLabel: computed(() => (live.inSync ? `Up to date as of ${shortTime(live.inSync)}` : '')),
  begin,
  copy,
  setUnread,
  ring,
  openMenu: () => {
    live.isMenuOpen = true;
  },
  nextTheme: () => {
    live.theme = globalThis.theme.next();
  },
  listShortcuts,
  stepMenu,
  toggleDevice: async () => {
    live.device = await toggleDevice(live.user);
  },
  signOut: (event) => onSignOut(event, live.user),
});
globalThis.live = live;

// For whom the page was made, and what it is called.
function begin({ user, title }) {
  Object.assign(live, { user, title, device: deviceState(user) });
  if (live.device === 'on') renewDevice();
  setUnread(live.unread);
}

function setUnread(count) {
  live.unread = count;
  showUnread(count, count ? `(${live.badge}) ${live.title}` : live.title);
}

function listShortcuts() {
  live.isMenuOpen = false;
  shortcuts.isListed = true;
}

// A soft sound. Browsers play nothing before the first tap; of several tabs one is enough.
async function ring() {
  if (!navigator.userActivation?.hasBeenActive || !isTimeToRing()) return;
  const { playTones } = await import('/assets/js/sound.js');
  playTones();
}

function isTimeToRing() {
  try {
    if (Date.now() - Number(localStorage.getItem('rung')) < BETWEEN_SOUNDS) return false;
    localStorage.setItem('rung', Date.now());
  } catch {
    // Storage is blocked: each tab rings for itself.
  }
  return true;
}
