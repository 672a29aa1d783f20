// The quiet lines above the box: who else is here, and what the customer may be asking for.
import { connection } from '../../client/connection.js';
import { dismiss, isDismissed } from './dismissals.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { describeViewers, describeTyping } from '../../client/viewers.js';
import { route } from '../../client/route.js';
import { screen } from '../../client/screen.js';

// A window beside another one is still looked at for a while after the last click in it.
const FOCUSED_LATELY = 60_000;
const BETWEEN_KEYS = 2000;

export default {
  components: { Icon },
  mixins: [initialCalls],
  emits: ['attend', 'away', 'typing', 'optOut'],
  data: () => ({
    route,
    screen,
    connection,
    isWatched: true,
    present: { conversation: null, viewers: [] },
    question: { conversation: null, message: null },
  }),
  computed: {
    // The conversation in front of the viewer's eyes.
    seen() {
      const { conversation, panel } = this.route;
      const isCovered = this.screen.size === 'small' && panel === 'list';
      return this.isWatched && !isCovered ? conversation : null;
    },
    viewers() {
      const { conversation, viewers } = this.present;
      return conversation === this.route.shown ? viewers : [];
    },
    typing() {
      return describeTyping(this.viewers);
    },
    presence() {
      return describeViewers(this.viewers);
    },
    asksToStop() {
      const { conversation, message } = this.question;
      return message && conversation === this.route.shown && !isDismissed(message);
    },
  },
  watch: {
    seen: 'report',
    'connection.times': 'report',
  },
  mounted() {
    this.typedAt = 0;
    for (const name of ['focus', 'blur', 'pageshow']) addEventListener(name, this.look);
    for (const [name, hear] of this.documentListeners()) document.addEventListener(name, hear);
    this.look();
  },
  unmounted() {
    clearTimeout(this.leaving);
    for (const name of ['focus', 'blur', 'pageshow']) removeEventListener(name, this.look);
    for (const [name, hear] of this.documentListeners()) document.removeEventListener(name, hear);
  },
  methods: {
    documentListeners() {
      return [['visibilitychange', this.look], ['input', this.type]];
    },
    beside(conversation, viewers) {
      this.present = { conversation, viewers };
    },
    suggest(conversation, message) {
      this.question = { conversation, message };
    },
    look() {
      clearTimeout(this.leaving);
      const isVisible = document.visibilityState === 'visible';
      if (isVisible && document.hasFocus()) this.isWatched = true;
      else if (!isVisible) this.isWatched = false;
      else this.leaving = setTimeout(() => { this.isWatched = false; }, FOCUSED_LATELY);
    },
    report() {
      if (this.seen) this.$emit('attend', this.seen);
      else this.$emit('away');
    },
    type({ target }) {
      const isOurs = target.closest?.('[data-testid="composer"]');
      if (!isOurs || !this.seen || Date.now() - this.typedAt < BETWEEN_KEYS) return;
      this.typedAt = Date.now();
      this.$emit('typing', this.seen);
    },
    optOut() {
      this.$emit('optOut', this.question.conversation);
    },
    leaveIt() {
      dismiss(this.question.message);
    },
  },
  template: `
    <div class="quiet-lines" v-if="route.shown">
      <p v-if="asksToStop" class="quiet-line" data-testid="stop-suggestion">
        <icon name="block"></icon><span>The customer may be asking not to be texted.</span>
        <button type="button" class="line-button" @click="optOut">Mark as opted out</button>
        <button type="button" class="line-button" @click="leaveIt">Dismiss</button></p>
      <p v-if="viewers.length" class="quiet-line" data-testid="presence" aria-hidden="true">
        <icon :name="typing ? 'edit' : 'eye'"></icon><bdi>{{ typing ?? presence }}</bdi></p>
      <p class="sr-only" role="status">{{ presence }}</p>
    </div>`,
};
