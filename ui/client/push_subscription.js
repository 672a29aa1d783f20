// Push notifications of this browser: asks its maker for an address, and hands that to the server.
const WORKER = '/service-worker.js';
const DEVICE = '/account/device';

export async function switchOn() {
  await navigator.serviceWorker.register(WORKER);
  const { pushManager } = await navigator.serviceWorker.ready;
  const { key } = await request('GET');
  await register(await subscription(pushManager, key));
}

export async function switchOff() {
  const held = await current();
  if (!held) return;
  await request('DELETE', { endpoint: held.endpoint });
  await held.unsubscribe();
}

// Whether this browser still has an address.
export async function renew() {
  const held = await current();
  if (held) await register(held);
  return Boolean(held);
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription();
}

// One that was made for another key, of another server, say, would take nothing from us.
async function subscription(pushManager, key) {
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    const held = await pushManager.getSubscription();
    if (!held) throw error;
    await held.unsubscribe();
    return pushManager.subscribe(options);
  }
}

async function register(held) {
  await request('POST', held);
}

async function request(method, details) {
  const body = details && JSON.stringify(details);
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(DEVICE, { method, body, headers: body ? headers : {} });
  if (!answer.ok) throw new Error(`${method} was answered with ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}
