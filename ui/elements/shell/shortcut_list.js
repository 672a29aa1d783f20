// The dialog that lists the keys, and where single ones are switched off.
import { Icon } from '../../client/icons.js';
import { shortcuts, switchShortcuts } from '../../client/shortcuts.js';

const COMMAND = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';
const SINGLE = [
  { keys: ['/'], does: 'Open the filters' },
  { keys: ['n'], does: 'Start a conversation' },
  { keys: ['?'], does: 'List the keys' },
];
const ALWAYS = [
  { keys: ['↑', '↓'], does: 'Move through the list, or from message to message' },
  { keys: ['Enter'], does: 'Open the conversation, or send what was written' },
  { keys: ['Shift', 'Enter'], does: 'Begin a new line' },
  { keys: [COMMAND, 'Enter'], does: 'Send' },
  { keys: ['Esc'], does: 'Close what lies on top' },
];

export const ShortcutList = {
  components: { Icon },
  data: () => ({ shortcuts, always: ALWAYS, single: SINGLE }),
  watch: {
    'shortcuts.isListed': function follow(isListed) {
      if (isListed) this.$refs.dialog.showModal();
      else this.$refs.dialog.close();
    },
  },
  methods: {
    switchShortcuts,
    close() {
      this.shortcuts.isListed = false;
    },
  },
  template: `
    <dialog ref="dialog" class="keys-sheet" aria-labelledby="shortcut-list" @close="close"
      @click.self="close">
      <div class="keys-content">
        <header class="keys-head">
          <h2 class="keys-title" id="shortcut-list">Keyboard shortcuts</h2>
          <button type="button" class="icon-button" aria-label="Close" @click="close">
            <icon name="close"></icon></button>
        </header>
        <ul class="keys">
          <li v-for="row in [...always, ...single]" :key="row.does"
            :class="{ 'is-off': single.includes(row) && !shortcuts.isOn }">
            <span><template v-for="(key, index) in row.keys" :key="key"><template v-if="index"
              > {{ row.keys[0] === '↑' ? 'or' : '+' }} </template><kbd>{{ key }}</kbd></template
            ></span>{{ row.does }}</li>
        </ul>
        <label class="switch"><input type="checkbox" :checked="shortcuts.isOn"
          @change="switchShortcuts($event.target.checked)">
          Single keys outside of text boxes</label>
      </div>
    </dialog>`,
};
