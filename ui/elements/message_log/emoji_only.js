// Up to three emoji and nothing else are drawn large.
const EMOJI = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\uFE0F/u;
const LONGEST_EMOJI = 20;
const MOST_LARGE = 3;
// Firefox has it since 125; before that, emoji are as small as letters.
const graphemes = Intl.Segmenter ? new Intl.Segmenter() : null;

export function isOnlyEmoji(text) {
  const written = text.trim();
  if (!graphemes || !written || written.length > LONGEST_EMOJI * MOST_LARGE) return false;
  const letters = [...graphemes.segment(written)].map(({ segment }) => segment);
  return letters.length <= MOST_LARGE && letters.every((letter) => EMOJI.test(letter));
}
