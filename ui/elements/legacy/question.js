// Asks once before something that is not easily taken back. Esc and a tap beside it mean no.
export const Question = {
  props: {
    text: { type: String, required: true },
    yes: { type: String, required: true },
    no: { type: String, default: 'Cancel' },
  },
  emits: ['answer'],
  data: () => ({ isOpen: true, isYes: false }),
  methods: {
    agree() {
      this.isYes = true;
      this.isOpen = false;
    },
  },
  template: `
    <q-dialog v-model="isOpen" :aria-label="text" :transition-duration="120"
      @show="$refs.no.focus()" @hide="$emit('answer', isYes)">
      <div class="question">
        <p class="question-text">{{ text }}</p>
        <div class="question-answers">
          <button ref="no" type="button" class="plain-button" @click="isOpen = false">{{ no }}</button>
          <button type="button" class="main-button" @click="agree">{{ yes }}</button>
        </div>
      </div>
    </q-dialog>`,
};
