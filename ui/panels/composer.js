// Where one writes to the customer, or reads why that is not possible.
import { ComposerBox } from '/assets/js/composer_box.js';
import { Icon } from '/assets/js/icons.js';
import { opening } from '/assets/js/opening.js';
import { accept, openOutbox, refuse } from '/assets/js/outbox.js';
import { place } from '/assets/js/place.js';

export default {
  components: { ComposerBox, Icon },
  mixins: [opening],
  props: { kind: String, limit: Number, userId: Number },
  emits: ['send'],
  data: () => ({ place, visit: 0, conversation: null, notice: null, blocked: null }),
  computed: {
    // What the server said holds for one conversation; the box itself follows the reader at once.
    isKnown() {
      return this.visit === this.place.visits;
    },
    isShown() {
      return this.place.shown && (this.conversation || !this.isKnown);
    },
  },
  beforeCreate() {
    openOutbox(this.$props.userId);
  },
  methods: {
    accepted: accept,
    refused: refuse,
    show(conversation, notice, blocked) {
      if (!conversation && !this.place.conversation) return; // only the list came up
      if (conversation && conversation !== this.place.conversation) return;
      Object.assign(this, { visit: this.place.visits, conversation, notice, blocked });
    },
    send(...message) {
      this.$emit('send', ...message);
    },
  },
  template: `
    <section v-if="isShown" class="composer" data-testid="composer" aria-label="Write">
      <p v-if="isKnown && blocked" class="composer-blocked"><icon name="block"></icon>
        {{ blocked }}</p>
      <composer-box v-else :kind="kind" :limit="limit"
        :conversation="place.shown" :notice="isKnown ? notice : null"
        @send="send"></composer-box>
    </section>`,
};
