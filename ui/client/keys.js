// The key that sends, and keys as names: of one press or one file, that nobody else gives away.

// `randomUUID` is missing on plain http beyond this machine.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Enter at a desk; on a phone it begins a new line there.
export function isSendKey(event) {
  // 229: Safari ends a composition before it tells of the key that ended it.
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false;
  const isCoarse = matchMedia('(pointer: coarse)').matches;
  return event.ctrlKey || event.metaKey || !(event.shiftKey || isCoarse);
}
