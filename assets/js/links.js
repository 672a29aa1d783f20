// Finds what can be tapped in a text. Parts become text nodes and safe links, never HTML.
const ADDRESS = String.raw`https?:\/\/[^\s<>"]+`;
const EMAIL = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;
const PHONE = String.raw`(?:\+\d|\(\d{3}\)|\b\d{3}[-.]\d{3}[-.])[\d ().-]{2,16}\d\b`;
const TAPPABLE = new RegExp(`(${ADDRESS})|(${EMAIL})|(${PHONE})`, 'gi');
// A full stop or a bracket after an address belongs to the sentence.
const TRAILING = /[.,;:!?'")\]]+$/;

export function partsOf(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TAPPABLE)) {
    const found = match[1] ? match[0].replace(TRAILING, '') : match[0];
    parts.push({ text: text.slice(end, match.index) }, { text: found, href: target(found, match) });
    end = match.index + found.length;
  }
  parts.push({ text: text.slice(end) });
  return parts.filter((part) => part.text);
}

function target(found, [, address, email]) {
  if (address) return found;
  if (email) return `mailto:${found}`;
  return `tel:${found.replace(/[^\d+]/g, '')}`;
}
