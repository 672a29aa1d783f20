// One message: its bubble, what is written under it, and why it failed if it did.
import { connection } from '../../client/connection.js';
import { Icon } from '../../client/icons.js';
import { isOnlyEmoji } from './emoji_only.js';
import { MessageAttachments } from './message_attachments.js';

const MARKS = {
  pending: { icon: 'schedule', words: 'Sending' },
  queued: { icon: 'schedule', words: 'Sending' },
  sending: { icon: 'schedule', words: 'Sending' },
  unknown: { icon: 'help', words: 'Not sure it was sent; checking' },
  sent: { icon: 'check', words: 'Sent' },
  delivered: { icon: 'done_all', words: 'Delivered' },
  failed: { icon: 'error', words: 'Not delivered' },
  refused: { icon: 'error', words: 'Not sent' },
};
const OFFLINE = { icon: 'wifi_off', words: 'Not sent – will be sent when you are back online' };
// Long enough to move from the sign to what it says, to read or select it.
const LINGERS = 200;
const SPOKEN_UP = ['unknown', 'failed', 'refused'];

export const MessageBubble = {
  components: { Icon, MessageAttachments },
  props: {
    item: { type: Object, required: true },
    isResending: { type: Boolean, default: false },
    isOptedOut: { type: Boolean, default: false },
    language: { type: String, default: null }, // of the legal notice
    // Whether the keyboard is at it: only then Tab stops at what is in it.
    isCurrent: { type: Boolean, default: false },
  },
  emits: ['resend', 'history', 'restoreDraft', 'look', 'fetch'],
  data: () => ({ connection, isExplained: false }),
  computed: {
    message() {
      return this.item.message;
    },
    // What its customer's STOP has held back can be sent once they may be texted again.
    error() {
      const { error } = this.message;
      return error && !this.isOptedOut ? { ...error, ...error.onceLifted } : error;
    },
    source() {
      return [this.error.whose, this.error.code && `Code ${this.error.code}`].filter(Boolean);
    },
    isOutbound() {
      return this.message.direction === 'outbound';
    },
    parts() {
      // A text that is still on its way has none: what can be followed, the server finds.
      return this.message.parts ?? [{ text: this.message.text }];
    },
    mark() {
      if (this.isHeldBack) return OFFLINE;
      return MARKS[this.message.status];
    },
    isHeldBack() {
      return (
        this.message.status === 'pending' && (!this.connection.isOnline || this.connection.isMissed)
      );
    },
    // A cluster has one line under it, but what needs attention is always said in words.
    isSpokenUp() {
      return this.isHeldBack || SPOKEN_UP.includes(this.message.status);
    },
    isLarge() {
      return isOnlyEmoji(this.message.text) && !this.message.notice;
    },
    isBare() {
      return !this.message.text && !this.message.notice && !this.message.blank;
    },
    stop() {
      return this.isCurrent ? 0 : -1;
    },
    bubbleId() {
      return `bubble-${this.message.id}`;
    },
    reasonId() {
      return `reason-${this.message.id}`;
    },
  },
  unmounted() {
    clearTimeout(this.hiding);
  },
  methods: {
    explain() {
      clearTimeout(this.hiding);
      this.isExplained = true;
    },
    explainNoMore() {
      clearTimeout(this.hiding);
      this.hiding = setTimeout(() => {
        this.isExplained = false;
      }, LINGERS);
    },
    // What was tapped or reached by keyboard stays as long as the sign has the focus. A finger that
    // is lifted "leaves" too, and Safari gives a tapped button no focus by itself.
    explainTapped() {
      this.$refs.sign.focus();
      this.explain();
    },
    goAway({ pointerType }) {
      const hasFocus = document.activeElement === this.$refs.sign;
      if (pointerType === 'mouse' && !hasFocus) this.explainNoMore();
    },
    // A tap shows the delivery history, and a second one ends it; not when it was meant for a link, or ended
    // a selection. Two in a row select a word, and leave none behind.
    tap({ target, detail }) {
      const isMeantElsewhere = target.closest('a, button');
      const isSelecting = detail > 2 || (detail === 1 && !getSelection().isCollapsed);
      if (this.message.id && !isMeantElsewhere && !isSelecting) this.showHistory();
    },
    showHistory() {
      this.$emit('history', this.message, this.$refs.content);
    },
  },
  template: `
    <div class="message" data-testid="message" :class="[message.direction,
        { 'is-cluster-start': item.opens, 'is-cluster-end': item.closes, 'is-failed': message.error }]"
      :data-id="message.id" :data-key="message.key" :data-direction="message.direction"
      :data-status="message.status">
      <div class="message-row">
        <button v-if="message.error" ref="sign" type="button" class="icon-button message-error"
          :tabindex="stop" aria-label="Message error" :aria-describedby="reasonId"
          @pointerenter="explain" @pointerleave="goAway" @focus="explain" @blur="explainNoMore"
          @click="explainTapped" @keydown.esc.stop="isExplained = false">
          <icon name="error"></icon>
          <q-tooltip class="reason-frame" :model-value="isExplained" no-parent-event
            anchor="top middle" self="bottom middle" max-width="300px">
            <div class="reason" @pointerenter="explain" @pointerleave="goAway">
              <strong>{{ error.sentence }}</strong>
              <span>{{ error.next }}</span>
              <small>{{ source.join(' · ') }}</small></div>
          </q-tooltip>
          <span class="sr-only" :id="reasonId">{{ error.sentence }}
            {{ error.next }} {{ source.join(' ') }}</span>
        </button>
        <div ref="content" class="message-content" :id="message.id ? bubbleId : null">
          <span class="sr-only">{{ isOutbound ? '' : 'Customer: ' }}</span>
          <message-attachments v-if="message.attachments.length" :files="message.attachments"
            :stop="stop" @look="$emit('look', $event)"
            @fetch="$emit('fetch', $event)"></message-attachments>
          <div v-if="!isBare" class="bubble" :class="{ 'is-large': isLarge }" @click="tap">
            <div v-if="message.text" class="message-body" data-testid="message-body" dir="auto"
              ><template v-for="part in parts"><a v-if="part.href" :href="part.href"
                :tabindex="stop" target="_blank" rel="noopener noreferrer nofollow"
                >{{ part.text }}</a
              ><template v-else>{{ part.text }}</template></template></div>
            <div v-if="message.blank" class="message-body is-blank" data-testid="message-body"
              >{{ message.blank }}</div>
            <div v-if="message.notice" class="message-notice" data-testid="message-notice"
              :lang="language">{{ message.notice }}</div>
          </div>
        </div>
        <button v-if="message.id" type="button" class="icon-button history-button"
          :class="{ 'is-shown': isBare }" aria-label="Delivery history"
          :aria-describedby="bubbleId" aria-haspopup="dialog" :tabindex="stop"
          @click="showHistory">
          <icon name="info"></icon></button>
      </div>
      <div v-if="isOutbound" class="message-meta"
        :class="{ 'sr-only': !item.closes && !isSpokenUp, 'is-bad': message.error }">
        <bdi v-if="message.author" data-testid="message-author">{{ message.author }}</bdi>
        <span v-if="isSpokenUp">{{ mark.words }}</span>
        <span v-else class="sr-only">{{ mark.words }}</span>
        <span v-if="!message.error" class="mark" :title="mark.words">
          <icon :name="mark.icon"></icon></span>
        <button v-if="error?.resendable" type="button" class="link-button"
          :tabindex="stop" :disabled="isResending" @click="$emit('resend', message)">Resend</button>
        <button v-if="message.status === 'refused'" type="button" class="link-button"
          :tabindex="stop" @click="$emit('restoreDraft', message)">Edit</button>
      </div>
    </div>`,
};
