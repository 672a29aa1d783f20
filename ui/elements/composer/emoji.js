// The emoji that people in shops use, by what they are for, each with its name.
export const EMOJI = [
  {
    name: 'Faces',
    emoji: [
      ['🙂', 'slightly smiling face'], ['😀', 'grinning face'], ['😄', 'laughing face'],
      ['😊', 'smiling face with smiling eyes'], ['😉', 'winking face'], ['😍', 'heart eyes'],
      ['😂', 'tears of joy'], ['😅', 'grinning face with sweat'], ['🤗', 'hugging face'],
      ['🤔', 'thinking face'], ['😎', 'sunglasses face'], ['😮', 'surprised face'],
      ['😕', 'confused face'], ['😢', 'crying face'], ['😬', 'grimacing face'], ['🥳', 'party face'],
    ],
  },
  {
    name: 'Hands and hearts',
    emoji: [
      ['👍', 'thumbs up'], ['👎', 'thumbs down'], ['👌', 'OK hand'], ['👋', 'waving hand'],
      ['🙏', 'thank you, folded hands'], ['👏', 'clapping hands'], ['💪', 'strong arm'],
      ['🤝', 'handshake'], ['🤞', 'fingers crossed'], ['🙌', 'raised hands'], ['❤️', 'red heart'],
      ['💜', 'purple heart'], ['💙', 'blue heart'], ['💯', 'hundred points'],
    ],
  },
  {
    name: 'Celebrating',
    emoji: [
      ['🎉', 'party popper'], ['🎂', 'birthday cake'], ['🎁', 'present'], ['🎈', 'balloon'],
      ['✨', 'sparkles'], ['⭐', 'star'], ['🌟', 'glowing star'], ['🔥', 'fire'], ['💐', 'flowers'],
      ['🥂', 'glasses'], ['☕', 'coffee'], ['🍕', 'pizza'],
    ],
  },
  {
    name: 'Work',
    emoji: [
      ['✅', 'check mark'], ['❌', 'cross mark'], ['❗', 'exclamation mark'],
      ['❓', 'question mark'], ['⏰', 'alarm clock'], ['📅', 'calendar'], ['📍', 'place'],
      ['📦', 'parcel'], ['🚚', 'delivery truck'], ['🚗', 'car'], ['🏠', 'house'], ['🔧', 'wrench'],
      ['🛍️', 'shopping bags'], ['💳', 'credit card'], ['📞', 'telephone'], ['📷', 'camera'],
      ['✉️', 'envelope'], ['☀️', 'sun'], ['🌧️', 'rain'], ['❄️', 'snow'],
    ],
  },
];
