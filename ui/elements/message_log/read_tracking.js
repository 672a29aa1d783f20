// Says up to where the reader has seen the log: a message counts as read after a second in sight.
import { screen } from '../../client/screen.js';

const SEEN_AFTER = 1000;

export const readTracking = {
  emits: ['markRead'],
  data: () => ({ wasRead: 0 }),
  computed: {
    lastInbound() {
      return this.messages.findLast((message) => message.direction === 'inbound')?.id ?? null;
    },
    // One that was learned of late stands further up than its number tells.
    newestInbound() {
      const inbound = this.messages.filter((message) => message.direction === 'inbound');
      return inbound.reduce((newest, { id }) => Math.max(newest, id), 0);
    },
  },
  watch: {
    newestInbound: 'observe',
    items() {
      this.$nextTick(this.observe);
    },
  },
  created() {
    this.sight = new IntersectionObserver(this.seen, { threshold: 0.5 });
  },
  mounted() {
    document.addEventListener('visibilitychange', this.observe);
  },
  unmounted() {
    this.sight.disconnect();
    document.removeEventListener('visibilitychange', this.observe);
  },
  methods: {
    observe() {
      clearTimeout(this.reading);
      this.sight.disconnect();
      const id = this.lastInbound;
      if (!id || this.newestInbound <= this.wasRead || document.visibilityState !== 'visible')
        return;
      const bubble = this.$refs.content?.querySelector(`[data-id="${id}"]`);
      if (bubble) this.sight.observe(bubble);
    },
    // Seen for a second, in a tab that is looked at: only then it counts as read.
    seen([{ isIntersecting }]) {
      clearTimeout(this.reading);
      if (isIntersecting) this.reading = setTimeout(this.haveRead, SEEN_AFTER);
    },
    haveRead() {
      const isCovered = screen.size === 'small' && this.route.panel !== 'conversation';
      const isElsewhere = this.conversation !== this.route.conversation;
      if (isCovered || isElsewhere || document.visibilityState !== 'visible') return;
      this.wasRead = this.newestInbound;
      this.$emit('markRead', { messageId: this.newestInbound });
    },
  },
};
