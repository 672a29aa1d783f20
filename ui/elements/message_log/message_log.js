// The messages of one conversation: draws them, keeps the reader's place, says what was read.
import { connection } from '../../client/connection.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { lastRendered } from '../../client/last_rendered.js';
import { pendingMessage, toItems } from '../../client/message_items.js';
import { entriesOf, findEntry, resolve, restoreDraft } from '../../client/outbox.js';
import { route, storeReadingPosition } from '../../client/route.js';
import { fullTime, longDate, longTime } from '../../client/time.js';
import { DeliveryHistory } from './delivery_history.js';
import { Lightbox } from './lightbox.js';
import { messageAt, messageFor, stopOf } from './log_keyboard.js';
import { logWindow, MOST } from './log_window.js';
import { MessageBubble } from './message_bubble.js';
import { readTracking } from './read_tracking.js';
import {
  anchorIn,
  inTheMiddle,
  isAtEnd,
  keepAnchor,
  restoreAnchor,
  toEnd,
  toMiddle,
} from './scroll_anchor.js';

const NOTED_AFTER = 300;

export default {
  components: { Icon, Lightbox, MessageBubble, DeliveryHistory },
  mixins: [initialCalls, logWindow, readTracking],
  emits: ['loadNewest', 'resend', 'requestHistory', 'fetchAttachment'],
  data: () => ({
    route,
    connection,
    conversation: null,
    visit: 0,
    refusal: null,
    messages: [],
    wantsEnd: false,
    sought: null, // the message one came for
    firstUnread: null,
    unread: '0', // in figures; with a plus where those above may be unread too
    arrived: 0,
    resending: [],
    startedAt: null,
    language: null, // of the legal notices
    optedOut: null, // the conversation whose customer may not be texted
    // The message whose delivery history is shown: its id, its bubble, and what the server sent.
    historyOf: null,
    // The message the keyboard is at, by its `data-key` or `data-id`: what is in it can be tabbed to.
    current: null,
    isFollowing: true,
    isSettled: false,
  }),
  computed: {
    isLoading() {
      return this.visit !== this.route.navigationId;
    },
    pending() {
      const known = new Set(this.messages.map((message) => message.key));
      const entries = entriesOf('message', this.conversation);
      return entries.filter((entry) => !known.has(entry.key)).map(pendingMessage);
    },
    items() {
      const pending = this.hasLater ? [] : this.pending;
      return toItems([...this.shown, ...pending], this.firstUnread);
    },
    isAtBeginning() {
      return this.conversation !== null && !this.more && this.first === 0;
    },
    newest() {
      return this.messages.reduce((newest, { id }) => Math.max(newest, id), 0);
    },
  },
  watch: {
    'pending.length': function follow(now, before) {
      if (now > before) this.$nextTick(this.goToEnd);
    },
    // A press that was lost with the line may be repeated.
    'connection.times': function retry() {
      this.resending = [];
    },
    newest: 'updateLastRendered',
    conversation: 'updateLastRendered',
  },
  mounted() {
    this.sizes = new ResizeObserver(this.resized);
    this.sizes.observe(this.$refs.scroller);
    this.sizes.observe(this.$refs.content);
  },
  unmounted() {
    this.sizes.disconnect();
  },
  methods: {
    longDate,
    longTime,
    fullTime,
    restoreDraft,
    async showConversation(shown) {
      const { conversationId: conversation, messages, later, unreadAfter, at } = shown;
      const { more, startedAt, language } = shown;
      if (conversation !== this.route.conversation) return; // the reader has moved on already
      this.forgetStored(conversation, messages);
      if (!this.isLoading && !this.wantsEnd && (this.later || this.overlaps(messages))) {
        await this.refresh(messages);
        return;
      }
      const theirs = messages.filter(({ direction }) => direction === 'inbound');
      const unread = theirs.filter(({ id }) => id > unreadAfter);
      const { wantsEnd } = this;
      this.clear();
      Object.assign(this, { conversation, messages, more, later, startedAt, language });
      this.isFollowing = !later;
      this.wasRead = unreadAfter;
      this.sought = at;
      this.unread = `${unread.length}${more && unread.length === theirs.length ? '+' : ''}`;
      this.firstUnread = unread[0]?.id ?? null;
      await this.$nextTick();
      this.land(wantsEnd);
      this.scrolled();
      this.observe();
      this.isSettled = true;
    },
    // The same conversation loaded afresh: nobody who reads further up may notice.
    overlaps(messages) {
      return messages.some(({ id }) => this.messages.some((known) => known.id === id));
    },
    async refresh(messages) {
      for (const message of messages) await this.upsertMessage({ message });
    },
    updateLastRendered() {
      Object.assign(lastRendered, { conversation: this.conversation, newest: this.newest });
    },
    // At the message one came for, or the first unread a third from the top; else at the end.
    // Who has just sent, or pressed the pill, is at the end. Before the frame is painted.
    land(isForEnd) {
      const { scroller, divider, content } = this.$refs;
      toEnd(scroller);
      const bubble = this.sought && content.querySelector(`[data-id="${this.sought}"]`);
      if (bubble) toMiddle(scroller, bubble);
      else if (divider?.[0] && !isForEnd) {
        const top = divider[0].offsetTop - scroller.clientHeight / 3;
        scroller.scrollTop = Math.min(top, scroller.scrollTop);
      }
      this.isFollowing = !this.hasLater && isAtEnd(scroller);
    },
    async upsertMessage({ message }) {
      if (message.conversation !== this.conversation || this.comesWithOlder(message)) return;
      this.resending = this.resending.filter((id) => id !== message.id);
      const isNew = !this.messages.some((known) => known.id === message.id);
      const { isFollowing } = this;
      if (isNew && this.isBeyond(message)) {
        if (message.key) resolve(message.key);
        else this.arrived += 1;
        return;
      }
      await keepAnchor(this.$refs.scroller, () => {
        this.put(message, isNew);
        if (findEntry(message.key)) this.firstUnread = null; // answered by whoever reads
        if (message.key) resolve(message.key);
        return this.$nextTick();
      });
      if (this.historyOf?.id === message.id)
        this.$emit('requestHistory', { messageId: message.id });
      if (isFollowing) this.goToEnd();
      else if (isNew && message.direction === 'inbound') this.arrived += 1;
    },
    // `refusal` says why there is nothing to see, when an address leads nowhere.
    clear({ refusal = null } = {}) {
      if (this.route.conversation === null) return; // the list slides over what stays drawn till then
      Object.assign(this, {
        refusal,
        visit: this.route.navigationId,
        conversation: null,
        messages: [],
      });
      Object.assign(this, { first: 0, more: false, later: false, firstUnread: null, arrived: 0 });
      Object.assign(this, { isSettled: false, isAsking: false, wantsEnd: false, sought: null });
      this.historyOf = null;
    },
    // The rows just loaded include everything the server has confirmed.
    forgetStored(conversation, messages) {
      const stored = new Set(messages.map((message) => message.key));
      entriesOf('message', conversation)
        .filter((entry) => entry.state === 'accepted' || stored.has(entry.key))
        .forEach((entry) => resolve(entry.key));
    },
    goToEnd() {
      if (this.later) {
        this.wantsEnd = true;
        this.$emit('loadNewest', { conversationId: this.conversation });
        return;
      }
      this.first = Math.max(0, this.messages.length - MOST);
      this.arrived = 0;
      this.isFollowing = true;
      this.$nextTick(() => toEnd(this.$refs.scroller));
    },
    scrolled() {
      const { scroller } = this.$refs;
      this.width ??= scroller.clientWidth;
      if (this.width !== scroller.clientWidth) return; // nobody scrolled: the window got wider
      this.isFollowing = !this.hasLater && isAtEnd(scroller);
      if (this.isFollowing) this.arrived = 0;
      this.reader = anchorIn(scroller);
      clearTimeout(this.noting);
      this.noting = setTimeout(this.note, NOTED_AFTER);
      if (scroller.scrollTop < scroller.clientHeight) this.lookUp();
      else if (this.hasLater && isAtEnd(scroller)) this.lookDown();
    },
    note() {
      if (this.conversation === null || this.conversation !== this.route.conversation) return;
      const reading = this.isFollowing ? null : inTheMiddle(this.$refs.scroller);
      storeReadingPosition(Number(reading?.dataset.id) || null);
    },
    // A window of another width breaks lines elsewhere; what was read stays at the top.
    resized() {
      const { scroller } = this.$refs;
      const isWider = this.width !== scroller.clientWidth;
      this.width = scroller.clientWidth;
      if (this.isFollowing) toEnd(scroller);
      else if (isWider) restoreAnchor(this.reader, scroller);
    },
    isCurrent({ key, id }) {
      return this.current !== null && this.current === String(key ?? id);
    },
    walk(event) {
      const message = messageFor(event, this.$refs.scroller);
      if (!message) return;
      event.preventDefault();
      stopOf(message).focus();
    },
    arriveAt({ target }) {
      const message = messageAt(target);
      this.current = message && (message.dataset.key ?? message.dataset.id);
    },
    leave({ currentTarget, relatedTarget }) {
      if (!currentTarget.contains(relatedTarget)) this.current = null;
    },
    resend(message) {
      if (this.resending.includes(message.id)) return;
      this.resending.push(message.id);
      this.$emit('resend', { messageId: message.id });
    },
    setOptedOut({ conversationId, isOptedOut }) {
      this.optedOut = isOptedOut ? conversationId : null;
    },
    rejectResend({ messageId }) {
      this.resending = this.resending.filter((id) => id !== messageId);
    },
    toggleHistory({ id }, bubble) {
      if (this.historyOf?.id === id) {
        this.historyOf = null;
        return;
      }
      this.historyOf = { id, bubble, history: undefined };
      this.$emit('requestHistory', { messageId: id });
    },
    showHistory({ history }) {
      if (this.historyOf?.id === history.id) this.historyOf.history = history;
    },
  },
  template: `
    <div class="log-frame">
      <div ref="scroller" class="log" role="log" aria-label="Messages" tabindex="0"
        :aria-live="isSettled ? 'polite' : 'off'" :aria-busy="isLoading" @scroll.passive="scrolled"
        @keydown="walk" @focusin="arriveAt" @focusout="leave">
        <div ref="content" class="log-content" :class="{ 'is-stale': isLoading }">
          <p v-if="isAsking" class="log-progress">Loading more messages…</p>
          <p v-if="isAtBeginning" class="log-beginning">Conversation started
            <time :datetime="startedAt" :title="fullTime(startedAt)">{{ longDate(startedAt) }}</time></p>
          <template v-for="item in items" :key="item.message.key ?? item.message.id">
            <time v-if="item.heading" class="message-time" data-testid="message-time"
              :datetime="item.message.at" :title="fullTime(item.message.at)"
              >{{ longTime(item.message.at) }}</time>
            <div v-if="item.divider" ref="divider" class="log-divider" data-testid="unread-divider">
              {{ unread }} new {{ unread === '1' ? 'message' : 'messages' }}</div>
            <message-bubble :item="item" :language="language"
              :is-opted-out="optedOut === conversation"
              :class="{ 'is-sought': sought && item.message.id === sought }"
              :is-resending="resending.includes(item.message.id)"
              :is-current="isCurrent(item.message)"
              @resend="resend" @history="toggleHistory" @restore-draft="restoreDraft"
              @look="$refs.lightbox.open($event)" @fetch="$emit('fetchAttachment', { attachmentId: $event })"></message-bubble>
          </template>
          <p v-if="refusal" class="empty">{{ refusal }}</p>
        </div>
      </div>
      <div v-if="isLoading" class="log-skeleton" aria-hidden="true">
        <span></span><span></span><span></span></div>
      <button v-if="arrived" type="button" class="log-pill" @click="goToEnd">
        <icon name="arrow_downward"></icon>{{ arrived }} new {{ arrived === 1 ? 'message' : 'messages' }}</button>
      <delivery-history v-if="historyOf" :key="historyOf.id" :history="historyOf.history" :target="historyOf.bubble"
        @close="historyOf = null"></delivery-history>
      <lightbox ref="lightbox" :messages="messages"></lightbox>
    </div>`,
};
