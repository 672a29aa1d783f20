// Something to choose from: slides up from below on a phone, stands above its button elsewhere.
const MARGIN = 8;
const WIDTH = 352;

export const Sheet = {
  props: { name: { type: String, required: true } },
  emits: ['show'],
  data: () => ({ isOpen: false, place: null }),
  methods: {
    open(anchor) {
      const { left, top } = anchor.getBoundingClientRect();
      const room = innerWidth - WIDTH - MARGIN;
      this.place = {
        '--left': `${Math.max(MARGIN, Math.min(left, room))}px`,
        '--bottom': `${innerHeight - top + MARGIN}px`,
      };
      this.isOpen = true;
    },
    close() {
      this.isOpen = false;
    },
  },
  template: `
    <q-dialog v-model="isOpen" class="sheet-dialog" :aria-label="name" position="bottom"
      :transition-duration="120" @show="$emit('show')">
      <div class="sheet" :style="place"><slot></slot></div>
    </q-dialog>`,
};
