// Lets node load the browser's modules: Vue from NiceGUI's own copy, and the few globals they touch.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const VUE = pathToFileURL(process.env.VUE_MODULE).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vue') return { url: VUE, format: 'module', shortCircuit: true };
    return next(specifier, context);
  },
});

class Storage {
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, value) {
    this[name] = String(value);
  }
  removeItem(name) {
    delete this[name];
  }
}

const nothing = () => {};
// What popped up, for tests that press its button.
const shownToasts = [];
const target = { addEventListener: nothing, removeEventListener: nothing };
const globals = {
  localStorage: new Storage(),
  location: { pathname: '/live-conversations', search: '' },
  history: { state: null, pushState: nothing, replaceState: nothing, back: nothing },
  matchMedia: () => ({ ...target, matches: false }),
  document: { ...target, visibilityState: 'visible', createElement: () => ({}) },
  ...target,
  Quasar: { Notify: { create: (toast) => shownToasts.push(toast) && nothing } },
  shownToasts,
  innerHeight: 800,
  innerWidth: 1200,
};
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
// Timers that go on for as long as a page does must not keep a test alive.
const { setInterval: every } = globalThis;
globalThis.setInterval = (...given) => every(...given).unref();
