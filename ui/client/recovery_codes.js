// Copies and prints recovery codes; without this script they are written down by hand.
import { copy } from './clipboard.js';

const keep = document.getElementById('keep');

const deeds = {
  async copy() {
    const codes = [...document.querySelectorAll('#codes li')];
    await copy(codes.map((one) => one.textContent).join('\n'));
    document.getElementById('kept').textContent = 'Copied.';
  },
  print() {
    globalThis.print();
  },
};

if (keep) {
  keep.hidden = false;
  for (const button of keep.querySelectorAll('button')) {
    button.addEventListener('click', deeds[button.dataset.does]);
  }
}
