// What administrators should know of, above the list; nothing as long as all is well.
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';

export default {
  components: { Icon },
  mixins: [initialCalls],
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
