// The switch on the account page; without this script it is not there.
import { deviceState, SENTENCES, toggleDevice } from './push_notifications.js';

const part = document.getElementById('device');
const button = part?.querySelector('button');

function show(state) {
  part.hidden = !state;
  button.setAttribute('aria-pressed', String(state === 'on'));
  const plain = state === 'on' ? 'On. Tap to be told here no more.' : 'Off. Tap to be told here.';
  document.getElementById('device-state').textContent = SENTENCES[state] ?? plain;
}

if (part) {
  const { user } = part.dataset;
  show(deviceState(user));
  button.addEventListener('click', async () => show(await toggleDevice(user)));
}
