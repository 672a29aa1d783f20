// The burger, the name of the page, and the menu that slides in.
import { deviceState, renewDevice, SENTENCES, toggleDevice } from '../../client/push_notifications.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { shortcuts } from '../../client/shortcuts.js';
import { onSignOut } from '../../client/sign_out.js';
import { showUnread } from '../../client/unread.js';
import { shortTime } from '../../client/time.js';

const SLIDE = 180;
const BETWEEN_SOUNDS = 2000;
const THEMES = { system: 'brightness_auto', light: 'light_mode', dark: 'dark_mode' };

export default {
  components: { Icon },
  mixins: [initialCalls],
  props: { brand: String, links: Array, active: String, member: Object, unread: Number },
  data() {
    return {
      count: this.unread,
      inSync: null,
      isOpen: false,
      isLeaving: false,
      choice: globalThis.theme.choice,
      themes: THEMES,
      device: deviceState(this.member.id),
      sentences: SENTENCES,
    };
  },
  computed: {
    title() {
      return this.links.find((link) => link.path === this.active).name;
    },
    badge() {
      return this.count > 99 ? '99+' : String(this.count);
    },
  },
  watch: { count: 'nameTab' },
  mounted() {
    this.nameTab();
    if (this.device === 'on') renewDevice();
  },
  methods: {
    setInSync(at) {
      this.inSync = at;
    },
    setUnread(count) {
      this.count = count;
    },
    shortTime,
    nameTab() {
      showUnread(this.count, this.count ? `(${this.badge}) ${this.title}` : this.title);
    },
    // A modal dialog keeps the focus, gives it back, and closes on Esc by itself.
    open() {
      this.isOpen = true;
      this.$refs.drawer.showModal();
    },
    close() {
      if (this.isLeaving) return;
      this.isLeaving = true;
      const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
      setTimeout(this.leave, isStill ? 0 : SLIDE);
    },
    leave() {
      this.$refs.drawer.close();
      Object.assign(this, { isOpen: false, isLeaving: false });
    },
    // Without the slide: two dialogs must not change places at once.
    listShortcuts() {
      this.leave();
      shortcuts.isListed = true;
    },
    async toggleDevice() {
      this.device = await toggleDevice(this.member.id);
    },
    // Browsers play nothing before the first tap; of several tabs one is enough.
    async ring() {
      if (!navigator.userActivation?.hasBeenActive || !isTimeToRing()) return;
      const { playTones } = await import('/assets/js/sound.js');
      playTones();
    },
    onSignOut,
    nextTheme() {
      this.choice = globalThis.theme.next();
    },
  },
  template: `
    <header class="panel-head">
      <button type="button" class="icon-button" aria-label="Menu" aria-haspopup="dialog"
        :aria-expanded="isOpen" @click="open"><icon name="menu"></icon></button>
      <h1 class="panel-title">{{ title }}</h1>
      <dialog ref="drawer" class="drawer" aria-label="Menu" :class="{ 'is-leaving': isLeaving }"
        @click.self="close" @cancel.prevent="close">
        <div class="drawer-sheet">
          <a class="logo" href="/"><icon name="forum"></icon>{{ brand }}</a>
          <nav class="drawer-links" aria-label="Main">
            <a v-for="link in links" :key="link.path" class="drawer-item" :href="link.path"
              :aria-current="link.path === active ? 'page' : null">
              <icon :name="link.icon"></icon><span>{{ link.name }}</span>
              <span v-if="link.counts && count" class="badge" aria-hidden="true"
                >{{ badge }}</span></a>
            <button v-if="device" type="button" class="drawer-item drawer-lower"
              aria-label="Notifications on this device" :aria-pressed="device === 'on'"
              :aria-describedby="sentences[device] ? 'device-trouble' : null"
              @click="toggleDevice"><icon name="notifications"></icon>
              <span>Notifications on this device: {{ device === 'on' ? 'on' : 'off' }}</span></button>
            <p v-if="sentences[device]" id="device-trouble" class="drawer-note" role="status">
              {{ sentences[device] }}</p>
            <button type="button" class="drawer-item" :class="{ 'drawer-lower': !device }"
              @click="nextTheme">
              <icon :name="themes[choice]"></icon>Theme: {{ choice }}</button>
            <button type="button" class="drawer-item drawer-shortcuts" @click="listShortcuts">
              <icon name="keyboard"></icon>Keyboard shortcuts</button>
            <p class="drawer-member">
              <span class="avatar is-me" aria-hidden="true">{{ member.initials }}</span>
              <span>{{ member.name }}<small>{{ member.company }}</small></span></p>
            <p v-if="inSync" class="drawer-sync" data-testid="in-sync">In sync
              <time :datetime="inSync">{{ shortTime(inSync) }}</time></p>
            <form method="post" action="/sign-out" :data-user="member.id" @submit="onSignOut">
              <button type="submit" class="drawer-item"><icon name="logout"></icon>Logout</button>
            </form>
          </nav>
        </div>
      </dialog>
    </header>`,
};

function isTimeToRing() {
  try {
    if (Date.now() - Number(localStorage.getItem('rung')) < BETWEEN_SOUNDS) return false;
    localStorage.setItem('rung', Date.now());
  } catch {
    // Storage is blocked: each tab rings for itself.
  }
  return true;
}
