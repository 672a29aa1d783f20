// What a message went through: a card beside its bubble, or a sheet at the bottom of a phone.
import { screen } from '../../client/screen.js';
import { exactTime, fullTime } from '../../client/time.js';

export const DeliveryHistory = {
  props: {
    // Undefined until the server has told it.
    history: { type: Object, default: undefined },
    target: { type: Object, required: true },
  },
  emits: ['close'],
  data: () => ({ screen, isOpen: true }),
  computed: {
    isSheet() {
      return this.screen.size === 'small';
    },
    frame() {
      return this.isSheet ? 'q-dialog' : 'q-menu';
    },
    placing() {
      if (this.isSheet) return { position: 'bottom', 'aria-label': 'Delivery history' };
      // Quasar would call it a menu, in which no dialog may be.
      const placing = { anchor: 'bottom left', self: 'top left', role: 'group' };
      return { target: this.target, noParentEvent: true, ...placing };
    },
    facts() {
      const { from, to, length } = this.history;
      return [
        ['From', from],
        ['To', to],
        ['Length', length],
      ].filter(([, value]) => value);
    },
    steps() {
      const { steps, attempts } = this.history;
      return steps.map((step, index) => ({
        ...step,
        time: exactTime(step.at, steps[index - 1]?.at),
        heading: attempts > 1 && step.attempt !== steps[index - 1]?.attempt,
      }));
    },
  },
  created() {
    this.opener = document.activeElement;
  },
  methods: {
    fullTime,
    // Quasar would give the focus to the whole log, because that can be focused too.
    leave(event) {
      if (!event?.qClickOutside) this.opener?.focus({ preventScroll: true });
      this.$emit('close');
    },
  },
  template: `
    <component :is="frame" v-model="isOpen" v-bind="placing" class="history-frame"
      :transition-duration="120" no-refocus @show="$refs.card?.focus()" @hide="leave">
      <div ref="card" class="history" role="dialog" aria-label="Delivery history" tabindex="-1"
        data-testid="delivery-history" :class="{ 'is-sheet': isSheet }">
        <p v-if="!history" class="history-waiting">Loading…</p>
        <template v-else>
          <ol class="history-steps" aria-live="polite">
            <li v-for="(step, index) in steps" :key="index" data-testid="history-step">
              <strong v-if="step.heading" class="history-heading">Attempt {{ step.attempt }}</strong>
              <span>{{ step.text }}</span>
              <time :datetime="step.at" :title="fullTime(step.at)">{{ step.time }}</time>
              <small v-if="step.why">{{ step.why }}</small>
            </li>
          </ol>
          <dl class="facts">
            <div v-for="[name, value] in facts" :key="name"><dt>{{ name }}</dt>
              <dd><bdi>{{ value }}</bdi></dd></div>
          </dl>
        </template>
      </div>
    </component>`,
};
