// How many conversations wait to be read: in the tab, on its icon, and on that of the installed page.
const DOTTED = '/assets/icons/logo_unread.svg';

let plain;

export function showUnread(count, title) {
  document.title = title;
  const icon = document.querySelector('link[rel~="icon"]');
  plain ??= icon?.href;
  if (icon) icon.href = count ? DOTTED : plain;
  const marking = count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  marking?.catch(() => {}); // where it is not installed, there is no icon to mark
}
