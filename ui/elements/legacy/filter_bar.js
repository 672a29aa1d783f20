// The grey bar above the list: what it is narrowed down to, and the section to change that.
import { NONE, SHOWN, apply, filters, removable, reset } from '../../client/filters.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';

const FIELDS = [
  { key: 'name', label: 'Conversation Name', mode: 'text' },
  { key: 'location', label: 'Location' },
  { key: 'phone', label: 'Phone Number', mode: 'tel' },
  { key: 'message', label: 'Message', mode: 'text' },
  { key: 'show', label: 'Show' },
];
const LIST = '[data-testid="conversation-list"]';

export default {
  components: { Icon },
  mixins: [initialCalls],
  props: { locations: Array, applied: Object, longest: Number },
  emits: ['apply'],
  data() {
    return { filters, fields: FIELDS, isOpen: false, written: { ...NONE } };
  },
  computed: {
    chips: removable,
    location() {
      const chosen = this.locations.find(({ id }) => String(id) === this.filters.applied.location);
      return chosen?.name ?? 'All locations';
    },
    choices() {
      const places = this.locations.map(({ id, name }) => ({ value: String(id), name }));
      const shown = Object.entries(SHOWN).map(([value, name]) => ({ value, name }));
      return {
        location: [{ value: '', name: 'All locations' }, ...places],
        show: [{ value: '', name: 'All conversations' }, ...shown],
      };
    },
  },
  watch: {
    'filters.times': function report() {
      this.$emit('apply', { ...this.filters.applied });
    },
  },
  beforeCreate() {
    filters.applied = { ...NONE, ...this.$props.applied };
  },
  mounted() {
    document.addEventListener('click', this.leave, true);
    document.addEventListener('keydown', this.escape);
  },
  unmounted() {
    document.removeEventListener('click', this.leave, true);
    document.removeEventListener('keydown', this.escape);
  },
  methods: {
    async toggle() {
      if (this.isOpen) return this.close();
      this.written = { ...this.filters.applied };
      this.isOpen = true;
      await this.$nextTick();
      this.$refs.section.querySelector('input').focus();
    },
    close() {
      const hadFocus = this.$refs.section?.contains(document.activeElement);
      this.isOpen = false;
      if (hadFocus) this.$refs.button.focus();
    },
    // A click on the list only closes: what lies under the section was not aimed at.
    leave(event) {
      if (!this.isOpen || !event.target.closest?.(LIST)) return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    },
    escape(event) {
      if (event.key !== 'Escape' || !this.isOpen || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      this.close();
    },
    submit() {
      apply(this.written);
      this.close();
    },
    reset() {
      reset();
      this.close();
    },
    remove(key) {
      apply({ [key]: '' });
      this.$refs.button.focus();
    },
  },
  template: `
    <div class="filter-bar" :class="{ 'is-open': isOpen }">
      <div class="filter-head">
        <button ref="button" type="button" class="icon-button" aria-label="Filters"
          aria-controls="filter-section" :aria-expanded="isOpen" @click="toggle">
          <icon name="tune"></icon></button>
        <div class="filter-chips" @click.self="toggle">
          <span class="filter-chip" data-testid="filter-chip">{{ location }}</span>
          <span v-for="chip in chips" :key="chip.key" class="filter-chip is-removable"
            data-testid="filter-chip"><bdi>{{ chip.words }}: {{ chip.value }}</bdi>
            <button type="button" :aria-label="'Remove filter: ' + chip.words"
              @click="remove(chip.key)"><icon name="close"></icon></button></span>
        </div>
        <icon v-if="!isOpen" class="filter-more" name="expand_more" @click="toggle"></icon>
      </div>
      <form v-if="isOpen" ref="section" id="filter-section" class="filter-section"
        data-testid="filter-section" aria-label="Filters" @submit.prevent="submit">
        <label v-for="field in fields" :key="field.key" class="field">
          <span>{{ field.label }}</span>
          <select v-if="choices[field.key]" v-model="written[field.key]">
            <option v-for="choice in choices[field.key]" :key="choice.value" :value="choice.value">
              {{ choice.name }}</option></select>
          <input v-else v-model="written[field.key]" type="text" placeholder="Any" dir="auto"
            autocomplete="off" :inputmode="field.mode" :maxlength="longest">
        </label>
        <div class="filter-buttons">
          <button type="submit" class="button">Apply Filters</button>
          <button type="button" class="button is-secondary" @click="reset">Reset Filters</button>
          <button type="button" class="icon-button" aria-label="Hide filters" @click="close">
            <icon name="expand_less"></icon></button>
        </div>
      </form>
    </div>`,
};
