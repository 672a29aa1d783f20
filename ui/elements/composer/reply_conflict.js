// Asks whether to send a text all the same, after a colleague answered while it was written.
import { ago } from '../../client/time.js';

export const ReplyConflict = {
  // A refused entry of the outbox with the answer that came first.
  props: { entry: { type: Object, required: true } },
  emits: ['send', 'keep'],
  data: () => ({ isOpen: true, answer: 'keep' }),
  methods: {
    ago,
    send() {
      this.answer = 'send';
      this.isOpen = false;
    },
  },
  // Esc and a tap beside it keep the text to be edited.
  template: `
    <q-dialog v-model="isOpen" aria-labelledby="answered-title" aria-describedby="answered-words"
      :transition-duration="120" no-refocus @show="$refs.keep.focus()" @hide="$emit(answer)">
      <div class="question answered">
        <h2 id="answered-title">{{ entry.answer.author }} answered {{ ago(entry.answer.at) }}</h2>
        <p id="answered-words" dir="auto">“{{ entry.answer.text }}”</p>
        <p class="answered-own" dir="auto"><small>Your text was not sent</small>{{
          entry.text || 'Attachment(s)' }}</p>
        <div class="question-answers">
          <button type="button" class="plain-button" @click="send">Send anyway</button>
          <button ref="keep" type="button" class="main-button" @click="isOpen = false"
            >Keep editing</button>
        </div>
      </div>
    </q-dialog>`,
};
