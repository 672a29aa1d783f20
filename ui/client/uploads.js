// Files on their way to the server: two at a time, with progress, and never waiting for ever.
const AT_ONCE = 2;
// So long without any progress is a dead line.
const SILENCE = 45_000;

const waiting = [];
let running = 0;

// `bring` is called when it is this one's turn.
export async function inTurn(bring) {
  if (running < AT_ONCE) running += 1;
  else
    await new Promise((go) => {
      waiting.push(go);
    });
  try {
    await bring();
  } finally {
    const next = waiting.shift();
    if (next)
      next(); // in the place of this one
    else running -= 1;
  }
}

// Not `fetch`, which tells no progress. `onStart` gets a function that gives the upload up.
// Status 0: the line was cut, or it was given up.
export function upload(address, body, { onStart, onProgress }) {
  const request = new XMLHttpRequest();
  let silence;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => request.abort(), SILENCE);
  };
  return new Promise((done) => {
    request.upload.onprogress = ({ loaded, total }) => {
      listen();
      onProgress(loaded / total);
    };
    request.onloadend = () => {
      clearTimeout(silence);
      done({ status: request.status, answer: readable(request.responseText) });
    };
    request.open('POST', address);
    listen();
    onStart(() => request.abort());
    request.send(body);
  });
}

function readable(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
