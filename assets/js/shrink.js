// Makes a large photo smaller before it is uploaded, so that a phone line carries it quickly.
// The server judges and prepares every picture all the same.

// What messages are made from is no larger than this, so nothing that could be seen is lost.
const LONGEST_SIDE = 2048;
const QUALITY = 0.92;
// A smaller file is sent as it is: screenshots stay sharp, and no photo is compressed twice.
const SMALL_BYTES = 1_500_000;
export const LARGEST_BYTES = 25_000_000;

const STARTS = [
  ['image/jpeg', [0xff, 0xd8, 0xff], 0],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0],
  ['image/heic', [...'ftyphei'].map((letter) => letter.charCodeAt(0)), 4],
  ['image/heic', [...'ftypmif1'].map((letter) => letter.charCodeAt(0)), 4],
];

// By content: names and declared types are often wrong. `null` for what cannot be sent.
export async function kindOf(file) {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const fits = ([, bytes, from]) => bytes.every((byte, index) => head[from + index] === byte);
  return STARTS.find(fits)?.[0] ?? null;
}

// A JPEG of it where that helps; else the file itself. Phones' HEIC is a JPEG for us if the
// browser can read it.
export async function shrunk(file, kind) {
  if (kind !== 'image/heic' && file.size <= SMALL_BYTES) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const smaller = await drawn(picture, scale);
  picture.close();
  return kind === 'image/heic' || smaller.size < file.size ? smaller : file;
}

function drawn(picture, scale) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = '#fff'; // what is transparent would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', QUALITY); });
}
