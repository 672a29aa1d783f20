// Something to choose from: slides up from below on a phone, stands above its button elsewhere.
const MARGIN = 8;

export const Sheet = {
  props: { name: { type: String, required: true } },
  methods: {
    // A modal dialog keeps the focus, gives it back, and closes on Esc by itself.
    open(anchor) {
      const { left, top } = anchor.getBoundingClientRect();
      const { sheet } = this.$refs;
      sheet.showModal();
      const room = innerWidth - sheet.offsetWidth - MARGIN;
      sheet.style.setProperty('--left', `${Math.max(MARGIN, Math.min(left, room))}px`);
      sheet.style.setProperty('--bottom', `${innerHeight - top + MARGIN}px`);
    },
    close() {
      this.$refs.sheet.close();
    },
  },
  template: `
    <dialog ref="sheet" class="sheet" :aria-label="name" @click.self="close"
      @keydown.esc.stop>
      <div class="sheet-body" tabindex="-1" autofocus><slot></slot></div>
    </dialog>`,
};
