// How long a text is for the phone network: the twin of domain/model/sms.py.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
// These take two places in GSM-7, an escape and the character.
const EXTENDED = new Set('\f^{}\\[~]|€');

export function measure(text) {
  const letters = [...text];
  const isPlain = letters.every((letter) => BASIC.has(letter) || EXTENDED.has(letter));
  const widths = letters.map((letter) =>
    isPlain ? (EXTENDED.has(letter) ? 2 : 1) : letter.length,
  );
  return {
    characters: text.length,
    segments: isPlain ? segments(widths, 160, 153) : segments(widths, 70, 67),
    encoding: isPlain ? 'GSM-7' : 'UCS-2',
  };
}

export function withNotice(text, notice) {
  return [text, notice].filter(Boolean).join('\n');
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
