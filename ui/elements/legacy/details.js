// What is known of a conversation, what happened to it, and what the team noted.
import { Avatar } from '../../client/avatar.js';
import { copy } from '../../client/clipboard.js';
import { ComposerBox } from '../composer/composer_box.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { acknowledge, deliverEntries, entriesOf, openOutbox, reject } from '../../client/outbox.js';
import { back, choose, go, pathOf, route } from '../../client/route.js';
import { Question } from './question.js';
import { screen } from '../../client/screen.js';
import { fullTime, longTime, shortTime } from '../../client/time.js';
import { TitleEditor } from './title_editor.js';
import { say } from '../../client/toasts.js';

const ICONS = {
  started: 'flag',
  updated: 'update',
  renamed: 'edit',
  moved: 'forum',
  closed: 'archive',
  reopened: 'unarchive',
  opted_out: 'block',
  opted_in: 'sms',
  no_reply_needed: 'check',
  reply_needed: 'schedule',
};
const OPT_OUT = {
  event: 'optOut',
  text: 'Mark this customer as opted out? Nobody can text them from this number any more.',
  yes: 'Mark as opted out',
};
const ALLOW = {
  event: 'allow',
  text: 'Allow texting this customer again?',
  yes: 'Allow texting again',
};

export default {
  components: { Avatar, ComposerBox, Icon, Question, TitleEditor },
  mixins: [initialCalls],
  props: { limit: Number, userId: Number },
  emits: ['rename', 'close', 'reopen', 'unread', 'noReply', 'optOut', 'allow', 'comment'],
  data: () => ({
    route,
    screen,
    icons: ICONS,
    details: null,
    isMenuOpen: false,
    isRenaming: false,
    isRenamingNext: false,
    // What the server refused to name it, to be mended.
    refusedTitle: null,
    others: [],
    question: null,
  }),
  computed: {
    current() {
      return this.details?.id === this.route.shown ? this.details : null;
    },
    facts() {
      const { pointOfContact, appNumber, customer, customerE164 } = this.current;
      return [
        { id: 'point-of-contact', name: 'Point of contact', value: pointOfContact },
        { id: 'app-number', name: 'App number', value: appNumber },
        { id: 'customer-number', name: 'Customer', value: customer, copies: customerE164 },
      ];
    },
    // The first two are what everybody looks for, and always there.
    actions() {
      const { status, mayBeUnread, waiting, optedOut, answerable } = this.current;
      const optOut = optedOut ? this.asking(ALLOW, 'sms') : this.asking(OPT_OUT, 'block');
      return [
        { name: 'Rename', icon: 'edit', act: this.renameNext },
        status === 'open' ? this.closing : this.reporting('Reopen', 'unarchive', 'reopen'),
        mayBeUnread && { name: 'Mark as unread', icon: 'mark_unread', act: this.markUnread },
        { name: 'Move', icon: 'forum', act: this.move },
        waiting && this.reporting('No reply needed', 'check', 'noReply'),
        (answerable || optedOut) && optOut,
      ].filter(Boolean);
    },
    closing() {
      return { name: 'Close', icon: 'archive', act: () => this.close(0) };
    },
    moments() {
      return [
        { id: 'started', name: 'Started', at: this.current.startedAt },
        { id: 'updated', name: 'Last updated', at: this.current.updatedAt },
      ];
    },
    // Comments on their way stand before the last line, which says when it was updated.
    entries() {
      const { timeline = [], id } = this.current ?? {};
      const pending = entriesOf('comment', id).map((entry) => ({
        ...entry,
        id: entry.key,
        happening: 'commented',
        isPending: true,
      }));
      return [...timeline.slice(0, -1), ...pending, ...timeline.slice(-1)];
    },
  },
  beforeCreate() {
    openOutbox(this.$props.userId);
  },
  mounted() {
    this.stop = deliverEntries('comment', ({ conversation, key, text }) => {
      this.$emit('comment', conversation, key, text);
    });
  },
  unmounted() {
    this.stop();
  },
  watch: {
    'route.conversation': function leave() {
      Object.assign(this, { isRenaming: false, refusedTitle: null, question: null });
    },
    'entries.length': function follow(now, before) {
      if (before && now > before) this.$nextTick(this.toEnd);
    },
  },
  methods: {
    longTime,
    shortTime,
    fullTime,
    pathOf,
    accepted: acknowledge,
    refused: reject,
    show(details) {
      if (details || this.route.conversation !== null) this.details = details;
    },
    beside(others) {
      this.others = others;
    },
    visit(row) {
      choose(row, screen.size === 'large' ? 'details' : 'conversation');
    },
    reporting(name, icon, event) {
      return { name, icon, act: () => this.$emit(event, this.current.id) };
    },
    move() {
      location.assign(`${pathOf(this.current.id)}/move`);
    },
    asking(question, icon) {
      const { yes, event } = question;
      const act = () => this.ask({ ...question, onYes: () => this.$emit(event, this.current.id) });
      return { name: yes, icon, act };
    },
    ask(question) {
      this.question = question;
    },
    answer(isYes) {
      const { onYes } = this.question;
      this.question = null;
      if (isYes) onYes();
    },
    // `despite` is the last message that may stay unanswered; the server asks about later ones.
    close(despite) {
      this.$emit('close', this.current.id, despite);
    },
    askToClose(conversation, text, despite) {
      if (conversation !== this.route.conversation) return;
      const onYes = () => this.$emit('close', conversation, despite);
      this.ask({ text, yes: 'Close', no: 'Keep open', onYes });
    },
    markUnread() {
      this.$emit('unread', this.current.id);
      if (screen.size === 'small') go(pathOf(null, 'list'));
    },
    async copy(number) {
      await copy(number);
      say('Copied');
    },
    leave() {
      back(pathOf(this.route.conversation));
    },
    // Only now: the menu gives the focus back when it goes, which would end the renaming.
    renameNext() {
      this.isRenamingNext = true;
    },
    startRenaming() {
      this.isRenaming = this.isRenamingNext;
      this.isRenamingNext = false;
    },
    rename(title) {
      Object.assign(this, { isRenaming: false, refusedTitle: null });
      this.details = { ...this.details, title: title || this.details.customer };
      this.$emit('rename', this.current.id, title);
    },
    renameRefused(conversation, title, reason) {
      if (conversation !== this.current?.id) return;
      this.details = { ...this.details, title: this.details.customTitle || this.details.customer };
      Object.assign(this, { isRenaming: true, refusedTitle: { title, reason } });
    },
    stopRenaming() {
      Object.assign(this, { isRenaming: false, refusedTitle: null });
    },
    toEnd() {
      this.$refs.timeline?.lastElementChild?.scrollIntoView({ block: 'nearest' });
    },
    stepMenu(event, sibling) {
      event.target[sibling]?.focus();
    },
  },
  template: `
    <div class="details-frame">
      <header class="panel-head">
        <button type="button" class="icon-button" @click="leave"
          :aria-label="screen.size === 'small' ? 'Back' : 'Close details'">
          <icon name="arrow_back"></icon></button>
        <h2 class="panel-title">Details</h2>
      </header>
      <template v-if="current">
        <div class="details-content" role="region" aria-label="Details" tabindex="0">
          <div class="identity">
            <avatar :of="current"></avatar>
            <title-editor v-if="isRenaming" :title="refusedTitle?.title ?? current.customTitle"
              :reason="refusedTitle?.reason" @save="rename" @cancel="stopRenaming"></title-editor>
            <h3 v-else class="identity-title" data-testid="detail-title">{{ current.title }}</h3>
            <button v-show="!isRenaming" type="button" tabindex="0"
              class="icon-button actions-button" aria-label="Conversation actions"
              aria-haspopup="menu" :aria-expanded="isMenuOpen" @click="isMenuOpen = !isMenuOpen"
              @keydown.enter="$event.repeat && $event.preventDefault()">
              <icon name="more_vert"></icon></button>
            <q-menu v-model="isMenuOpen" class="actions" target=".actions-button" no-parent-event
              auto-close anchor="bottom right" self="top right" :transition-duration="120"
              @show="$refs.actions[0].focus()" @hide="startRenaming">
              <div role="menu" aria-label="Conversation actions"
                @keydown.tab.prevent="isMenuOpen = false"
                @keydown.down.prevent="stepMenu($event, 'nextElementSibling')"
                @keydown.up.prevent="stepMenu($event, 'previousElementSibling')">
                <button v-for="action in actions" :key="action.name" ref="actions" type="button"
                  role="menuitem" class="action" @click="action.act"><icon :name="action.icon"></icon
                  >{{ action.name }}</button>
              </div>
            </q-menu>
          </div>
          <dl class="facts">
            <div v-for="fact in facts" :key="fact.id" :data-testid="'detail-' + fact.id">
              <dt>{{ fact.name }}</dt><dd><bdi>{{ fact.value }}</bdi>
                <button v-if="fact.copies" type="button" class="icon-button copy-button"
                  aria-label="Copy number" @click="copy(fact.copies)"><icon name="copy"></icon></button>
              </dd></div>
            <div v-for="moment in moments" :key="moment.id" :data-testid="'detail-' + moment.id">
              <dt>{{ moment.name }}</dt>
              <dd><time :datetime="moment.at" :title="fullTime(moment.at)"
                >{{ longTime(moment.at) }}</time></dd></div>
          </dl>
          <nav v-if="others.length" class="others" aria-label="Other open conversations">
            <h4 class="others-title">Also open with this customer</h4>
            <a v-for="row in others" :key="row.id" class="other" data-testid="other-conversation"
              :href="pathOf(row.id)" @click.exact.prevent="visit(row)"><avatar :of="row"></avatar>
              <span class="other-title"><bdi>{{ row.title }}</bdi><small>{{ row.location }}</small></span>
              <time :datetime="row.at" :title="fullTime(row.at)">{{ shortTime(row.at) }}</time></a>
          </nav>
          <ol ref="timeline" class="timeline" data-testid="timeline" aria-label="Timeline">
            <li v-for="entry in entries" :key="entry.id" class="timeline-entry"
              data-testid="timeline-entry"
              :class="{ 'is-note': entry.happening === 'commented', 'is-pending': entry.isPending }">
              <icon v-if="icons[entry.happening]" :name="icons[entry.happening]"></icon>
              <div class="timeline-words" dir="auto">{{ entry.text }}
                <small><span v-if="entry.by">{{ entry.by }} · </span><span v-if="entry.isPending"
                  >Saving…</span><time v-else :datetime="entry.at" :title="fullTime(entry.at)"
                  >{{ longTime(entry.at) }}</time></small></div>
            </li>
          </ol>
        </div>
        <composer-box kind="comment" :conversation="current.id" :limit="limit"></composer-box>
        <question v-if="question" :text="question.text" :yes="question.yes" :no="question.no"
          @answer="answer"></question>
      </template>
    </div>`,
};
