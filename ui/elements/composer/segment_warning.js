// Names the character that makes a text dearer, with one tap to make it plain where that is possible.
const INVISIBLE = {
  '\t': 'A tab',
  '\u00a0': 'A no-break space',
  '\u00ad': 'A soft hyphen',
  '\u200b': 'An invisible space',
  '\u200d': 'An invisible joiner',
  '\u2060': 'An invisible joiner',
  '\u2002': 'A wide space',
  '\u2003': 'A wide space',
  '\u2009': 'A thin space',
  '\u200a': 'A thin space',
  '\u202f': 'A narrow no-break space',
  '\u3000': 'A wide space',
  '\ufe0f': 'An invisible mark',
  '\ufeff': 'An invisible mark',
};

export const SegmentWarning = {
  props: { of: { type: Object, required: true } },
  emits: ['plain'],
  computed: {
    name() {
      return INVISIBLE[this.of.character] ?? this.of.character;
    },
  },
  template: `
    <p class="segment-warning" data-testid="segment-warning"><span><b>{{ name }}</b>
        makes this {{ of.segments }} SMS instead of {{ of.without }}.</span>
      <button v-if="of.plain !== null" type="button" class="link-button" @mousedown.prevent
        @click="$emit('plain')">Replace</button></p>`,
};
