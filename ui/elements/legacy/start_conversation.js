// The form that starts a conversation: whom to text, from where, and the first message.
import { moveAttachments, syncAttachments, takeForMessage } from '../../client/attachments.js';
import { Avatar } from '../../client/avatar.js';
import { ComposerBox } from '../composer/composer_box.js';
import { connection } from '../../client/connection.js';
import { draftOf, setDraft } from '../../client/drafts.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import {
  amend,
  deliverEntries,
  findEntry,
  enqueue,
  openOutbox,
  reject,
  resolve,
  restoreDraft,
  waiting,
} from '../../client/outbox.js';
import { START, back, go, pathOf, replace, route } from '../../client/route.js';
import { clearStartForm, keepStartForm, openStartForm, startForm } from './start_form.js';
import { shortTime } from '../../client/time.js';
import { say } from '../../client/toasts.js';

// The form's draft and entries belong to no conversation yet.
const NEW = 0;
const PAUSE = 250;
const UNKNOWN = { number: null, refusal: null, existing: null };

export default {
  components: { Avatar, ComposerBox, Icon },
  mixins: [initialCalls],
  props: {
    places: Array,
    agent: String,
    limit: Number,
    longestTitle: Number,
    userId: Number,
    // For those with no place to start from: what to do, and the page to do it on.
    advice: String,
    wayOut: Object,
  },
  emits: ['check', 'start', 'continue', 'templates'],
  data: () => ({
    form: startForm,
    route,
    connection,
    known: UNKNOWN,
    isLeft: false, // the number was written to its end, as far as one can tell
    existing: null,
    isAsking: false,
    templates: null,
  }),
  computed: {
    isShown() {
      return this.route.panel === 'start';
    },
    // A number that is no number yet is no mistake while it is being written.
    numberTrouble() {
      return this.isLeft || this.known.number ? this.known.refusal : null;
    },
    titleTrouble() {
      const length = this.form.title.trim().length;
      return length > this.longestTitle
        ? `The title is too long: ${length} characters, and ${this.longestTitle} is the limit.`
        : null;
    },
    lacking() {
      if (this.isUnderWay) return 'The conversation is being started.';
      if (!this.form.phone.trim()) return 'Write the customer’s phone number first.';
      if (this.known.refusal) return this.known.refusal;
      if (!this.form.place) return 'Choose a point of contact first.';
      return this.titleTrouble;
    },
    chosen() {
      return this.places.find((one) => one.id === this.form.place);
    },
    // What stands in templates for this customer.
    placeholders() {
      return {
        customer: this.form.title.trim() || this.form.phone,
        location: this.chosen?.name ?? '',
        agent: this.agent,
      };
    },
    isUnderWay() {
      return waiting('start').length > 0;
    },
    progress() {
      if (!this.isUnderWay) return null;
      if (this.connection.isUp) return 'Starting…';
      return 'The conversation will be started when you are back online.';
    },
  },
  watch: {
    isShown: 'arrive',
    form: { deep: true, handler: keepStartForm },
    'form.phone': function written() {
      this.known = UNKNOWN;
      this.isLeft = false;
      this.look();
    },
    'form.place': 'look',
  },
  beforeCreate() {
    openOutbox(this.$props.userId);
    openStartForm(this.$props.places);
  },
  mounted() {
    document.addEventListener('keydown', this.escape);
    this.stop = deliverEntries('start', this.deliver);
    if (this.isShown) this.arrive();
  },
  unmounted() {
    document.removeEventListener('keydown', this.escape);
    this.stop();
  },
  methods: {
    shortTime,
    async arrive() {
      if (!this.isShown) return;
      this.look();
      await this.$nextTick();
      this.$refs.phone?.focus({ preventScroll: true });
    },
    leave() {
      back(history.state?.from ?? pathOf(null, 'list'));
    },
    escape(event) {
      const isTaken = event.defaultPrevented || document.querySelector('.q-dialog, .q-menu');
      if (event.key !== 'Escape' || !this.isShown || isTaken) return;
      event.preventDefault();
      this.leave();
    },
    showTemplates(templates) {
      this.templates = templates;
    },
    showAttachments(attachments) {
      syncAttachments(NEW, attachments);
    },
    look() {
      clearTimeout(this.looking);
      if (!this.form.phone.trim()) return;
      this.looking = setTimeout(() => {
        this.$emit('check', this.form.phone, this.form.place);
      }, PAUSE);
    },
    know(written, at, known) {
      if (written !== this.form.phone || at !== this.form.place) return;
      this.known = known;
      if (this.isLeft) this.tidy();
    },
    // Never while it is being written: the cursor would jump.
    tidy() {
      this.isLeft = true;
      const { known } = this;
      if (!known.number || known.number === this.form.phone) return;
      this.form.phone = known.number;
      this.$nextTick(() => Object.assign(this, { known, isLeft: true }));
    },
    start(text, beside = NEW) {
      const { phone, place: at, title } = this.form;
      const { key } = enqueue('start', NEW, text, { attachments: takeForMessage(NEW) });
      setDraft('start', NEW, '');
      amend(key, { start: { phone, place: at, title, beside } });
    },
    deliver({ key, text, start, attachments = [] }) {
      if (!start) return;
      const ids = attachments.map(({ id }) => id);
      this.$emit('start', key, start.place, start.phone, start.title, text, start.beside, ids);
    },
    started(key, conversation) {
      const entry = findEntry(key);
      if (!entry) return;
      resolve(key);
      clearStartForm();
      this.known = UNKNOWN;
      if (this.isShown) replace(pathOf(conversation));
      else this.tell('The conversation was started.', 'Show', pathOf(conversation));
    },
    refused: reject,
    ask(key, existing) {
      const entry = findEntry(key);
      if (!entry) return;
      restoreDraft(entry);
      Object.assign(this, { existing, isAsking: true });
      if (this.isShown) return;
      const whom = `${existing.number} at ${existing.location}`;
      this.tell(`You already text with ${whom}.`, 'Decide', START);
    },
    // To somebody who has gone elsewhere meanwhile.
    tell(sentence, action, path) {
      say(sentence, { action, onAction: () => go(path) });
    },
    continueExisting() {
      const { existing } = this;
      const words = [draftOf('message', existing.id), draftOf('start', NEW)].filter(Boolean);
      setDraft('message', existing.id, words.join('\n'));
      setDraft('start', NEW, '');
      moveAttachments(NEW, existing.id);
      this.$emit('continue', existing.id);
      clearStartForm();
      this.isAsking = false;
      route.row = existing;
      go(pathOf(existing.id));
    },
    startAnother() {
      this.isAsking = false;
      this.start(draftOf('start', NEW).trim(), this.existing.id);
    },
  },
  template: `
    <div v-if="isShown" class="start" data-testid="start-conversation" role="dialog"
      aria-label="Start Conversation">
      <div class="start-card">
        <header class="start-head">
          <button type="button" class="icon-button" aria-label="Close" @click="leave">
            <icon name="close"></icon></button>
          <h2 class="panel-title">Start Conversation</h2>
        </header>
        <p v-if="!places.length" class="empty">{{ advice }}
          <a v-if="wayOut" class="empty-link" :href="wayOut.path">{{ wayOut.name }}</a></p>
        <template v-else>
          <div class="start-fields">
            <label class="field"><span>Phone number</span>
              <input ref="phone" v-model="form.phone" type="text" inputmode="tel" maxlength="60"
                autocomplete="off" :aria-invalid="Boolean(numberTrouble)" aria-required="true"
                :aria-describedby="numberTrouble ? 'start-number' : null" @blur="tidy"
                aria-label="Phone number"></label>
            <label class="field"><span>Point of contact</span>
              <select v-model.number="form.place" aria-label="Point of contact"
                aria-required="true">
                <option :value="0" disabled>Choose one</option>
                <option v-for="one in places" :key="one.id" :value="one.id">{{ one.name }}</option>
              </select></label>
            <p v-if="numberTrouble" id="start-number" class="field-trouble" role="alert">
              {{ numberTrouble }}</p>
            <p v-else-if="known.existing" class="field-hint">You already text with this customer
              here: {{ known.existing.title }}.</p>
            <label class="field start-title"><span>Title (optional)</span>
              <input v-model="form.title" type="text" autocomplete="off" dir="auto"
                aria-label="Title" :aria-invalid="Boolean(titleTrouble)"
                :aria-describedby="titleTrouble ? 'start-title' : null"></label>
            <p v-if="titleTrouble" id="start-title" class="field-trouble" role="alert">
              {{ titleTrouble }}</p>
          </div>
          <div class="start-message" data-testid="composer">
            <composer-box kind="start" :conversation="0" :limit="limit" :notice="chosen?.notice"
              :lacking="lacking" :templates="templates" :placeholders="placeholders"
              @templates="$emit('templates')" @start="start"></composer-box>
          </div>
          <p v-if="progress" class="field-hint" role="status">{{ progress }}</p>
        </template>
      </div>
      <q-dialog v-model="isAsking" :transition-duration="120" aria-labelledby="start-question"
        @show="$refs.continue.focus()">
        <div v-if="existing" class="question start-question">
          <h3 id="start-question">You already text with {{ existing.number }} at
            {{ existing.location }}</h3>
          <div class="existing">
            <avatar :of="existing"></avatar>
            <p><strong>{{ existing.title }}</strong>{{ existing.preview }}</p>
            <small>{{ existing.status === 'closed' ? 'Closed · ' : '' }}<time
              :datetime="existing.at">{{ shortTime(existing.at) }}</time></small>
          </div>
          <div class="start-answers">
            <button ref="continue" type="button" class="button" @click="continueExisting"
              >Continue existing conversation</button>
            <button type="button" class="button is-secondary" @click="startAnother"
              >Start new conversation</button>
          </div>
        </div>
      </q-dialog>
    </div>`,
};
