// The box to write in, with its counter and Send. Its text is the draft of one conversation.
import { connection } from '/assets/js/connection.js';
import { Icon } from '/assets/js/icons.js';
import { draftOf, handOver, keepDraft, waiting } from '/assets/js/outbox.js';
import { measure, withNotice } from '/assets/js/sms.js';
import { say } from '/assets/js/toasts.js';

const WORDS = {
  message: { label: 'Message', placeholder: 'Text message', send: 'Send' },
  start: { label: 'Message', placeholder: 'Text message', send: 'Send' },
  comment: { label: 'Comment', placeholder: 'Add a comment', send: 'Send comment' },
};
const LINES = 6;
// A line can die after a text was handed to it; nobody says so, hence again until it is confirmed.
const AGAIN = 10_000;

export const ComposerBox = {
  components: { Icon },
  props: {
    kind: { type: String, required: true },
    conversation: { type: Number, required: true },
    limit: { type: Number, required: true },
    notice: { type: String, default: null },
    lacking: { type: String, default: null }, // what else is needed before this can be sent
  },
  emits: ['send'],
  computed: {
    words() {
      return WORDS[this.kind];
    },
    // The draft itself, so that words for one customer cannot stand in another's box.
    text: {
      get() {
        return draftOf(this.kind, this.conversation);
      },
      set(text) {
        keepDraft(this.kind, this.conversation, text);
      },
    },
    isEmpty() {
      return !this.text.trim();
    },
    reason() {
      return this.lacking ?? (this.isEmpty ? 'Write something first.' : null);
    },
    carriedNotice() {
      return this.notice && !this.text.includes(this.notice) ? this.notice : null;
    },
    length() {
      return measure(this.isEmpty ? '' : withNotice(this.text.trim(), this.carriedNotice));
    },
    isTooLong() {
      return this.length.characters > this.limit;
    },
    counter() {
      const { characters, segments } = this.length;
      const count = `${number(characters)} / ${number(this.limit)}`;
      if (this.kind === 'comment' || !segments) return count;
      return `${count} · ${segments} ${segments === 1 ? 'segment' : 'segments'}`;
    },
  },
  watch: {
    text() {
      this.$nextTick(this.fit);
    },
    'line.times': 'handOverAll',
  },
  data: () => ({ line: connection }),
  mounted() {
    this.fit();
    this.handOverAll();
    this.again = setInterval(this.handOverAll, AGAIN);
    addEventListener('resize', this.fit);
    // In a panel that was hidden there was nothing to measure.
    this.appearing = new IntersectionObserver(this.fit);
    this.appearing.observe(this.$refs.box);
  },
  unmounted() {
    clearInterval(this.again);
    removeEventListener('resize', this.fit);
    this.appearing.disconnect();
  },
  methods: {
    fit() {
      const { box } = this.$refs;
      box.style.height = 'auto';
      const line = parseFloat(getComputedStyle(box).lineHeight);
      box.style.height = `${Math.min(box.scrollHeight, LINES * line)}px`;
    },
    enter(event) {
      // 229: Safari ends a composition before it tells of the key that ended it.
      if (event.isComposing || event.keyCode === 229) return;
      const isCoarse = matchMedia('(pointer: coarse)').matches;
      if (event.ctrlKey || event.metaKey || !(event.shiftKey || isCoarse)) {
        event.preventDefault();
        this.send();
      }
    },
    send() {
      if (this.reason) return;
      if (this.isTooLong) {
        say(this.refusal());
        return;
      }
      const entry = handOver(this.kind, this.conversation, this.text.trim());
      this.text = '';
      this.deliver(entry);
      this.$refs.box.focus();
    },
    refusal() {
      const { characters } = this.length;
      const sizes = `${number(characters)} characters, and ${number(this.limit)} is the limit`;
      return `The ${this.kind === 'comment' ? 'comment' : 'message'} is too long: ${sizes}. Shorten it or send it in two.`;
    },
    deliver(entry) {
      if (this.line.isUp) this.$emit('send', entry.conversation, entry.key, entry.text);
    },
    handOverAll() {
      waiting(this.kind).forEach(this.deliver);
    },
  },
  template: `
    <form class="composer-form" @submit.prevent="send">
      <div class="composer-field" @click="$refs.box.focus()">
        <textarea ref="box" v-model="text" rows="1" dir="auto" :aria-label="words.label"
          :placeholder="words.placeholder" :aria-describedby="kind + '-counter'"
          @keydown.enter="enter"></textarea>
        <p v-if="carriedNotice" class="composer-notice">{{ carriedNotice }}</p>
        <p class="char-counter" data-testid="char-counter" :id="kind + '-counter'"
          :class="{ 'is-over': isTooLong }">{{ counter }}</p>
      </div>
      <button class="send-button" type="submit" :aria-label="words.send" :disabled="Boolean(reason)"
        :aria-describedby="reason ? kind + '-reason' : null" :title="reason" @mousedown.prevent>
        <icon name="send"></icon>
      </button>
      <span v-if="reason" class="sr-only" :id="kind + '-reason'">{{ reason }}</span>
    </form>`,
};

function number(value) {
  return value.toLocaleString();
}
