// The pictures below the box: a placeholder with progress, the picture, and an X to take it away.
import { detach, retry, thumbnailOf, troubleOf } from '../../client/attachments.js';
import { Icon } from '../../client/icons.js';

export const AttachmentStrip = {
  components: { Icon },
  props: { attachments: { type: Array, required: true } },
  emits: ['removed'],
  computed: {
    trouble() {
      return troubleOf(this.attachments);
    },
  },
  methods: {
    retry,
    thumbnailOf,
    remove(one) {
      detach(one);
      this.$emit('removed');
    },
    words(one) {
      if (one.state === 'failed') return `${one.name}: ${one.reason}`;
      return one.state === 'loading' ? `${one.name} is loading` : one.name;
    },
  },
  template: `
    <div class="strip-frame">
      <ul v-if="attachments.length" class="strip" aria-label="Attachments" tabindex="-1">
        <li v-for="one in attachments" :key="one.key" class="strip-item"
          data-testid="attachment-preview" :data-state="one.state" :title="words(one)">
          <img v-if="one.state === 'ready'" :src="thumbnailOf(one)" :alt="one.name">
          <template v-else-if="one.state === 'loading'">
            <img v-if="one.thumbnail" class="is-faint" :src="one.thumbnail" alt="">
            <span class="strip-wait" role="progressbar" :aria-label="words(one)" aria-valuemin="0"
              aria-valuemax="100" :aria-valuenow="Math.round(one.progress * 100)">
              <icon v-if="!one.thumbnail" name="hourglass"></icon>
              <span class="strip-bar" :style="{ width: one.progress * 100 + '%' }"></span></span>
          </template>
          <button v-else type="button" class="strip-retry" :aria-label="'Retry ' + words(one)"
            @click="retry(one)"><icon name="replay"></icon>Retry</button>
          <button type="button" class="strip-remove" aria-label="Remove attachment"
            @click="remove(one)"><icon name="close"></icon></button>
        </li>
      </ul>
      <p class="strip-trouble" role="status">{{ trouble }}</p>
    </div>`,
};
