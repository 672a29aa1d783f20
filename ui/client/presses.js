// Every event of the page is numbered and kept until the server acknowledges it. What was on its
// way when the connection broke is sent again, in order, when it is back: see ui/security/presses.py.
import { reactive } from 'vue';

import { say } from './toasts.js';

// So old, an event without an acknowledgement did not only cross with the page being left.
const OVERDUE = 2000;
const LOST = 'lost-presses';
const SENTENCE = 'Your last change did not reach the server. Please check it and try again.';

export const presses = reactive({ waiting: new Map() });

let count = 0;
let emit;

// To be called once, as soon as there is a socket.
export function watchPresses(socket) {
  emit = socket.emit.bind(socket);
  socket.emit = (name, message, ...rest) => {
    if (name !== 'event') return emit(name, message, ...rest);
    count += 1;
    presses.waiting.set(count, { message: { ...message, press: count }, at: Date.now() });
    if (socket.connected) send(count);
    return socket;
  };
  socket.on('connect', () => [...presses.waiting.keys()].forEach(send));
  addEventListener('pagehide', noteLost);
  if (sessionStorage.getItem(LOST)) say(SENTENCE);
  sessionStorage.removeItem(LOST);
}

// How many changes wait for the connection; what our own elements report is not among them, for
// they repeat it by themselves.
export function waitingPresses() {
  return [...presses.waiting.values()].filter(isByHand).length;
}

function send(number) {
  emit('event', presses.waiting.get(number).message, () => presses.waiting.delete(number));
}

function isByHand({ message, at }) {
  const { tag } = mounted_app.elements[message.id] ?? {};
  return Date.now() - at > OVERDUE && tag && !tag.startsWith('nicegui-');
}

function noteLost() {
  if (waitingPresses()) sessionStorage.setItem(LOST, 'yes');
}
