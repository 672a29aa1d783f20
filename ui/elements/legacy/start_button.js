// Leads to the form that starts a conversation. One button; where it stands is up to the size.
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { START, go } from '../../client/route.js';

export default {
  components: { Icon },
  mixins: [initialCalls],
  methods: {
    start() {
      go(START);
    },
  },
  template: `
    <button type="button" class="button start-button" aria-label="Start Conversation"
      @click="start"><icon name="add_comment"></icon><span>Start Conversation</span></button>`,
};
