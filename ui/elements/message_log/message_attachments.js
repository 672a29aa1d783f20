// The files of one message, above its text: pictures as pictures, anything else by name.
import { Icon } from '../../client/icons.js';
import { readableSize } from './file_size.js';

// In pixels: the largest box for a single picture, and how high they are where there are several.
const WIDEST = 280;
const HIGHEST = 320;
const IN_ROWS = 140;

export const MessageAttachments = {
  components: { Icon },
  props: {
    files: { type: Array, required: true },
    // Whether Tab stops at them.
    stop: { type: Number, required: true },
  },
  emits: ['look', 'fetch'],
  methods: {
    // Room is kept before the picture is there, so that nothing moves when it comes.
    room({ width, height }) {
      if (!width) return null;
      const high = this.files.length > 1 ? IN_ROWS : HIGHEST;
      const wide = Math.min(WIDEST, width, (high * width) / height);
      return { width: `${Math.round(wide)}px`, aspectRatio: `${width} / ${height}` };
    },
    about({ name, size }) {
      const kind = name.includes('.') ? name.split('.').at(-1).toUpperCase() : 'File';
      return [kind, readableSize(size)].filter(Boolean).join(' · ');
    },
  },
  template: `
    <ul class="attachments" :class="{ 'are-several': files.length > 1 }">
      <li v-for="(file, index) in files" :key="index" class="attachment" data-testid="attachment"
        :data-state="file.state" :title="file.name">
        <button v-if="file.state === 'ready' && file.isPicture" type="button" class="picture"
          :aria-label="'Open ' + file.name" :style="room(file)" :disabled="!file.source"
          :tabindex="stop"
          @click="$emit('look', file.id)"><img :src="file.thumbnail" alt="" :width="file.width"
          :height="file.height" decoding="async"></button>
        <a v-else-if="file.state === 'ready'" class="file" :href="file.source" :download="file.name"
          :aria-label="'Download ' + file.name" :tabindex="stop"><icon name="attach_file"></icon>
          <span>{{ file.name }}<small>{{ about(file) }}</small></span>
          <icon name="download"></icon></a>
        <div v-else-if="file.state === 'loading'" class="file"><icon name="hourglass"></icon>
          <span>{{ file.name }}<small>Loading…</small></span></div>
        <div v-else class="file is-lost"><icon name="error"></icon>
          <span>{{ file.name }}<small>could not be loaded</small></span>
          <button type="button" class="link-button" :tabindex="stop"
            @click="$emit('fetch', file.id)">Try again</button>
        </div>
      </li>
    </ul>`,
};
