// How long a text is for the phone network: the twin of domain/model/sms.py.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
// These take two places in GSM-7, an escape and the character.
const EXTENDED = new Set('\f^{}\\[~]|€');

// What programs and keyboards put in place of a character that every phone has.
const PLAIN_TWINS = new Map([
  ...twins('‘’‚‛′´`', "'"),
  ...twins('“”„‟″«»', '"'),
  ...twins('‐‑‒–—―−', '-'),
  ...twins('\t\u00a0\u2002\u2003\u2009\u200a\u202f\u3000', ' '),
  ...twins('\u200b\u2060\ufeff\u00ad', ''),
  ['…', '...'],
  ['•', '-'],
  ['×', 'x'],
]);

export function measure(text) {
  const letters = [...text];
  const isPlain = letters.every(isPlainLetter);
  const widths = letters.map((letter) =>
    isPlain ? (EXTENDED.has(letter) ? 2 : 1) : letter.length,
  );
  return {
    characters: text.length,
    segments: isPlain ? segments(widths, 160, 153) : segments(widths, 70, 67),
    encoding: isPlain ? 'GSM-7' : 'UCS-2',
  };
}

// The character to blame for what a text costs, if any: the first one without a plain twin.
// `plain` is the text in plain characters, or null where one of them has no twin.
export function findCostlyCharacter(text, notice = null) {
  const letters = [...text];
  const { segments } = measure(withNotice(text, notice));
  const blamed = letters.filter((letter) => !isPlainLetter(letter));
  if (segments < 2 || !blamed.length) return null;
  const bare = letters.map(without).join('');
  const cheaper = measure(withNotice(bare, notice)).segments;
  if (cheaper >= segments) return null;
  const lonely = blamed.find((letter) => !PLAIN_TWINS.has(letter));
  const plain = lonely ? null : bare;
  return { character: lonely ?? blamed[0], segments, without: cheaper, plain };
}

export function withNotice(text, notice) {
  return [text, notice].filter(Boolean).join('\n');
}

function isPlainLetter(letter) {
  return BASIC.has(letter) || EXTENDED.has(letter);
}

function without(letter) {
  return isPlainLetter(letter) ? letter : (PLAIN_TWINS.get(letter) ?? '');
}

function twins(letters, plain) {
  return [...letters].map((letter) => [letter, plain]);
}

// An escape pair or a surrogate pair is never split over two segments.
function segments(widths, single, part) {
  if (widths.reduce((sum, width) => sum + width, 0) <= single) return widths.length ? 1 : 0;
  let count = 1;
  let filled = 0;
  for (const width of widths) {
    if (filled + width > part) {
      count += 1;
      filled = 0;
    }
    filled += width;
  }
  return count;
}
