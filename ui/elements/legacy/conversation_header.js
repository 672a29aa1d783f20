// Who is being texted with: shown at once from the row that was chosen, then as the server says.
import { Avatar } from '../../client/avatar.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { back, choose, go, pathOf, route } from '../../client/route.js';

export default {
  components: { Avatar, Icon },
  mixins: [initialCalls],
  data: () => ({ route, header: null, others: [] }),
  computed: {
    current() {
      const { shown, row } = this.route;
      return [this.header, row].find((known) => known?.id === shown) ?? null;
    },
    alsoOpen() {
      if (!this.others.length || this.header?.id !== this.route.shown) return null;
      const [{ title, location }] = this.others;
      if (this.others.length > 1) return `${this.others.length} more open`;
      return `Also open: ${title === this.header.title ? location : title}`;
    },
    isOpen() {
      return this.route.panel === 'details';
    },
  },
  methods: {
    show(header) {
      if (header || this.route.conversation !== null) this.header = header;
    },
    beside(others) {
      this.others = others;
    },
    visitOther() {
      const [other] = this.others;
      if (this.others.length === 1) choose(other, this.isOpen ? 'details' : 'conversation');
      else if (!this.isOpen) this.toggleDetails();
    },
    toList() {
      back(pathOf(null, 'list'));
    },
    toggleDetails() {
      const { conversation } = this.route;
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
          <h2 class="who-title" data-testid="conversation-title" dir="auto">{{ current.title }}</h2>
          <p class="who-place">{{ current.location }}<span v-if="current.status === 'closed'"
            > · Closed</span></p>
        </div>
        <button v-if="alsoOpen" type="button" class="also-open" :aria-label="alsoOpen"
          :title="alsoOpen" @click="visitOther"><icon name="forum"></icon>
          <span class="also-open-words">{{ alsoOpen }}</span></button>
      </template>
      <div v-else class="who"></div>
      <button type="button" class="icon-button" aria-label="Conversation details"
        :aria-expanded="isOpen" @click="toggleDetails"><icon name="info"></icon></button>
    </header>`,
};
