// The line to the server: notices early that it is gone, and brings it back without a reload.
import { nextTick, reactive } from 'vue';

import { watchPresses } from './presses.js';

const QUIET = 1500;
// An attempt into a dead network can hang for minutes; give it up and start another.
const PATIENCE = 8000;
// Until a page that has just been opened says that it still waits for its line.
const FIRST = 5000;
// Somebody is back and wants to see how things stand: who has not answered by then is gone.
const ANSWER_WITHIN = 1000;

// `times` counts how often the line came up: watch it to hand over what is still waiting.
export const connection = reactive({ isUp: false, isMissed: false, isOnline: true, times: 0 });

let missing;
let hanging;
let probing = false;

export async function watchConnection() {
  await nextTick(); // NiceGUI makes the socket after the components are mounted
  const { socket } = window;
  watchPresses(socket);
  // NiceGUI reloads the page when connecting times out; ours keeps what was typed and tries again.
  socket.io.timeout(false);
  socket.io.reconnectionDelay(300);
  socket.io.reconnectionDelayMax(2000);
  socket.on('connect', cameUp);
  socket.on('disconnect', wentDown);
  socket.on('connect_error', probe);
  watchWindow();
  if (socket.connected) cameUp();
  else miss(FIRST);
}

function watchWindow() {
  connection.isOnline = navigator.onLine;
  addEventListener('offline', () => {
    connection.isOnline = false;
  });
  addEventListener('online', () => {
    connection.isOnline = true;
    makeSure();
  });
  // A page that the browser had put aside whole has lost its line, and may not know it yet.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) makeSure();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') makeSure();
  });
}

function cameUp() {
  clearTimeout(missing);
  clearInterval(hanging);
  Object.assign(connection, { isUp: true, isMissed: false, times: connection.times + 1 });
}

function wentDown() {
  connection.isUp = false;
  miss(QUIET);
}

function miss(quiet) {
  clearTimeout(missing);
  clearInterval(hanging);
  missing = setTimeout(() => {
    connection.isMissed = true;
  }, quiet);
  hanging = setInterval(reconnect, PATIENCE);
}

// A line that died while nobody looked still seems to be up: only an answer proves it.
function makeSure() {
  const { socket, clientId, nextMessageId } = window;
  if (!socket.connected) return reconnect();
  const heard = { client_id: clientId, next_message_id: nextMessageId };
  socket.timeout(ANSWER_WITHIN).emit('ack', heard, (silence) => {
    if (silence && socket.connected) reconnect(); // else it noticed by itself, and is at it
  });
}

function reconnect() {
  const { socket } = window;
  // NiceGUI keeps this up to date only for socket.io's own attempts; an old number means a reload.
  socket.io.opts.query.next_message_id = window.nextMessageId;
  socket.disconnect().connect();
}

// A refused socket does not say why. An expired sign-in would be tried for ever.
async function probe() {
  if (probing) return;
  probing = true;
  setTimeout(() => {
    probing = false;
  }, 3000);
  const answer = await fetch('/session', { cache: 'no-store' }).catch(() => null);
  if (answer?.status === 401) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
}
