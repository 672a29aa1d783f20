// A few emoji at a desk; phones have their own keyboard for them.
import { EMOJI } from './emoji.js';
import { Sheet } from './sheet.js';

export const EmojiPicker = {
  components: { Sheet },
  emits: ['choose'],
  data: () => ({ term: '' }),
  computed: {
    groups() {
      const term = this.term.trim().toLowerCase();
      return EMOJI.map(({ name, emoji }) => ({
        name,
        emoji: emoji.filter(([, words]) => words.toLowerCase().includes(term)),
      })).filter((group) => group.emoji.length);
    },
  },
  methods: {
    open(anchor) {
      this.term = '';
      this.$refs.sheet.open(anchor);
    },
    choose(emoji) {
      if (!emoji) return;
      this.$refs.sheet.close();
      this.$emit('choose', emoji);
    },
    step(event, by) {
      const buttons = [...this.$refs.groups.querySelectorAll('button')];
      buttons[buttons.indexOf(event.target) + by]?.focus();
    },
  },
  template: `
    <sheet ref="sheet" name="Emoji" @show="$refs.term.focus()">
      <input ref="term" v-model="term" class="sheet-search" type="text" autocomplete="off"
        aria-label="Search emoji" placeholder="Search emoji"
        @keydown.enter.prevent="choose(groups[0]?.emoji[0][0])">
      <div ref="groups" class="sheet-rows" @keydown.right.prevent="step($event, 1)"
        @keydown.left.prevent="step($event, -1)">
        <section v-for="group in groups" :key="group.name" class="emoji-group">
          <h3>{{ group.name }}</h3>
          <button v-for="[emoji, name] in group.emoji" :key="emoji" type="button" class="emoji"
            :aria-label="name" :title="name" @click="choose(emoji)">{{ emoji }}</button>
        </section>
        <p v-if="!groups.length" class="sheet-empty" role="status">
          No emoji is called “{{ term.trim() }}”.</p>
      </div>
    </sheet>`,
};
