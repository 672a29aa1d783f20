// Which of the loaded messages are in the page, and asking for those beyond.
import { isBefore } from '../../client/message_items.js';
import { keepAnchor } from './scroll_anchor.js';

// Bubbles in the page; what lies beyond is kept in memory and drawn when one scrolls there.
export const MOST = 300;
const STEP = 50;
const ANSWER_WITHIN = 5000;

export const logWindow = {
  emits: ['loadOlder', 'loadNewer'],
  data: () => ({
    first: 0, // of the messages, the first one in the page
    more: false, // the server has older ones than the first of these
    later: false, // the server has newer ones than the last of these
    isAsking: false,
  }),
  computed: {
    shown() {
      return this.messages.slice(this.first, this.first + MOST);
    },
    hasHidden() {
      return this.first + MOST < this.messages.length;
    },
    hasLater() {
      return this.hasHidden || this.later;
    },
  },
  methods: {
    async prependMessages({ messages, more }) {
      const known = new Set(this.messages.map((message) => message.id));
      const older = messages.filter((message) => message.conversation === this.conversation);
      const fresh = older.filter((message) => !known.has(message.id));
      this.isSettled = false;
      await keepAnchor(this.$refs.scroller, () => {
        this.messages = [...fresh, ...this.messages];
        Object.assign(this, { more, isAsking: false });
        return this.$nextTick();
      });
      this.isSettled = true;
    },
    async appendMessages({ messages, later }) {
      const known = new Set(this.messages.map((message) => message.id));
      const newer = messages.filter((message) => message.conversation === this.conversation);
      const fresh = newer.filter((message) => !known.has(message.id));
      await keepAnchor(this.$refs.scroller, () => {
        this.messages = [...this.messages, ...fresh];
        Object.assign(this, { later, isAsking: false });
        return this.$nextTick();
      });
    },
    // Between it and what is drawn there are others, which come when one scrolls there.
    isBeyond(message) {
      return this.later && isBefore(this.messages.at(-1), message);
    },
    comesWithOlder(message) {
      return this.more && this.messages.length > 0 && isBefore(message, this.messages[0]);
    },
    put(message, isNew) {
      if (!isNew) {
        this.messages = this.messages.map((known) => (known.id === message.id ? message : known));
        return;
      }
      const after = this.messages.findLastIndex((known) => isBefore(known, message));
      this.messages = this.messages.toSpliced(after + 1, 0, message);
      if (this.isFollowing) this.first = Math.max(0, this.messages.length - MOST);
    },
    lookDown() {
      if (this.hasHidden) this.move(STEP);
      else if (!this.isAsking && !this.isLoading)
        this.askFrom(this.messages.at(-1), (messageId) => this.$emit('loadNewer', { messageId }));
    },
    lookUp() {
      if (this.first > 0) this.move(-STEP);
      else if (this.more && !this.isAsking && !this.isLoading)
        this.askFrom(this.messages[0], (messageId) => this.$emit('loadOlder', { messageId }));
    },
    askFrom(message, ask) {
      if (!message) return;
      this.isAsking = true;
      setTimeout(() => {
        this.isAsking = false;
      }, ANSWER_WITHIN);
      ask(message.id);
    },
    move(step) {
      return keepAnchor(this.$refs.scroller, () => {
        const last = Math.max(0, this.messages.length - MOST);
        this.first = Math.min(Math.max(0, this.first + step), last);
        return this.$nextTick();
      });
    },
  },
};
