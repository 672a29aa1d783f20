// The company's templates to choose from, each as it would be sent here.
import { filled } from '../../client/placeholders.js';
import { Sheet } from './sheet.js';

export const TemplatePicker = {
  components: { Sheet },
  props: {
    // Null as long as they are not loaded.
    templates: { type: Array, default: null },
    // What stands for each placeholder; one that is missing is left as it is.
    placeholders: { type: Object, default: () => ({}) },
  },
  emits: ['wanted', 'choose'],
  data: () => ({ term: '', active: 0 }),
  computed: {
    found() {
      const term = this.term.trim().toLocaleLowerCase();
      return (this.templates ?? [])
        .map((template) => ({ ...template, text: filled(template.text, this.placeholders) }))
        .filter(({ name, text }) => `${name}\n${text}`.toLocaleLowerCase().includes(term));
    },
  },
  watch: {
    term() {
      this.active = 0;
    },
  },
  methods: {
    open(anchor) {
      Object.assign(this, { term: '', active: 0 });
      this.$emit('wanted');
      this.$refs.sheet.open(anchor);
    },
    // On a phone the keyboard would cover what there is to choose from.
    searchAtADesk() {
      if (matchMedia('(pointer: fine)').matches) this.$refs.term?.focus();
    },
    step(by) {
      const count = this.found.length;
      if (count) this.active = (this.active + by + count) % count;
      this.$nextTick(() => {
        this.$refs.options?.[this.active]?.scrollIntoView({ block: 'nearest' });
      });
    },
    choose(template) {
      if (!template) return;
      this.$refs.sheet.close();
      this.$emit('choose', template.text);
    },
  },
  template: `
    <sheet ref="sheet" name="Templates" @show="searchAtADesk">
      <template v-if="!templates || templates.length">
        <input ref="term" v-model="term" class="sheet-search" type="text" role="combobox"
          aria-label="Search templates" placeholder="Search templates" autocomplete="off"
          aria-controls="templates-found" aria-expanded="true" aria-autocomplete="list"
          :aria-activedescendant="found.length ? 'template-' + found[active].id : null"
          @keydown.down.prevent="step(1)" @keydown.up.prevent="step(-1)"
          @keydown.enter.prevent="choose(found[active])">
        <ul v-show="found.length || !templates" id="templates-found" class="sheet-rows" role="listbox" aria-label="Templates"
          :aria-busy="!templates">
          <li v-for="(template, index) in found" :key="template.id" ref="options" role="option"
            class="template" :id="'template-' + template.id" :aria-selected="index === active"
            @mousemove="active = index" @click="choose(template)">
            <strong>{{ template.name }}</strong><span dir="auto">{{ template.text }}</span></li>
        </ul>
        <p v-if="templates && !found.length" class="sheet-empty" role="status">
          No template says “{{ term.trim() }}”.</p>
      </template>
      <p v-else class="sheet-empty"><strong>No templates yet</strong>
        An administrator of your company can add them.</p>
    </sheet>`,
};
