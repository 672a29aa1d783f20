// One tree of three panels for all sizes: the address says which one, CSS shows it.
import { connection, watchConnection } from '../../client/connection.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { waiting } from '../../client/outbox.js';
import { live } from '../../client/page_state.js';
import {
  back,
  followHistory,
  go,
  navigate,
  pathOf,
  resumeReading,
  route,
} from '../../client/route.js';
import { screen } from '../../client/screen.js';
import { obey } from '../../client/shortcuts.js';
import { dismissToast, say } from '../../client/toasts.js';

const PANELS = ['list', 'conversation', 'details', 'start'];

export default {
  components: { Icon },
  mixins: [initialCalls],
  props: { path: String, at: Number, user: Number, title: String },
  emits: ['navigate', 'openDetails', 'act'],
  data: () => ({ route, screen, connection, live }),
  computed: {
    opened() {
      return `${this.route.conversation} ${this.route.navigationId}`;
    },
    // Of which conversation the details are open; 0: they are closed.
    detailed() {
      return this.route.panel === 'details' ? this.route.conversation : 0;
    },
    isMenuOver() {
      return live.isMenuOpen && (this.path !== undefined || this.screen.size !== 'large');
    },
    // On a phone the list is a page of its own.
    isListShown() {
      return this.screen.size !== 'small' || this.route.panel === 'list';
    },
    listWidth() {
      return { large: 360, medium: 320 }[this.screen.size] ?? this.screen.width;
    },
    detailsWidth() {
      return this.screen.size === 'small' ? this.screen.width : 340;
    },
    // On a tablet the details lie over the rest like a dialog.
    isCovered() {
      return this.screen.size === 'medium' && this.route.panel === 'details';
    },
    trouble() {
      const { isOnline, isMissed, times } = this.connection;
      if (isOnline && !isMissed) return null;
      if (this.waiting) return `Offline – ${this.waiting} waiting`;
      if (!isOnline) return 'Offline. What you write is kept and sent later.';
      return times ? 'Reconnecting…' : 'Connecting…';
    },
    // To customers, of all conversations; a comment is nobody's loss while it waits.
    waiting() {
      const { length } = [...waiting('message'), ...waiting('start')];
      if (!length) return null;
      return length === 1 ? '1 message' : `${length} messages`;
    },
  },
  watch: {
    opened() {
      this.$emit('navigate', { path: this.route.path, at: this.route.at ?? 0 });
    },
    detailed(conversationId) {
      this.$emit('openDetails', { conversationId });
    },
    'connection.times': function resume(_now, before) {
      if (!before) resumeReading(); // the server hears nothing before
    },
    'live.isMenuOpen': async function leaveMenu(isOpen) {
      if (isOpen) return;
      await this.$nextTick(); // what the menu covered cannot take the focus before
      this.$el.querySelector('[aria-label="Menu"]')?.focus({ preventScroll: true });
    },
    'route.panel': function follow(panel, before) {
      this.moveFocus(panel, before, PANELS.indexOf(panel) > PANELS.indexOf(before));
    },
  },
  beforeCreate() {
    live.begin(this.$props);
    if (this.$props.path) navigate(this.$props.path, this.$props.at); // before anything watches: the server knows this one
  },
  created() {
    Quasar.Screen.setSizes({ sm: 768, md: 1200 });
    Quasar.LoadingBar.setDefaults({ hijackFilter: () => false });
    this.openers = {}; // per panel, what had the focus when it was opened
  },
  mounted() {
    this.$nextTick(() => document.querySelector('.prerender')?.remove());
    addEventListener('popstate', followHistory);
    document.addEventListener('keydown', this.escape);
    document.addEventListener('keydown', obey);
    navigator.serviceWorker?.addEventListener('message', this.follow);
    globalThis.visualViewport?.addEventListener('resize', this.fit);
    watchConnection();
  },
  unmounted() {
    removeEventListener('popstate', followHistory);
    document.removeEventListener('keydown', this.escape);
    document.removeEventListener('keydown', obey);
    navigator.serviceWorker?.removeEventListener('message', this.follow);
    globalThis.visualViewport?.removeEventListener('resize', this.fit);
  },
  methods: {
    go,
    ring: live.ring,
    focusOn({ htmlId }) {
      document.getElementById(htmlId)?.focus();
    },
    setUnread({ count }) {
      live.setUnread(count);
    },
    setInSync({ at }) {
      live.inSync = at;
    },
    showAlerts({ alerts }) {
      live.alerts = alerts;
    },
    // The menu stands at the left of wide windows, where it covers nothing.
    enterMenu() {
      if (this.isMenuOver) this.$refs.menu.querySelector('a, button').focus();
    },
    showConversation({ opened, others }) {
      Object.assign(live.conversation, { opened, others });
    },
    showDetails({ conversationId }) {
      live.conversation.detailsOf = conversationId;
    },
    notify({ text, action, number }) {
      say(text, { action, onAction: action && (() => this.$emit('act', { number })) });
    },
    // A notification was tapped while this page was open.
    follow({ data }) {
      go(data.path);
    },
    isHidden(panel) {
      const { panel: shown, conversation } = this.route;
      if (panel === 'start' || shown === 'start') return panel !== shown;
      if (this.screen.size === 'small') return panel !== shown;
      if (panel === 'details') return shown !== 'details';
      return this.isCovered || (panel === 'conversation' && conversation === null);
    },
    closeDetails() {
      if (this.isCovered) back(pathOf(this.route.conversation));
    },
    escape(event) {
      const taken = '.q-menu, .q-dialog, dialog[open]';
      const isTaken = event.defaultPrevented || document.querySelector(taken);
      if (event.key !== 'Escape' || isTaken) return;
      if (this.isMenuOver) live.isMenuOpen = false;
      else if (!dismissToast()) this.closeDetails();
    },
    skipToLog() {
      this.$refs.conversation.querySelector('[role="log"]').focus();
    },
    // Where the customer cannot be written to there is no box.
    skipToBox() {
      const box = this.$refs.conversation.querySelector('textarea');
      if (box) box.focus();
      else this.skipToLog();
    },
    // A panel that goes takes the focus with it: back to what opened it, or into the next one.
    async moveFocus(panel, before, isDeeper) {
      const { activeElement } = document;
      // Quasar gives the focus to a part of the button that was pressed.
      const leaving = activeElement.closest('.q-btn') ?? activeElement;
      if (isDeeper) this.openers[panel] = leaving;
      await this.$nextTick();
      // A click beside the panels gives the focus to what lies around them.
      const isStranded = leaving.contains(this.$refs[panel]) || leaving.closest('[inert]');
      if (!isStranded || this.$refs[panel].contains(document.activeElement)) return;
      const next = PANELS[PANELS.indexOf(panel) + 1];
      const openers = isDeeper ? [] : [this.openers[before], this.openers[next]];
      const target = openers.find((one) => one?.isConnected && !one.closest('[inert]'));
      (target ?? this.$refs[panel]).focus({ preventScroll: true });
    },
    // Phones that lay the keyboard over the page instead of making the page smaller.
    fit() {
      const { height, scale } = globalThis.visualViewport;
      if (scale > 1) return; // zoomed in, no keyboard
      this.$el.style.setProperty('--visible-height', `${height}px`);
      scrollTo(0, 0);
    },
  },
  template: `
    <q-layout view="Lhh Lpr Lff" class="frame" :class="{ 'is-page': !path }">
      <q-drawer v-model="live.isMenuOpen" side="left" class="menu-drawer" :width="272"
        :breakpoint="1199" :behavior="path ? 'mobile' : 'default'" :show-if-above="!path"
        no-swipe-open no-swipe-backdrop @show="enterMenu">
        <div ref="menu" class="menu-frame" :inert="!live.isMenuOpen"><slot name="menu"></slot></div>
      </q-drawer>
      <q-page-container v-if="!path" :inert="isMenuOver">
        <a class="skip" href="#main">Skip to the content</a>
        <slot name="page"></slot>
      </q-page-container>
      <q-layout v-else view="lpr lpr lpr" class="shell" :inert="isMenuOver"
        :data-panel="route.panel" :data-conversation="route.conversation">
        <nav v-if="!isHidden('conversation')" class="skips" aria-label="Skip">
          <button type="button" @click="skipToLog">Skip to conversation</button>
          <button type="button" @click="skipToBox">Skip to message box</button>
        </nav>
        <q-drawer :model-value="isListShown" side="left" persistent behavior="desktop"
          :overlay="screen.size === 'small'" :width="listWidth">
          <section ref="list" class="panel list-panel" data-testid="list-panel" tabindex="-1"
            aria-label="Conversation list" :inert="isHidden('list')"><slot name="list"></slot></section>
        </q-drawer>
        <q-page-container>
          <section ref="conversation" class="panel conversation-panel" tabindex="-1"
            data-testid="conversation-panel" aria-label="Conversation"
            :inert="isHidden('conversation')"><slot name="conversation"></slot></section>
          <p v-if="route.conversation === null" class="invitation">Choose a conversation to read it here.</p>
        </q-page-container>
        <div class="scrim" @click="closeDetails"></div>
        <q-drawer :model-value="route.panel === 'details'" side="right" persistent
          behavior="desktop" :overlay="screen.size !== 'large'" :width="detailsWidth">
          <section ref="details" class="panel details-panel" data-testid="details-panel" tabindex="-1"
            aria-label="Details" :inert="isHidden('details')"><slot name="details"></slot></section>
        </q-drawer>
        <section ref="start" class="panel start-panel" tabindex="-1" aria-label="New conversation"
          :inert="isHidden('start')"><slot name="start"></slot></section>
      </q-layout>
      <p class="connection" role="status"><span v-if="trouble"><icon name="wifi_off"></icon>
        {{ trouble }}</span></p>
    </q-layout>`,
};
