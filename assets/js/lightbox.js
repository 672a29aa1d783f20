// A picture in full: next and previous by arrow or swipe, zoom by pinch, wheel or double tap.
import { Icon } from '/assets/js/icons.js';

const SWIPE = 60; // pixels that make a movement a swipe
const CLOSE_ZOOM = 2.5;
const MOST_ZOOM = 6;

export const Lightbox = {
  components: { Icon },
  props: { pictures: { type: Array, required: true } },
  data: () => ({ index: 0, zoom: 1, x: 0, y: 0, touches: new Map(), isDragged: false }),
  computed: {
    picture() {
      return this.pictures[this.index] ?? null;
    },
    place() {
      return { transform: `translate(${this.x}px, ${this.y}px) scale(${this.zoom})` };
    },
  },
  methods: {
    // The dialog keeps the focus, gives it back to the thumbnail, and closes on Esc by itself.
    open(id) {
      this.show(this.pictures.findIndex((picture) => picture.id === id));
      this.$refs.dialog.showModal();
    },
    close() {
      this.$refs.dialog.close();
    },
    show(index) {
      if (index < 0 || index >= this.pictures.length) return;
      Object.assign(this, { index, zoom: 1, x: 0, y: 0 });
    },
    step(by) {
      this.show(this.index + by);
    },
    toggleZoom() {
      this.zoomTo(this.zoom > 1 ? 1 : CLOSE_ZOOM);
    },
    zoomTo(zoom) {
      this.zoom = Math.min(MOST_ZOOM, Math.max(1, zoom));
      if (this.zoom === 1) Object.assign(this, { x: 0, y: 0 });
    },
    wheel(event) {
      this.zoomTo(this.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2));
    },
    touch(event) {
      event.currentTarget.setPointerCapture(event.pointerId);
      this.touches.set(event.pointerId, event);
      this.isDragged = false;
      this.from = { x: event.clientX - this.x, y: event.clientY - this.y, at: event.clientX };
    },
    move(event) {
      if (!this.touches.has(event.pointerId)) return;
      const before = this.spread();
      this.touches.set(event.pointerId, event);
      if (this.touches.size === 2) this.zoomTo((this.zoom * this.spread()) / before);
      else if (this.zoom > 1) {
        Object.assign(this, { x: event.clientX - this.from.x, y: event.clientY - this.from.y });
      } else this.x = event.clientX - this.from.at;
      this.isDragged ||= Math.abs(event.clientX - this.from.at) > 5;
    },
    lift(event) {
      const wasOnly = this.touches.size === 1;
      this.touches.delete(event.pointerId);
      if (this.zoom > 1 || !wasOnly) return;
      const moved = this.x;
      this.x = 0;
      if (Math.abs(moved) > SWIPE) this.step(moved < 0 ? 1 : -1);
    },
    // How far two fingers are apart.
    spread() {
      const [one, other] = [...this.touches.values()];
      if (!other) return 1;
      return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    },
    leave(event) {
      if (event.target === event.currentTarget && !this.isDragged) this.close();
    },
  },
  template: `
    <dialog ref="dialog" class="lightbox" aria-label="Attachment"
      @keydown.left.prevent="step(-1)" @keydown.right.prevent="step(1)">
      <template v-if="picture">
        <div class="lightbox-stage" @click="leave" @dblclick="toggleZoom"
          @wheel.prevent="wheel" @pointerdown="touch" @pointermove="move" @pointerup="lift"
          @pointercancel="lift">
          <img :key="picture.id" :src="picture.source" :alt="picture.words" :style="place"
            :width="picture.width" :height="picture.height" draggable="false">
        </div>
        <p class="lightbox-name">{{ picture.name }}<small v-if="pictures.length > 1">
          {{ index + 1 }} of {{ pictures.length }}</small></p>
        <div class="lightbox-buttons">
          <a class="icon-button" :href="picture.source" :download="picture.name"
            role="button" aria-label="Download"><icon name="download"></icon></a>
          <button type="button" class="icon-button" aria-label="Close" autofocus @click="close">
            <icon name="close"></icon></button>
        </div>
        <button v-if="index > 0" type="button" class="icon-button lightbox-step is-previous"
          aria-label="Previous" @click="step(-1)"><icon name="chevron_left"></icon></button>
        <button v-if="index < pictures.length - 1" type="button" aria-label="Next"
          class="icon-button lightbox-step is-next" @click="step(1)">
          <icon name="chevron_right"></icon></button>
      </template>
    </dialog>`,
};
