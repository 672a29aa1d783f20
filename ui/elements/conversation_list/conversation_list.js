// The list of conversations: rows in order, kept still under the reader's eyes and finger.
import { Avatar } from '../../client/avatar.js';
import { draftOf } from '../../client/drafts.js';
import {
  beginFilters,
  change,
  filters,
  isFiltered,
  paintBack,
  reset,
  wish,
} from '../../client/filters.js';
import { Icon } from '../../client/icons.js';
import { initialCalls } from '../../client/initial_calls.js';
import { choose, pathOf, route } from '../../client/route.js';
import { screen } from '../../client/screen.js';
import { fullTime, shortTime, waitingTime, waitingWords } from '../../client/time.js';
import { markOf } from '../../client/viewers.js';
import { byActivity } from './by_activity.js';

const ROW = 72;
// Rows drawn beyond what is seen; also how near to the end more are asked for.
const SPARE = 10;
const RISE = 200;
const DRAFT_LENGTH = 120;
const ANSWER_WITHIN = 5000;
const BARE = ['No conversations yet', 'Start one, or text your app number.'];
const EMPTY = {
  open: ['No open conversations', 'When a customer texts your number, it appears here.'],
  closed: ['No closed conversations', 'A conversation you close is kept here.'],
};
const MARKS = {
  error: { icon: 'error', words: 'Not delivered: ' },
  attachment: { icon: 'image', words: '' },
};

