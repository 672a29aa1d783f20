// What is known of a conversation, what happened to it, and what the team noted.
import { Avatar } from '/assets/js/avatar.js';
import { ComposerBox } from '/assets/js/composer_box.js';
import { Icon } from '/assets/js/icons.js';
import { opening } from '/assets/js/opening.js';
import { accept, entriesOf, openOutbox, refuse } from '/assets/js/outbox.js';
import { back, pathOf, place } from '/assets/js/place.js';
import { screen } from '/assets/js/screen.js';
import { fullTime, longTime } from '/assets/js/time.js';
import { TitleEditor } from '/assets/js/title_editor.js';

const ICONS = {
  started: 'flag',
  updated: 'update',
  renamed: 'edit',
  closed: 'archive',
  reopened: 'unarchive',
  opted_out: 'block',
  opted_in: 'sms',
};

export default {
  components: { Avatar, ComposerBox, Icon, TitleEditor },
  mixins: [opening],
  props: { limit: Number, userId: Number },
  emits: ['rename', 'close', 'reopen', 'comment'],
  data: () => ({
    place,
    screen,
    icons: ICONS,
    details: null,
    isMenuOpen: false,
    isRenaming: false,
    isRenamingNext: false,
  }),
  computed: {
    current() {
      return this.details?.id === this.place.shown ? this.details : null;
    },
    facts() {
      const { pointOfContact, appNumber, customer } = this.current;
      return [
        { id: 'point-of-contact', name: 'Point of contact', value: pointOfContact },
        { id: 'app-number', name: 'App number', value: appNumber },
        { id: 'customer-number', name: 'Customer', value: customer },
      ];
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
  watch: {
    'place.conversation': function leave() {
      this.isRenaming = false;
    },
    'entries.length': function follow(now, before) {
      if (before && now > before) this.$nextTick(this.toEnd);
    },
  },
  methods: {
    longTime,
    fullTime,
    accepted: accept,
    refused: refuse,
    show(details) {
      if (details || this.place.conversation) this.details = details;
    },
    leave() {
      back(pathOf(this.place.conversation));
    },
    // Only now: the menu gives the focus back when it goes, which would end the renaming.
    startRenaming() {
      this.isRenaming = this.isRenamingNext;
      this.isRenamingNext = false;
    },
    rename(title) {
      this.isRenaming = false;
      this.details = { ...this.details, title: title || this.details.customer };
      this.$emit('rename', this.current.id, title);
    },
    send(conversation, key, text) {
      this.$emit('comment', conversation, key, text);
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
        <div class="identity">
          <avatar :of="current"></avatar>
          <title-editor v-if="isRenaming" :title="current.customTitle" @save="rename"
            @cancel="isRenaming = false"></title-editor>
          <h3 v-else class="identity-title" data-testid="detail-title">{{ current.title }}</h3>
          <button v-show="!isRenaming" type="button" class="icon-button actions-button"
            aria-label="Conversation actions" aria-haspopup="menu" :aria-expanded="isMenuOpen">
            <icon name="more_vert"></icon>
            <q-menu v-model="isMenuOpen" class="actions" auto-close anchor="bottom right"
              self="top right" :transition-duration="120" @show="$refs.firstAction.focus()"
              @hide="startRenaming">
              <div role="menu" aria-label="Conversation actions"
                @keydown.down.prevent="stepMenu($event, 'nextElementSibling')"
                @keydown.up.prevent="stepMenu($event, 'previousElementSibling')">
                <button ref="firstAction" type="button" role="menuitem" class="action"
                  @click="isRenamingNext = true"><icon name="edit"></icon>Rename</button>
                <button v-if="current.status === 'open'" type="button" role="menuitem"
                  class="action" @click="$emit('close', current.id)"><icon name="archive"></icon>Close</button>
                <button v-else type="button" role="menuitem" class="action"
                  @click="$emit('reopen', current.id)"><icon name="unarchive"></icon>Reopen</button>
              </div>
            </q-menu>
          </button>
        </div>
        <dl class="facts">
          <div v-for="fact in facts" :key="fact.id" :data-testid="'detail-' + fact.id">
            <dt>{{ fact.name }}</dt><dd>{{ fact.value }}</dd></div>
          <div v-for="moment in moments" :key="moment.id" :data-testid="'detail-' + moment.id">
            <dt>{{ moment.name }}</dt>
            <dd><time :datetime="moment.at" :title="fullTime(moment.at)"
              >{{ longTime(moment.at) }}</time></dd></div>
        </dl>
        <ol ref="timeline" class="timeline" data-testid="timeline" aria-label="Timeline"
          tabindex="0">
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
        <composer-box kind="comment" :conversation="current.id" :limit="limit"
          @send="send"></composer-box>
      </template>
    </div>`,
};
