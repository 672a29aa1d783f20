// What administrators should know of, above the list; nothing as long as all is well.
import { Icon } from '/assets/js/icons.js';
import { opening } from '/assets/js/opening.js';

export default {
  components: { Icon },
  mixins: [opening],
  data: () => ({ troubles: [] }),
  methods: {
    show(troubles) {
      this.troubles = troubles;
    },
  },
  template: `
    <div role="status" aria-label="Troubles">
      <div v-if="troubles.length" class="banner" data-testid="banner">
        <icon name="error"></icon>
        <p v-for="trouble in troubles" :key="trouble">{{ trouble }}</p>
        <a href="/settings/check-up">Check-up</a>
      </div>
    </div>`,
};
