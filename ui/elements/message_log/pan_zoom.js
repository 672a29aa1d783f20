// A picture under fingers, mouse and wheel: moved, zoomed at the point that is touched, swiped.
const MOST = 6;
const CLOSE = 2.5;
const SWIPE = 60; // pixels that make a movement a swipe
const STILL = 8;
const TWICE = 300;

export const panZoom = {
  data: () => ({ zoom: 1, x: 0, y: 0, isHeld: false }),
  created() {
    this.fingers = new Map();
    this.tapped = { at: 0 };
  },
  computed: {
    pose() {
      return { transform: `translate(${this.x}px, ${this.y}px) scale(${this.zoom})` };
    },
  },
  methods: {
    resetZoom() {
      Object.assign(this, { zoom: 1, x: 0, y: 0 });
    },
    // What lies at `point` stays there.
    zoomTo(zoom, point = { x: innerWidth / 2, y: innerHeight / 2 }) {
      const wanted = Math.min(MOST, Math.max(1, zoom));
      const growth = wanted / this.zoom;
      const away = (position, middle) => position - middle;
      const dx = away(point.x, innerWidth / 2) - this.x;
      const dy = away(point.y, innerHeight / 2) - this.y;
      this.zoom = wanted;
      this.moveTo(this.x - dx * (growth - 1), this.y - dy * (growth - 1));
    },
    // The picture's middle never leaves the screen.
    moveTo(x, y) {
      const reach = (size) => (size / 2) * (this.zoom - 1);
      const within = (value, most) => Math.min(most, Math.max(-most, value));
      this.x = within(x, reach(innerWidth));
      this.y = within(y, reach(innerHeight));
    },
    roll({ deltaY, clientX, clientY }) {
      this.zoomTo(this.zoom * 1.002 ** -deltaY, { x: clientX, y: clientY });
    },
    press(event) {
      if (event.button) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      this.fingers.set(event.pointerId, pointerPosition(event));
      this.start = pointerPosition(event);
      this.isHeld = true;
    },
    move(event) {
      const before = this.fingers.get(event.pointerId);
      if (!before) return;
      const now = pointerPosition(event);
      if (this.fingers.size > 1) {
        const apart = this.spread();
        this.fingers.set(event.pointerId, now);
        this.zoomTo((this.zoom * this.spread()) / apart, this.between());
      } else if (this.zoom > 1) this.moveTo(this.x + now.x - before.x, this.y + now.y - before.y);
      else this.x = now.x - this.start.x;
      this.fingers.set(event.pointerId, now);
    },
    lift(event) {
      if (!this.fingers.has(event.pointerId)) return;
      const wasAlone = this.fingers.size === 1;
      this.fingers.delete(event.pointerId);
      this.isHeld = this.fingers.size > 0;
      if (!wasAlone || event.type === 'pointercancel') {
        if (this.zoom === 1) this.x = 0;
        return;
      }
      const now = pointerPosition(event);
      if (distance(now, this.start) < STILL) this.tap(now, event);
      else if (this.zoom === 1) this.swipe(now.x - this.start.x);
    },
    swipe(way) {
      this.x = 0;
      if (Math.abs(way) > SWIPE) this.step(way < 0 ? 1 : -1);
    },
    // By hand, because phones tell of double taps in different ways.
    tap(position, { timeStamp }) {
      const isNear = this.tapped.at && distance(position, this.tapped) < 4 * STILL;
      const isSecond = isNear && timeStamp - this.tapped.at < TWICE;
      this.x = this.zoom === 1 ? 0 : this.x;
      this.tapped = { ...position, at: isSecond ? 0 : timeStamp };
      if (isSecond) this.zoomTo(this.zoom > 1 ? 1 : CLOSE, position);
      else this.tapOnce(position);
    },
    spread() {
      const [one, other] = [...this.fingers.values()];
      return distance(one, other) || 1;
    },
    between() {
      const [one, other] = [...this.fingers.values()];
      return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
    },
  },
};

function pointerPosition({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}

function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
