// Asks whether to send a text all the same, after a colleague answered while it was written.
import { ago } from '../../client/time.js';

export const ReplyConflict = {
  // A refused entry of the outbox with the answer that came first.
  props: { entry: { type: Object, required: true } },
  emits: ['send', 'keep'],
  mounted() {
    this.$refs.dialog.showModal();
  },
  methods: {
    ago,
  },
  template: `
    <dialog ref="dialog" class="question answered" aria-labelledby="answered-title"
      aria-describedby="answered-words" @cancel.prevent="$emit('keep')" @keydown.esc.stop>
      <h2 id="answered-title">{{ entry.answer.author }} answered {{ ago(entry.answer.at) }}</h2>
      <p id="answered-words" class="answered-quote" dir="auto">“{{ entry.answer.text }}”</p>
      <p class="answered-own" dir="auto"><small>Your text was not sent</small>{{
        entry.text || 'Attachment(s)' }}</p>
      <div class="question-answers">
        <button type="button" class="plain-button" @click="$emit('send')">Send anyway</button>
        <button type="button" class="main-button" autofocus @click="$emit('keep')"
          >Keep editing</button>
      </div>
    </dialog>`,
};
