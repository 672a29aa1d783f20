// Who is being texted with: shown at once from the row that was chosen, then as the server says.
import { Avatar } from '/assets/js/avatar.js';
import { Icon } from '/assets/js/icons.js';
import { opening } from '/assets/js/opening.js';
import { back, go, pathOf, place } from '/assets/js/place.js';

export default {
  components: { Avatar, Icon },
  mixins: [opening],
  data: () => ({ place, header: null }),
  computed: {
    current() {
      const { shown, row } = this.place;
      return [this.header, row].find((known) => known?.id === shown) ?? null;
    },
    isOpen() {
      return this.place.panel === 'details';
    },
  },
  methods: {
    show(header) {
      if (header || this.place.conversation) this.header = header;
    },
    toList() {
      back(pathOf(null, 'list'));
    },
    toggleDetails() {
      const { conversation } = this.place;
      if (this.isOpen) back(pathOf(conversation));
      else go(pathOf(conversation, 'details'));
    },
  },
  template: `
    <header class="panel-head conversation-header">
      <button type="button" class="icon-button back-button" aria-label="Back" @click="toList">
        <icon name="arrow_back"></icon></button>
      <template v-if="current">
        <avatar :of="current"></avatar>
        <div class="who">
          <h2 class="who-title" data-testid="conversation-title">{{ current.title }}</h2>
          <p class="who-place">{{ current.location }}<span v-if="current.status === 'closed'"
            > · Closed</span></p>
        </div>
      </template>
      <div v-else class="who"></div>
      <button type="button" class="icon-button" aria-label="Conversation details"
        :aria-expanded="isOpen" @click="toggleDetails"><icon name="info"></icon></button>
    </header>`,
};
