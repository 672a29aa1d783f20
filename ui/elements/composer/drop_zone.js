// Takes files that are dropped on, or pasted into, the panel it stands in.
import { Icon } from '../../client/icons.js';

export const DropZone = {
  components: { Icon },
  emits: ['dropped'],
  data: () => ({ isOver: false }),
  mounted() {
    this.panel = this.$el.closest('.panel');
    for (const [name, listener] of this.listeners()) addEventListener(name, listener);
  },
  unmounted() {
    for (const [name, listener] of this.listeners()) removeEventListener(name, listener);
  },
  methods: {
    // On the window: what is dropped beside the panel would be opened in place of the page.
    listeners() {
      return [
        ['dragover', this.over],
        ['dragleave', this.leave],
        ['drop', this.drop],
        ['paste', this.paste],
      ];
    },
    over(event) {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      this.isOver = this.isMine(event.target);
    },
    // Out of the window; from one element to the next is told by `over`.
    leave({ relatedTarget }) {
      if (!relatedTarget) this.isOver = false;
    },
    drop(event) {
      const { types, files } = event.dataTransfer;
      if (!types.includes('Files')) return;
      event.preventDefault();
      this.isOver = false;
      if (files.length && this.isMine(event.target)) this.$emit('dropped', [...files]);
    },
    // Office programs copy words together with a picture of them: there the words are meant.
    paste(event) {
      const { files, types } = event.clipboardData;
      if (!files.length || types.includes('text/plain')) return;
      const isElsewhere = event.target.closest('input, textarea') && !this.isMine(event.target);
      if (isElsewhere || !this.isOpen()) return;
      event.preventDefault();
      this.$emit('dropped', [...files]);
    },
    isMine(target) {
      return this.panel.contains(target) && this.isOpen();
    },
    isOpen() {
      return !this.panel.closest('[inert]') && !document.querySelector('dialog[open], .q-dialog');
    },
  },
  template: `
    <div class="drop-zone" :class="{ 'is-over': isOver }" :aria-hidden="!isOver"
      ><icon name="image"></icon>Drop pictures here</div>`,
};
