// The ways to choose pictures: from the files of the device, or with its camera.

import { Icon } from '../../client/icons.js';
import { Camera } from './camera.js';

export const AttachButtons = {
  components: { Camera, Icon },
  emits: ['chosen'],
  methods: {
    // Emptied, or choosing the same file once more would be no change.
    choose({ target }) {
      if (target.files.length) this.$emit('chosen', [...target.files]);
      target.value = '';
    },
  },
  template: `
    <button type="button" class="icon-button" aria-label="Attach image" title="Attach image"
      @click="$refs.files.click()"><icon name="image"></icon></button>
    <input ref="files" type="file" hidden multiple accept=".jpg,.jpeg,.png,image/jpeg,image/png"
      aria-label="Images" @change="choose">
    <camera @taken="$emit('chosen', [$event])"></camera>`,
};
