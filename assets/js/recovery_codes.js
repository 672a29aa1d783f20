// Copies and prints recovery codes; without this script they are written down by hand.
import { copy } from '/assets/js/clipboard.js';

const codes = [...document.querySelectorAll('#codes li')].map((one) => one.textContent);
const keep = document.getElementById('keep');
const kept = document.getElementById('kept');

const deeds = {
  async copy() {
    await copy(codes.join('\n'));
    kept.textContent = 'Copied.';
  },
  print() {
    globalThis.print();
  },
};

keep.hidden = false;
for (const button of keep.querySelectorAll('button')) {
  button.addEventListener('click', deeds[button.dataset.does]);
}
