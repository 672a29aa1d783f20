// Reads a chosen picture: a thumbnail for the page, and a smaller file where a large photo would
// keep a phone's line busy. The server judges and prepares every picture all the same.

// What messages are made from is no larger than this, so nothing that could be seen is lost. People
// look at a long picture page by page: each page may be as large, and all of it so long.
const LONGEST_SIDE = 2048;
const LONGEST_PAGE = 2;
const LONGEST_PICTURE = 10_000;
const THUMBNAIL_SIDE = 640;
// Smaller files go as they are: screenshots stay sharp, and no photo is compressed twice.
const LARGE_PHOTO = 1_500_000;
const LARGE_FILE = 5_000_000;

const STARTS = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['heic', 4, 'ftyphei'],
  ['heic', 4, 'ftypmif1'],
];

// By content: names and declared types are often wrong. `null` for what cannot be sent.
export async function kindOf(file) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  return STARTS.find(([, from, start]) => head.startsWith(start, from))?.[0] ?? null;
}

// What to upload, and a thumbnail. What the browser cannot read is left to the server as it is.
export async function readied(file, kind) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return { body: file, thumbnail: null };
  const thumbnail = await scaled(picture, THUMBNAIL_SIDE / longest(picture), 0.8);
  const scale = LONGEST_SIDE / side(picture);
  const body = isLarge(file, kind, scale) ? await scaled(picture, scale, 0.92) : file;
  picture.close();
  return { body, thumbnail };
}

// Phones' HEIC is a JPEG for us, where the browser can read it.
function isLarge(file, kind, scale) {
  const isPhoto = kind === 'jpeg' && scale < 1;
  return kind === 'heic' || file.size > (isPhoto ? LARGE_PHOTO : LARGE_FILE);
}

function longest({ width, height }) {
  return Math.max(width, height);
}

// As the server judges it (`renditions.side`).
function side(picture) {
  const page = LONGEST_PAGE * Math.min(picture.width, picture.height);
  const least = (longest(picture) * LONGEST_SIDE) / LONGEST_PICTURE;
  return Math.max(least, Math.min(page, longest(picture)));
}

function scaled(picture, wanted, quality) {
  const scale = Math.min(1, wanted);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = '#fff'; // what is transparent would turn black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality);
  });
}
