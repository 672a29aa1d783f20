// Renames in place: Enter or the green check mark saves, Esc or a click elsewhere cancels.
import { Icon } from '../../client/icons.js';

const LIMIT = 100;

export const TitleEditor = {
  components: { Icon },
  props: {
    title: { type: String, default: '' },
    // Why the server did not take this title.
    reason: { type: String, default: null },
  },
  emits: ['save', 'cancel'],
  data() {
    return { text: this.title, refusal: this.reason };
  },
  watch: {
    text() {
      this.refusal = null;
    },
  },
  mounted() {
    this.$refs.field.select();
  },
  methods: {
    save() {
      this.refusal = refusalOf(this.text);
      if (this.refusal) this.$refs.field.focus();
      else this.$emit('save', this.text.trim());
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
        aria-label="Conversation title" autocomplete="off" :aria-invalid="Boolean(refusal)"
        :aria-describedby="refusal ? 'title-refusal' : null">
      <button type="submit" class="icon-button save-button" aria-label="Save title"
        @mousedown.prevent><icon name="check"></icon></button>
      <p v-if="refusal" id="title-refusal" class="title-refusal" role="alert">{{ refusal }}</p>
    </form>`,
};

// The sentences of the server, so that nobody has to wait for them.
function refusalOf(text) {
  if (text && !text.trim()) return 'Write a title, or leave it empty to show the number.';
  const isTooLong = [...text.trim().replace(/\s+/g, ' ')].length > LIMIT;
  return isTooLong ? `The title is too long: ${LIMIT} characters is the limit.` : null;
}
