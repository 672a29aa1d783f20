// The calls Python made before the connection was up: they travel in the page and are drawn with it.
export const initialCalls = {
  props: { initialCalls: { type: Array, default: () => [] } },
  data: () => ({ callsMade: 0 }),
  watch: { initialCalls: 'makeCalls' },
  created() {
    this.makeCalls();
  },
  methods: {
    makeCalls() {
      const fresh = this.initialCalls.slice(this.callsMade);
      this.callsMade = this.initialCalls.length;
      for (const [method, ...details] of fresh) this[method](...details);
    },
  },
};