export default {
  components: { Avatar, Icon },
  mixins: [initialCalls],
  props: {
    rows: Array,
    query: Object,
    names: Object,
    selected: Number,
    more: Boolean,
    bare: Boolean,
    note: String,
    elsewhere: String,
    lacking: String,
  },
  emits: ['loadMore', 'changeQuery'],
  data() {
    return {
      route,
      items: Object.freeze([...this.rows]),
      shownStatus: this.query.status ?? 'open',
      chosen: this.selected ?? null,
      focused: null,
      hasMore: this.more,
      isBare: this.bare,
      remark: this.note,
      others: this.elsewhere,
      hasFailed: false,
      filters,
      marks: MARKS,
      height: innerHeight,
      ...{ isAsking: false, isLoading: false, risen: null, viewers: {}, top: 0 },
    };
  },
  computed: {
    empty() {
      if (this.isLoading || this.hasFailed || this.items.length) return null;
      const { narrowed } = this.filters;
      if (isFiltered()) return [`No ${this.shownStatus} conversation matches`, narrowed];
      if (this.lacking) return ['No point of contact yet', this.lacking];
      return this.isBare ? BARE : EMPTY[this.shownStatus];
    },
    isFiltered,
    // Rows are of one height, so which of them are in view is plain arithmetic. Quasar's virtual
    // scroll finds it out after the first paint, which would show an empty list.
    from() {
      return Math.max(0, Math.floor(this.top / ROW) - SPARE);
    },
    to() {
      return Math.ceil((this.top + this.height) / ROW) + SPARE;
    },
    renderedRows() {
      return this.items.slice(this.from, this.to);
    },
    // One stop for Tab; arrows lead from row to row.
    tabStop() {
      const ids = this.renderedRows.map(({ id }) => id);
      return [this.focused, this.chosen].find((id) => ids.includes(id)) ?? ids[0];
    },
    track() {
      return { height: `${this.items.length * ROW}px`, paddingTop: `${this.from * ROW}px` };
    },
  },
  watch: {
    'route.conversation': function choose(id) {
      this.chosen = id;
    },
    'filters.presses': 'ask',
  },
  beforeCreate() {
    beginFilters(this.$props);
  },
  mounted() {
    this.held = null; // changes that wait while a finger is on the list
    this.scrolled();
    addEventListener('pointerup', this.release);
    addEventListener('pointercancel', this.release);
  },
  unmounted() {
    removeEventListener('pointerup', this.release);
    removeEventListener('pointercancel', this.release);
  },
  methods: {
    pathOf,
    markOf,
    shortTime,
    fullTime,
    waitingTime,
    waitingWords,
    reset,
    showRows({ rows, more, status, bare, note, elsewhere, press }) {
      const isLoading = !this.isAnswer(press);
      Object.assign(this, { shownStatus: status, hasMore: more, remark: note });
      Object.assign(this, { isBare: bare, others: elsewhere });
      Object.assign(this, { isLoading, isAsking: false, hasFailed: false, risen: null });
      this.items = Object.freeze([...rows].sort(byActivity));
      this.$refs.rows?.scrollTo(0, 0);
    },
    extendRows({ rows, more, note }) {
      const known = new Set(this.items.map((row) => row.id));
      const fresh = rows.filter((row) => !known.has(row.id));
      this.items = Object.freeze([...this.items, ...fresh].sort(byActivity));
      Object.assign(this, { hasMore: more, remark: note, isAsking: false });
      this.$nextTick(this.scrolled);
    },
    upsertRow({ row }) {
      this.change(() => {
        const others = this.items.filter((item) => item.id !== row.id);
        if (this.belongs(row, others)) others.push(row);
        others.sort(byActivity);
        if (others[0] === row && this.items[0]?.id !== row.id) this.raise(row.id);
        this.items = Object.freeze(others);
      });
    },
    refreshRow({ row }) {
      this.items = Object.freeze(this.items.map((item) => (item.id === row.id ? row : item)));
    },
    // For a moment only: scrolled out of sight and back, a row must not rise once more.
    raise(id) {
      this.risen = id;
      setTimeout(() => Object.assign(this, { risen: null }), RISE);
    },
    removeRow({ conversationId }) {
      this.change(() => {
        this.items = Object.freeze(this.items.filter(({ id }) => id !== conversationId));
      });
    },
    showViewers({ conversationId, viewers }) {
      this.viewers = { ...this.viewers, [conversationId]: viewers };
    },
    showAllViewers({ viewers }) {
      this.viewers = viewers;
    },
    // A row from below the last one loaded comes with its page.
    belongs(row, others) {
      if (row.status !== this.shownStatus) return false;
      return !this.hasMore || !others.length || byActivity(row, others.at(-1)) < 0;
    },
    // Waits for the finger to go up, then leaves the row at the top of the view where it is.
    async change(apply) {
      if (this.held) {
        this.held.push(apply);
        return;
      }
      const top = this.$refs.rows?.scrollTop ?? 0;
      const anchor = top > 0 ? this.items[Math.floor(top / ROW)] : null;
      const from = this.items.indexOf(anchor);
      apply();
      const to = anchor ? this.items.findIndex((item) => item.id === anchor.id) : -1;
      if (to < 0 || to === from) return;
      await this.$nextTick();
      this.$refs.rows.scrollTop = top + (to - from) * ROW;
    },
    hold() {
      this.held ??= [];
    },
    release() {
      const waiting = this.held ?? [];
      this.held = null;
      // After the click that ends this press, which must meet the row it was aimed at.
      setTimeout(() => waiting.forEach(this.change));
    },
    scrolled() {
      this.top = this.$refs.rows.scrollTop;
      this.height = this.$refs.rows.clientHeight;
      if (!this.hasMore || this.isAsking || this.to < this.items.length) return;
      this.isAsking = true;
      setTimeout(() => Object.assign(this, { isAsking: false }), ANSWER_WITHIN);
      this.$emit('loadMore');
    },
    // What was there stays until the other rows come.
    ask() {
      Object.assign(this, { isLoading: true, hasMore: false, hasFailed: false });
      this.$emit('changeQuery', { press: this.filters.presses, query: wish() });
    },
    // Of two presses in a row the first one's answer ends nothing.
    isAnswer(press) {
      return press === this.filters.presses || (press === null && !this.isLoading);
    },
    showFailure({ press }) {
      if (press !== null && !this.isAnswer(press)) return;
      this.refused = this.filters.status;
      paintBack(this.shownStatus);
      Object.assign(this, { isLoading: false, hasFailed: true });
    },
    showOthers() {
      change({ status: this.shownStatus === 'open' ? 'closed' : 'open' });
    },
    retry() {
      change({ status: this.refused });
    },
    open(row) {
      const isBeside = screen.size === 'large' && this.route.panel === 'details';
      choose(row, isBeside ? 'details' : 'conversation');
    },
    // Not of the conversation that is open: there the reader has it before their eyes.
    draft(row) {
      const isOpen = row.id === this.route.conversation;
      return isOpen ? '' : draftOf('message', row.id).trim().slice(0, DRAFT_LENGTH);
    },
    step(event, sibling) {
      event.currentTarget[sibling]?.focus();
    },
    async toEdge(index) {
      this.$refs.rows.scrollTop = index ? this.items.length * ROW : 0;
      this.scrolled();
      await this.$nextTick();
      [...this.$refs.rows.querySelectorAll('.list-row')].at(index)?.focus();
    },
  },
  template: `
    <div class="conversation-list">
      <nav class="rows-frame" aria-label="Conversations" data-testid="conversation-list"
        :aria-busy="isLoading" @pointerdown="hold">
        <div ref="rows" class="rows" @scroll.passive="scrolled"><div class="rows-track"
          :style="track">
          <a v-for="row in renderedRows" :key="row.id" class="list-row" data-testid="conversation-item"
            :data-id="row.id" :data-unread="row.unread" :data-waiting="Boolean(row.waitingSince)"
            :href="pathOf(row.id)"
            :class="{ 'is-unread': row.unread, 'is-risen': row.id === risen }"
            :aria-current="row.id === chosen ? 'page' : null" draggable="false"
            :tabindex="row.id === tabStop ? 0 : -1" @focus="focused = row.id" @click.exact.prevent="open(row)"
            @keydown.down.prevent="step($event, 'nextElementSibling')"
            @keydown.up.prevent="step($event, 'previousElementSibling')"
            @keydown.home.prevent="toEdge(0)" @keydown.end.prevent="toEdge(-1)">
            <span v-if="row.unread" class="sr-only">Unread, </span>
            <avatar :of="row"></avatar>
            <span class="row-title" data-testid="item-title" dir="auto">{{ row.title }}</span>
            <time class="row-time" data-testid="item-time" :datetime="row.at"
              :title="fullTime(row.at)">{{ shortTime(row.at) }}</time>
            <span class="row-preview" data-testid="item-preview"><bdi v-if="row.match"
              >{{ row.match.before }}<mark>{{ row.match.hit }}</mark>{{ row.match.after }}</bdi
              ><template v-else-if="draft(row)"><span class="row-draft">Draft: </span><bdi
              >{{ draft(row) }}</bdi></template><template v-else><span v-if="row.mark"
              class="row-mark" :class="'is-' + row.mark"><icon :name="marks[row.mark].icon"></icon>
              <span class="sr-only">{{ marks[row.mark].words }}</span></span
              ><bdi>{{ row.preview }}</bdi></template></span>
            <span class="row-signs">
              <span v-if="markOf(viewers[row.id])" class="row-sign" data-testid="item-viewers"
                :title="markOf(viewers[row.id]).words"><icon :name="markOf(viewers[row.id]).icon"></icon>
                <span class="sr-only">{{ markOf(viewers[row.id]).words }}</span></span>
              <span v-if="row.optedOut" class="row-sign" title="Opted out"><icon name="block"></icon
                ><span class="sr-only">Opted out</span></span>
              <span v-if="row.waitingSince" class="row-waiting"
                :title="waitingWords(row.waitingSince)"><span aria-hidden="true"
                >{{ waitingTime(row.waitingSince) }}</span><span class="sr-only"
                >{{ waitingWords(row.waitingSince) }}</span></span>
            </span>
          </a>
        </div><p v-if="remark && items.length && !hasMore" class="rows-remark">{{ remark }}</p>
        </div>
        <div v-if="isLoading && !items.length" class="rows-skeleton" aria-hidden="true">
          <span v-for="number in 6" :key="number"></span></div>
        <div v-if="empty" class="empty">
          <strong>{{ empty[0] }}</strong><span>{{ empty[1] }}</span>
          <span v-if="remark">{{ remark }}</span>
          <button v-if="others" type="button" class="button" @click="showOthers"
            >{{ others }}</button>
          <button v-if="isFiltered" type="button" class="button is-secondary" @click="reset"
            >Reset Filters</button></div>
        <div v-if="hasFailed" class="rows-failed" role="alert">The list could not be loaded.
          <button type="button" class="link-button" @click="retry">Try again</button></div>
      </nav>
    </div>`,
};
