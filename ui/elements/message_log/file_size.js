// Sizes of files as people read them.
const UNITS = ['byte', 'kilobyte', 'megabyte'];

export function readableSize(bytes) {
  if (bytes === null) return '';
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const format = { style: 'unit', unit: UNITS[step], maximumFractionDigits: step === 2 ? 1 : 0 };
  return new Intl.NumberFormat(undefined, format).format(bytes / 1000 ** step);
}
