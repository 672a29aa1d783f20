// Shows what is pushed while no page may be open, and leads to the conversation when it is tapped.
const PAGE = '/live-conversations';

addEventListener('install', () => skipWaiting());
addEventListener('push', (event) => event.waitUntil(show(event.data.json())));
addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data.path));
});

async function show({ title, body, tag, path }) {
  await registration.showNotification(title, {
    body,
    tag, // takes the place of the earlier one of the same conversation
    renotify: true,
    icon: '/assets/icons/icon-192.png',
    badge: '/assets/icons/badge-96.png',
    data: { path },
  });
  await navigator.setAppBadge?.().catch(() => {});
}

async function lead(path) {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find((one) => new URL(one.url).pathname.startsWith(PAGE));
  if (!open) return clients.openWindow(path);
  open.postMessage({ path });
  return open.focus();
}
