// Where one writes to the customer, or reads why that is not possible.
import { ReplyConflict } from './reply_conflict.js';
import { syncAttachments } from '../../client/attachments.js';
import { ComposerBox } from './composer_box.js';
import { connection } from '../../client/connection.js';
import { deliverDrafts, flushDrafts, receiveDraft, receiveDrafts } from '../../client/drafts.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import {
  acknowledge,
  reportConflict,
  deliverEntries,
  openOutbox,
  replyConflictIn,
  reject,
  sendAnyway,
  restoreDraft,
} from '../../client/outbox.js';
import { route } from '../../client/route.js';
import { screen } from '../../client/screen.js';
import { ask, beginStart, know, start, started, submit } from '../../client/start_form.js';

// A draft that met a dying line is told again until the server has said that it stands.
const AGAIN = 10_000;
// Until a number that is being written is looked up.
const PAUSE = 250;

export default {
  components: { ReplyConflict, ComposerBox, Icon },
  mixins: [initialCalls],
  // `form` is what the form that starts a conversation is made with.
  props: { kind: String, limit: Number, userId: Number, form: Object },
  emits: ['send', 'draft', 'templates', 'check', 'start'],
  data: () => ({
    route,
    screen,
    connection,
    starting: start,
    visit: 0,
    conversation: null,
    notice: null,
    blocked: null,
    placeholders: null,
    templates: null,
  }),
  computed: {
    // What the server said holds for one conversation; the box itself follows the reader at once.
    isKnown() {
      return this.visit === this.route.navigationId;
    },
    isShown() {
      return this.route.shown && (this.conversation || !this.isKnown);
    },
    // Under the details nobody could answer it: it waits until they are gone.
    question() {
      const isCovered = this.screen.size !== 'large' && this.route.panel === 'details';
      return isCovered ? null : replyConflictIn(this.route.conversation);
    },
  },
  watch: {
    'connection.times': 'flush',
    'starting.phone': 'look',
    'starting.place': 'look',
    'starting.isShown': 'look',
  },
  beforeCreate() {
    openOutbox(this.$props.userId);
    if (this.$props.form) beginStart(this.$props.form);
  },
  created() {
    if (this.form) return;
    deliverDrafts((...draft) => this.connection.isUp && this.$emit('draft', ...draft));
  },
  mounted() {
    this.stop = deliverEntries(this.kind, this.deliver);
    this.look();
    this.again = setInterval(flushDrafts, AGAIN);
    document.addEventListener('visibilitychange', flushDrafts);
  },
  unmounted() {
    this.stop();
    clearInterval(this.again);
    document.removeEventListener('visibilitychange', flushDrafts);
  },
  methods: {
    accepted: acknowledge,
    refused: reject,
    answered: reportConflict,
    receiveDraft,
    receiveDrafts,
    flush: flushDrafts,
    showAttachments: syncAttachments,
    know,
    started,
    ask,
    submit,
    show(conversation, notice, blocked, placeholders) {
      if (!conversation && this.route.conversation === null) return; // only the list came up
      if (conversation && conversation !== this.route.conversation) return;
      Object.assign(this, { visit: this.route.navigationId, conversation, notice, blocked });
      this.placeholders = placeholders;
    },
    showTemplates(templates) {
      this.templates = templates;
    },
    deliver({ conversation, key, text, seen, attachments = [], known = null, start: form }) {
      const ids = attachments.map(({ id }) => id);
      if (this.kind === 'message') this.$emit('send', conversation, key, text, seen, ids, known);
      else if (form) {
        this.$emit('start', key, form.place, form.phone, form.title, text, form.beside, ids);
      }
    },
    // Whether the number of the form can be texted.
    look() {
      clearTimeout(this.looking);
      const { isShown, phone, place } = this.starting;
      if (!this.form || !isShown || !phone.trim()) return;
      this.looking = setTimeout(() => this.$emit('check', phone, place), PAUSE);
    },
    sendAnyway() {
      sendAnyway(this.question);
      this.$refs.box?.focus();
    },
    async keepEditing() {
      restoreDraft(this.question);
      await this.$nextTick();
      this.$refs.box?.focus();
    },
  },
  // Without the values of this very conversation, nothing could be filled into a template.
  template: `
    <div v-if="form?.places.length && starting.isShown" class="start-message" data-testid="composer">
      <composer-box kind="start" :conversation="0" :limit="limit"
        :notice="starting.chosen?.notice" :lacking="starting.lacking" :templates="templates"
        :placeholders="starting.placeholders" @templates="$emit('templates')"
        @start="submit"></composer-box></div>
    <section v-else-if="!form && isShown" class="composer" data-testid="composer" aria-label="Write"
      :data-conversation="route.shown">
      <p v-if="isKnown && blocked" class="composer-blocked"><icon name="block"></icon>
        {{ blocked }}</p>
      <composer-box v-else ref="box" :kind="kind" :limit="limit"
        :conversation="route.shown" :notice="isKnown ? notice : null"
        :templates="isKnown ? templates : null" :placeholders="placeholders ?? {}"
        @templates="$emit('templates')"></composer-box>
      <reply-conflict v-if="question" :key="question.key" :entry="question"
        @send="sendAnyway" @keep="keepEditing"></reply-conflict>
    </section>`,
};
