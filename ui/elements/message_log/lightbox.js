// A picture in full, with the next and the previous one of the conversation.
import { Icon } from '../../client/icons.js';
import { longTime } from '../../client/time.js';
import { panZoom } from './pan_zoom.js';

const KEYS = {
  ArrowLeft: (box) => box.step(-1),
  ArrowRight: (box) => box.step(1),
  '+': (box) => box.zoomTo(box.zoom * 1.5),
  '-': (box) => box.zoomTo(box.zoom / 1.5),
};

export const Lightbox = {
  components: { Icon },
  mixins: [panZoom],
  props: { messages: { type: Array, required: true } },
  data: () => ({ id: null }),
  computed: {
    pictures() {
      if (this.id === null) return [];
      return this.messages.flatMap((message) => {
        const shown = ({ state, isPicture }) => state === 'ready' && isPicture;
        const files = message.attachments.filter(shown);
        return files.map((file) => ({ ...file, words: describe(message) }));
      });
    },
    // By id, because older ones may be put before it while one looks.
    index() {
      return this.pictures.findIndex(({ id }) => id === this.id);
    },
    picture() {
      return this.pictures[this.index] ?? null;
    },
    // As large as there is room, before it is there; until then its thumbnail shines through.
    frame() {
      const { width, height, thumbnail } = this.picture;
      const wide = width && `min(100%, ${width}px, (100dvh - 128px) * ${width / height})`;
      const backgroundImage = `url(${thumbnail})`;
      return { ...this.pose, backgroundImage, width: wide, aspectRatio: `${width} / ${height}` };
    },
  },
  watch: {
    picture(picture) {
      if (!picture) this.close();
    },
  },
  mounted() {
    addEventListener('popstate', this.close);
  },
  unmounted() {
    removeEventListener('popstate', this.close);
  },
  methods: {
    // The dialog keeps the focus, gives it back to the thumbnail, and closes on Esc by itself. A
    // step in the history, so that a phone's Back closes it.
    async open(id) {
      await this.leaving;
      this.id = id;
      this.resetZoom();
      await this.$nextTick();
      this.$refs.dialog.showModal();
      if (!history.state?.isLooking) {
        history.pushState({ ...history.state, isLooking: true }, '');
      }
    },
    close() {
      this.$refs.dialog.close();
    },
    // Told a moment after it closed: by then the next one may be open.
    closed() {
      if (this.$refs.dialog?.open) return;
      this.id = null;
      if (!history.state?.isLooking) return;
      // A browser takes its time for a step back; one that was opened meanwhile would be closed.
      this.leaving = new Promise((left) => addEventListener('popstate', left, { once: true }));
      history.back();
    },
    step(by) {
      const picture = this.pictures[this.index + by];
      if (!picture) return;
      this.id = picture.id;
      this.resetZoom();
      // At either end the button that was pressed goes, and would take the focus along.
      this.$refs.dialog.focus();
    },
    pressKey(event) {
      const act = KEYS[event.key];
      if (!act) return;
      event.preventDefault();
      act(this);
    },
    // Beside the picture.
    tapOnce({ x, y }) {
      if (document.elementFromPoint(x, y).localName !== 'img' && this.zoom === 1) this.close();
    },
  },
  template: `
    <dialog ref="dialog" class="lightbox" aria-label="Attachment" tabindex="-1" @keydown="pressKey"
      @keydown.esc.stop @close="closed">
      <template v-if="picture">
        <div class="lightbox-stage" :class="{ 'is-held': isHeld }" @wheel.prevent="roll"
          @pointerdown="press" @pointermove="move" @pointerup="lift" @pointercancel="lift">
          <img :key="picture.id" :src="picture.source" :alt="picture.words" :style="frame"
            draggable="false">
        </div>
        <header class="lightbox-head">
          <p class="lightbox-name">{{ picture.name }}<small aria-live="polite"><template
            v-if="pictures.length > 1">{{ index + 1 }} of {{ pictures.length }} · </template
            >{{ picture.words }}</small></p>
          <a class="icon-button" :href="picture.source" :download="picture.name"
            role="button" aria-label="Download" title="Download"><icon name="download"></icon></a>
          <button type="button" class="icon-button" aria-label="Close" title="Close" autofocus
            @click="close"><icon name="close"></icon></button>
        </header>
        <button v-show="index > 0" type="button" class="icon-button lightbox-step is-previous"
          aria-label="Previous" title="Previous" @click="step(-1)">
          <icon name="chevron_left"></icon></button>
        <button v-show="index < pictures.length - 1" type="button" aria-label="Next" title="Next"
          class="icon-button lightbox-step is-next" @click="step(1)">
          <icon name="chevron_right"></icon></button>
      </template>
    </dialog>`,
};

function describe({ author, at }) {
  return `Image from ${author ?? 'the customer'}, ${longTime(at)}`;
}
