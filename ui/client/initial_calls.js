// What Python told an element before the line was up: it travels in the page and is drawn with it.
export const opening = {
  props: { opening: { type: Array, default: () => [] } },
  data: () => ({ told: 0 }),
  watch: { opening: 'listen' },
  created() {
    this.listen();
  },
  methods: {
    listen() {
      const fresh = this.opening.slice(this.told);
      this.told = this.opening.length;
      for (const [method, ...details] of fresh) this[method](...details);
    },
  },
};
