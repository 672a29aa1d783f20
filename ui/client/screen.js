// How wide the window is: one of the three sizes the layout knows.
import { reactive } from 'vue';

const medium = matchMedia('(min-width: 768px)');
const large = matchMedia('(min-width: 1200px)');

export const screen = reactive({ size: size(), width: globalThis.innerWidth });

medium.addEventListener('change', look);
large.addEventListener('change', look);
addEventListener('resize', look);

function look() {
  Object.assign(screen, { size: size(), width: innerWidth });
}

function size() {
  if (large.matches) return 'large';
  return medium.matches ? 'medium' : 'small';
}
