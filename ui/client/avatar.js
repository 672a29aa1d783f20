// The coloured disc of a conversation: letters of its title, or a head for a bare number.
import { Icon } from './icons.js';

export const Avatar = {
  components: { Icon },
  props: { of: { type: Object, required: true } },
  template: `
    <span class="avatar" :class="'c' + of.colour" aria-hidden="true">
      <template v-if="of.initials">{{ of.initials }}</template>
      <icon v-else name="person"></icon>
    </span>`,
};
