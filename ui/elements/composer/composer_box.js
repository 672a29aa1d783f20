// The box to write in, with its counter and Send. Its text is the draft of one conversation.

import { attach, attachmentsOf, takeForMessage, troubleOf } from '../../client/attachments.js';
import { draftOf, flushDrafts, setDraft } from '../../client/drafts.js';
import { Icon } from '../../client/icons.js';
import { isSendKey } from '../../client/keys.js';
import { enqueue } from '../../client/outbox.js';
import { findCostlyCharacter, measure, withNotice } from '../../client/sms.js';
import { say } from '../../client/toasts.js';
import { AttachButtons } from './attach_buttons.js';
import { AttachmentStrip } from './attachment_strip.js';
import { DropZone } from './drop_zone.js';
import { EmojiPicker } from './emoji_picker.js';
import { SegmentWarning } from './segment_warning.js';
import { TemplatePicker } from './template_picker.js';

const LINES = 6;
const UNDO_SECONDS = 5;
// Where a screen reader is told how few characters are left; each time only once.
const NEAR = [0, 10, 20, 50, 100];

export const ComposerBox = {
  components: {
    AttachButtons,
    AttachmentStrip,
    SegmentWarning,
    DropZone,
    EmojiPicker,
    Icon,
    TemplatePicker,
  },
  props: {
    kind: { type: String, required: true },
    // 0 for a conversation that does not exist yet, whose text is only reported, as `start`.
    conversation: { type: Number, required: true },
    limit: { type: Number, required: true },
    notice: { type: String, default: null },
    templates: { type: Array, default: null },
    placeholders: { type: Object, default: () => ({}) },
    lacking: { type: String, default: null }, // what else is needed before this can be sent
  },
  emits: ['start', 'templates'],
  data: () => ({ hasMouse: matchMedia('(pointer: fine)').matches }),
  computed: {
    // The draft itself, so that words for one customer cannot stand in another's box.
    text: {
      get() {
        return draftOf(this.kind, this.conversation);
      },
      set(text) {
        setDraft(this.kind, this.conversation, text);
      },
    },
    final() {
      return this.text.trim();
    },
    attachments() {
      return attachmentsOf(this.conversation);
    },
    isEmpty() {
      return !this.final && !this.attachments.length;
    },
    reason() {
      const isLacking = this.isEmpty ? 'Type a message or add a photo.' : null;
      return this.lacking ?? troubleOf(this.attachments) ?? isLacking;
    },
    carriedNotice() {
      return this.notice && !this.text.includes(this.notice) ? this.notice : null;
    },
    length() {
      return measure(this.isEmpty ? '' : withNotice(this.final, this.carriedNotice));
    },
    left() {
      return this.limit - this.length.characters;
    },
    isTooLong() {
      return this.left < 0;
    },
    counter() {
      const { characters, segments, encoding } = this.length;
      const count = `${number(characters)} / ${number(this.limit)}`;
      if (this.attachments.length) return `${count} · MMS`;
      if (!segments) return count;
      return `${count} · ${segments} SMS · ${encoding}`;
    },
    leftInWords() {
      if (this.isTooLong) return `${number(-this.left)} characters too many`;
      return `${number(this.left)} characters left`;
    },
    warning() {
      if (this.isTooLong) return 'The message is too long.';
      const near = NEAR.find((few) => this.left <= few);
      return near === undefined ? '' : `At most ${near} characters left.`;
    },
    costlyCharacter() {
      return this.attachments.length ? null : findCostlyCharacter(this.final, this.carriedNotice);
    },
    id() {
      return `${this.kind}-box`;
    },
  },
  watch: {
    text(text) {
      this.$nextTick(this.fit);
      // To undo what was written on since, or sent, would lose words.
      if (this.undoing && this.undoing.text !== text) this.undoing.dismiss();
    },
    'attachments.length': function grow() {
      this.$nextTick(this.fit);
    },
  },
  mounted() {
    this.fit();
    addEventListener('resize', this.fit);
    // In a panel that was hidden there was nothing to measure.
    this.appearing = new IntersectionObserver(this.fit);
    this.appearing.observe(this.$refs.box);
  },
  unmounted() {
    removeEventListener('resize', this.fit);
    this.appearing.disconnect();
  },
  methods: {
    flushDrafts,
    focus() {
      this.$refs.box.focus();
    },
    fit() {
      const { box } = this.$refs;
      box.style.height = 'auto';
      const line = parseFloat(getComputedStyle(box).lineHeight);
      box.style.height = `${Math.min(box.scrollHeight, LINES * line)}px`;
      if (this.kind !== 'message') return;
      // So that what pops up does not cover what is being written.
      const { offsetHeight } = this.$refs.form;
      document.documentElement.style.setProperty('--composer', `${offsetHeight}px`);
    },
    enter(event) {
      if (!isSendKey(event)) return;
      event.preventDefault();
      this.send();
    },
    send() {
      const why = this.reason ?? (this.isTooLong ? this.refusal() : null);
      if (why) {
        if (!this.isEmpty) say(why);
        return;
      }
      if (this.kind === 'start') this.$emit('start', this.final);
      else this.submit();
      this.focus();
    },
    attach(files) {
      attach(this.conversation, files);
      this.cameBack();
    },
    // On a phone the keyboard would cover what was just added.
    cameBack() {
      if (this.hasMouse) this.focus();
    },
    submit() {
      const attachments = takeForMessage(this.conversation);
      enqueue(this.kind, this.conversation, this.final, { attachments });
      this.text = '';
    },
    refusal() {
      const { characters } = this.length;
      const sizes = `${number(characters)} characters, and ${number(this.limit)} is the limit`;
      return `The message is too long: ${sizes}. Shorten it or send it in two.`;
    },
    choose(template) {
      this.replace(template, 'Template inserted.');
      this.focus();
    },
    replaceCostly() {
      const { plain } = this.costlyCharacter;
      this.replace(
        this.text.replace(this.final, () => plain),
        'Replaced.',
      );
    },
    // What stood there comes back into the same box, wherever the reader is by then.
    replace(text, sentence) {
      const { kind, conversation, text: before } = this;
      this.text = text;
      const onAction = () => setDraft(kind, conversation, before);
      const dismiss = say(sentence, { action: 'Undo', onAction, seconds: UNDO_SECONDS });
      this.undoing = { dismiss, text };
    },
    insert(words) {
      const { box } = this.$refs;
      box.setRangeText(words, box.selectionStart, box.selectionEnd, 'end');
      this.text = box.value;
      this.focus();
    },
  },
  template: `
    <form ref="form" class="composer-form has-actions" @submit.prevent="send"
      @mousedown.self.prevent>
      <div class="composer-field" @click="focus">
        <textarea ref="box" v-model="text" rows="1" dir="auto" aria-label="Message"
          placeholder="Text message" :aria-describedby="id + '-left'"
          @blur="flushDrafts" @keydown.enter="enter"></textarea>
        <p v-if="carriedNotice" class="composer-notice">{{ carriedNotice }}</p>
        <p class="char-counter" data-testid="char-counter" aria-hidden="true"
          :class="{ 'is-over': isTooLong }">{{ counter }}</p>
        <span class="sr-only" :id="id + '-left'">{{ leftInWords }}</span>
        <span class="sr-only" role="status">{{ warning }}</span>
      </div>
      <segment-warning v-if="costlyCharacter" :of="costlyCharacter" @plain="replaceCostly"></segment-warning>
      <div class="composer-actions">
        <button ref="templates" type="button" class="icon-button" aria-label="Templates"
          title="Templates" aria-haspopup="dialog"
          @click="$refs.templatePicker.open($refs.templates)"><icon name="notes"></icon></button>
        <attach-buttons @chosen="attach"></attach-buttons>
        <button v-if="hasMouse" ref="emoji" type="button" class="icon-button" aria-label="Emoji"
          title="Emoji" aria-haspopup="dialog"
          @click="$refs.emojiPicker.open($refs.emoji)"><icon name="mood"></icon></button>
      </div>
      <button class="send-button" type="submit" aria-label="Send" :aria-disabled="Boolean(reason)"
        :aria-describedby="reason ? id + '-reason' : null" :title="reason" @mousedown.prevent>
        <icon name="send"></icon>
      </button>
      <span v-if="reason" class="sr-only" :id="id + '-reason'">{{ reason }}</span>
      <attachment-strip :attachments="attachments"
        @removed="cameBack"></attachment-strip>
    </form>
    <drop-zone @dropped="attach"></drop-zone>
    <template-picker ref="templatePicker" :templates="templates" :placeholders="placeholders"
      @wanted="$emit('templates')" @choose="choose"></template-picker>
    <emoji-picker v-if="hasMouse" ref="emojiPicker" @choose="insert"></emoji-picker>`,
};

function number(value) {
  return value.toLocaleString();
}
