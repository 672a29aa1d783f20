// Renames in place: Enter or the green check mark saves, Esc or a click elsewhere cancels.
import { Icon } from '/assets/js/icons.js';

const LIMIT = 100;

export const TitleEditor = {
  components: { Icon },
  props: { title: { type: String, default: '' } },
  emits: ['save', 'cancel'],
  data() {
    return { text: this.title, limit: LIMIT };
  },
  mounted() {
    this.$refs.field.select();
  },
  methods: {
    save() {
      this.$emit('save', this.text.trim());
    },
    // Focus that moves to the check mark stays inside; any other way out cancels.
    leave(event) {
      if (!event.currentTarget.contains(event.relatedTarget)) this.$emit('cancel');
    },
  },
  template: `
    <form class="title-editor" @submit.prevent="save" @focusout="leave"
      @keydown.esc.stop="$emit('cancel')">
      <input ref="field" v-model="text" type="text" class="title-field" dir="auto"
        aria-label="Conversation title" autocomplete="off" :maxlength="limit">
      <button type="submit" class="icon-button save-button" aria-label="Save title"
        @mousedown.prevent><icon name="check"></icon></button>
    </form>`,
};
