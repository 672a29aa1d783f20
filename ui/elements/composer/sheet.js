// Something to choose from: slides up from below on a phone, stands above its button elsewhere.
const MARGIN = 8;
const WIDTH = 352;

export const Sheet = {
  props: { name: { type: String, required: true } },
  emits: ['show'],
  data: () => ({ isOpen: false, place: null }),
  methods: {
    open(anchor) {
      Object.assign(this, { anchor, hasChosen: false });
      const { left, top } = anchor.getBoundingClientRect();
      const room = innerWidth - WIDTH - MARGIN;
      this.place = {
        '--left': `${Math.max(MARGIN, Math.min(left, room))}px`,
        '--bottom': `${innerHeight - top + MARGIN}px`,
      };
      this.isOpen = true;
    },
    // Once something was chosen.
    close() {
      this.hasChosen = true;
      this.isOpen = false;
    },
    // Quasar would give the focus back to the button before the dialog lets it go.
    leave() {
      const box = this.anchor.closest('[data-testid="composer"]')?.querySelector('textarea');
      (this.hasChosen ? box : this.anchor)?.focus();
    },
  },
  template: `
    <q-dialog v-model="isOpen" class="sheet-dialog" :aria-label="name" position="bottom"
      :transition-duration="120" no-refocus @show="$emit('show')" @hide="leave">
      <div class="sheet" :style="place"><slot></slot></div>
    </q-dialog>`,
};
