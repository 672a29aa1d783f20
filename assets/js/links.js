// Finds what can be tapped in a text. Parts become text nodes and safe links, never HTML.
const ADDRESS = String.raw`https?:\/\/[^\s<>"]+`;
const EMAIL = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;
const PHONE = String.raw`(?:\+\d|\(\d{3}\)|\b\d{3}[-.]\d{3}[-.])[\d ().-]{2,16}\d\b`;
const TAPPABLE = new RegExp(`(${ADDRESS})|(${EMAIL})|(${PHONE})`, 'gi');
// A full stop or a bracket after an address belongs to the sentence.
const TRAILING = /[.,;:!?'")\]]+$/;

const EMOJI = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\uFE0F/u;
const LONGEST_EMOJI = 20;
const MOST_LARGE = 3;
const graphemes = new Intl.Segmenter();

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

// Up to three emoji and nothing else are drawn large.
export function isOnlyEmoji(text) {
  const written = text.trim();
  if (!written || written.length > LONGEST_EMOJI * MOST_LARGE) return false;
  const letters = [...graphemes.segment(written)].map(({ segment }) => segment);
  return letters.length <= MOST_LARGE && letters.every((letter) => EMOJI.test(letter));
}

function target(found, [, address, email]) {
  if (address) return found;
  if (email) return `mailto:${found}`;
  return `tel:${found.replace(/[^\d+]/g, '')}`;
}
