// The files of one message, above its text: pictures as pictures, anything else by name.
import { Icon } from '/assets/js/icons.js';
import { readableSize } from '/assets/js/sizes.js';

export const MessageAttachments = {
  components: { Icon },
  props: { files: { type: Array, required: true } },
  emits: ['look', 'retry'],
  methods: {
    readableSize,
    // Room is kept before the picture is there, so that nothing moves when it comes.
    room(file) {
      return file.width ? { aspectRatio: `${file.width} / ${file.height}` } : null;
    },
  },
  template: `
    <ul v-if="files.length" class="attachments">
      <li v-for="file in files" :key="file.id" class="attachment" data-testid="attachment"
        :data-state="file.state">
        <button v-if="file.state === 'ready' && file.isPicture" type="button" class="picture"
          :title="file.name" :aria-label="'Open ' + file.name" :style="room(file)"
          @click="$emit('look', file)"><img :src="file.thumbnail" :alt="file.name"
          :width="file.width" :height="file.height" loading="lazy" decoding="async"></button>
        <a v-else-if="file.state === 'ready'" class="file" :href="file.source" :title="file.name"
          :download="file.name"><icon name="attach_file"></icon>
          <span>{{ file.name }}<small>{{ file.type }} · {{ readableSize(file.size) }}</small></span></a>
        <span v-else-if="file.state === 'loading'" class="file" :style="room(file)"
          :title="file.name"><icon name="hourglass"></icon>
          <span>{{ file.name }}<small>Is being fetched…</small></span></span>
        <span v-else class="file is-lost" :title="file.name"><icon name="error"></icon>
          <span>{{ file.name }}<small>Could not be loaded.</small></span>
          <button type="button" class="link-button" @click="$emit('retry', file)">Retry</button></span>
      </li>
    </ul>`,
};
