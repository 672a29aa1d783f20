// Where one writes to the customer, or reads why that is not possible. It also hands over comments
// and where the viewer looks, for as long as the page is open.

import { syncAttachments } from '../../client/attachments.js';
import { reportAttention } from '../../client/attention.js';
import { connection } from '../../client/connection.js';
import { deliverDrafts, flushDrafts, receiveDraft, receiveDrafts } from '../../client/drafts.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import {
  acknowledge,
  deliverEntries,
  openOutbox,
  reject,
  replyConflictIn,
  reportConflict,
  restoreDraft,
  sendAnyway,
} from '../../client/outbox.js';
import { route } from '../../client/route.js';
import { screen } from '../../client/screen.js';
import { ask, beginStart, know, start, started, submit } from '../../client/start_form.js';
import { ComposerBox } from './composer_box.js';
import { ReplyConflict } from './reply_conflict.js';

// A draft that met a dying line is told again until the server has said that it stands.
const AGAIN = 10_000;
// Until a number that is being written is looked up.
const PAUSE = 250;

export default {
  components: { ReplyConflict, ComposerBox, Icon },
  mixins: [initialCalls],
  // `form` is what the form that starts a conversation is made with.
  props: { kind: String, limit: Number, userId: Number, form: Object },
  emits: [
    'sendMessage',
    'sendComment',
    'saveDraft',
    'requestTemplates',
    'checkNumber',
    'startConversation',
    'attend',
    'lookAway',
    'type',
  ],
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
      if (this.form) return this.starting.isShown && this.form.places.length > 0;
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
    if (!this.form) deliverDrafts(this.saveDraft);
  },
  mounted() {
    this.stops =
      this.kind === 'start'
        ? [deliverEntries('start', this.deliverStart)]
        : [
            deliverEntries('message', this.deliver),
            deliverEntries('comment', this.deliverComment),
            reportAttention({
              onAttend: (conversationId) => this.$emit('attend', { conversationId }),
              onLookAway: () => this.$emit('lookAway'),
              onType: (conversationId) => this.$emit('type', { conversationId }),
            }),
          ];
    this.look();
    this.again = setInterval(flushDrafts, AGAIN);
    document.addEventListener('visibilitychange', flushDrafts);
  },
  unmounted() {
    this.stops.forEach((stop) => stop());
    clearInterval(this.again);
    document.removeEventListener('visibilitychange', flushDrafts);
  },
  methods: {
    accept({ key }) {
      acknowledge(key);
    },
    reject({ key, reason }) {
      reject(key, reason);
    },
    reportConflict({ key, reason, answer }) {
      reportConflict(key, reason, answer);
    },
    receiveDraft({ draft }) {
      receiveDraft(draft);
    },
    receiveDrafts({ drafts }) {
      receiveDrafts(drafts);
    },
    showNumberCheck({ number, pointOfContactId, known }) {
      know(number, pointOfContactId, known);
    },
    confirmStart({ key, conversationId }) {
      started(key, conversationId);
    },
    askToContinue({ key, existing }) {
      ask(key, existing);
    },
    submit,
    flush: flushDrafts,
    saveDraft(conversationId, text, writtenMs) {
      if (this.connection.isUp) this.$emit('saveDraft', { conversationId, text, writtenMs });
    },
    showAttachments({ conversationId, attachments }) {
      syncAttachments(conversationId, attachments);
    },
    showBox({ conversationId: conversation, notice, blocked, placeholders }) {
      if (!conversation && this.route.conversation === null) return; // only the list came up
      if (conversation && conversation !== this.route.conversation) return;
      Object.assign(this, { visit: this.route.navigationId, conversation, notice, blocked });
      this.placeholders = placeholders;
    },
    showTemplates({ templates }) {
      this.templates = templates;
    },
    deliver({ conversation, key, text, seen = null, attachments = [], known = null }) {
      const ids = attachments.map(({ id }) => id);
      this.$emit('sendMessage', {
        conversationId: conversation,
        key,
        text,
        seen,
        attachments: ids,
        known,
      });
    },
    deliverStart({ key, text, start: form, attachments = [] }) {
      if (!form) return;
      this.$emit('startConversation', {
        key,
        pointOfContactId: form.place,
        number: form.phone,
        title: form.title,
        text,
        beside: form.beside,
        attachments: attachments.map(({ id }) => id),
      });
    },
    // Whether the number of the form can be texted.
    look() {
      clearTimeout(this.looking);
      const { isShown, phone, place } = this.starting;
      if (!this.form || !isShown || !phone.trim()) return;
      this.looking = setTimeout(() => {
        this.$emit('checkNumber', { number: phone, pointOfContactId: place });
      }, PAUSE);
    },
    deliverComment({ conversation, key, text }) {
      this.$emit('sendComment', { conversationId: conversation, key, text });
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
    <div v-if="form && isShown" class="start-message" data-testid="composer">
      <composer-box kind="start" :conversation="0" :limit="limit"
        :notice="starting.chosen?.notice" :lacking="starting.lacking" :templates="templates"
        :placeholders="starting.placeholders" @templates="$emit('requestTemplates')"
        @start="submit"></composer-box>
      <p class="start-progress" role="status">{{ starting.progress }}</p></div>
    <section v-else-if="isShown" class="composer" data-testid="composer" aria-label="Write"
      :data-conversation="route.shown">
      <p v-if="isKnown && blocked" class="composer-blocked"><icon name="block"></icon>
        {{ blocked }}</p>
      <composer-box v-else ref="box" kind="message" :limit="limit"
        :conversation="route.shown" :notice="isKnown ? notice : null"
        :templates="isKnown ? templates : null" :placeholders="placeholders ?? {}"
        @templates="$emit('requestTemplates')"></composer-box>
      <reply-conflict v-if="question" :key="question.key" :entry="question"
        @send="sendAnyway" @keep="keepEditing"></reply-conflict>
    </section>`,
};
