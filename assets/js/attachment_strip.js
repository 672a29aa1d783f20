// The pictures below the box: a placeholder with progress, the picture, and an X to take it away.
import { detach, retry } from '/assets/js/attachments.js';
import { Icon } from '/assets/js/icons.js';

export const AttachmentStrip = {
  components: { Icon },
  props: {
    conversation: { type: Number, default: null },
    attachments: { type: Array, required: true },
  },
  methods: {
    retry(one) {
      retry(this.conversation, one);
    },
    remove(one) {
      detach(this.conversation, one);
    },
    words(one) {
      if (one.state === 'failed') return `${one.name}: ${one.reason}`;
      return one.state === 'loading' ? `${one.name} is loading` : one.name;
    },
  },
  template: `
    <ul v-if="attachments.length" class="strip" aria-label="Attachments">
      <li v-for="one in attachments" :key="one.key" class="strip-item"
        data-testid="attachment-preview" :data-state="one.state" :title="words(one)">
        <img v-if="one.state === 'ready'" :src="one.preview" :alt="one.name">
        <span v-else-if="one.state === 'loading'" class="strip-wait" role="progressbar"
          :aria-label="words(one)" aria-valuemin="0" aria-valuemax="100"
          :aria-valuenow="Math.round(one.progress * 100)"><icon name="hourglass"></icon>
          <span class="strip-bar" :style="{ width: one.progress * 100 + '%' }"></span></span>
        <button v-else type="button" class="strip-retry" :aria-label="'Retry: ' + words(one)"
          @click="retry(one)"><icon name="replay"></icon>Retry</button>
        <button type="button" class="strip-remove" aria-label="Remove attachment"
          @click="remove(one)"><icon name="close"></icon></button>
      </li>
    </ul>`,
};
